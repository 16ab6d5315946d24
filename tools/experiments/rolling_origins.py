"""The comparison of AR and LSTM again and again, each time from a later end of the training part."""

from __future__ import annotations

import numpy as np

from lstm_lib.forecasting import rmse
from lstm_lib.tasks import series
from tools.experiments._forecasting import (
    SEEDS,
    Array,
    Cut,
    autoregression,
    cut,
    forecasts,
    trained_lstm,
)

ORIGINS = {
    # origins, values for training before each, test values after it, window
    "laser": ((2000, 4000, 6000, 8000), 1000, 1000, 32),
    "electricity": ((2016, 2352, 2688, 3024, 3360, 3696), 2016, 336, 48),
    "sunspots": ((2000, 2240, 2480, 2720), 2000, 240, 48),
}


def cut_at(name: str, origin: int) -> Cut:
    """Training part and test part around an origin."""
    _, before, after, w = ORIGINS[name]
    x = {"laser": series.laser, "electricity": series.electricity, "sunspots": series.sunspots}
    return cut(x[name]()[origin - before : origin + after], before, w)


def lstm_rmse(one: Cut, seed: int) -> float:
    """The RMSE of the LSTM that starts from this seed."""
    return rmse(forecasts(trained_lstm(one, seed), one.test) - one.truth)


def record() -> dict[str, Array]:
    """RMSEs by series: of the AR, (origins,), and of the LSTM, (origins, seeds)."""
    found = {}
    for name, (origins, *_) in ORIGINS.items():
        cuts = [cut_at(name, origin) for origin in origins]
        found[f"{name}_origins"] = np.array(origins)
        found[f"{name}_ar"] = np.array([rmse(autoregression(one) - one.truth) for one in cuts])
        found[f"{name}_lstm"] = np.array(
            [[lstm_rmse(one, seed) for seed in range(SEEDS)] for one in cuts]
        )
    return found


def sample() -> dict[str, Array]:
    """The first origin of the laser, with the LSTM's first seed."""
    one = cut_at("laser", ORIGINS["laser"][0][0])
    return {
        "laser_ar": np.array([rmse(autoregression(one) - one.truth)]),
        "laser_lstm": np.array([[lstm_rmse(one, 0)]]),
    }
