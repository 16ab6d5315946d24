"""Temporal order: which of X and Y came first, which second (and third), among many other symbols?

As in the paper: symbols, classes, and the tolerance of a correct output; for `steps` = 100 also the
lengths and the positions, counted from 0 (the paper does not say from which number it counts). Not
as in the paper: other lengths are possible, with all positions in proportion, and outputs are
probabilities (softmax) instead of four sigmoids.

Source: Hochreiter & Schmidhuber 1997, experiments 6a (two symbols) and 6b (three).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from lstm_lib._validation import Array, as_size, expect_rng, expect_shape
from lstm_lib.tasks.batch import Batch, last_steps
from lstm_lib.training.losses import softmax

SYMBOLS = "EBabcdXY"
"""E begins a sequence, B ends it; a to d are distractors; X and Y must be remembered."""
CLASSES = {"XX": "Q", "XY": "R", "YX": "S", "YY": "U"}
"""The four classes, in the order of their numbers 0 to 3."""
SHORTEST = 10
"""Smallest length of a sequence."""
TOLERANCE = 0.3
"""An output is correct if the error of each of the four probabilities is smaller."""


def batch(
    rng: np.random.Generator,
    count: int,
    steps: int = 100,
    dtype: DTypeLike = np.float64,
    relevant: int = 2,
) -> Batch:
    """Draw sequences of symbols, one-hot in the order of `SYMBOLS`.

    A sequence begins with E and ends with B; one of X and Y stands at step t₁, another at t₂, and
    any of a, b, c, d elsewhere. Lengths are uniform in `steps` … `steps` + `steps`/10, t₁ in
    `steps`/10 … `steps`/5, t₂ in `steps`/2 … 3 `steps`/5, steps counted from 0. The target, at the
    final step, is the class of the two. With three relevant symbols, t₁ is in `steps`/10 …
    `steps`/5, t₂ in the tenth after `steps`/3, t₃ in the tenth after 2 `steps`/3; of the eight
    classes, XXX is 0, XXY 1, XYX 2, and so on to YYY, 7.

    Args:
        rng: source of the random numbers.
        count: B, the number of sequences.
        steps: the shortest length, at least 10; 100 in the paper.
        dtype: of x.
        relevant: the number of symbols to remember, 2 or 3.

    Returns:
        x (T, B, 8), target (T, B), whole numbers.

    Raises:
        TypeError: if rng is not a Generator, or a size is not a whole number.
        ValueError: if a size is too small, or relevant neither 2 nor 3.
    """
    expect_rng(rng)
    B, steps = as_size("count", "B", count), as_size("steps", "T", steps)
    if steps < SHORTEST:
        raise ValueError(f"steps: expected at least {SHORTEST}, got {steps}")
    if relevant not in (2, 3):
        raise ValueError(f"relevant: expected 2 or 3, got {relevant}")
    lengths = rng.integers(steps, steps + steps // 10, size=B, endpoint=True)
    rows = np.arange(B)
    symbols = rng.integers(
        SYMBOLS.index("a"), SYMBOLS.index("d"), (lengths.max(), B), endpoint=True
    )
    symbols[0] = SYMBOLS.index("E")
    symbols[lengths - 1, rows] = SYMBOLS.index("B")
    which = rng.integers(0, 2, size=(relevant, B))  # X or Y
    ranges = [(steps // 10, steps // 5), (steps // 2, 3 * steps // 5)]
    if relevant == 3:
        ranges[1:] = [(k * steps // 3, k * steps // 3 + steps // 10) for k in (1, 2)]
    for (low, high), one in zip(ranges, which, strict=True):
        symbols[rng.integers(low, high, size=B, endpoint=True), rows] = SYMBOLS.index("X") + one
    x = np.eye(len(SYMBOLS), dtype=dtype)[symbols]
    x[np.arange(len(x))[:, None] >= lengths] = 0
    mask = last_steps(lengths)
    classes = 2 ** np.arange(relevant)[::-1] @ which
    return Batch(x, np.where(mask, classes, 0), mask, lengths)


def is_correct(y: ArrayLike, batch: Batch) -> Array:
    """(B,), true where each probability of the final step, softmax(y), is within 0.3 of its target.

    Args:
        y: (T, B, 4), outputs of a network, before the softmax.
        batch: the batch that it was given.

    Raises:
        TypeError, ValueError: if y is not made of finite floats, or not of this shape.
    """
    probabilities = softmax(y)
    T, B = batch.mask.shape
    expect_shape("y", probabilities, "T B 4", {"T": T, "B": B, "4": len(CLASSES)})
    error = np.abs(probabilities - np.eye(len(CLASSES))[batch.target]).max(axis=-1)
    correct: Array = ((error < TOLERANCE) | ~batch.mask).all(axis=0)
    return correct


def chance() -> float:
    """Fraction of correct guesses; remembering one of the two symbols doubles it."""
    return 1 / len(CLASSES)
