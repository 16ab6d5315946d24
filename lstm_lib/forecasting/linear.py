"""A linear forecast: one layer without squashing, its weights found by least squares.

With the past p values as inputs it is an autoregression, AR(p).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_array


def fit_linear(inputs: ArrayLike, target: ArrayLike) -> Array:
    """The w that minimises Σ_k (target_k − w · [1; x_k])².

    Args:
        inputs: (p, N), one column x_k for each forecast, oldest value first.
        target: (N,), the values to forecast.

    Returns:
        w (1+p,), the bias first.

    Raises:
        TypeError, ValueError: if an array is not made of finite numbers, or the shapes differ.

    Source: for a series on its own past, Yule 1927.
    """
    inputs = as_array("inputs", inputs, "p N", {})
    target = as_array("target", target, "N", {"N": inputs.shape[1]})
    A = np.vstack([np.ones(inputs.shape[1]), inputs])
    w: Array = np.linalg.lstsq(A.T, target, rcond=None)[0]
    return w


def predict_linear(w: ArrayLike, inputs: ArrayLike) -> Array:
    """Forecasts w · [1; x_k].

    Args:
        w: (1+p,), from `fit_linear`.
        inputs: (p, N), one column for each forecast.

    Returns:
        (N,).

    Raises:
        TypeError, ValueError: if an array is not made of finite numbers, or the shapes differ.
    """
    w = as_array("w", w, "1+p", {})
    inputs = as_array("inputs", inputs, "p N", {"p": len(w) - 1})
    forecast: Array = w[0] + w[1:] @ inputs
    return forecast
