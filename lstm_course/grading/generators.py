"""What an argument can be: entries that draw a value in a given style."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np

from lstm_lib._validation import Array

Style = Literal["round", "normal", "zero", "extreme"]
"""One decimal, for examples that are read; ordinary; all zero; at the limits."""

Sizes = Mapping[str, int]


@dataclass(frozen=True)
class Entry:
    """An argument: the letters of its shapes, how it is drawn, and what its extremes are called."""

    draw: Callable[[np.random.Generator, Sizes, Style], Any]
    shapes: tuple[str, ...] = ()
    extreme: str = ""
    """Words for the extreme style; none: it has no such style."""
    zero: bool = False
    """Whether it may be all zeros."""


def real(shape: str, limit: float = 1000, zero: bool = True) -> Entry:
    """Real numbers of any size and sign; at the extreme ±limit (0: never so large)."""

    def draw(rng: np.random.Generator, sizes: Sizes, style: Style) -> Array:
        size = measured(shape, sizes)
        if style == "round":
            return rng.choice([-1.7, -1.1, -0.6, -0.4, 0.3, 0.8, 1.2, 1.9], size)
        if style == "zero":
            return np.zeros(size)
        values = rng.normal(size=size) * rng.choice([0.3, 1, 3])
        if style == "extreme":
            ordinary = np.arange(values.size).reshape(size) % 4 > 1
            return np.where(ordinary, values, _either(rng, size, -limit, limit))
        return np.where(rng.random(size) < 0.1, 0.0, values)

    return Entry(draw, (shape,), f"±{limit:g}" if limit else "", zero)


def share(shape: str, low: float = 0) -> Entry:
    """Numbers between low and 1, such as gates (low = 0) or candidates (low = −1)."""

    def draw(rng: np.random.Generator, sizes: Sizes, style: Style) -> Array:
        size = measured(shape, sizes)
        if style == "round":
            return rng.choice([0.25, 0.5, 0.75], size) * (1 if low == 0 else rng.choice([-1, 1]))
        if style == "extreme":
            return _either(rng, size, float(low), 1.0)
        return np.zeros(size) if style == "zero" else rng.uniform(low, 1, size)

    return Entry(draw, (shape,), f"exactly {low:g} or 1", zero=True)


def _either(rng: np.random.Generator, size: tuple[int, ...], low: float, high: float) -> Array:
    """Both numbers, in turn, beginning with either."""
    numbers = np.resize([low, high], int(np.prod(size)) + 1)
    return numbers[int(rng.integers(2)) :][: int(np.prod(size))].reshape(size)


def whole(shape: str, below: str) -> Entry:
    """Whole numbers from 0, less than a size: symbols, classes."""
    return Entry(
        lambda rng, sizes, _: rng.integers(sizes[below], size=measured(shape, sizes)), (shape,)
    )


def size(letter: str) -> Entry:
    """A size itself, as a Python int."""
    return Entry(lambda rng, sizes, _: sizes[letter], (letter,))


def made(maker: Callable[[np.random.Generator, Sizes], Any], *shapes: str) -> Entry:
    """Anything else, made from a generator and the sizes of the letters in `shapes`."""
    return Entry(lambda rng, sizes, _: maker(rng, sizes), shapes)


def entry(given: Entry | str | dict[str, Any]) -> Entry:
    """An entry from its short form: letters mean real numbers, a dictionary one of entries."""
    if isinstance(given, Entry):
        return given
    if isinstance(given, str):
        return real(given)
    parts = {key: entry(part) for key, part in given.items()}
    return Entry(
        lambda rng, sizes, style: {k: part.draw(rng, sizes, style) for k, part in parts.items()},
        tuple(shape for part in parts.values() for shape in part.shapes),
        next((part.extreme for part in parts.values() if part.extreme), ""),
        all(part.zero for part in parts.values()),
    )


def measured(shape: str, sizes: Sizes) -> tuple[int, ...]:
    """The shape in numbers: "4H 1+H+D" for H = 2, D = 3 is (8, 6)."""
    return tuple(
        sum(number * (sizes[letter] if letter else 1) for number, letter in axis)
        for axis in _parsed(shape)
    )


def letters(shape: str) -> set[str]:
    """The letters in a shape."""
    return set(re.findall("[A-Za-z]", shape))


@cache
def _parsed(shape: str) -> list[list[tuple[int, str]]]:
    """Every axis as a sum of numbers times letters."""
    pattern = re.compile(r"(\d*)([A-Za-z]?)")
    axes = [[pattern.fullmatch(term) for term in axis.split("+")] for axis in shape.split()]
    return [[(int(m[1] or 1), m[2]) for m in axis if m] for axis in axes]
