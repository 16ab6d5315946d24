"""One unit of a layer: inputs, weights, the sum, the squashing, the output."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from lstm_course.figures.svg import (
    arrow,
    box,
    formula,
    number_on_wire,
    paint,
    patch,
    short,
    wire,
    words,
)
from lstm_course.figures.svg_figure import Drawing

_MOST: Final = 4  # inputs
_ROW: Final = 66  # from one input to the next
_SUM, _SQUASH, _EDGE = 234, 322, 408  # across: centres of the two operations, the right edge
_INPUT: Final = 116  # the width of an input's box
_ALONG: Final = 0.42  # how far along its line a weight stands


class Neuron(Drawing):
    """One unit: each input times its weight, all added up with the bias, the sum through σ.

    Args:
        names: what the inputs x_1, x_2, … are called; from 1 to 4 of them.
        values: numbers to print: any of x1, x2, …, b, w1, w2, …, z and a.

    Raises:
        ValueError: if there are no or too many names, a value is unknown or not finite.
    """

    def __init__(self, names: Sequence[str], values: Mapping[str, float] | None = None) -> None:
        if not 1 <= len(names) <= _MOST:
            raise ValueError(f"names: expected 1 to {_MOST}, got {len(names)}")
        self.names = list(names)
        count = range(1, len(names) + 1)
        known = ["b", *(f"{letter}{k}" for letter in "xw" for k in count), "z", "a"]
        self.numbers: dict[str, str] = {}
        for name, value in (values or {}).items():
            if name not in known:
                raise ValueError(f"values: expected some of {', '.join(known)}, got {name!r}")
            if not math.isfinite(value):
                raise ValueError(f"values[{name!r}]: expected a finite number, got {value}")
            self.numbers[name] = short(float(value))
        self.title = "One unit of a layer"
        self.window = (0, 0, _EDGE, _ROW * (1 + len(names)) + 6)
        self.body = self._drawn()
        self.description = self._in_words()

    def _drawn(self) -> str:
        middle = _ROW * (1 + len(self.names)) / 2
        body = ""
        for k in range(len(self.names) + 1):
            body += self._input(k, middle)
        ink = paint("ink")
        body += (
            f'<circle cx="{_SUM}" cy="{middle:g}" r="20" fill="{paint("paper")}" stroke="{ink}"'
            ' stroke-width="2"/>' + words(_SUM, middle + 6, "Σ")
        )
        body += box(_SQUASH - 22, middle - 20, 44, 40, "ink") + formula(_SQUASH, middle + 6, "σ")
        for start, end in (_SUM + 20, _SQUASH - 22), (_SQUASH + 22, _EDGE - 10):
            body += arrow(f"M{start},{middle:g} H{end - 6}", (end, middle), "right", "ink")
        body += self._pair("z", (_SUM + _SQUASH) / 2, middle)
        return body + self._pair("a", _EDGE - 36, middle)

    def _input(self, k: int, middle: float) -> str:
        """Input k, or for k = 0 the constant 1, and its weighted way into the sum."""
        y: float = _ROW * k + 40
        reach = math.hypot(_SUM - _INPUT, middle - y)
        end = _SUM - 20 * (_SUM - _INPUT) / reach, middle - 20 * (middle - y) / reach
        body = wire(f"M{_INPUT},{y:g} L{end[0]:.1f},{end[1]:.1f}", "ink")
        body += box(2, y - 15, _INPUT - 2, 30, "ink", 4)
        name = "always" if k == 0 else self.names[k - 1]
        body += words(4, y - 20, name, anchor="start")
        symbol = "`1`" if k == 0 else f"x_{{{k}}}"
        body += formula(_INPUT / 2, y + 5, symbol + self._equals(f"x{k}"))
        x, y = _INPUT + _ALONG * (_SUM - _INPUT), y + _ALONG * (middle - y)
        symbol, key = ("b", "b") if k == 0 else (f"w_{{{k}}}", f"w{k}")
        if key in self.numbers:
            return body + number_on_wire(x, y + 5, f"× {self.numbers[key]}", "ink")
        return body + patch(x, y + 5, 36) + formula(x, y + 5, symbol)

    def _pair(self, name: str, x: float, middle: float) -> str:
        """A symbol above a wire, with its number below the wire."""
        number = self.numbers.get(name)
        body = formula(x, middle - 30, name)
        return body + (words(x, middle + 40, number) if number else "")

    def _equals(self, name: str) -> str:
        return f" `= {self.numbers[name]}`" if name in self.numbers else ""

    def _in_words(self) -> str:
        inputs = ", ".join(f"{name}, x_{k}" for k, name in enumerate(self.names, start=1))
        text = (
            f"On the left the inputs: a constant 1, {inputs}. From each a line, which multiplies it"
            " by its weight, leads to a circle Σ that adds everything up; the constant's weight is"
            " the bias b. The sum z goes through the sigmoid σ and leaves to the right as a."
        )
        if self.numbers:
            shown = ", ".join(
                f"{name[0]}_{name[1:]} = {number}" if name[1:] else f"{name} = {number}"
                for name, number in self.numbers.items()
            )
            text += f" The numbers shown: {shown}."
        return text

    def __repr__(self) -> str:
        return f"Neuron({self.names}): {self.description}"
