"""Exercise 13.6, `block_means`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import Sizes, custom, real
from lstm_lib._validation import Array
from lstm_lib.forecasting import block_indices


def _starts(rng: np.random.Generator, sizes: Sizes) -> Array:
    """(R, N), each from 0 to N − 5, so that a block of 5 fits."""
    return rng.integers(0, sizes["N"] - 4, (sizes["R"], sizes["N"]))


def _joined(row: Array, d: Array, block: int, shift: int = 0) -> Array:
    return np.concatenate([d[s + shift : s + shift + block] for s in row])


def _of_rows(one: Callable[[Array, Array, int], float]) -> Callable[[Array, Array, int], Array]:
    """One number for each row of starts."""

    def answer(d: Array, starts: Array, block: int) -> Array:
        return np.array([one(row, d, block) for row in starts])

    return answer


def _mean(row: Array, d: Array, block: int) -> float:
    return float(_joined(row, d, block)[: len(d)].mean())


blocks = Function(
    id="13.6",
    title="Means of blocks",
    name="block_means",
    inputs={
        "d": real("N", limit=0, zero=False),
        "starts": custom(_starts, "R N"),
        "block": custom(lambda rng, _: int(rng.integers(2, 6))),
    },
    sizes={"N": (7, 9, 11, 13), "R": (1, 2, 3, 5)},
    returns="means",
    reference=_of_rows(_mean),
    without=[block_indices],
    extra_cases=lambda rng: [
        (rng.normal(size=n).round(1), rng.integers(0, n - block + 1, (2, n)), block)
        for n, block in ((7, 1), (8, 8), (8, 4), (10, 3))
    ],
    misconceptions=[
        Misconception(
            "single-steps",
            lambda d, starts, block: d[starts].mean(axis=1),
            "You draw single steps. Neighbouring errors are alike, so the means would seem to vary "
            "less than they do. Draw whole blocks.",
        ),
        Misconception(
            "not-cut",
            _of_rows(lambda row, d, block: float(_joined(row, d, block).mean())),
            "Your resamples are longer than the series. Take blocks until there are N values, and "
            "cut the last block.",
        ),
        Misconception(
            "no-rest",
            _of_rows(lambda row, d, block: float(_joined(row[: len(d) // block], d, block).mean())),
            "Your resamples are too short where N is not a multiple of the block: one more block is "
            "needed, cut to fit.",
        ),
        Misconception(
            "whole-last-block",
            _of_rows(
                lambda row, d, block: float(_joined(row[: -(-len(d) // block)], d, block).mean())
            ),
            "Your last block is not cut: the resample has more than N values.",
        ),
        Misconception(
            "block-too-short",
            _of_rows(lambda row, d, block: float(_joined(row, d, block - 1)[: len(d)].mean())),
            "Your blocks are one step too short.",
        ),
        Misconception(
            "starts-one-later",
            _of_rows(lambda row, d, block: float(_joined(row, d, block, 1)[: len(d)].mean())),
            "Your blocks begin one step after their start.",
        ),
        Misconception(
            "always-the-first-start",
            _of_rows(lambda row, d, block: _mean(np.repeat(row[:1], len(row)), d, block)),
            "You repeat the first block of each row. Each block has a start of its own.",
        ),
        Misconception(
            "one-mean",
            lambda d, starts, block: np.mean([_mean(row, d, block) for row in starts]),
            "You took the mean over all resamples. What counts is how they vary: one mean for each.",
        ),
        Misconception(
            "sums",
            _of_rows(lambda row, d, block: _mean(row, d, block) * len(d)),
            "These are sums. The mean divides by N.",
        ),
        Misconception(
            "first-row-only",
            lambda d, starts, block: np.full(len(starts), _mean(starts[0], d, block)),
            "All your means are equal: each row of starts is a resample of its own.",
        ),
    ],
    on_success="Two percentiles of these means are the interval. The library draws the starts, too: "
    "`block_indices`.",
)
