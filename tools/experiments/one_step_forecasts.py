"""One step ahead on three series: naive forecasts, AR, kernel ridge and LSTMs from eight starts.

Errors are in standard deviations of the training part. Intervals and tests compare with the AR: they
belong to the ratio of the two RMSEs, and to the difference of squared errors, above 0 where the AR's
are larger.
"""

from __future__ import annotations

import numpy as np

from lstm_lib.forecasting import diebold_mariano, predict_kernel_ridge, rmse, seasonal_naive
from tools.experiments._forecasting import (
    SEEDS,
    SHORT,
    Array,
    Cut,
    autoregression,
    forecasts,
    interval_of_ratio,
    kernel_ridge,
    one_step_series,
    trained_lstm,
)

LONGER = 1000


def versus(error: Array, reference: Array, w: int) -> Array:
    """Low and high end of the interval of the ratio, and t of the test."""
    t = diebold_mariano(reference**2, error**2).t
    return np.array([*interval_of_ratio(error, reference, 2 * w), t])


def lstm_errors(one: Cut, seed: int, steps: int) -> Array:
    """(N − n,), forecast minus truth."""
    return forecasts(trained_lstm(one, seed, steps), one.test) - one.truth


def baselines(one: Cut, season: int) -> dict[str, Array]:
    """The errors of the naive, the seasonal and the autoregressive forecast."""
    seasonal = seasonal_naive(one.z, season)[one.n - season :]
    found = {"naive": one.test[-1], "seasonal": seasonal, "ar": autoregression(one)}
    return {name: forecast - one.truth for name, forecast in found.items()}


def record() -> dict[str, Array]:
    """RMSEs by series and method; comparisons as (low, high, t); kernel ridges on 8 and w values."""
    found = {}
    for name, (one, season) in one_step_series().items():
        errors = baselines(one, season)
        fitted, choices = zip(*(kernel_ridge(one, p) for p in (SHORT, one.w)), strict=True)
        kernels = [predict_kernel_ridge(f, one.test[-len(f.inputs) :]) - one.truth for f in fitted]
        lstm = [lstm_errors(one, seed, 300) for seed in range(SEEDS)]
        found |= {
            f"{name}_baselines": np.array([rmse(error) for error in errors.values()]),
            f"{name}_kernel": np.array([rmse(kernel) for kernel in kernels]),
            f"{name}_kernel_choices": np.array(choices),
            f"{name}_kernel_against_ar": np.array(
                [versus(kernel, errors["ar"], one.w) for kernel in kernels]
            ),
            f"{name}_lstm": np.array([rmse(error) for error in lstm]),
            f"{name}_against_ar": np.array([versus(e, errors["ar"], one.w) for e in lstm]),
        }
    one, season = one_step_series()["electricity"]
    ar = baselines(one, season)["ar"]
    longer = [lstm_errors(one, seed, LONGER) for seed in range(SEEDS)]
    found["electricity_longer"] = np.array([rmse(error) for error in longer])
    found["electricity_longer_against_ar"] = np.array([versus(e, ar, one.w) for e in longer])
    return found


def sample() -> dict[str, Array]:
    """The baselines of every series, and the LSTM of the laser's first seed."""
    found = {}
    for name, (one, season) in one_step_series().items():
        errors = baselines(one, season)
        found[f"{name}_baselines"] = np.array([rmse(error) for error in errors.values()])
        if name == "laser":
            lstm = lstm_errors(one, 0, 300)
            found["laser_lstm"] = np.array([rmse(lstm)])
            found["laser_against_ar"] = versus(lstm, errors["ar"], one.w)[None]
    return found
