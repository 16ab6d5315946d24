"""A recurrent layer unrolled over a few steps, with numbers on the wires."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from numpy.typing import ArrayLike

from lstm_course.figures.svg import arrow, box, formula, short, words
from lstm_course.figures.svg_figure import Drawing
from lstm_lib._validation import Array, as_array, as_size

_SHOWN: Final = {"rnn": ("x", "slope", "h"), "lstm": ("x", *"ifgo", "c", "h")}
_STATES: Final = {"rnn": ("h",), "lstm": ("c", "h")}
_MOST: Final = 4  # steps that leave letters large enough on a phone
_FIRST, _PITCH, _HALF, _EDGE = 46, 92, 38, 408  # across: centre of a step, to the next, its half


class UnrolledCell(Drawing):
    """One unit, once for each step: what goes in, what it hands on, and gradients on their way back.

    Time runs from left to right. The same weights stand in every box; all states start at 0.

    Args:
        kind: "rnn" for a plain recurrent layer, "lstm" for an LSTM.
        steps: T, from 1 to 4.
        values: numbers to print, each (T,): any of x, h and slope (of a step, ∂h_t/∂h_{t−1}) for
            "rnn"; any of x, i, f, g, o, c and h for "lstm". States with three digits, the rest,
            which stands in the boxes, with two decimals.
        gradients: of the loss, each (T,), for h or, for "lstm", c and h: a dashed wire, back in time,
            with ∂L/∂h_t and ∂L/∂c_t on it.

    Raises:
        TypeError: if steps is not a whole number.
        ValueError: if kind or a name is unknown, a shape differs, a number is not finite, or there
            are more than four steps.
    """

    def __init__(
        self,
        kind: str,
        steps: int,
        values: Mapping[str, ArrayLike] | None = None,
        gradients: Mapping[str, ArrayLike] | None = None,
    ) -> None:
        if kind not in _SHOWN:
            raise ValueError(f"kind: expected one of {', '.join(_SHOWN)}, got {kind!r}")
        self.kind, self.steps = kind, as_size("steps", "T", steps)
        if self.steps > _MOST:
            raise ValueError(f"steps: expected at most {_MOST}, got {steps}")
        self.values = self._read("values", values or {}, _SHOWN[kind])
        self.gradients = self._read("gradients", gradients or {}, _STATES[kind])
        self.title = f"{'An LSTM' if kind == 'lstm' else 'A plain recurrent layer'}, unrolled"
        self.body, bottom = self._drawn()
        self.window = (0, 0, _EDGE - _PITCH * (_MOST - self.steps), bottom)
        self.description = self._in_words()

    def _read(
        self, what: str, given: Mapping[str, ArrayLike], known: tuple[str, ...]
    ) -> dict[str, Array]:
        for name in given:
            if name not in known:
                raise ValueError(f"{what}: expected some of {', '.join(known)}, got {name!r}")
        sizes = {"T": self.steps}
        return {
            name: as_array(f"{what}[{name!r}]", value, "T", sizes) for name, value in given.items()
        }

    def _drawn(self) -> tuple[str, int]:
        """The shapes, and where they end."""
        body, top = "", 8
        if "c" in self.gradients:
            body, top = self._way_back("c", wire=48, label=20), 56
        over = top + 18
        top += self._height("c") if self.kind == "lstm" else 0
        c, h = top + 18, top + (132 if self.kind == "lstm" else 58)
        bottom = h + 18
        below = bottom + self._height("h")
        if "h" in self.gradients:
            body += self._way_back("h", wire=below + 4, label=below + 24)
            below += 48
        for t in range(1, self.steps + 1):
            x = _FIRST + _PITCH * (t - 1)
            body += box(x - _HALF, top, 2 * _HALF, bottom - top, "ink") + self._inside(x, top, t)
            body += arrow(f"M{x},{below + 6} V{bottom + 6}", (x, bottom), "up", "ink")
            body += self._pair("x", t, x, below + 24, "ink")
            body += self._handed_on("h", t, h, bottom + 20)
            if self.kind == "lstm":
                body += self._handed_on("c", t, c, over)
        return body, below + 6 + self._height("x")

    def _height(self, name: str) -> int:
        """Space for a symbol, with the number below it if there is one."""
        return 46 if name in self.values else 28

    def _handed_on(self, state: str, t: int, y: float, label: float) -> str:
        """A state's wire into a step and out of it, and its label beside the way out."""
        x = _FIRST + _PITCH * (t - 1)
        into = arrow(f"M0,{y} H{x - _HALF - 6}", (x - _HALF, y), "right", state) if t == 1 else ""
        end = x + _PITCH - _HALF
        out = arrow(f"M{x + _HALF},{y} H{end - 6}", (end, y), "right", state)
        return into + out + self._pair(state, t, x + _PITCH / 2, label, f"{state}-text")

    def _way_back(self, state: str, wire: float, label: float) -> str:
        """The dashed wire of a state's gradient, and its labels."""
        body = ""
        for t in range(self.steps, 0, -1):
            right = _FIRST + _PITCH * (t - 0.5)
            tip = max(right - _PITCH, 1)
            number = short(float(self.gradients[state][t - 1]), 3)
            body += arrow(f"M{right:g},{wire} H{tip + 6:g}", (tip, wire), "left", state, True)
            body += formula(right, label, f"d{state}_{{{t}}}", f"{state}-text")
            body += words(right, label + 18, number, f"{state}-text")
        return body

    def _pair(self, name: str, t: int, x: float, y: float, colour: str) -> str:
        """A symbol with the number below it, if there is one."""
        label = formula(x, y, f"{name}_{{{t}}}", colour)
        if name not in self.values:
            return label
        return label + words(x, y + 18, short(float(self.values[name][t - 1]), 3), colour)

    def _inside(self, x: float, top: float, t: int) -> str:
        """Text of a step's box."""
        if self.kind == "rnn":
            number = self._inner("slope", t)
            slope = words(x, top + 44, f"× {number}") if number else ""
            return words(x, top + 24, "tanh") + slope
        rows = ""
        for k, gate in enumerate("figo"):
            y, number = top + 46 + 21 * k, self._inner(gate, t)
            at = x - 28 if number else x
            rows += formula(at, y, gate, f"{gate}-text")
            rows += words(x + 33, y, number, f"{gate}-text", "end") if number else ""
        return rows

    def _inner(self, name: str, t: int) -> str:
        return f"{self.values[name][t - 1]:z.2f}".replace("-", "−") if name in self.values else ""

    def _in_words(self) -> str:
        """Description of the flow, and the numbers step by step."""
        passed = (
            "the cell state c along the top and the hidden state h at the bottom"
            if self.kind == "lstm"
            else "the hidden state h"
        )
        text = (
            f"The same box stands side by side {self.steps} times, once for each step. Each takes"
            f" its input x from below and hands on to the next, from left to right, {passed}."
        )
        if self.gradients:
            text += " Dashed wires lead back, from right to left, with the gradients of the loss."
        for t in range(1, self.steps + 1):
            numbers = [(f"{n}_{t}", short(float(v[t - 1]), 3)) for n, v in self.values.items()]
            numbers += [(f"d{n}_{t}", short(float(v[t - 1]), 3)) for n, v in self.gradients.items()]
            if numbers:
                text += f" Step {t}: {', '.join(f'{name} = {number}' for name, number in numbers)}."
        return text

    def __repr__(self) -> str:
        return f"UnrolledCell({self.kind!r}, {self.steps}): {self.description}"
