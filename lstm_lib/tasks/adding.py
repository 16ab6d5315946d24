"""The adding problem: two of many numbers are marked; output their sum at the end.

As in the paper: values in [−1, 1], marks 1, 0 and −1, lengths, positions of the marks, target, and
the tolerance of a correct output. The paper does not say what the first step holds if it is marked:
here its value is 0 and its mark 1.

Source: Hochreiter & Schmidhuber 1997, experiment 4.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from lstm_lib._validation import Array, as_float, as_size, expect_rng, expect_shape
from lstm_lib.tasks.batch import Batch, last_steps

SHORTEST = 10
"""Smallest length of a sequence."""
TOLERANCE = 0.04
"""An output is correct if its error is smaller."""


def batch(
    rng: np.random.Generator, count: int, steps: int = 100, dtype: DTypeLike = np.float64
) -> Batch:
    """Draw sequences of pairs (value, mark).

    Values are uniform in [−1, 1]. The mark is 1 at one of the first ten steps (within the first
    half) and at one other step of the first half; −1 at the first and the final step, unless they
    are marked; 0 elsewhere. If the first step is marked, its value is 0. Lengths are uniform in
    `steps` … `steps` + `steps`/10. The target, at the final step, is ½ + (X₁ + X₂)/4, where X₁ and
    X₂ are the marked values.

    Args:
        rng: source of the random numbers.
        count: B, the number of sequences.
        steps: the shortest length, at least 10; 100, 500 and 1000 in the paper.
        dtype: of x and target.

    Returns:
        x (T, B, 2), target (T, B, 1).

    Raises:
        TypeError: if rng is not a Generator, or a size is not a whole number.
        ValueError: if a size is too small.
    """
    expect_rng(rng)
    B, steps = as_size("count", "B", count), _steps(steps)
    half, rows = steps // 2, np.arange(B)
    lengths = rng.integers(steps, steps + steps // 10, size=B, endpoint=True)
    first = rng.integers(0, min(10, half), size=B)
    second = rng.integers(0, half - 1, size=B)
    second += second >= first  # any but the first
    x = np.zeros((lengths.max(), B, 2))
    x[..., 0] = rng.uniform(-1, 1, size=x.shape[:2])
    x[0, :, 1] = x[lengths - 1, rows, 1] = -1
    x[first, rows, 1] = x[second, rows, 1] = 1
    x[0, x[0, :, 1] == 1, 0] = 0
    x[np.arange(len(x))[:, None] >= lengths] = 0
    mask = last_steps(lengths)
    sums = 0.5 + (x[first, rows, 0] + x[second, rows, 0]) / 4
    target = np.where(mask, sums, 0.0)[:, :, None]
    return Batch(x.astype(dtype), target.astype(dtype), mask, lengths)


def is_correct(y: ArrayLike, batch: Batch) -> Array:
    """(B,), true where the error of the final output is below 0.04.

    Args:
        y: (T, B, 1), outputs of a network.
        batch: the batch that it was given.

    Raises:
        TypeError, ValueError: if y is not made of floats, or not of this shape.
    """
    y = as_float("y", y)
    T, B = batch.mask.shape
    expect_shape("y", y, "T B 1", {"T": T, "B": B, "1": 1})
    error = np.abs(y - batch.target).max(axis=-1)
    correct: Array = ((error < TOLERANCE) | ~batch.mask).all(axis=0)
    return correct


def baseline(steps: int = 100) -> float:
    """Expected mean squared error of the constant output ½: (2 − P) / 48.

    The variance of a value is 1/3; P is the probability that the first step is marked, with value 0.

    Raises:
        TypeError, ValueError: as `batch`.
    """
    return (2 - _first_marked(steps)) / 48


def chance(steps: int = 100) -> float:
    """Fraction of sequences for which the constant output ½ is correct.

    That is when |X₁ + X₂| < 4 · 0.04; if one of them is 0, when |X| is.

    Raises:
        TypeError, ValueError: as `batch`.
    """
    P, limit = _first_marked(steps), 4 * TOLERANCE
    return (1 - P) * (limit - limit**2 / 4) + P * limit


def _steps(steps: int) -> int:
    steps = as_size("steps", "T", steps)
    if steps < SHORTEST:
        raise ValueError(f"steps: expected at least {SHORTEST}, got {steps}")
    return steps


def _first_marked(steps: int) -> float:
    """Probability that the first step is marked, as the first or the second of the two."""
    half = _steps(steps) // 2
    first = 1 / min(10, half)
    return first + (1 - first) / (half - 1)
