"""One colour and one name for each quantity, wherever it is drawn."""

from __future__ import annotations

from typing import Final, NamedTuple


class Colour(NamedTuple):
    """A quantity's colour: for lines (at least 3 : 1 on white), and for text on each theme.

    On a dark ground lines take `text_dark` too.
    """

    line: str
    text_light: str
    text_dark: str


COLOURS: Final = {
    "i": Colour("#0072B2", "#0072B2", "#56B4E9"),
    "f": Colour("#D55E00", "#B34E00", "#FF9A4D"),
    "g": Colour("#009E73", "#007A56", "#3CCB9E"),
    "o": Colour("#CC79A7", "#A2477A", "#E6A5CB"),
    "c": Colour("#000000", "#000000", "#F2F2F2"),
    "h": Colour("#6B6B6B", "#6B6B6B", "#B5B5B5"),
}

NAMES: Final = {
    "i": "input gate",
    "f": "forget gate",
    "g": "potential memory",
    "o": "output gate",
    "c": "memory cell",
    "h": "hidden state",
}

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
