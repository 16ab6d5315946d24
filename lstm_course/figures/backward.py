"""One step backwards: the diagram of the cell with every arrow reversed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from lstm_course.figures.cell_parts import X, Y
from lstm_course.figures.svg import (
    TINT,
    arrow,
    box,
    formula,
    joint,
    number_on_wire,
    operation,
    paint,
    short,
    wire,
    words,
)
from lstm_course.figures.svg_figure import Drawing

_COLUMN: Final = {letter: X[letter] for letter in "figo"}
_NAMES: Final = {"f": "forget", "i": "input", "g": "potential", "o": "output"}
_C, _TIMES, _TOP, _BOTTOM = (Y[name] for name in ("c", "times", "top", "bottom"))
_BRANCH, _BUS, _ROW, _H = 108, 340, 364, 426
_ENTRY: Final = X["entry"]
_FACTORS: Final = ("f", "i", "g", "c_prev", "tanh_c", "h_slope")
_GRADIENTS: Final = ("dh", "dc_next", "dc", "dc_prev", "df", "di", "dg", "do", "dh_prev", "dx",
                     *(f"delta_{letter}" for letter in "figo"))  # fmt: skip
Numbers = Mapping[str, str]


class BackwardDiagram(Drawing):
    """One step of an LSTM backwards: where gradients go, and what multiplies them.

    Every layer stands in the same place as in `Diagram("output_gate")`.

    Args:
        values: numbers to print, with at most three digits. Factors: f, i, g, c_prev, tanh_c and
            h_slope, o (1 − tanh² c). Gradients of the loss: dh, dc_next (f_{t+1} dc_{t+1}), dc,
            dc_prev, df, di, dg, do, delta_f, delta_i, delta_g, delta_o, dh_prev, dx.

    Raises:
        ValueError: if a name is unknown, or a number is not finite.
    """

    def __init__(self, values: Mapping[str, float] | None = None) -> None:
        self.numbers = {name: _digits(name, float(v)) for name, v in (values or {}).items()}
        self.title = "One step of an LSTM, backwards"
        self.window = (-4, 0, 408, 470)
        parts = [_memory_path, _from_h, _into_written, _into_inputs]
        self.body = "".join(part(self.numbers) for part in parts)
        self.body += "".join(_block(column, self.numbers) for column in _COLUMN)
        self.description = (
            "At the top right f_{t+1} ⊙ dc_{t+1} arrives from the step after; a circle + adds to it"
            " what comes up from dh_t through a factor o_t ⊙ (1 − tanh² c_t). The sum, dc_t, runs"
            " along the top to the left, and leaves, multiplied by f_t, as dc_{t−1}. On its way it"
            " branches off downwards: times c_{t−1} it is df_t, times g_t it is di_t, times i_t it"
            " is dg_t. From dh_t, which arrives at the lower right, another branch, times tanh"
            " c_t, is do_t. Each of the four goes through its block, where the slope of its"
            " activation makes it δ; through the transpose of W all four are added up, and leave"
            " at the bottom as dh_{t−1} and dx_t. Below stands dW = δ [1; h_{t−1}; x_t]ᵀ."
        )
        if self.numbers:
            shown = ", ".join(f"{name} = {number}" for name, number in self.numbers.items())
            self.description += f" The numbers shown: {shown}."

    def __repr__(self) -> str:
        return f"BackwardDiagram(): {self.description}"


def _digits(name: str, value: float) -> str:
    if name not in _FACTORS + _GRADIENTS:
        known = ", ".join(_FACTORS + _GRADIENTS)
        raise ValueError(f"values: expected some of {known}, got {name!r}")
    if not math.isfinite(value):
        raise ValueError(f"values[{name!r}]: expected a finite number, got {value}")
    return short(value, 3)


def _named(symbol: str, name: str, numbers: Numbers) -> str:
    return symbol + (f" `= {numbers[name]}`" if name in numbers else "")


def _factor(x: float, y: float, name: str, colour: str, anchor: str, numbers: Numbers) -> str:
    """The number of a factor, below its symbol at y."""
    return words(x, y + 18, numbers[name], f"{colour}-text", anchor) if name in numbers else ""


def _on_wire(x: float, y: float, name: str, colour: str, numbers: Numbers) -> str:
    return number_on_wire(x, y, numbers[name], colour) if name in numbers else ""


def _memory_path(numbers: Numbers) -> str:
    """The memory's line, from the step after to the step before."""
    o, f = _COLUMN["o"], _COLUMN["f"]
    band = (
        f'<rect x="-4" y="{_C - 15}" width="408" height="30" fill="{paint("c")}"'
        f' fill-opacity="{TINT}"/>'
    )
    return (
        band
        + arrow(f"M396,{_C} H{o + 18}", (o + 12, _C), "left", "c")
        + arrow(f"M{o - 12},{_C} H58", (52, _C), "left", "c")
        + arrow(f"M28,{_C} H10", (4, _C), "left", "c")
        + operation(o, _C, "+")
        + operation(40, _C, "⊙")
        + joint(f, _C, "c")
        + joint(_COLUMN["i"], _C, "c")
        + formula(4, 23, _named("dc_{t−1}", "dc_prev", numbers), "c-text", "start")
        + formula(_COLUMN["g"], 23, "dc_{t}", "c-text")
        + _on_wire(_COLUMN["g"], _C + 5, "dc", "c-text", numbers)
        + formula(396, 23, "f_{t+1} ⊙ dc_{t+1}", "c-text", "end")
        + _on_wire(366, _C + 5, "dc_next", "c-text", numbers)
        + formula(40, 80, "f_{t}", "f-text")
        + _factor(40, 82, "f", "f", "middle", numbers)
    )


def _from_h(numbers: Numbers) -> str:
    """From dh_t up to the memory, and down to the output gate."""
    o, fork, times = _COLUMN["o"], 116, 142
    right = 396
    way_in = f"M404,{_H} Q{right},{_H} {right},{_H - 8} V{fork + 8} Q{right},{fork} {right - 8},{fork} H{o}"
    return (
        wire(way_in, "h")
        + formula(396, _H + 24, _named("dh_{t}", "dh", numbers), "h-text", "end")
        + arrow(f"M{o},{fork} V106", (o, 100), "up", "h")
        + arrow(f"M{o},76 V{_C + 18}", (o, _C + 12), "up", "c")
        + wire(f"M{o},{fork} V{times - 12}", "h")
        + arrow(f"M{o},{times + 12} V{_TOP - 6}", (o, _TOP), "down", "o")
        + joint(o, fork, "h")
        + operation(o, 88, "⊙")
        + operation(o, times, "⊙")
        + formula(o - 18, 76, "o_{t} ⊙", "o-text", "end")
        + formula(o - 18, 93, "`(1 − tanh²` c_{t}`)`", "c-text", "end")
        + _factor(o - 18, 93, "h_slope", "c", "end", numbers)
        + formula(o + 16, times + 5, "`tanh` c_{t}", "c-text", "start")
        + _factor(o + 16, times + 5, "tanh_c", "c", "start", numbers)
    )


def _into_written(numbers: Numbers) -> str:
    """From dc_t down to the forget gate, the input gate and the potential memory."""
    f, i, g = _COLUMN["f"], _COLUMN["i"], _COLUMN["g"]
    turn = f"M{i},{_BRANCH} H{g - 8} Q{g},{_BRANCH} {g},{_BRANCH + 8} V{_TIMES - 12}"
    down = ""
    for x, colour in (f, "f"), (i, "i"), (g, "g"):
        down += operation(x, _TIMES, "⊙")
        down += arrow(f"M{x},{_TIMES + 12} V{_TOP - 6}", (x, _TOP), "down", colour)
    factors = ""
    for x, symbol, name, colour in (
        (f, "c_{t−1}", "c_prev", "c"),
        (i, "g_{t}", "g", "g"),
        (g, "i_{t}", "i", "i"),
    ):
        factors += formula(x + 16, _TIMES + 5, symbol, f"{colour}-text", "start")
        factors += _factor(x + 12, _TIMES + 5, name, colour, "start", numbers)
    return (
        arrow(f"M{f},{_C} V{_TIMES - 18}", (f, _TIMES - 12), "down", "c")
        + arrow(f"M{i},{_C} V{_TIMES - 18}", (i, _TIMES - 12), "down", "c")
        + wire(turn, "c")
        + joint(i, _BRANCH, "c")
        + down
        + factors
    )


def _block(column: str, numbers: Numbers) -> str:
    """A layer backwards: the slope of its activation, and δ below it."""
    x = _COLUMN[column]
    function = "`tanh`′" if column == "g" else "σ′"
    return (
        formula(x - 8, _TOP - 8, f"d{column}_{{t}}", f"{column}-text", "end")
        + _on_wire(x, _TOP - 26, f"d{column}", f"{column}-text", numbers)
        + box(x - 36, _TOP, 72, _BOTTOM - _TOP, column)
        + formula(x, _TOP + 27, function)
        + words(x, _TOP + 52, _NAMES[column])
        + arrow(f"M{x},{_BOTTOM} V{_BUS - 6}", (x, _BUS), "down", "ink")
        + formula(x - 8, _BOTTOM + 22, f"δ_{{{column}}}", anchor="end")
        + _on_wire(x, _BOTTOM + 46, f"delta_{column}", "ink", numbers)
    )


def _into_inputs(numbers: Numbers) -> str:
    """All four δ through the weights, and out to the step before and to the input."""
    h, x = 148, 282
    out = f"M{h},{_ROW + 28} V{_H - 8} Q{h},{_H} {h - 8},{_H} H10"
    return (
        wire(f"M{_COLUMN['f']},{_BUS} H{_COLUMN['o']}", "ink")
        + arrow(f"M{_ENTRY},{_BUS} V{_ROW - 6}", (_ENTRY, _ROW), "down", "ink")
        + formula(_ENTRY + 10, _ROW - 6, "W`ᵀ`", anchor="start")
        + box(51, _ROW, 292, 28, "ink", 4)
        + wire(f"M75,{_ROW} v28 M221,{_ROW} v28", "ink")
        + words(63, _ROW + 19, "1")
        + formula(h, _ROW + 19, _named("dh_{t−1}", "dh_prev", numbers))
        + formula(x, _ROW + 19, _named("dx_{t}", "dx", numbers))
        + arrow(out, (4, _H), "left", "h")
        + arrow(f"M{x},{_ROW + 28} V{_H - 6}", (x, _H), "down", "ink")
        + formula(140, _H + 34, "dW `=` δ `[1;` h_{t−1}`;` x_{t}`]ᵀ`")
    )
