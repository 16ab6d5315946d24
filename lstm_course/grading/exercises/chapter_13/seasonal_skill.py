"""Exercise 13.4, `seasonal_skill`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import Sizes, custom
from lstm_lib._validation import Array
from lstm_lib.forecasting import seasonal_naive, skill


def _series(rng: np.random.Generator, sizes: Sizes) -> Array:
    x: Array = (5 + 3 * rng.normal(size=sizes["N"] + sizes["M"])).round(2)
    return x


def _forecast(rng: np.random.Generator, sizes: Sizes) -> Array:
    forecast: Array = (5 + 2 * rng.normal(size=sizes["M"])).round(2)
    return forecast


def _errors(x: Array, forecast: Array, season: int) -> tuple[Array, Array]:
    """The errors of the forecast and of the value `season` steps before."""
    n = len(x) - len(forecast)
    return forecast - x[n:], x[n - season : len(x) - season] - x[n:]


def _ratio(x: Array, forecast: Array, season: int) -> float:
    error, baseline = _errors(x, forecast, season)
    return float(np.sum(error**2) / np.sum(baseline**2))


def _absolute(x: Array, forecast: Array, season: int) -> float:
    error, baseline = _errors(x, forecast, season)
    return float(1 - np.sum(np.abs(error)) / np.sum(np.abs(baseline)))


def _against_mean(x: Array, forecast: Array, mean: float) -> float:
    truth = x[len(x) - len(forecast) :]
    return float(1 - np.sum((forecast - truth) ** 2) / np.sum((mean - truth) ** 2))


seasonal = Function(
    id="13.4",
    title="Better than last week?",
    name="seasonal_skill",
    inputs={
        "x": custom(_series, "N+M"),
        "forecast": custom(_forecast, "M"),
        "season": custom(lambda rng, _: int(rng.integers(2, 5))),
    },
    sizes={"N": (6, 7, 8, 11), "M": (2, 3, 4, 5, 9)},
    returns="skill",
    reference=lambda x, forecast, season: 1 - _ratio(x, forecast, season),
    without=[skill, seasonal_naive],
    extra_cases=lambda rng: [
        (x, x[-M:] + noise * rng.normal(size=M).round(2), 3)
        for M, noise in ((4, 0.1), (4, 0.5), (6, 4.0))
        for x in [rng.normal(size=12).round(2)]
    ],
    misconceptions=[
        Misconception(
            "upside-down",
            lambda x, forecast, season: 1 - 1 / _ratio(x, forecast, season),
            "Your fraction is upside down: a perfect forecast should have a skill of 1, and the "
            "baseline's errors stand below.",
        ),
        Misconception(
            "no-1-minus",
            _ratio,
            "That is the fraction of the baseline's error that is left. The skill is the fraction "
            "that is gone.",
        ),
        Misconception(
            "season-one-too-long",
            lambda x, forecast, season: 1 - _ratio(x, forecast, season + 1),
            "Your baseline looks back one step too far.",
        ),
        Misconception(
            "season-one-too-short",
            lambda x, forecast, season: 1 - _ratio(x, forecast, season - 1),
            "Your baseline looks back one step too few: for season = 1 it would be the truth itself.",
        ),
        Misconception(
            "naive",
            lambda x, forecast, season: 1 - _ratio(x, forecast, 1),
            "Your baseline is the previous value. The seasonal one is `season` steps old.",
        ),
        Misconception(
            "root",
            lambda x, forecast, season: 1 - float(np.sqrt(_ratio(x, forecast, season))),
            "You compare the roots of the mean squared errors. The skill compares the squares.",
        ),
        Misconception(
            "absolute",
            _absolute,
            "You compare absolute errors. The skill is defined by squared ones.",
        ),
        Misconception(
            "mean-of-the-test",
            lambda x, forecast, season: _against_mean(
                x, forecast, float(x[len(x) - len(forecast) :].mean())
            ),
            "That is R²: its baseline is the mean of the test values, which nobody knew beforehand.",
        ),
        Misconception(
            "mean-of-the-past",
            lambda x, forecast, season: _against_mean(
                x, forecast, float(x[: len(x) - len(forecast)].mean())
            ),
            "Your baseline is the mean of the values before. The seasonal one is the value `season` "
            "steps earlier.",
        ),
        Misconception(
            "percent",
            lambda x, forecast, season: 100 * (1 - _ratio(x, forecast, season)),
            "That is the skill in percent. A perfect forecast has 1.",
        ),
    ],
    on_success="With season = 336 this is the number that an electricity forecast has to show "
    "before anything else.",
)
