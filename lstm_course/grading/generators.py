"""Argument specifications: each draws a value of its argument in a given style."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np

from lstm_lib._validation import Array

Style = Literal["round", "normal", "zero", "extreme", "near"]
"""One decimal, for examples that are read; ordinary; all zero; at the limits; just inside them."""

Sizes = Mapping[str, int]


@dataclass(frozen=True)
class ArgSpec:
    """An argument: the letters of its shapes, how it is drawn, and what its extremes are called."""

    draw: Callable[[np.random.Generator, Sizes, Style], Any]
    shapes: tuple[str, ...] = ()
    extreme: str = ""
    """Words for the extreme style; empty if it has none."""
    near: str = ""
    """Words for the style just inside the limits; empty if it has none."""
    zero: bool = False
    """True if it may be all zeros."""


def real(shape: str, limit: float = 1000, zero: bool = True) -> ArgSpec:
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

    return ArgSpec(draw, (shape,), f"±{limit:g}" if limit else "", zero=zero)


def fraction(shape: str, low: float = 0) -> ArgSpec:
    """Numbers between low and 1, such as gates (low = 0) or candidates (low = −1)."""

    def draw(rng: np.random.Generator, sizes: Sizes, style: Style) -> Array:
        size = measured(shape, sizes)
        if style == "round":
            return rng.choice([0.25, 0.5, 0.75], size) * (1 if low == 0 else rng.choice([-1, 1]))
        if style == "extreme":
            return _either(rng, size, float(low), 1.0)
        if style == "near":
            distance = 10.0 ** rng.uniform(-12, -5, size)
            return np.where(rng.random(size) < 0.5, low + distance, 1 - distance)
        return np.zeros(size) if style == "zero" else rng.uniform(low, 1, size)

    return ArgSpec(draw, (shape,), f"exactly {low:g} or 1", f"nearly {low:g} or 1", zero=True)


def _either(rng: np.random.Generator, size: tuple[int, ...], low: float, high: float) -> Array:
    """Both numbers in turn, starting with either."""
    numbers = np.resize([low, high], int(np.prod(size)) + 1)
    return numbers[int(rng.integers(2)) :][: int(np.prod(size))].reshape(size)


def integers(shape: str, below: str) -> ArgSpec:
    """Whole numbers from 0, less than a size: symbols, classes."""
    return ArgSpec(
        lambda rng, sizes, _: rng.integers(sizes[below], size=measured(shape, sizes)), (shape,)
    )


def size(letter: str) -> ArgSpec:
    """A size itself, as a Python int."""
    return ArgSpec(lambda rng, sizes, _: sizes[letter], (letter,))


def custom(make: Callable[[np.random.Generator, Sizes], Any], *shapes: str) -> ArgSpec:
    """Anything else, made from a random generator and the sizes of the letters in `shapes`."""
    return ArgSpec(lambda rng, sizes, _: make(rng, sizes), shapes)


def arg_spec(short: ArgSpec | str | dict[str, Any]) -> ArgSpec:
    """The specification behind a short form: a string of letters means real numbers of that
    shape, and a dictionary an argument that is a dictionary."""
    if isinstance(short, ArgSpec):
        return short
    if isinstance(short, str):
        return real(short)
    parts = {key: arg_spec(part) for key, part in short.items()}
    return ArgSpec(
        lambda rng, sizes, style: {k: part.draw(rng, sizes, style) for k, part in parts.items()},
        tuple(shape for part in parts.values() for shape in part.shapes),
        next((part.extreme for part in parts.values() if part.extreme), ""),
        zero=all(part.zero for part in parts.values()),
    )


def measured(shape: str, sizes: Sizes) -> tuple[int, ...]:
    """The shape in numbers: "4H 1+H+D" for H = 2, D = 3 is (8, 6)."""
    return tuple(sum(length(term, sizes) for term in axis.split("+")) for axis in shape.split())


def length(term: str, sizes: Sizes) -> int:
    """The length that a term of an axis stands for: "4H" for H = 2 is 8."""
    number, letter = _parsed(term)
    return number * (sizes[letter] if letter else 1)


def letters(shape: str) -> set[str]:
    """The letters in a shape."""
    return set(re.findall("[A-Za-z]", shape))


@cache
def _parsed(term: str) -> tuple[int, str]:
    found = re.fullmatch(r"(\d*)([A-Za-z]?)", term)
    assert found, term
    return int(found[1] or 1), found[2]
