"""The diagram of the LSTM cell, which grows through the book one gate at a time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final, NamedTuple

from lstm_course.figures.cell_parts import CELL, PARTS, SYMBOLS, Part, draw, outline
from lstm_course.figures.svg import short
from lstm_course.figures.svg_figure import Drawing, Window


class Stage(NamedTuple):
    """The part of the cell that one point of the book has reached."""

    title: str
    parts: tuple[Part, ...]


_LAYER: Final = Part(
    (
        {"wire": ["i top", "i times+12"], "arrow": True},
        {"block": "i", "function": "σ", "colour": "ink", "weights": "W"},
        {"name": "i", "words": ["a layer"]},
        {"label": "y", "at": "i-8 number_i-21", "anchor": "end"},
        {"number": "y", "at": "i number_i", "on": "wire"},
    ),
    "A layer multiplies it by its weights W and applies the sigmoid σ; its output y leaves"
    " upwards.",
)
_WHOLE: Final = tuple(PARTS.values())
STAGES: Final = {
    "layer": Stage("A layer", (_WHOLE[0], _LAYER)),
    "input_gate": Stage("The input gate", _WHOLE[:2]),
    "potential_memory": Stage("Potential memory and the input gate", _WHOLE[:3]),
    "memory": Stage("The memory cell before it could forget", _WHOLE[:4]),
    "forget_gate": Stage("The memory cell with its forget gate", _WHOLE[:5]),
    "output_gate": Stage(CELL["title"], _WHOLE),
}
_WINDOW: Final = (-4, -10, 408, 424)
_LAYER_WINDOW: Final = (46, 136, 302, 278)


def _digits(name: str, value: float) -> str:
    if not math.isfinite(value):
        raise ValueError(f"values[{name!r}]: expected a finite number, got {value}")
    return short(value)


class Diagram(Drawing):
    """The cell as far as a chapter has built it; the last value of a notebook cell shows it.

    Each stage shows the whole cell: the parts that are finished in their colours and with their
    names, the parts still to come in light grey. Only "layer" stands alone.

    Args:
        stage: "layer", "input_gate", "potential_memory", "memory" (the sum alone, as in 1997),
            "forget_gate" or "output_gate" (the full cell); each finishes one part more.
        values: numbers to print on the wires, with at most four digits: any of x, h_prev,
            c_prev, i, f, g, o, product (i ⊙ g), kept (f ⊙ c_prev), c, shown (tanh c), h that the
            stage shows; y for the layer.

    Raises:
        ValueError: if the stage or a value's name is unknown, or a number is not finite.
    """

    title: str
    window: Window

    def __init__(self, stage: str, values: Mapping[str, float] | None = None) -> None:
        if stage not in STAGES:
            raise ValueError(f"stage: expected one of {', '.join(STAGES)}, got {stage!r}")
        self.title, parts = STAGES[stage]
        known = [name for part in parts for name in part.shows]
        for name in values or {}:
            if name not in known:
                raise ValueError(f"values: expected some of {', '.join(known)}, got {name!r}")
        self.stage = stage
        self.window = _LAYER_WINDOW if stage == "layer" else _WINDOW
        self.numbers = {name: _digits(name, float(v)) for name, v in (values or {}).items()}
        later = _WHOLE[len(parts) :] if stage != "layer" else ()
        groups = [f'<g class="later">{outline(part)}</g>' for part in later]
        groups += [f"<g>{draw(part, self.numbers)}</g>" for part in parts]
        self.body = "\n".join(groups)
        self.description = self._in_words(parts)

    def _in_words(self, parts: tuple[Part, ...]) -> str:
        """Describe what flows where, and give the numbers on it."""
        says = " ".join(part.says for part in parts)
        numbers = ", ".join(f"{SYMBOLS[name]} = {number}" for name, number in self.numbers.items())
        text = f"{says} The numbers shown: {numbers}." if numbers else says
        return text.replace("_{t}", "_t").replace("{", "").replace("}", "")

    def __repr__(self) -> str:
        return f"Diagram({self.stage!r}): {self.description}"
