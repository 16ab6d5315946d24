"""The whole cell as `cell.json` describes it, and how each of its shapes is drawn as SVG.

Time runs from left to right: the memory c along the top, the inputs [1; h; x] at the bottom; the
layers stand between them in four columns. The interactive cell draws the same description.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

from lstm_course.figures import svg

Shape = Mapping[str, Any]
Numbers = Mapping[str, str]
CELL: Final = json.loads(Path(__file__).with_name("cell.json").read_text(encoding="utf-8"))
X: Final[dict[str, float]] = CELL["grid"]["x"]
Y: Final[dict[str, float]] = CELL["grid"]["y"]
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
    "kept": "f_{t} ⊙ c_{t−1}",
    "c": "c_{t}",
    "shown": "tanh c_{t}",
    "h": "h_{t}",
}
_TIP: Final = 6  # a wire ends this far before the tip of its head
_CURVE: Final = 8  # radius of a rounded corner
_BLOCK: Final = 72  # width


class Part(NamedTuple):
    """One part of the cell: its shapes, and the sentences that describe it."""

    shapes: tuple[Shape, ...]
    says: str

    @property
    def shows(self) -> list[str]:
        """The values whose numbers it can show."""
        named = (shape.get("shows", shape.get("number")) for shape in self.shapes)
        return [name for name in named if name]


PARTS: Final = {
    name: Part(tuple(part["shapes"]), part["says"]) for name, part in CELL["parts"].items()
}


def draw(part: Part, numbers: Numbers) -> str:
    """A finished part: in its colours, with its labels and the numbers given."""
    return "".join(_drawn(shape, shape.get("colour", "ink"), numbers) for shape in part.shapes)


def outline(part: Part) -> str:
    """A part still to come: light grey, without a word."""
    shapes = (shape for shape in part.shapes if not {"label", "number", "name"} & shape.keys())
    return "".join(_drawn(shape, "later", None) for shape in shapes)


def _drawn(shape: Shape, colour: str, numbers: Numbers | None) -> str:
    """One shape; without `numbers` it is drawn without words."""
    kind = next(iter(shape))
    return _DRAW[kind](shape, colour, numbers)


def _place(place: str) -> tuple[float, float]:
    """Position of a point "x y" of the description."""
    x, y = place.split()
    return _along(X, x), _along(Y, y)


def _along(grid: Mapping[str, float], place: str) -> float:
    name, offset = re.fullmatch(r"([a-z_]+)([+-]\d+)?", place).groups()  # type: ignore[union-attr]
    return grid[name] + int(offset or 0)


def _wire(shape: Shape, colour: str, _: Numbers | None) -> str:
    points = [_place(point) for point in shape["wire"]]
    rounded = shape.get("round", False)
    if not shape.get("arrow"):
        return svg.wire(_path(points, rounded), colour)
    before, tip = points[-2:]
    shaft = [*points[:-1], _towards(tip, before, _TIP)]
    return svg.arrow(_path(shaft, rounded), tip, _way(before, tip), colour)


def _way(start: tuple[float, float], end: tuple[float, float]) -> str:
    if start[1] == end[1]:
        return "right" if start[0] < end[0] else "left"
    return "down" if start[1] < end[1] else "up"


def _towards(
    start: tuple[float, float], end: tuple[float, float], distance: float
) -> tuple[float, float]:
    """The point `distance` away from `start`, on a horizontal or vertical way to `end`."""
    return (
        start[0] + distance * ((end[0] > start[0]) - (end[0] < start[0])),
        start[1] + distance * ((end[1] > start[1]) - (end[1] < start[1])),
    )


def _path(points: list[tuple[float, float]], rounded: bool) -> str:
    """Lines from point to point, with rounded corners or without."""
    path = "M{:g},{:g}".format(*points[0])
    for (before, corner), (_, after) in pairwise(pairwise(points)):
        if rounded:
            near, far = _towards(corner, before, _CURVE), _towards(corner, after, _CURVE)
            path += " L{:g},{:g} Q{:g},{:g} {:g},{:g}".format(*near, *corner, *far)
        else:
            path += " L{:g},{:g}".format(*corner)
    return path + " L{:g},{:g}".format(*points[-1])


def _joint(shape: Shape, colour: str, _: Numbers | None) -> str:
    return svg.joint(*_place(shape["joint"]), colour)


def _operation(shape: Shape, colour: str, _: Numbers | None) -> str:
    return svg.operation(*_place(shape["at"]), shape["operation"], colour)


def _pill(shape: Shape, colour: str, numbers: Numbers | None) -> str:
    x, y = _place(shape["at"])
    word = "" if numbers is None else svg.words(x, y + 5, shape["pill"])
    return svg.box(x - 27, y - 13, 54, 26, colour, 13) + word


def _block(shape: Shape, colour: str, numbers: Numbers | None) -> str:
    """A layer: its branch of the bus, its weights, its activation function."""
    letter, x = shape["block"], X[shape["block"]]
    done = numbers is not None
    branch = [(X["entry"], Y["bus"]), (x, Y["bus"]), (x, Y["bottom"] + _TIP)]
    drawn = svg.arrow(_path(branch, False), (x, Y["bottom"]), "up", "ink" if done else colour)
    height = Y["bottom"] - Y["top"]
    drawn += svg.box(x - _BLOCK / 2, Y["top"], _BLOCK, height, shape["colour"] if done else colour)
    if not done:
        return drawn
    function = shape["function"] if len(shape["function"]) == 1 else f"`{shape['function']}`"
    weights = shape.get("weights", f"`[`b_{{{letter}}}`|`W_{{{letter}}}`]`")
    return (
        drawn
        + svg.formula(x, Y["top"] + 23, function)
        + svg.formula(x - 7, Y["bottom"] + 23, weights, anchor="end")
    )


def _cells(shape: Shape, colour: str, _: Numbers | None) -> str:
    """A box, and the lines that part it."""
    first, *between, last = (X[name] for name in shape["cells"])
    y = Y[shape["y"]]
    lines = " ".join(f"M{x:g},{y:g} v28" for x in between)
    return svg.box(first, y, last - first, 28, colour, 4) + svg.wire(lines, colour)


def _name(shape: Shape, colour: str, _: Numbers | None) -> str:
    x, y = X[shape["name"]], Y["top"] + 42
    return "".join(svg.words(x, y + 17 * k, word) for k, word in enumerate(shape["words"]))


def _label(shape: Shape, colour: str, numbers: Numbers | None) -> str:
    text = shape["label"]
    if number := (numbers or {}).get(shape.get("shows", "")):
        text += f" `= {number}`"
    anchor = shape.get("anchor", "middle")
    if text.isdigit():
        return svg.words(*_place(shape["at"]), text, _ink(colour), anchor)
    return svg.formula(*_place(shape["at"]), text, _ink(colour), anchor)


def _number(shape: Shape, colour: str, numbers: Numbers | None) -> str:
    number = (numbers or {}).get(shape["number"])
    if number is None:
        return ""
    x, y = _place(shape["at"])
    if shape.get("on") == "wire":
        return svg.number_on_wire(x, y, number, _ink(colour))
    return svg.words(x, y, number, _ink(colour), shape.get("anchor", "middle"))


def _ink(colour: str) -> str:
    """The colour of text beside lines of this colour."""
    return colour if colour == "ink" else f"{colour}-text"


_DRAW: Final[dict[str, Callable[[Shape, str, Numbers | None], str]]] = {
    "wire": _wire,
    "joint": _joint,
    "operation": _operation,
    "pill": _pill,
    "block": _block,
    "cells": _cells,
    "name": _name,
    "label": _label,
    "number": _number,
}
