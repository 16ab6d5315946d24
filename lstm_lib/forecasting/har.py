"""Heterogeneous autoregression: the past day, week and month as three numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_array

SPANS = (1, 5, 22)
"""Trading days in a day, a week and a month."""


def har_averages(inputs: ArrayLike) -> Array:
    """Means of the final 1, 5 and 22 values of each window: inputs for `fit_linear`.

    Args:
        inputs: (w, N), one window in each column, oldest value first, w ≥ 22.

    Returns:
        (3, N).

    Raises:
        TypeError, ValueError: if the windows are not made of finite numbers, or are too short.

    Source: Corsi 2009.
    """
    inputs = as_array("inputs", inputs, "w N", {})
    if len(inputs) < max(SPANS):
        raise ValueError(f"inputs: expected windows of w ≥ {max(SPANS)} values, got {len(inputs)}")
    return np.array([inputs[-span:].mean(axis=0) for span in SPANS])
