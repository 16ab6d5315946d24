"""Two ways to put two layers together, drawn over four steps: one above the other, or face to face."""

from __future__ import annotations

from typing import Final

from lstm_course.figures.svg import arrow, box, formula, joint, wire, words
from lstm_course.figures.svg_figure import Drawing

_STEPS: Final = 4
_FIRST, _PITCH = 104, 88  # across: the centre of a step, to the next one
_UPPER, _LOWER, _HEIGHT = 62, 142, 40  # down: the upper edges of both rows, and how high they are
_ASIDE: Final = 20  # in two directions the two boxes of a step stand this far from its centre
_HALF: Final = {"stacked": 26, "bidirectional": 16}  # of a box
_ROWS: Final = {"stacked": ("layer 2", "layer 1"), "bidirectional": ("backward", "forward")}
_TITLES: Final = {"stacked": "Two layers", "bidirectional": "One layer in both directions"}
_SAYS: Final = {
    "stacked": "Each input x goes up into layer 1. Its hidden state goes to layer 1 of the next step and"
    " up into layer 2 of the same step, which hands its own hidden state to the right and upwards, as"
    " the output h.",
    "bidirectional": "Each input x goes into two boxes. The boxes of the lower row, forward, hand their"
    " hidden states from left to right, those of the upper row, backward, from right to left. Above"
    " each step the hidden states of both boxes are put side by side, as the output h.",
}


class LayersOverTime(Drawing):
    """Two rows of cells over four steps, unrolled.

    Args:
        kind: "stacked" for a second layer that reads the first, "bidirectional" for two that read the
            same inputs from opposite ends.

    Raises:
        ValueError: if kind is neither.
    """

    window = (0, 0, 408, 258)

    def __init__(self, kind: str) -> None:
        if kind not in _ROWS:
            raise ValueError(f"kind: expected one of {', '.join(_ROWS)}, got {kind!r}")
        self.kind = kind
        self.title = f"{_TITLES[kind]}, unrolled"
        self.description = (
            f"Time runs from left to right, over {_STEPS} steps with two boxes each. {_SAYS[kind]}"
        )
        rows = zip(_ROWS[kind], (_UPPER, _LOWER), strict=True)
        body = "".join(words(4, y + 25, name, anchor="start") for name, y in rows)
        column = self._stacked if kind == "stacked" else self._bidirectional
        for t in range(1, _STEPS + 1):
            x = _FIRST + _PITCH * (t - 1)
            body += column(x) + self._onward(t, x)
            body += formula(x, 250, f"x_{{{t}}}") + formula(x, 24, f"h_{{{t}}}", "h-text")
        self.body = body

    def _stacked(self, x: float) -> str:
        """A step of two layers: the boxes, and the way up."""
        body = self._box(x, _UPPER) + self._box(x, _LOWER)
        body += _up(x, 230, _LOWER + _HEIGHT, "ink") + _up(x, _LOWER, _UPPER + _HEIGHT, "h")
        return body + _up(x, _UPPER, 34, "h")

    def _bidirectional(self, x: float) -> str:
        """A step of two directions: both boxes see the input, and both are in the output."""
        left, right, fork = x - _ASIDE, x + _ASIDE, 210
        body = self._box(right, _UPPER) + self._box(left, _LOWER)
        body += wire(f"M{x:g},230 V{fork}", "ink") + joint(x, fork, "ink")
        body += arrow(
            f"M{x:g},{fork} H{left:g} V{_LOWER + _HEIGHT + 6}",
            (left, _LOWER + _HEIGHT),
            "up",
            "ink",
        )
        body += arrow(
            f"M{x:g},{fork} H{right:g} V{_UPPER + _HEIGHT + 6}",
            (right, _UPPER + _HEIGHT),
            "up",
            "ink",
        )
        return body + _up(left, _LOWER, 34, "h") + _up(right, _UPPER, 34, "h")

    def _box(self, x: float, top: float) -> str:
        half = _HALF[self.kind]
        return box(x - half, top, 2 * half, _HEIGHT, "ink")

    def _onward(self, t: int, x: float) -> str:
        """The wires that a step's boxes hand on along, to the neighbours that there are."""
        half, aside = _HALF[self.kind], _ASIDE if self.kind == "bidirectional" else 0
        body = ""
        if t < _STEPS:
            start, tip, y = x - aside + half, x + _PITCH - aside - half, _LOWER + _HEIGHT / 2
            body += arrow(f"M{start:g},{y:g} H{tip - 6:g}", (tip, y), "right", "h")
        upper = _UPPER + _HEIGHT / 2
        if self.kind == "stacked" and t < _STEPS:
            body += arrow(f"M{start:g},{upper:g} H{tip - 6:g}", (tip, upper), "right", "h")
        if self.kind == "bidirectional" and t > 1:
            start, tip = x + aside - half, x - _PITCH + aside + half
            body += arrow(f"M{start:g},{upper:g} H{tip + 6:g}", (tip, upper), "left", "h")
        return body

    def __repr__(self) -> str:
        return f"LayersOverTime({self.kind!r}): {self.description}"


def _up(x: float, start: float, tip: float, colour: str) -> str:
    return arrow(f"M{x:g},{start:g} V{tip + 6:g}", (x, tip), "up", colour)
