"""Many steps ahead: networks that read their own forecasts, against teacher forcing, AR and a copy.

A forecast begins at every origin of the test part; errors are RMSEs over the origins, by horizon, in
standard deviations of the training part. *Taught* is the same network, given the true values until
one step before the one that it forecasts.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lstm_lib import network
from lstm_lib.forecasting import fit_linear, free_run, predict_linear, windows
from lstm_lib.network import Network
from tools.experiments._forecasting import SEEDS, Array, Cut, one_step_series, trained_lstm

HORIZON = {"laser": 50, "electricity": 48}
EVERY = {"laser": 10, "electricity": 12}
LAGS = {"laser": 32, "electricity": 336}


class Origins(NamedTuple):
    """The test part from each origin on.

    Attributes:
        one: the series.
        at: (O,), origins.
        truth: (horizon, O), the values from each origin on.
    """

    one: Cut
    at: Array
    truth: Array


def origins(name: str) -> Origins:
    """All origins of a series at which the whole horizon is known."""
    one, _ = one_step_series()[name]
    horizon = HORIZON[name]
    at = np.arange(one.n, len(one.z) - horizon, EVERY[name])
    return Origins(one, at, one.z[at + np.arange(horizon)[:, None]])


def past(to: Origins, steps: int) -> Array:
    """(steps, O), the values before each origin."""
    values: Array = to.one.z[to.at + np.arange(-steps, 0)[:, None]]
    return values


def by_horizon(forecast: Array, to: Origins) -> Array:
    """RMSE over the origins, (horizon,)."""
    error: Array = np.sqrt(((forecast - to.truth) ** 2).mean(axis=1))
    return error


def free_lstm(net: Network, to: Origins) -> Array:
    """(horizon, O), forecasts from the network's own forecasts."""
    return free_run(net, past(to, to.one.w)[..., None], len(to.truth))[..., 0]


def taught_lstm(net: Network, to: Origins) -> Array:
    """(horizon, O), forecasts from the true values until one step before."""
    x = np.concatenate([past(to, to.one.w), to.truth[:-1]])
    y: Array = network.forward(net, x[..., None]).y[to.one.w - 1 :, :, 0]
    return y


def free_ar(to: Origins, lags: int) -> Array:
    """(horizon, O), forecasts of an AR from its own forecasts."""
    inputs, targets = windows(to.one.z[: to.one.n], lags)
    w, known = fit_linear(inputs, targets[-1]), past(to, lags)
    while len(known) < lags + len(to.truth):
        known = np.vstack([known, predict_linear(w, known[-lags:])])
    return known[lags:]


def copied(to: Origins, season: int) -> Array:
    """(horizon, O), the values one season before."""
    values: Array = to.one.z[to.at + np.arange(len(to.truth))[:, None] - season]
    return values


def record() -> dict[str, Array]:
    """RMSE by horizon: free and taught LSTMs (seeds, horizon), AR and, for electricity, a copy."""
    found = {}
    for name in HORIZON:
        to = origins(name)
        nets = [trained_lstm(to.one, seed) for seed in range(SEEDS)]
        found[f"{name}_free"] = np.array([by_horizon(free_lstm(net, to), to) for net in nets])
        found[f"{name}_taught"] = np.array([by_horizon(taught_lstm(net, to), to) for net in nets])
        found[f"{name}_ar"] = by_horizon(free_ar(to, LAGS[name]), to)
    to = origins("electricity")
    found["electricity_ar_48"] = by_horizon(free_ar(to, 48), to)
    found["electricity_copy"] = by_horizon(copied(to, 336), to)
    return found


def sample() -> dict[str, Array]:
    """The laser's first seed, both ARs and the copy."""
    to, found = origins("laser"), {}
    net = trained_lstm(to.one, 0)
    found["laser_free"] = by_horizon(free_lstm(net, to), to)[None]
    found["laser_taught"] = by_horizon(taught_lstm(net, to), to)[None]
    found["laser_ar"] = by_horizon(free_ar(to, LAGS["laser"]), to)
    to = origins("electricity")
    found["electricity_ar"] = by_horizon(free_ar(to, LAGS["electricity"]), to)
    found["electricity_copy"] = by_horizon(copied(to, 336), to)
    return found
