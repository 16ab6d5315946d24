"""Exercise 13.3, `fit_ar`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import Sizes, custom
from lstm_lib._validation import Array
from lstm_lib.forecasting import fit_linear, windows


def _series(rng: np.random.Generator, sizes: Sizes) -> Array:
    """Noise around a level, in which neighbours are alike."""
    noise = rng.normal(size=sizes["N"] + 2)
    x: Array = (rng.choice([-4.0, 3.0, 8.0]) + noise[2:] + noise[1:-1] - 0.5 * noise[:-2]).round(2)
    return x


def _fit(x: Array, p: int) -> Array:
    inputs, targets = windows(x, p)
    return fit_linear(inputs, targets[-1])


def _of(x: Array, p: int, skipped: int = 0) -> tuple[Array, Array]:
    """Windows in rows, and the values `skipped` steps later than the next."""
    K = len(x) - p - skipped
    return np.array([x[k : k + p] for k in range(K)]), x[p + skipped :]


def _no_bias(x: Array, p: int) -> Array:
    A, y = _of(x, p)
    return np.concatenate([[0.0], np.linalg.lstsq(A, y, rcond=None)[0]])


def _mean_for_bias(x: Array, p: int) -> Array:
    return np.concatenate([[x.mean()], _no_bias(x - x.mean(), p)[1:]])


def _two_ahead(x: Array, p: int) -> Array:
    A, y = _of(x, p, skipped=1)
    return fit_linear(A.T, y)


autoregression = Function(
    id="13.3",
    title="An autoregression by least squares",
    name="fit_ar",
    inputs={
        "x": custom(_series, "N"),
        "n": custom(lambda rng, _: int(rng.integers(12, 18))),
        "p": custom(lambda rng, _: int(rng.integers(1, 4))),
    },
    sizes={"N": (26, 28, 31, 40)},
    returns="w",
    reference=lambda x, n, p: _fit(x[:n], p),
    without=[fit_linear],
    misconceptions=[
        Misconception(
            "fitted-on-everything",
            lambda x, n, p: _fit(x, p),
            "You fit on the whole series. The values after the first n are for the test, and a model "
            "that has seen them is no longer tested.",
        ),
        Misconception(
            "fitted-on-the-test",
            lambda x, n, p: _fit(x[n:], p),
            "You fit on the values after the first n: those are for the test.",
        ),
        Misconception(
            "no-intercept",
            lambda x, n, p: _no_bias(x[:n], p),
            "Your model has no bias: it can only forecast multiples of the past. Give the matrix a "
            "column of ones.",
        ),
        Misconception(
            "mean-for-bias",
            lambda x, n, p: _mean_for_bias(x[:n], p),
            "Your bias is the mean of the series. After subtracting the mean m everywhere, the bias "
            "is m (1 − Σ w), not m.",
        ),
        Misconception(
            "lags-reversed",
            lambda x, n, p: np.concatenate([_fit(x[:n], p)[:1], _fit(x[:n], p)[:0:-1]]),
            "The weights are right, in the reverse order. w₁ belongs to the oldest value of the "
            "window, the last weight to the newest.",
        ),
        Misconception(
            "bias-last",
            lambda x, n, p: np.roll(_fit(x[:n], p), -1),
            "The weights are right, but the bias comes first in this course.",
        ),
        Misconception(
            "two-ahead",
            lambda x, n, p: _two_ahead(x[:n], p),
            "Between your windows and their targets one value is left out.",
        ),
        Misconception(
            "one-window-missing",
            lambda x, n, p: _fit(x[: n - 1], p),
            "One window is missing: the last one, whose target is the last of the n values.",
        ),
        Misconception(
            "reaches-into-the-test",
            lambda x, n, p: _fit(x[: n + p], p),
            "Your windows lie inside the first n values, but their targets do not all.",
        ),
        Misconception(
            "one-lag-too-many",
            lambda x, n, p: _fit(x[:n], p + 1),
            "Your windows have p + 1 values. There are p weights and a bias.",
        ),
        Misconception(
            "no-bias-returned",
            lambda x, n, p: _fit(x[:n], p)[1:],
            "The weights are right, and the bias is missing. It comes first.",
        ),
    ],
    on_success="One linear system, no random start, no learning rate: the rival that has to be "
    "beaten first.",
)
