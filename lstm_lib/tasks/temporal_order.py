"""Temporal order: which of X and Y came first, and which second, among many other symbols?

As in the paper: symbols, classes, and which answers count as right; with `steps` = 100 lengths and
places too, counted from 0, where the paper does not say from what. Not as in the paper: shorter
and longer sequences, with all places in proportion, and answers that are shares (softmax) where
it has four sigmoids.

Source: Hochreiter & Schmidhuber 1997, experiment 6a.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from lstm_lib._validation import Array, as_size, expect_rng, expect_shape
from lstm_lib.tasks.batch import Batch, last_steps
from lstm_lib.training.losses import softmax

SYMBOLS = "EBabcdXY"
"""E begins a sequence, B ends it; a to d mean nothing; X and Y are to be remembered."""
CLASSES = {"XX": "Q", "XY": "R", "YX": "S", "YY": "U"}
"""The four answers, in the order of the classes 0 to 3."""
SHORTEST = 10
"""The fewest steps that make a sequence."""
TOLERANCE = 0.3
"""An answer is right if each of the four shares is off by less."""


def batch(
    rng: np.random.Generator, count: int, steps: int = 100, dtype: DTypeLike = np.float64
) -> Batch:
    """Draw sequences of symbols, one-hot in the order of `SYMBOLS`.

    A sequence begins with E and ends with B; one of X and Y stands at step t₁, another at t₂, and
    any of a, b, c, d elsewhere. Lengths are uniform in `steps` … `steps` + `steps`/10, t₁ in
    `steps`/10 … `steps`/5, t₂ in `steps`/2 … 3 `steps`/5, steps counted from 0. The target, at the
    last step, is the class of the two.

    Args:
        rng: source of the random numbers.
        count: B, how many sequences.
        steps: the shortest length, at least 10; 100 is that of the paper.
        dtype: of x.

    Returns:
        x (T, B, 8), target (T, B), whole numbers.

    Raises:
        TypeError: if rng is not a Generator, or a size not a whole number.
        ValueError: if a size is too small.
    """
    expect_rng(rng)
    B, steps = as_size("count", "B", count), as_size("steps", "T", steps)
    if steps < SHORTEST:
        raise ValueError(f"steps: expected at least {SHORTEST}, got {steps}")
    lengths = rng.integers(steps, steps + steps // 10, size=B, endpoint=True)
    rows = np.arange(B)
    symbols = rng.integers(
        SYMBOLS.index("a"), SYMBOLS.index("d"), (lengths.max(), B), endpoint=True
    )
    symbols[0] = SYMBOLS.index("E")
    symbols[lengths - 1, rows] = SYMBOLS.index("B")
    which = rng.integers(0, 2, size=(2, B))  # X or Y, twice
    places = [(steps // 10, steps // 5), (steps // 2, 3 * steps // 5)]
    for (low, high), one in zip(places, which, strict=True):
        symbols[rng.integers(low, high, size=B, endpoint=True), rows] = SYMBOLS.index("X") + one
    x = np.eye(len(SYMBOLS), dtype=dtype)[symbols]
    x[np.arange(len(x))[:, None] >= lengths] = 0
    mask = last_steps(lengths)
    return Batch(x, np.where(mask, 2 * which[0] + which[1], 0), mask, lengths)


def is_correct(y: ArrayLike, given: Batch) -> Array:
    """(B,), true if at the last step each share, softmax(y), is less than 0.3 from 1 or 0.

    Args:
        y: (T, B, 4), what a network answers, before the softmax.
        given: the batch that was asked.

    Raises:
        TypeError, ValueError: if y is not made of finite floats, or not of this shape.
    """
    shares = softmax(y)
    T, B = given.mask.shape
    expect_shape("y", shares, "T B 4", {"T": T, "B": B, "4": len(CLASSES)})
    off = np.abs(shares - np.eye(len(CLASSES))[given.target]).max(axis=-1)
    near: Array = ((off < TOLERANCE) | ~given.mask).all(axis=0)
    return near


def chance() -> float:
    """Share of sequences for which a guess is right; who remembers one of the two has twice that."""
    return 1 / len(CLASSES)
