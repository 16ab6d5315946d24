"""Scores of forecasts: the typical error, and the fraction of a baseline's error that is gone."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import as_array


def rmse(error: ArrayLike) -> float:
    """Root mean squared error, √(Σ e² / N).

    Args:
        error: (N,), forecast minus truth.

    Raises:
        TypeError, ValueError: if the errors are not finite numbers, or there are none.
    """
    return float(np.sqrt(np.mean(as_array("error", error, "N", {}) ** 2)))


def skill(error: ArrayLike, baseline: ArrayLike) -> float:
    """Fraction of the baseline's squared error that a forecast avoids: 1 − Σ e² / Σ b².

    1 is perfect, 0 as good as the baseline, below 0 worse. With the errors of the mean as baseline
    it is R².

    Args:
        error: (N,), errors of the forecast.
        baseline: (N,), errors of the baseline at the same steps.

    Raises:
        TypeError, ValueError: if the errors are not finite numbers, differ in number, or the
            baseline makes none.
    """
    error = as_array("error", error, "N", {})
    baseline = as_array("baseline", baseline, "N", {"N": len(error)})
    if not baseline.any():
        raise ValueError("baseline: expected some error, got none, so that no fraction is defined")
    return float(1 - np.sum(error**2) / np.sum(baseline**2))
