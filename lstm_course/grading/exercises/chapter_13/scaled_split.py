"""Exercise 13.2, `scaled_split`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import Sizes, custom
from lstm_lib._validation import Array

Result = tuple[Array, Array]


def _series(rng: np.random.Generator, sizes: Sizes) -> Array:
    """Noise with a trend, so that the statistics of the parts differ."""
    trend = rng.choice([-1.0, 0.5, 2.0]) * np.arange(sizes["N"])
    x: Array = (trend + 3 * rng.normal(size=sizes["N"])).round(1)
    return x


def _by(part: Array, x: Array) -> Array:
    scaled: Array = (x - part.mean()) / part.std()
    return scaled


def _split(x: Array, n: int, gap: int) -> Result:
    return _by(x[:n], x[:n]), _by(x[:n], x[n + gap :])


def _in_place(x: Array, n: int, gap: int) -> Result:
    mean, deviation = x[:n].mean(), x[:n].std()
    x -= mean
    x /= deviation
    return x[:n].copy(), x[n + gap :].copy()


splitting = Function(
    id="13.2",
    title="Scale and split, and let nothing through",
    name="scaled_split",
    inputs={
        "x": custom(_series, "N"),
        "n": custom(lambda rng, _: int(rng.integers(5, 9))),
        "gap": custom(lambda rng, _: int(rng.integers(0, 4))),
    },
    sizes={"N": (13, 14, 17, 20, 31)},
    returns="train, test",
    reference=_split,
    extra_cases=lambda rng: [
        (np.array([2.0, 4.0, 6.0, 4.0, 100.0, 4.0, 8.0]), 4, gap) for gap in (0, 1, 2)
    ],
    misconceptions=[
        Misconception(
            "whole-series",
            lambda x, n, gap: (_by(x, x[:n]), _by(x, x[n + gap :])),
            "Your mean and standard deviation are those of the whole series. So every value for "
            "training tells something about the test. Use the first n values alone.",
        ),
        Misconception(
            "each-by-itself",
            lambda x, n, gap: (_by(x[:n], x[:n]), _by(x[n + gap :], x[n + gap :])),
            "You scale the test by its own mean and standard deviation. At the time of its first "
            "forecast nobody knows them; use those of the first n values.",
        ),
        Misconception(
            "scaled-before-and-after",
            lambda x, n, gap: (_by(x[: n + gap], x[:n]), _by(x[: n + gap], x[n + gap :])),
            "Your mean and standard deviation include the gap. It is left out because it must not "
            "count, neither for training nor for the test.",
        ),
        Misconception(
            "no-gap",
            lambda x, n, gap: (_by(x[:n], x[:n]), _by(x[:n], x[n:])),
            "Right for gap = 0. Otherwise `gap` values after the training part belong to neither.",
        ),
        Misconception(
            "gap-from-training",
            lambda x, n, gap: (_by(x[:n], x[: n - gap]), _by(x[:n], x[n:])),
            "You take the gap out of the training part. Here it comes after the first n values.",
        ),
        Misconception(
            "gap-is-one-more",
            lambda x, n, gap: (_by(x[:n], x[:n]), _by(x[:n], x[n + gap + 1 :])),
            "One value too many is missing. With gap = 0 the test begins right after the training.",
        ),
        Misconception(
            "centred-only",
            lambda x, n, gap: (x[:n] - x[:n].mean(), x[n + gap :] - x[:n].mean()),
            "You subtract the mean, and do not divide by the standard deviation.",
        ),
        Misconception(
            "variance",
            lambda x, n, gap: tuple(
                (part - x[:n].mean()) / x[:n].var() for part in (x[:n], x[n + gap :])
            ),
            "You divide by the variance. Its root is the standard deviation.",
        ),
        Misconception(
            "n-minus-1",
            lambda x, n, gap: tuple(
                (part - x[:n].mean()) / x[:n].std(ddof=1) for part in (x[:n], x[n + gap :])
            ),
            "You divide by the standard deviation with n − 1. Here it is the plain one, so that the "
            "training part has a standard deviation of exactly 1.",
        ),
        Misconception(
            "min-max",
            lambda x, n, gap: tuple(
                (part - x[:n].min()) / np.ptp(x[:n]) for part in (x[:n], x[n + gap :])
            ),
            "You scale to [0, 1]. Here: subtract the mean, divide by the standard deviation.",
        ),
        Misconception(
            "in-place",
            _in_place,
            "The results are right, but the caller's x is another series now: `-=` changes the array "
            "itself.",
        ),
    ],
    on_success="The training part has mean 0 and standard deviation 1. The test part has neither, "
    "and should not.",
)
