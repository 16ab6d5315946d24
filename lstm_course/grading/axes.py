"""What the axes of a result stand for, found from their lengths in all cases, and in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from lstm_course.grading.generators import Sizes, length
from lstm_course.grading.wording import joined
from lstm_lib._validation import Array

NOUNS = {
    "B": "example",
    "T": "step",
    "H": "unit",
    "D": "input",
    "K": "class",
    "N": "entry",
    "V": "validation",
}
"""One index of an axis of this length."""

BLOCKS = ("i", "f", "g", "o")
COLUMNS = {
    "H": "the columns that meet h",
    "D": "the columns that meet x",
    "1": "the column that meets x",
}


class Segment(NamedTuple):
    """A part of an axis: its name, and the terms of its length and of those before it."""

    name: str
    terms: tuple[str, ...]
    before: tuple[str, ...]

    def span(self, sizes: Sizes) -> slice:
        start = sum(length(term, sizes) for term in self.before)
        return slice(start, start + sum(length(term, sizes) for term in self.terms))


def expressions(shapes: Iterable[str]) -> list[str]:
    """Lengths that an axis may have, from the axes of the arguments."""
    axes = [axis for shape in shapes for axis in shape.split()]
    letters = sorted({letter for axis in axes for letter in axis if letter.isalpha()})
    more = [form.format(x) for form in ("4{}", "{}+1", "1+{}+1") for x in letters]
    return list(dict.fromkeys([*letters, *axes, *more, "1"]))


def meaning(
    lengths: Sequence[tuple[int, ...]], sizes: Sequence[Sizes], candidates: Sequence[str]
) -> list[str] | None:
    """For each axis the expression that gives its length in all cases; None if one has none."""
    if len({len(shape) for shape in lengths}) != 1:
        return None
    found = []
    for axis in zip(*lengths, strict=True):
        fits = (
            text
            for text in candidates
            if all(
                sum(length(term, at) for term in text.split("+")) == n
                for n, at in zip(axis, sizes, strict=True)
            )
        )
        text = next(fits, None)
        if text is None:
            return None
        found.append(text)
    return found


def noun(axis: str, many: bool = False) -> str:
    """What one index of the axis is called."""
    word = NOUNS.get(axis, "row" if axis else "entry")
    if not many:
        return word
    return {"entry": "entries", "class": "classes"}.get(word, f"{word}s")


def segments(axis: str) -> list[Segment]:
    """The parts of an axis that have names of their own: blocks of rows, columns by what they meet."""
    terms = axis.split("+")
    if len(terms) == 1 and axis[0] == "4":
        letter = axis[1:]
        return [
            Segment(f"the block of {block}", (letter,), (letter,) * k)
            for k, block in enumerate(BLOCKS)
        ]
    if len(terms) > 1 and terms[0] == "1":
        names = ["the bias column", *(COLUMNS.get(term, "the other columns") for term in terms[1:])]
        if len(terms) == 2:
            names[1] = "the other columns"
        return [Segment(names[k], (term,), tuple(terms[:k])) for k, term in enumerate(terms)]
    return []


def where_wrong(
    axes: Sequence[str], wrong: Sequence[Array], sizes: Sequence[Mapping[str, int]]
) -> str:
    """Where along the axes entries are wrong: a sentence, or nothing if they are wrong all over."""
    for k, axis in enumerate(axes):
        each = [_along(mask, k) for mask in wrong]
        parts = segments(axis)
        if parts:
            bad = [
                any(flags[part.span(at)].any() for flags, at in zip(each, sizes, strict=True))
                for part in parts
            ]
            if any(bad) and not all(bad):
                return _sentence([p.name for p, b in zip(parts, bad, strict=True) if b])
        if axis in NOUNS or axis == "T+1":
            text = _index(each, "T" if axis == "T+1" else axis)
            if text:
                return text
    return ""


def _sentence(names: list[str]) -> str:
    many = len(names) > 1 or "columns" in names[0]
    return f"Only {joined(names)} {'are' if many else 'is'} wrong."


def _along(mask: Array, axis: int) -> Array:
    others = tuple(k for k in range(mask.ndim) if k != axis)
    return np.asarray(mask.any(axis=others))


def _index(each: Sequence[Array], axis: str) -> str:
    """Whether it is the first or the last index that is wrong, or right, in all cases."""
    long = [flags for flags in each if len(flags) > 1 and flags.any()]
    if len(long) < 2:
        return ""
    word = noun(axis)
    if all(flags[0] and not flags[1:].any() for flags in long):
        return f"Only the first {word} is wrong."
    if all(flags[-1] and not flags[:-1].any() for flags in long):
        return f"Only the last {word} is wrong."
    if all(not flags[0] for flags in long) and sum(len(flags) > 2 for flags in long) > 1:
        return f"The first {word} is right; it goes wrong after it."
    if all(not flags[-1] for flags in long) and sum(len(flags) > 2 for flags in long) > 1:
        return f"The last {word} is right, but not all before it."
    return ""
