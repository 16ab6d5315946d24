"""Relations between a result of the wrong shape and the right one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from lstm_course.grading.axes import noun
from lstm_course.grading.relations import same
from lstm_lib._validation import Array

Holds = Callable[[Array, Array], bool]
"""True if a relation holds between what was expected and what came."""


def other_shape(pairs: Sequence[tuple[Array, Array]], axes: Sequence[str] | None) -> str:
    """The right numbers in another shape, too many of them, or too few: a sentence, or nothing."""
    for text, holds in _relations(axes or [], min(g.ndim for _, g in pairs)):
        if all(holds(e, g) for e, g in pairs):
            return text
    return ""


def other_lengths(axes: Sequence[str] | None, came: Sequence[str] | None) -> str:
    """A sentence on the lengths that the axes have instead."""
    if axes is None or came is None or came == axes:
        return ""
    return f"Your result has shape ({', '.join(came)}) instead of ({', '.join(axes)})."


def _relations(axes: Sequence[str], least: int) -> Iterator[tuple[str, Holds]]:
    yield "The numbers are right, in another shape.", lambda e, g: same(np.ravel(e), np.ravel(g))
    yield "The numbers are right, with the axes in reverse order.", lambda e, g: same(e.T, g)
    yield (
        "The numbers are right, with the first two axes exchanged.",
        lambda e, g: e.ndim > 1 and same(np.swapaxes(e, 0, 1), g),
    )
    for k, axis in enumerate(axes):
        word, many = noun(axis), noun(axis, many=True)
        yield f"This is the last {word} alone.", _taken(k, lambda e, k: e.take(-1, k))
        yield f"This is the first {word} alone.", _taken(k, lambda e, k: e.take(0, k))
        yield f"You added up over the {many}.", _taken(k, lambda e, k: e.sum(k))
        yield f"You took the mean over the {many}.", _taken(k, lambda e, k: e.mean(k))
        yield f"The first {word} is missing.", _taken(k, lambda e, k: np.delete(e, 0, k))
        yield f"The last {word} is missing.", _taken(k, lambda e, k: np.delete(e, -1, k))
        yield f"There is one {word} too many, at the beginning.", _with_one_more(k, 0)
        yield f"There is one {word} too many, at the end.", _with_one_more(k, -1)
    for k in range(least):
        yield "Your numbers are the terms of the sums: they still have to be added up.", _terms(k)


def _taken(k: int, take: Callable[[Array, int], Array]) -> Holds:
    return lambda e, g: e.ndim > k and e.shape[k] > 0 and same(take(e, k), g)


def _with_one_more(k: int, index: int) -> Holds:
    return lambda e, g: g.ndim == e.ndim and g.shape[k] > 0 and same(e, np.delete(g, index, k))


def _terms(k: int) -> Holds:
    return lambda e, g: same(e, g.sum(k))
