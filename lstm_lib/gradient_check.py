"""Gradients by finite differences, the test of every backward pass in this library."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_float, expect_finite, expect_positive


def numerical_gradient(function: Callable[[], float], x: Array, epsilon: float = 1e-6) -> Array:
    """Gradient by central differences, dF/dx_k ≈ (F(x + ε e_k) − F(x − ε e_k)) / 2ε.

    The error of the formula shrinks with ε², that of rounding grows with 1/ε. For values of order 1
    in float64, ε = 1e-6 leaves an error of about 1e-10, nearly all of it rounding.

    Args:
        function: takes no arguments, reads x, returns F(x).
        x: float64; each entry is shifted in place and restored exactly.
        epsilon: ε.

    Returns:
        An array like x.

    Raises:
        TypeError: if x is not a float64 array (float32 has too few digits for a difference).
        ValueError: if x is empty or read-only, ε is not positive, or a value of the function is not
            finite.
    """
    if as_float("x", x) is not x or x.dtype != np.float64:
        kind = x.dtype if type(x) is np.ndarray else type(x).__name__
        if isinstance(x, np.generic):
            kind = f"the single number {x}"
        raise TypeError(f"x: expected a float64 array, got {kind}")
    if x.size == 0 or not x.flags.writeable:
        kind = "an empty" if x.size == 0 else "a read-only"
        raise ValueError(f"x: expected entries that can be shifted in place, got {kind} array")
    if not epsilon > 0:
        raise ValueError(f"epsilon: expected ε > 0, got {epsilon}")
    gradient = np.empty_like(x)
    for k in np.ndindex(x.shape):
        old = x[k]
        try:
            x[k] = old + epsilon
            above = function()
            x[k] = old - epsilon
            below = function()
        finally:
            x[k] = old
        gradient[k] = (above - below) / (2 * epsilon)
        if not np.isfinite(gradient[k]):
            raise ValueError(
                f"function: expected finite values near x{list(k)}, got {above}, {below}"
            )
    return gradient


def check_gradient(
    function: Callable[[], float],
    x: Array,
    gradient: ArrayLike,
    tolerance: float = 1e-6,
    epsilon: float = 1e-6,
) -> float:
    """Compare a gradient with finite differences, entry by entry.

    An entry passes if |analytic − numerical| ≤ tolerance · max(|analytic|, |numerical|) + r, where
    r = 16 u (|F| + Σ |x dF/dx|) / ε with u = 2.2e-16 bounds the rounding error of the differences.
    So each entry is compared with its own size, as far as finite differences can resolve it.

    Args:
        function, x, epsilon: as in `numerical_gradient`.
        gradient: the gradient to check, such as a backward pass returned for x.
        tolerance: the largest error allowed, above 0.

    Returns:
        The largest |analytic − numerical|, divided by the largest entry (or by r / tolerance, if that
        is larger).

    Raises:
        AssertionError: naming the worst entry and both values, if an entry does not pass.
        TypeError, ValueError: if the shapes differ, the gradient is not finite or the tolerance is
            not above 0; otherwise as `numerical_gradient`.
    """
    expect_positive("tolerance", tolerance)
    largest = 0.0

    def recorded() -> float:
        nonlocal largest
        value = function()
        largest = max(largest, abs(value))
        return value

    numerical = numerical_gradient(recorded, x, epsilon)
    gradient = as_float("gradient", gradient)
    if gradient.shape != x.shape:
        raise ValueError(f"gradient: expected shape {x.shape} like x, got {gradient.shape}")
    expect_finite("gradient", gradient)
    error = np.abs(gradient - numerical)
    size = np.maximum(np.abs(gradient), np.abs(numerical))
    rounding = 16 * np.finfo(np.float64).eps * (largest + np.abs(x * numerical).sum()) / epsilon
    refused = error > tolerance * size + rounding
    if refused.any():
        worst = np.unravel_index(np.argmax(np.where(refused, error, 0)), x.shape)
        raise AssertionError(
            f"gradient at {[int(k) for k in worst]}: expected {numerical[worst]:.10g} (finite "
            f"differences), got {gradient[worst]:.10g}; "
            f"relative error {error[worst] / size[worst]:.1e}"
        )
    return float(error.max() / (max(size.max(), rounding / tolerance) or 1.0))
