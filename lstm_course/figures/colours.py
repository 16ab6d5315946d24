"""One colour and one name for each quantity, wherever it is drawn.

Both come from the table of symbols, chapters/symbols.yml, by way of `palette.json`, which
`python -m tools.generated` writes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final, NamedTuple


class Colour(NamedTuple):
    """A quantity's colour: for lines (at least 3 : 1 on white), and for text on each theme.

    On a dark ground lines take `text_dark` too.
    """

    line: str
    text_light: str
    text_dark: str


_PALETTE: Final = json.loads(Path(__file__).with_name("palette.json").read_text(encoding="utf-8"))
COLOURS: Final = {
    symbol: Colour(entry["line"], entry["light"], entry["dark"])
    for symbol, entry in _PALETTE.items()
}
NAMES: Final[dict[str, str]] = {symbol: entry["name"] for symbol, entry in _PALETTE.items()}

INK: Final = "#222222"  # text and lines that belong to no symbol
SHADE: Final = "#E9E9E9"  # areas behind them


def colour_of(symbol: str) -> Colour:
    """The colour of a symbol.

    Raises:
        ValueError: if the symbol has none.
    """
    if symbol not in COLOURS:
        raise ValueError(f"symbol: expected one of {', '.join(COLOURS)}, got {symbol!r}")
    return COLOURS[symbol]
