"""Relations between wrong numbers and the right ones: a factor, a sign, an order, a curve."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from typing import NamedTuple

import numpy as np

from lstm_course.grading.axes import Segment, noun, segments
from lstm_course.grading.generators import Sizes
from lstm_lib._validation import Array

TIGHT = 1e-9
"""Relative error within which a relation holds."""


class Pair(NamedTuple):
    """One result in one case: what was expected and what came, of equal shape."""

    expected: Array
    got: Array
    sizes: Sizes


def same(one: Array, other: Array) -> bool:
    """True if two arrays are equal up to rounding."""
    if one.shape != other.shape:
        return False
    scale = max(1.0, float(np.abs(one).max(initial=0)))
    return bool(np.all(np.abs(one - other) <= TIGHT * scale))


def relation(pairs: Sequence[Pair], axes: Sequence[str] | None) -> str:
    """A sentence that is true of all pairs, or nothing.

    Numbers that are right up to rounding stand in no other relation, however small they are.
    """
    if not all(same(pair.expected, pair.got) for pair in pairs):
        for text, holds in _relations(axes):
            if all(holds(pair) for pair in pairs):
                return text
        if factor := _factor(pairs):
            return factor
    return _digits(pairs) or _bounds(pairs)


def direction(pairs: Sequence[Pair]) -> str:
    """A sentence if wrong values are always too large, or always too small."""
    e, g = _all_entries(pairs)
    off = np.abs(g - e) > TIGHT * np.maximum(1, np.abs(e))
    e, g = e[off], g[off]
    if len(e) < 4:
        return ""
    for words, always in (
        ("large", np.all(g > e)),
        ("small", np.all(g < e)),
        ("large in size", np.all(np.abs(g) > np.abs(e))),
        ("small in size", np.all(np.abs(g) < np.abs(e))),
    ):
        if always:
            return f"Wherever your values are wrong, they are too {words}."
    return ""


def _all_entries(pairs: Sequence[Pair]) -> tuple[Array, Array]:
    e = np.concatenate([pair.expected.ravel() for pair in pairs])
    return e, np.concatenate([pair.got.ravel() for pair in pairs])


Relation = tuple[str, Callable[[Pair], bool]]


def _relations(axes: Sequence[str] | None) -> Iterator[Relation]:
    yield "Your result is always 0.", lambda p: not p.got.any()
    yield "All signs are the wrong way round.", lambda p: same(-p.expected, p.got)
    yield (
        "The sizes are right, but some signs are wrong.",
        lambda p: same(np.abs(p.expected), np.abs(p.got)),
    )
    yield "Each entry is 1 minus what it should be.", lambda p: same(1 - p.expected, p.got)
    for text, change in _CURVES.items():
        yield text, lambda p, change=change: _through(change, p)  # type: ignore[misc]
    for k, axis in enumerate(axes or []):
        yield from _orders(k, axis)


def _orders(k: int, axis: str) -> Iterator[Relation]:
    """The right numbers in other places along an axis."""
    word, many = noun(axis), noun(axis, many=True)

    def along(pair: Pair, change: Callable[[Array], Array]) -> bool:
        moved = np.moveaxis(change(np.moveaxis(pair.expected, k, 0)), 0, k)
        return same(moved, pair.got)

    yield f"The {many} are right, but in reverse order.", lambda p: along(p, lambda a: a[::-1])
    for step, words in ((1, "late"), (-1, "early")):
        yield (
            f"Everything stands one {word} too {words}.",
            lambda p, step=step: _shifted(p, k, step),  # type: ignore[misc]
        )
    yield (
        f"All {many} are equal: to the last one.",
        lambda p: along(p, lambda a: np.repeat(a[-1:], len(a), axis=0)),
    )
    yield (
        f"All {many} are equal: to the first one.",
        lambda p: along(p, lambda a: np.repeat(a[:1], len(a), axis=0)),
    )
    yield (
        f"You added up over the {many}: each holds the sum of all before it as well.",
        lambda p: along(p, lambda a: np.cumsum(a, axis=0)),
    )
    parts = segments(axis)
    for order in permutations(range(len(parts))):
        if parts and list(order) != sorted(order):
            moved = [parts[m].name for m, n in enumerate(order) if m != n]
            yield (
                f"The numbers are right, but in the wrong places: look at {' and '.join(moved)}.",
                lambda p, order=order: _permuted(p, k, [parts[m] for m in order]),  # type: ignore[misc]
            )


def _shifted(pair: Pair, k: int, step: int) -> bool:
    expected, got = (np.moveaxis(a, k, 0) for a in (pair.expected, pair.got))
    if len(expected) < 2:
        return True
    pieces = (expected[:-1], got[1:]) if step > 0 else (expected[1:], got[:-1])
    return same(*pieces)


def _permuted(pair: Pair, k: int, parts: list[Segment]) -> bool:
    if not pair.sizes:
        return True  # an extra case, whose sizes have no names
    expected = np.moveaxis(pair.expected, k, 0)
    joined = np.concatenate([expected[part.span(pair.sizes)] for part in parts])
    return same(np.moveaxis(joined, 0, k), pair.got)


_CURVES: dict[str, Callable[[Array, Array], tuple[Array, Array]]] = {
    "Your values went through tanh once too often.": lambda e, g: (np.tanh(e), g),
    "Your values went through the sigmoid once too often.": lambda e, g: (1 / (1 + np.exp(-e)), g),
    "tanh is missing: your values are what goes into it.": lambda e, g: (e, np.tanh(g)),
    "The sigmoid is missing: your values are what goes into it.": (
        lambda e, g: (e, 1 / (1 + np.exp(-g)))
    ),
    "Your values are the squares of the right ones.": lambda e, g: (e * e, g),
    "Your values should be squared.": lambda e, g: (e, g * g),
    "Your values are the exponentials of the right ones.": lambda e, g: (np.exp(e), g),
    "Your values are the logarithms of the right ones.": lambda e, g: (e, np.exp(g)),
    "Your values are 1 divided by the right ones.": lambda e, g: (np.ones_like(e), e * g),
}


def _through(change: Callable[[Array, Array], tuple[Array, Array]], pair: Pair) -> bool:
    with np.errstate(all="ignore"):
        one, other = change(pair.expected, pair.got)
    return bool(np.isfinite(one).all() and np.isfinite(other).all()) and same(one, other)


def _factor(pairs: Sequence[Pair]) -> str:
    """A factor or a difference that is the same at every entry.

    A single number is always off by one factor: to say so would be idle.
    """
    many = any(pair.expected.size > 1 for pair in pairs)
    factors, differences = [], []
    for pair in pairs:
        e, g = pair.expected.ravel(), pair.got.ravel()
        k = int(np.abs(e).argmax()) if e.size else 0
        factors.append(g[k] / e[k] if e.size and e[k] else np.nan)
        differences.append(g[0] - e[0] if e.size else np.nan)
    if all(same(p.expected * f, p.got) for p, f in zip(pairs, factors, strict=True)):
        if np.ptp(factors) <= TIGHT * np.abs(factors).max():
            return f"Every entry is {factors[0]:.4g} times what it should be."
        for letter in sorted(set.intersection(*(set(pair.sizes) for pair in pairs))):
            sizes = np.array([pair.sizes[letter] for pair in pairs], float)
            for text, size in ((letter, sizes), (f"the root of {letter}", np.sqrt(sizes))):
                for words, f in (
                    (f"{text} times too large", size),
                    (f"{text} times too small", 1 / size),
                ):
                    if np.ptp(sizes) and same(f, np.array(factors)):
                        return f"Every entry is {words}."
        return "Within each result, every entry is off by the same factor." if many else ""
    if all(same(p.expected + d, p.got) for p, d in zip(pairs, differences, strict=True)):
        if np.ptp(differences) <= TIGHT * np.abs(differences).max():
            size = abs(differences[0])
            return f"Every entry is {size:.4g} too {'large' if differences[0] > 0 else 'small'}."
        return "Within each result, every entry is off by the same amount." if many else ""
    return ""


def _digits(pairs: Sequence[Pair]) -> str:
    """A sentence if the numbers are rounded, or nearly right."""
    for decimals in range(1, 9):
        if all(np.array_equal(np.round(p.expected, decimals), p.got) for p in pairs):
            return f"Your values are rounded to {decimals} decimals; return them as they are."
    scales = [max(1e-300, float(np.abs(p.expected).max(initial=0))) for p in pairs]
    off = max(
        float(np.abs(p.got - p.expected).max(initial=0)) / s
        for p, s in zip(pairs, scales, strict=True)
    )
    if off < 1e-3:
        return (
            f"Nearly: off by at most {off:.1g} of the largest entry. Rounding, float32 arithmetic, "
            "or a small constant does that."
        )
    return ""


def _bounds(pairs: Sequence[Pair]) -> str:
    """A sentence if values lack a sum or a range of the right ones, or never use half of it."""
    adds_up = [(_adds_up(pair.expected), _adds_up(pair.got)) for pair in pairs]
    if all(right for right, _ in adds_up) and not all(yours for _, yours in adds_up):
        return "Each row should add up to 1; yours do not all."
    e, g = _all_entries(pairs)
    if e.size < 20:
        return ""
    if np.array_equal(g, np.round(g)) and not np.array_equal(e, np.round(e)):
        return "All your values are whole numbers."
    for low, high in ((0, 1), (-1, 1)):
        if low <= e.min() and e.max() <= high and not (low <= g.min() and g.max() <= high):
            return f"Every value should lie between {low} and {high}; yours do not all.".replace(
                "-", "−"
            )
    if e.min() < 0 < e.max():
        for bound, words in ((g.min() >= 0, "negative"), (g.max() <= 0, "positive")):
            if bound:
                return f"Your values are never {words}, and some of the right ones are."
    return ""


def _adds_up(values: Array) -> bool:
    """True if all sums along the last axis, of more than one number, are 1."""
    if values.ndim == 0 or values.shape[-1] < 2:
        return False
    sums = values.sum(axis=-1)
    return same(np.ones_like(sums), sums)
