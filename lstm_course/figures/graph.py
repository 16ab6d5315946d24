"""The embedded Reber grammar as a graph: follow the arrows, write down the letters."""

from __future__ import annotations

import math
from typing import Final

from lstm_course.figures.svg import box, paint, patch, words
from lstm_course.figures.svg_figure import Drawing
from lstm_lib.tasks.reber import REBER

_RADIUS: Final = 10
_PLACES: Final = [(18, 268), (78, 268), (142, 214), (142, 322), (258, 214), (258, 322),
                  (322, 268), (390, 268)]  # fmt: skip
"""Positions of the states of `REBER`, the end last."""
_LOOPS: Final = {2: -1, 3: 1}  # above or below its state
_OUTER: Final = [(18, 84), (84, 84), (324, 84), (390, 84)]
_INNER: Final = ((136, 24, "T"), (136, 108, "P"))  # the two copies: left, top, letter around it
_WIDTH, _HEIGHT = 136, 36

Point = tuple[float, float]


class ReberGraph(Drawing):
    """The embedded Reber grammar: above as a whole, with two boxes; below what is in each box.

    The edges below are those of `lstm_lib.tasks.reber.REBER`.
    """

    def __init__(self) -> None:
        self.title = "The embedded Reber grammar"
        self.window = (-1, 0, 410, 384)
        self.body = _whole() + _inside()
        edges = ", ".join(
            f"{state} {letter} {to}"
            for state, leads in enumerate(REBER)
            for letter, to in leads.items()
        )
        self.description = (
            "Above, the embedded grammar. From the start an arrow B leads to a fork. One way is an"
            " arrow T, a box with a Reber grammar, and an arrow T again; the other is an arrow P,"
            " the same box, and an arrow P again. Both ways meet, and an arrow E leads to the end."
            " Below, what is in each box, as arrows between numbered states, each written as state,"
            f" letter, next state: {edges}."
        )

    def __repr__(self) -> str:
        return f"ReberGraph(): {self.description}"


def _state(at: Point, number: str = "") -> str:
    """A circle, with its number in it."""
    x, y = at
    circle = (
        f'<circle cx="{x}" cy="{y}" r="{_RADIUS}" fill="{paint("paper")}"'
        f' stroke="{paint("ink")}" stroke-width="2"/>'
    )
    return circle + (words(x, y + 5, number) if number else "")


def _edge(
    begin: Point, end: Point, letter: str, start: float = _RADIUS, stop: float = _RADIUS
) -> str:
    """A straight arrow between two places, cut short by start and stop, with its letter on it."""
    (x0, y0), (x1, y1) = begin, end
    length = math.hypot(x1 - x0, y1 - y0)
    across, down = (x1 - x0) / length, (y1 - y0) / length
    tip = x1 - across * (stop + 2), y1 - down * (stop + 2)
    line = f"M{x0 + across * start:.4g},{y0 + down * start:.4g} L{tip[0] - 6 * across:.4g},{tip[1] - 6 * down:.4g}"
    middle = x0 + 0.47 * (x1 - x0), y0 + 0.47 * (y1 - y0)
    return _line(line) + _head(tip, across, down) + _letter(*middle, letter)


def _line(path: str) -> str:
    return f'<path d="{path}" fill="none" stroke="{paint("ink")}" stroke-width="2"/>'


def _head(tip: Point, across: float, down: float) -> str:
    """An arrowhead that points along (across, down)."""
    x, y = tip
    left = x - 9 * across - 4.5 * down, y - 9 * down + 4.5 * across
    right = x - 9 * across + 4.5 * down, y - 9 * down - 4.5 * across
    corners = " ".join(f"{a:.4g},{b:.4g}" for a, b in (tip, left, right))
    return f'<polygon points="{corners}" fill="{paint("ink")}"/>'


def _letter(x: float, y: float, letter: str) -> str:
    return patch(x, y + 5, 16) + words(x, y + 5, letter)


def _loop(state: int, letter: str) -> str:
    """An arrow from a state back to itself."""
    (x, y), side = _PLACES[state], _LOOPS[state]
    far = y + side * 42
    path = f"M{x - 6},{y + side * 8} C{x - 26},{far} {x + 26},{far} {x + 8},{y + side * 15}"
    return (
        _line(path)
        + _head((x + 5, y + side * 10), -0.5, -0.87 * side)
        + _letter(x, y + side * 34, letter)
    )


def _whole() -> str:
    """The outer grammar: two ways, each with the same letter before its box and after it."""
    start, fork, join, end = _OUTER
    body = _edge(start, fork, "B") + _edge(join, end, "E")
    for left, top, letter in _INNER:
        middle, right = top + _HEIGHT / 2, left + _WIDTH
        body += _edge(fork, (left, middle), letter, stop=0)
        body += _edge((right, middle), join, letter, start=0)
        body += box(left, top, _WIDTH, _HEIGHT, "ink", 4)
        body += words(left + _WIDTH / 2, middle + 5, "Reber grammar")
    return body + "".join(_state(at) for at in _OUTER)


def _inside() -> str:
    """The Reber grammar in a frame of its own."""
    body = box(0, 166, 408, 210, "ink", 4)
    body += words(12, 186, "in each box:", anchor="start")
    for state, leads in enumerate(REBER):
        for letter, to in leads.items():
            body += (
                _loop(state, letter) if to == state else _edge(_PLACES[state], _PLACES[to], letter)
            )
    return body + "".join(_state(at, str(number)) for number, at in enumerate(_PLACES))
