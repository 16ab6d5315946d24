"""The worth of three leaks on the S&P 500 that need training, or many networks.

*Scaling*: prices scaled to [0, 1] by the range of the training part, or of the whole series.
*Choosing networks*: the best of 200 untrained networks by correct signs on the first test days.
*Choosing a moment*: the best of ten starts and six moments of training by skill on half of the test.
"""

from __future__ import annotations

import numpy as np

from lstm_lib.forecasting import rmse, skill, window_batches, windows
from lstm_lib.network import Network
from lstm_lib.tasks import series
from lstm_lib.training import Adam, squared_error, train
from tools.experiments._forecasting import (
    MARKET_RATE,
    SEEDS,
    UNITS,
    WARM_UP,
    Array,
    Cut,
    forecasts,
    trained_lstm,
)
from tools.experiments.market_forecasts import (
    RETURNS_WINDOW,
    SP500_TEST,
    days_before,
    markets,
)

BATCH = 64
CALM = "2013"
"""From 2009 until then prices stay in the range of those before."""
NETWORKS, LOOKED_AT = 200, 250
STARTS, MOMENTS, BETWEEN = 10, 6, 25


def cut_prices(z: Array, n: int) -> Cut:
    """Scaled prices, cut."""
    inputs, targets = windows(z[:n], RETURNS_WINDOW)
    test, after = windows(z[n - RETURNS_WINDOW :], RETURNS_WINDOW)
    return Cut(z, n, RETURNS_WINDOW, inputs, targets, test, after[-1])


def price_forecasts(price: Array, n: int, low: float, scale: float, seed: int) -> Array:
    """(N − n,), forecasts of a network that sees (price − low) / scale, trained on the first n."""
    one = cut_prices((price - low) / scale, n)
    net = trained_lstm(one, seed, rate=MARKET_RATE, count=BATCH)
    return forecasts(net, one.test) * scale + low


def scaled_by(everything: bool, seed: int) -> float:
    """RMSE of price forecasts for 2009 to 2018, in points, scaled by all prices or those before."""
    date, price, *_ = series.sp500()
    n = days_before(date, SP500_TEST)
    part = price if everything else price[:n]
    forecast = price_forecasts(price, n, float(part.min()), float(np.ptp(part)), seed)
    return rmse(forecast - price[n:])


def calm_years(seed: int) -> Array:
    """(days,), price forecasts for 2009 to 2012."""
    date, price, *_ = series.sp500()
    n, end = days_before(date, SP500_TEST), days_before(date, CALM)
    part = price[:n]
    return price_forecasts(price[:end], n, float(part.mean()), float(part.std()), seed)


def signs(forecast: Array, truth: Array) -> Array:
    """Fraction of correct signs on the days that choose, and on those after them."""
    correct = np.sign(forecast) == np.sign(truth)
    return np.array([correct[:LOOKED_AT].mean(), correct[LOOKED_AT:].mean()])


def untrained(seed: int) -> Array:
    """`signs` of a network of four units that has learned nothing."""
    one = markets()["sp500"]
    net = Network.random(1, 4, 1, np.random.default_rng(seed))
    return signs(forecasts(net, one.test), one.truth)


def moments(seed: int) -> Array:
    """(6, 2), skill on the first and the second half of the test, every 25 steps of training."""
    one = markets()["sp500"]
    net, optimizer = Network.random(1, UNITS, 1, np.random.default_rng(seed)), Adam(MARKET_RATE)
    batches = window_batches(one.inputs, one.targets, BATCH, seed, WARM_UP)
    half, found = len(one.truth) // 2, []
    for moment in range(MOMENTS):
        train(
            net, lambda step, before=moment * BETWEEN: batches(before + step), squared_error,
            optimizer, BETWEEN, max_norm=1.0, progress=False,
        )  # fmt: skip
        error = forecasts(net, one.test) - one.truth
        halves = (slice(None, half), slice(half, None))
        found.append([skill(error[part], one.truth[part]) for part in halves])
    return np.array(found)


def record() -> dict[str, Array]:
    """Price forecasts of eight seeds; RMSEs by scaling; signs and skills of all candidates."""
    return {
        "calm_forecasts": np.array([calm_years(s) for s in range(SEEDS)], np.float32),
        "scaled_by_training": np.array([scaled_by(False, s) for s in range(SEEDS)]),
        "scaled_by_all": np.array([scaled_by(True, s) for s in range(SEEDS)]),
        "untrained": np.array([untrained(seed) for seed in range(NETWORKS)]),
        "moments": np.array([moments(seed) for seed in range(STARTS)]),
    }


def sample() -> dict[str, Array]:
    """The first seed of the price forecasts, and two untrained networks."""
    return {
        "calm_forecasts": np.array([calm_years(0)], np.float32),
        "untrained": np.array([untrained(seed) for seed in range(2)]),
    }
