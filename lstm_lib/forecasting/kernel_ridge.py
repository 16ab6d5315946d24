"""Kernel ridge regression: a forecast is a weighted sum over all windows seen in training.

A window counts by its similarity to the present one, exp(−‖x − x_k‖² · sharpness).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_array, expect_positive


class KernelRidge(NamedTuple):
    """A fitted forecast.

    Attributes:
        inputs: (p, N), windows seen in training.
        weights: (N,), weight of each.
        sharpness: how fast similarity falls with squared distance.
    """

    inputs: Array
    weights: Array
    sharpness: float


def similarity(a: Array, b: Array, sharpness: float) -> Array:
    """(M, N), exp(−sharpness · ‖a_j − b_k‖²) for columns a_j of a (p, M) and b_k of b (p, N)."""
    squares = (a**2).sum(axis=0)[:, None] + (b**2).sum(axis=0) - 2 * a.T @ b
    near: Array = np.exp(-sharpness * squares)
    return near


def fit_kernel_ridge(
    inputs: ArrayLike, target: ArrayLike, sharpness: float, ridge: float
) -> KernelRidge:
    """Solve (K + ridge · I) weights = target, where K holds the similarities of all windows.

    Args:
        inputs: (p, N), one column for each forecast.
        target: (N,), the values to forecast.
        sharpness: how fast similarity falls with squared distance, above 0.
        ridge: added to the diagonal, above 0; the larger, the smoother the forecast.

    Raises:
        TypeError, ValueError: if an array is not made of finite numbers, the shapes differ, or a
            number is not above 0.

    Source: Saunders, Gammerman & Vovk 1998.
    """
    inputs = as_array("inputs", inputs, "p N", {})
    target = as_array("target", target, "N", {"N": inputs.shape[1]})
    expect_positive("sharpness", sharpness)
    expect_positive("ridge", ridge)
    K = similarity(inputs, inputs, sharpness)
    weights = np.linalg.solve(K + ridge * np.eye(len(K)), target)
    return KernelRidge(inputs, weights, sharpness)


def predict_kernel_ridge(fitted: KernelRidge, inputs: ArrayLike) -> Array:
    """(N,), forecasts Σ_k weights_k · similarity to window k.

    Args:
        fitted: from `fit_kernel_ridge`.
        inputs: (p, N), one column for each forecast.

    Raises:
        TypeError, ValueError: if the windows are not made of finite numbers, or of another length.
    """
    inputs = as_array("inputs", inputs, "p N", {"p": len(fitted.inputs)})
    forecast: Array = similarity(inputs, fitted.inputs, fitted.sharpness) @ fitted.weights
    return forecast
