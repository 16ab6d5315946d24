"""The strokes of which the diagram of the cell is made, as SVG text.

A colour is written `var(--lstm-i, #0072B2)`: the light theme is the fallback, and a dark theme
sets the variables. Arrowheads are paths of their own, so that no marker needs an id.
"""

from __future__ import annotations

import re
from typing import Final

from lstm_course.figures.colours import COLOURS, INK

PAPER: Final = ("#FFFFFF", "#14181E")  # light, dark
LIGHT: Final = {
    "paper": PAPER[0],
    "ink": INK,
    "later": "#D3D6DA",  # parts of the cell that are still to come
    **{symbol: colour.line for symbol, colour in COLOURS.items()},
    **{f"{symbol}-text": colour.text_light for symbol, colour in COLOURS.items()},
}
DARK: Final = {
    "paper": PAPER[1],
    "ink": "#E6E6E6",
    "later": "#42474F",
    **{symbol: colour.text_dark for symbol, colour in COLOURS.items()},
    **{f"{symbol}-text": colour.text_dark for symbol, colour in COLOURS.items()},
}
TINT: Final = 0.12  # opacity of a block's fill
WORDS: Final = "system-ui,sans-serif"
_MATH: Final = "'STIX Two Text','Latin Modern Math','Times New Roman',Times,serif"
_HEADS: Final = {"up": (-4.5, 9, 4.5, 9), "right": (-9, -4.5, -9, 4.5), "left": (9, -4.5, 9, 4.5),
          "down": (-4.5, -9, 4.5, -9)}  # fmt: skip


def paint(name: str) -> str:
    """A colour by name, for a `fill` or a `stroke`."""
    return f"var(--lstm-{name}, {LIGHT[name]})"


def wire(path: str, colour: str, dashed: bool = False) -> str:
    """A line without head."""
    dashes = ' stroke-dasharray="6 4"' if dashed else ""
    return f'<path d="{path}" fill="none" stroke="{paint(colour)}" stroke-width="2.5"{dashes}/>'


def arrow(path: str, tip: tuple[float, float], way: str, colour: str, dashed: bool = False) -> str:
    """A line that ends in a head at `tip`, pointing `way`."""
    x, y = tip
    x1, y1, x2, y2 = _HEADS[way]
    head = f"M{x:g},{y:g} L{x + x1:g},{y + y1:g} L{x + x2:g},{y + y2:g} Z"
    return wire(path, colour, dashed) + f'<path d="{head}" fill="{paint(colour)}"/>'


def joint(x: float, y: float, colour: str) -> str:
    """The dot where a wire branches."""
    return f'<circle cx="{x:g}" cy="{y:g}" r="4" fill="{paint(colour)}"/>'


def operation(x: float, y: float, sign: str, colour: str = "ink") -> str:
    """A circle that multiplies (⊙) or adds (+) what comes in."""
    ink = paint(colour)
    circle = (
        f'<circle cx="{x:g}" cy="{y:g}" r="12" fill="{paint("paper")}" stroke="{ink}"'
        ' stroke-width="2"/>'
    )
    if sign == "⊙":
        return circle + f'<circle cx="{x:g}" cy="{y:g}" r="3" fill="{ink}"/>'
    cross = f"M{x - 6:g},{y:g} H{x + 6:g} M{x:g},{y - 6:g} V{y + 6:g}"
    return circle + f'<path d="{cross}" stroke="{ink}" stroke-width="2"/>'


def box(x: float, y: float, width: float, height: float, colour: str, radius: float = 8) -> str:
    """A tinted block with a coloured edge; x, y is its upper left corner."""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{radius:g}"'
        f' fill="{paint(colour)}" fill-opacity="{TINT}" stroke="{paint(colour)}"'
        ' stroke-width="2"/>'
    )


def words(x: float, y: float, text: str, colour: str = "ink", anchor: str = "middle") -> str:
    """Plain words; x, y is where the baseline starts, has its middle or ends."""
    return f'<text x="{x:g}" y="{y:g}" fill="{paint(colour)}" text-anchor="{anchor}">{text}</text>'


def formula(x: float, y: float, text: str, colour: str = "ink", anchor: str = "middle") -> str:
    """Symbols with subscripts, written c_{t−1}; what stands in `quotes` is upright: a number."""
    spans, level = "", 0
    for piece in re.findall(r"_\{[^}]*\}|`[^`]*`|[^_`]+", text):
        low = 4 if piece.startswith("_") else 0
        look = f' dy="{low - level}"' if low != level else ""
        if low:
            look += ' font-size="15"'
        if piece.startswith("`"):
            look += f' font-family="{WORDS}" font-style="normal" font-size="15"'
        spans += f"<tspan{look}>{piece.strip('_{}`')}</tspan>"
        level = low
    return (
        f'<text x="{x:g}" y="{y:g}" fill="{paint(colour)}" text-anchor="{anchor}"'
        f' font-family="{_MATH}" font-style="italic" font-size="19">{spans}</text>'
    )


def short(value: float, digits: int = 4) -> str:
    """A number as a drawing shows it, with at most this many significant digits: −0.1278, 4.54e−5."""
    mantissa, e, exponent = f"{value + 0.0:.{digits}g}".partition("e")
    return (mantissa + (e and f"e{int(exponent)}")).replace("-", "−")


def patch(x: float, y: float, width: float) -> str:
    """A small patch of paper behind a label with its baseline at y, which covers the wire there."""
    return (
        f'<rect x="{x - width / 2:g}" y="{y - 15:g}" width="{width:g}" height="20" rx="4"'
        f' fill="{paint("paper")}"/>'
    )


def number_on_wire(x: float, y: float, text: str, colour: str) -> str:
    """A number on a patch that covers the wire under it."""
    return patch(x, y, 9.6 * len(text) + 4) + words(x, y, text, colour)
