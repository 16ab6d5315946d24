"""One step backwards: the diagram of the cell with every arrow reversed."""

from __future__ import annotations

from typing import Final

from lstm_course.figures.cell_parts import X, Y
from lstm_course.figures.svg import TINT, arrow, box, formula, joint, operation, paint, wire, words
from lstm_course.figures.svg_figure import Drawing

_COLUMN: Final = {letter: X[letter] for letter in "figo"}
_NAMES: Final = {"f": "forget", "i": "input", "g": "potential", "o": "output"}
_C, _TIMES, _TOP, _BOTTOM, _BUS = (Y[name] for name in ("c", "times", "top", "bottom", "bus"))
_BRANCH, _ROW, _H = 108, 340, 402
_ENTRY: Final = X["entry"]


class BackwardDiagram(Drawing):
    """One step of an LSTM backwards: where gradients go, and what multiplies them.

    Every part stands in the same place as in `Diagram("output_gate")`.
    """

    def __init__(self) -> None:
        self.title = "One step of an LSTM, backwards"
        self.window = (-4, 0, 408, 446)
        blocks = "".join(_block(column) for column in _COLUMN)
        self.body = _highway() + _from_h() + _into_written() + blocks + _into_inputs()
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

    def __repr__(self) -> str:
        return f"BackwardDiagram(): {self.description}"


def _highway() -> str:
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
        + formula(4, 23, "dc_{t−1}", "c-text", "start")
        + formula(_COLUMN["g"], 23, "dc_{t}", "c-text")
        + formula(396, 23, "f_{t+1} ⊙ dc_{t+1}", "c-text", "end")
        + formula(40, 80, "f_{t}", "f-text")
    )


def _from_h() -> str:
    """From dh_t up to the memory, and down to the output gate."""
    o, fork, times = _COLUMN["o"], 118, 164
    way_in = f"M396,{_H} H384 Q376,{_H} 376,{_H - 8} V{fork + 8} Q376,{fork} 368,{fork} H{o}"
    return (
        wire(way_in, "h")
        + formula(396, _H + 24, "dh_{t}", "h-text", "end")
        + arrow(f"M{o},{fork} V106", (o, 100), "up", "h")
        + arrow(f"M{o},76 V{_C + 18}", (o, _C + 12), "up", "c")
        + arrow(f"M{o},{fork} V{times - 18}", (o, times - 12), "down", "h")
        + arrow(f"M{o},{times + 12} V{_TOP - 6}", (o, _TOP), "down", "o")
        + joint(o, fork, "h")
        + operation(o, 88, "⊙")
        + operation(o, times, "⊙")
        + formula(o - 18, 80, "o_{t} ⊙", "o-text", "end")
        + formula(o - 18, 98, "`(1 − tanh²` c_{t}`)`", "c-text", "end")
        + formula(o - 18, times + 5, "`tanh` c_{t}", "c-text", "end")
    )


def _into_written() -> str:
    """From dc_t down to the forget gate, the input gate and the potential memory."""
    f, i, g = _COLUMN["f"], _COLUMN["i"], _COLUMN["g"]
    turn = f"M{i},{_BRANCH} H{g - 8} Q{g},{_BRANCH} {g},{_BRANCH + 8} V{_TIMES - 12}"
    down = ""
    for x, colour in (f, "f"), (i, "i"), (g, "g"):
        down += operation(x, _TIMES, "⊙")
        down += arrow(f"M{x},{_TIMES + 12} V{_TOP - 6}", (x, _TOP), "down", colour)
    return (
        arrow(f"M{f},{_C} V{_TIMES - 18}", (f, _TIMES - 12), "down", "c")
        + arrow(f"M{i},{_C} V{_TIMES - 18}", (i, _TIMES - 12), "down", "c")
        + wire(turn, "c")
        + joint(i, _BRANCH, "c")
        + down
        + formula(f + 16, _TIMES + 5, "c_{t−1}", "c-text", "start")
        + formula(i + 16, _TIMES + 5, "g_{t}", "g-text", "start")
        + formula(g + 16, _TIMES + 5, "i_{t}", "i-text", "start")
    )


def _block(column: str) -> str:
    """A layer backwards: the slope of its activation, and δ below it."""
    x = _COLUMN[column]
    function = "`tanh`′" if column == "g" else "σ′"
    return (
        formula(x - 8, _TOP - 10, f"d{column}_{{t}}", f"{column}-text", "end")
        + box(x - 36, _TOP, 72, _BOTTOM - _TOP, column)
        + formula(x, _TOP + 27, function)
        + words(x, _TOP + 52, _NAMES[column])
        + arrow(f"M{x},{_BOTTOM} V{_BUS - 6}", (x, _BUS), "down", "ink")
        + formula(x - 8, _BOTTOM + 26, f"δ_{{{column}}}", anchor="end")
    )


def _into_inputs() -> str:
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
        + formula(h, _ROW + 19, "dh_{t−1}")
        + formula(x, _ROW + 19, "dx_{t}")
        + arrow(out, (4, _H), "left", "h")
        + arrow(f"M{x},{_ROW + 28} V{_H - 6}", (x, _H), "down", "ink")
        + formula(200, _H + 32, "dW `=` δ `[1;` h_{t−1}`;` x_{t}`]ᵀ`")
    )
