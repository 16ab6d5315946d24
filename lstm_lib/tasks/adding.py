"""The adding problem: two of many numbers are marked, and their sum is asked for at the end."""

from __future__ import annotations

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib.checks import as_size
from lstm_lib.tasks.batch import Batch, expect_rng, last_steps

SHORTEST = 10
"""The fewest steps for which both marks have room."""


def batch(
    rng: np.random.Generator, count: int, steps: int = 100, dtype: DTypeLike = np.float64
) -> Batch:
    """Draw sequences of pairs (value, mark).

    Values are uniform in [−1, 1]. The mark is 1 at one of the first ten steps (of the first half
    but one, if that is less) and at one other of the first `steps`/2 − 1; −1 at the first and the
    last step, unless marked; 0 elsewhere. If the first step is marked, its value is 0. Lengths are
    uniform in `steps` … `steps` + `steps`/10. The target, at the last step, is ½ + (X₁ + X₂)/4, X
    being the marked values.

    Args:
        rng: source of the random numbers.
        count: B, how many sequences.
        steps: the shortest length, at least 10.
        dtype: of x and target.

    Returns:
        x (T, B, 2), target (T, B, 1).

    Raises:
        TypeError: if rng is not a Generator, or a size not a whole number.
        ValueError: if a size is too small.

    Source: Hochreiter & Schmidhuber 1997, experiment 4.
    """
    expect_rng(rng)
    B, steps, half = as_size("count", "B", count), _steps(steps), _half(steps)
    lengths = rng.integers(steps, steps + steps // 10, size=B, endpoint=True)
    rows = np.arange(B)
    first = rng.integers(0, min(10, half), size=B)
    second = rng.integers(0, half - 1, size=B)
    second += second >= first  # any but the first
    x = np.zeros((lengths.max(), B, 2))
    x[..., 0] = rng.uniform(-1, 1, size=x.shape[:2])
    x[0, :, 1] = x[lengths - 1, rows, 1] = -1
    x[first, rows, 1] = x[second, rows, 1] = 1
    x[0, x[0, :, 1] == 1, 0] = 0
    x[np.arange(len(x))[:, None] >= lengths] = 0
    scored = last_steps(lengths)
    answers = 0.5 + (x[first, rows, 0] + x[second, rows, 0]) / 4
    target = np.where(scored, answers, 0.0)[:, :, None]
    return Batch(x.astype(dtype), target.astype(dtype), scored, lengths)


def baseline(steps: int = 100) -> float:
    """Mean squared error of always answering ½, on average: (2 − P) / 48.

    The variance of a value is 1/3; P is the probability that one of the two is the first, and 0.

    Raises:
        TypeError, ValueError: as `batch`.
    """
    half = _half(_steps(steps))
    at_first = 1 / min(10, half)
    return (2 - at_first - (1 - at_first) / (half - 1)) / 48


def _steps(steps: int) -> int:
    steps = as_size("steps", "T", steps)
    if steps < SHORTEST:
        raise ValueError(f"steps: expected at least {SHORTEST}, got {steps}")
    return steps


def _half(steps: int) -> int:
    """How many steps may be marked: the first half but one."""
    return steps // 2 - 1
