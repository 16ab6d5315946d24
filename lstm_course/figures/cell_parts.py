"""The parts of the cell's diagram: where each stands, what it looks like, what it says.

Time runs from left to right: the memory c along the top, the inputs [1; h; x] at the bottom; the
layers stand between them in four columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from lstm_course.figures.svg import (
    arrow,
    box,
    formula,
    joint,
    number_on_wire,
    operation,
    wire,
    words,
)

_COLUMN: Final = {"f": 74, "i": 156, "g": 238, "o": 320}
_C, _TIMES, _TOP, _BOTTOM, _BUS, _ROW, _H = 46, 136, 206, 274, 316, 338, 388
_ENTRY: Final = 197  # where [1; h; x] meets the bus
SYMBOLS: Final = {
    "x": "x_{t}",
    "h_prev": "h_{t−1}",
    "c_prev": "c_{t−1}",
    "y": "y",
    "i": "i_{t}",
    "f": "f_{t}",
    "g": "g_{t}",
    "o": "o_{t}",
    "product": "i_{t} ⊙ g_{t}",
    "c": "c_{t}",
    "h": "h_{t}",
}
Numbers = Mapping[str, str]


class Part(NamedTuple):
    """One part: the values it can show, how it is drawn, and the sentence that describes it."""

    shows: tuple[str, ...]
    draw: Callable[[Numbers], str]
    says: str


def _named(key: str, numbers: Numbers) -> str:
    return SYMBOLS[key] + (f" `= {numbers[key]}`" if key in numbers else "")


def _name(column: str, *lines: str) -> str:
    x = _COLUMN[column]
    return "".join(words(x, _TOP + 42 + 17 * k, line) for k, line in enumerate(lines))


def _weights(gate: str) -> str:
    return f"`[`b_{{{gate}}}`|`W_{{{gate}}}`]`"


def _block(column: str, colour: str, function: str, weights: str) -> str:
    """A layer: its share of the bus, its weights, its activation function."""
    x = _COLUMN[column]
    return (
        arrow(f"M{_ENTRY},{_BUS} H{x} V{_BOTTOM + 6}", (x, _BOTTOM), "up", "ink")
        + formula(x - 7, _BOTTOM + 23, weights, anchor="end")
        + box(x - 36, _TOP, 72, _BOTTOM - _TOP, colour)
        + formula(x, _TOP + 23, function)
    )


def _output(column: str, colour: str, key: str, numbers: Numbers) -> str:
    """What leaves a layer upwards: its symbol beside the wire and its number on it."""
    x = _COLUMN[column]
    ink = colour if colour == "ink" else f"{colour}-text"
    label = formula(x - 8, 172, SYMBOLS[key], ink, "end")
    return label + (number_on_wire(x, 193, numbers[key], ink) if key in numbers else "")


def _inputs(numbers: Numbers) -> str:
    return (
        wire(f"M{_ENTRY},{_ROW} V{_BUS}", "ink")
        + box(51, _ROW, 292, 28, "ink", 4)
        + wire(f"M75,{_ROW} v28 M221,{_ROW} v28", "ink")
        + words(63, _ROW + 19, "1")
        + formula(148, _ROW + 19, _named("h_prev", numbers))
        + formula(282, _ROW + 19, _named("x", numbers))
        + arrow(f"M50,{_H} H140 Q148,{_H} 148,{_H - 8} V{_ROW + 36}", (148, _ROW + 28), "up", "h")
        + arrow(f"M282,{_H + 18} V{_ROW + 36}", (282, _ROW + 28), "up", "ink")
    )


def _up_from_i(colour: str) -> str:
    x = _COLUMN["i"]
    return arrow(f"M{x},{_TOP} V{_TIMES + 18}", (x, _TIMES + 12), "up", colour)


def _layer(numbers: Numbers) -> str:
    block = _block("i", "ink", "σ", "W") + _name("i", "a layer")
    return _up_from_i("ink") + block + _output("i", "ink", "y", numbers)


def _input_gate(numbers: Numbers) -> str:
    i, g = _COLUMN["i"], _COLUMN["g"]
    turn = f"M{g},{_TOP} V{_TIMES + 8} Q{g},{_TIMES} {g - 8},{_TIMES} H{i + 18}"
    value = words(i + 10, 113, numbers["product"], anchor="start") if "product" in numbers else ""
    return (
        _up_from_i("i")
        + _block("i", "i", "σ", _weights("i"))
        + _name("i", "input", "gate")
        + _output("i", "i", "i", numbers)
        + arrow(turn, (i + 12, _TIMES), "left", "g")
        + _output("g", "g", "g", numbers)
        + _name("g", "potential", "memory")
        + arrow(f"M{i},{_TIMES} V{_C + 18}", (i, _C + 12), "up", "c")
        + operation(i, _TIMES, "⊙")
        + formula(i + 10, 92, SYMBOLS["product"], anchor="start")
        + value
    )


def _potential_memory(_: Numbers) -> str:
    return _block("g", "g", "`tanh`", _weights("g")) + joint(_ENTRY, _BUS, "ink")


def _memory(numbers: Numbers) -> str:
    x = _COLUMN["i"]
    return (
        wire(f"M4,{_H} H50", "h")
        + arrow(f"M4,{_C} H{x - 18}", (x - 12, _C), "right", "c")
        + arrow(f"M{x},{_C} H390", (396, _C), "right", "c")
        + operation(x, _C, "+")
        + formula(4, 23, _named("c_prev", numbers), "c-text", "start")
        + formula(396, 23, _named("c", numbers), "c-text", "end")
    )


def _forget_gate(numbers: Numbers) -> str:
    x = _COLUMN["f"]
    return (
        arrow(f"M{x},{_TOP} V{_C + 18}", (x, _C + 12), "up", "f")
        + _block("f", "f", "σ", _weights("f"))
        + _name("f", "forget", "gate")
        + joint(_COLUMN["i"], _BUS, "ink")
        + _output("f", "f", "f", numbers)
        + arrow(f"M{x - 30},{_C} h12", (x - 12, _C), "right", "c")
        + operation(x, _C, "⊙")
    )


def _output_gate(numbers: Numbers) -> str:
    x = _COLUMN["o"]
    out = f"M{x},{_TIMES} H368 Q376,{_TIMES} 376,{_TIMES + 8} V{_H - 8} Q376,{_H} 384,{_H} H390"
    return (
        joint(x, _C, "c")
        + wire(f"M{x},{_C} V72", "c")
        + arrow(f"M{x},100 V{_TIMES - 18}", (x, _TIMES - 12), "down", "c")
        + arrow(f"M{x},{_TOP} V{_TIMES + 18}", (x, _TIMES + 12), "up", "o")
        + arrow(out, (396, _H), "right", "h")
        + operation(x, _TIMES, "⊙")
        + box(x - 27, 72, 54, 28, "c", 14)
        + words(x, 91, "tanh")
        + _block("o", "o", "σ", _weights("o"))
        + _name("o", "output", "gate")
        + joint(_COLUMN["g"], _BUS, "ink")
        + _output("o", "o", "o", numbers)
        + formula(396, _H + 18, _named("h", numbers), "h-text", "end")
    )


INPUTS = Part(
    ("h_prev", "x"),
    _inputs,
    "At the bottom a constant 1, the previous hidden state h_{t−1} and the input x_t are joined"
    " into one vector [1; h_{t−1}; x_t].",
)
LAYER = Part(
    ("y",),
    _layer,
    "A layer multiplies it by its weights W and applies the sigmoid σ; its output y leaves"
    " upwards.",
)
INPUT_GATE = Part(
    ("i", "g", "product"),
    _input_gate,
    "The input gate multiplies it by its weights [b_i | W_i] and applies the sigmoid σ; its"
    " output i_t goes up to a circle ⊙, where it is multiplied, component by component, with the"
    " potential memory g_t that comes from the right. The product i_t ⊙ g_t leaves upwards.",
)
POTENTIAL_MEMORY = Part(
    (),
    _potential_memory,
    "The potential memory g_t is itself the output of a layer over the same vector, with weights"
    " [b_g | W_g] and tanh.",
)
MEMORY = Part(
    ("c_prev", "c"),
    _memory,
    "The memory cell runs along the top from left to right: a circle + adds i_t ⊙ g_t to what"
    " comes from c_{t−1}; the sum is c_t.",
)
FORGET_GATE = Part(
    ("f",),
    _forget_gate,
    "Before that sum the memory c_{t−1} passes a circle ⊙, where it is multiplied with f_t, the"
    " output of the forget gate: a layer over the same vector with weights [b_f | W_f] and the"
    " sigmoid σ.",
)
OUTPUT_GATE = Part(
    ("o", "h"),
    _output_gate,
    "A branch of c_t goes down through tanh to a circle ⊙, where it is multiplied with o_t, the"
    " output of the output gate: a layer over the same vector with weights [b_o | W_o] and the"
    " sigmoid σ. The product is the hidden state h_t; it leaves at the lower right, for the next"
    " step.",
)
