"""The diagram of the LSTM cell, which grows through the book one gate at a time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final, NamedTuple

from lstm_course.figures import cell_parts as parts
from lstm_course.figures.svg import short
from lstm_course.figures.svg_figure import Drawing, Window


class Stage(NamedTuple):
    """What is known of the cell at one point of the book."""

    title: str
    window: Window
    parts: tuple[parts.Part, ...]


_PARTS = (parts.INPUTS, parts.INPUT_GATE, parts.POTENTIAL_MEMORY, parts.MEMORY,
          parts.FORGET_GATE, parts.OUTPUT_GATE)  # fmt: skip
_CORE, _WHOLE = (46, 46, 302, 368), (-4, 0, 408, 414)
STAGES: Final = {
    "layer": Stage("A layer", (46, 136, 302, 278), (parts.INPUTS, parts.LAYER)),
    "input_gate": Stage("The input gate", _CORE, _PARTS[:2]),
    "potential_memory": Stage("Potential memory and the input gate", _CORE, _PARTS[:3]),
    "memory": Stage("The memory cell before it could forget", _WHOLE, _PARTS[:4]),
    "forget_gate": Stage("The memory cell with its forget gate", _WHOLE, _PARTS[:5]),
    "output_gate": Stage("The full LSTM cell", _WHOLE, _PARTS),
}


def _digits(name: str, value: float) -> str:
    if not math.isfinite(value):
        raise ValueError(f"values[{name!r}]: expected a finite number, got {value}")
    return short(value)


class Diagram(Drawing):
    """The cell as far as a chapter has built it; the last value of a notebook cell shows it.

    Stages, each holding all of the one before: "layer", "input_gate", "potential_memory",
    "memory" (the sum alone, as in 1997), "forget_gate", "output_gate" (the full cell).

    Args:
        stage: one of these.
        values: numbers to print on the wires, with at most four digits: any of x, h_prev,
            c_prev, i, f, g, o, product (i ⊙ g), c, h that the stage shows; y for the layer.

    Raises:
        ValueError: if the stage or a value's name is unknown, or a number is not finite.
    """

    def __init__(self, stage: str, values: Mapping[str, float] | None = None) -> None:
        if stage not in STAGES:
            raise ValueError(f"stage: expected one of {', '.join(STAGES)}, got {stage!r}")
        known = [name for part in STAGES[stage].parts for name in part.shows]
        for name in values or {}:
            if name not in known:
                raise ValueError(f"values: expected some of {', '.join(known)}, got {name!r}")
        self.stage = stage
        self.title, self.window, shown = STAGES[stage]
        self.numbers = {name: _digits(name, float(v)) for name, v in (values or {}).items()}
        self.body = "\n".join(f"<g>{part.draw(self.numbers)}</g>" for part in shown)
        self.description = self._in_words(shown)

    def _in_words(self, shown: tuple[parts.Part, ...]) -> str:
        """What flows where, and the numbers on it."""
        says = " ".join(part.says for part in shown)
        numbers = ", ".join(
            f"{parts.SYMBOLS[name]} = {number}" for name, number in self.numbers.items()
        )
        text = f"{says} The numbers shown: {numbers}." if numbers else says
        return text.replace("_{t}", "_t").replace("{", "").replace("}", "")

    def __repr__(self) -> str:
        return f"Diagram({self.stage!r}): {self.description}"
