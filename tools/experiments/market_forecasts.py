"""Two markets: daily returns, which nobody forecasts here, and the risk of a day, which three numbers do.

Returns are in percent, divided by the standard deviation of the training part; their skill is against
the forecast 0. Risk is the logarithm of the day's range in percent; its skill is against the mean of
the test part, R².
"""

from __future__ import annotations

import numpy as np

from lstm_lib.forecasting import (
    diebold_mariano,
    fit_linear,
    har_averages,
    predict_linear,
    skill,
    windows,
)
from lstm_lib.tasks import series
from tools.experiments._forecasting import (
    MARKET_RATE,
    SEEDS,
    Array,
    Cut,
    cut,
    forecasts,
    interval_of_skill,
    trained_lstm,
)

RETURNS_WINDOW, RISK_WINDOW, BLOCK = 20, 22, 20
SP500_TEST, EURO_TEST = "2009", "2013"
"""The years with which the test parts begin."""


def days_before(date: Array, year: str) -> int:
    """The number of days before a year."""
    return int(np.searchsorted(date, np.datetime64(year)))


def returns(price: Array) -> Array:
    """100 · ln(p_t / p_{t−1}), in percent."""
    change: Array = 100 * np.diff(np.log(price))
    return change


def cut_returns(x: Array, n: int) -> Cut:
    """Returns in standard deviations; the mean stays, since 0 is the baseline."""
    z = x / x[:n].std()
    inputs, targets = windows(z[:n], RETURNS_WINDOW)
    test, after = windows(z[n - RETURNS_WINDOW :], RETURNS_WINDOW)
    return Cut(z, n, RETURNS_WINDOW, inputs, targets, test, after[-1])


def markets() -> dict[str, Cut]:
    """Returns of both markets."""
    index, euro = series.sp500(), series.euro_dollar()
    return {  # the first return belongs to the second day
        "sp500": cut_returns(returns(index.close), days_before(index.date[1:], SP500_TEST)),
        "euro": cut_returns(returns(euro.rate), days_before(euro.date[1:], EURO_TEST)),
    }


def risk() -> Cut:
    """The logarithm of the S&P 500's range in percent, from the second day on, cut before 2009."""
    prices = series.sp500()
    spans = np.log(100 * np.log(prices.high / prices.low))[1:]
    return cut(spans, days_before(prices.date[1:], SP500_TEST), RISK_WINDOW)


def har(one: Cut) -> Array:
    """(N − n,), forecasts from day, week and month."""
    w = fit_linear(har_averages(one.inputs), one.targets[-1])
    return predict_linear(w, har_averages(one.test))


def of_returns(one: Cut, seed: int) -> Array:
    """Skill against 0, its interval, t of the test against 0, and the fraction of correct signs."""
    y = forecasts(trained_lstm(one, seed, rate=MARKET_RATE), one.test)
    error = one.truth - y
    low, high = interval_of_skill(error, one.truth, BLOCK)
    t = diebold_mariano(one.truth**2, error**2).t
    correct = np.mean(np.sign(y) == np.sign(one.truth))
    return np.array([skill(error, one.truth), low, high, t, correct])


def of_risk(one: Cut, seed: int) -> Array:
    """R², and t of the test against HAR, below 0 where HAR is better."""
    error = forecasts(trained_lstm(one, seed, rate=MARKET_RATE), one.test) - one.truth
    t = diebold_mariano((har(one) - one.truth) ** 2, error**2).t
    return np.array([skill(error, one.truth - one.truth.mean()), t])


def record() -> dict[str, Array]:
    """For each seed what `of_returns` and `of_risk` say."""
    found = {
        name: np.array([of_returns(one, seed) for seed in range(SEEDS)])
        for name, one in markets().items()
    }
    return found | {"risk": np.array([of_risk(risk(), seed) for seed in range(SEEDS)])}


def sample() -> dict[str, Array]:
    """The first seed of the S&P 500's returns."""
    return {"sp500": of_returns(markets()["sp500"], 0)[None]}
