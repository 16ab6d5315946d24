"""The series of chapter 13, how each is cut, and the forecasts that compete on it."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np

from lstm_lib import network
from lstm_lib.forecasting import (
    KernelRidge,
    block_indices,
    fit_kernel_ridge,
    fit_linear,
    predict_kernel_ridge,
    predict_linear,
    rmse,
    window_batches,
    windows,
)
from lstm_lib.network import Network
from lstm_lib.tasks import series
from lstm_lib.training import Adam, cosine, squared_error, train

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
SEEDS = 8
UNITS, BATCH, WARM_UP, STEPS = 16, 32, 8, 300
RATE, MARKET_RATE = 0.02, 0.01
SHARPNESS = (0.001, 0.003, 0.01, 0.03, 0.1)
RIDGE = (1e-5, 1e-3, 1e-1, 1.0)
SHORT = 8
"""Values that the smaller of two kernel ridges reads; the larger reads the whole window."""


class Cut(NamedTuple):
    """A series in standard deviations of its training part, cut into training and test windows.

    Attributes:
        z: (N,), the whole series; the first n values are for training.
        n: number of values for training.
        w: length of a window.
        inputs, targets: (w, n − w), windows of the training part.
        test: (w, N − n), one window before each test value.
        truth: (N − n,), the test values.
    """

    z: Array
    n: int
    w: int
    inputs: Array
    targets: Array
    test: Array
    truth: Array


def cut(x: Array, n: int, w: int) -> Cut:
    """Scale by the training part alone, and cut."""
    z = (x - x[:n].mean()) / x[:n].std()
    inputs, targets = windows(z[:n], w)
    test, after = windows(z[n - w :], w)
    return Cut(z, n, w, inputs, targets, test, after[-1])


def one_step_series() -> dict[str, tuple[Cut, int]]:
    """The three series of the first comparison: the cut, and the length of a season."""
    return {
        "laser": (cut(series.laser()[:3000], 1000, 32), 8),
        "electricity": (cut(series.electricity(), 2688, 48), 336),
        "sunspots": (cut(series.sunspots(), 2000, 48), 132),
    }


def trained_lstm(
    one: Cut, seed: int, steps: int = STEPS, rate: float = RATE, count: int = BATCH
) -> Network:
    """An LSTM that has learned to output its next input, from windows of the training part."""
    net = Network.random(1, UNITS, 1, np.random.default_rng(seed))
    batches = window_batches(one.inputs, one.targets, count, seed, WARM_UP)
    optimizer = Adam(cosine(rate, steps))
    train(net, batches, squared_error, optimizer, steps, max_norm=1.0, progress=False)
    return net


def forecasts(net: Network, inputs: Array) -> Array:
    """(N,), the output at the end of each window."""
    y: Array = network.forward(net, inputs[..., None]).y[-1, :, 0]
    return y


def autoregression(one: Cut, p: int | None = None) -> Array:
    """(N − n,), forecasts of an AR(p); the whole window if p is None."""
    p = one.w if p is None else p
    return predict_linear(fit_linear(one.inputs[-p:], one.targets[-1]), one.test[-p:])


def kernel_ridge(one: Cut, p: int) -> tuple[KernelRidge, Array]:
    """Fitted on windows of p values of the training part, and its choices.

    The choices are p, sharpness, ridge and the RMSE on the final fifth of training, fitted on the
    rest, which is the smallest among all pairs of sharpness and ridge.
    """
    inputs, target = one.inputs[-p:], one.targets[-1]
    early = int(0.8 * len(target))

    def error(sharpness: float, ridge: float) -> float:
        fitted = fit_kernel_ridge(inputs[:, :early], target[:early], sharpness, ridge)
        return rmse(predict_kernel_ridge(fitted, inputs[:, early:]) - target[early:])

    sharpness, ridge = min(product(SHARPNESS, RIDGE), key=lambda choice: error(*choice))
    choices = np.array([p, sharpness, ridge, error(sharpness, ridge)])
    return fit_kernel_ridge(inputs, target, sharpness, ridge), choices


def interval_of_ratio(error: Array, reference: Array, block: int) -> Array:
    """The middle 95 % of the ratio of two RMSEs over resampled blocks."""
    k = block_indices(np.random.default_rng(0), len(error), block)
    ratios = np.sqrt((error[k] ** 2).mean(axis=1) / (reference[k] ** 2).mean(axis=1))
    return np.percentile(ratios, [2.5, 97.5])


def interval_of_skill(error: Array, baseline: Array, block: int) -> Array:
    """The middle 95 % of the skill over resampled blocks."""
    k = block_indices(np.random.default_rng(0), len(error), block)
    skills = 1 - (error[k] ** 2).sum(axis=1) / (baseline[k] ** 2).sum(axis=1)
    return np.percentile(skills, [2.5, 97.5])
