"""One layer, σ(W [1; x]), from which every gate of an LSTM is built, and its backward pass."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_float, expect_finite, expect_shape
from lstm_lib.activations import DERIVATIVES, Activation, sigmoid


def with_bias(x: ArrayLike) -> Array:
    """Prepend the constant 1: [1; x], along the last axis.

    Args:
        x: (..., n).

    Returns:
        (..., 1 + n).

    Raises:
        TypeError: if x is not made of real numbers.
        ValueError: if x is a single number, which has no axis, or holds a number that is not
            finite.
    """
    x = as_float("x", x)
    if x.ndim == 0:
        raise ValueError(f"x: expected at least one axis, (..., n), got the single number {x:g}")
    expect_finite("x", x)
    return np.concatenate([np.ones((*x.shape[:-1], 1), x.dtype), x], axis=-1)


def concat(h: ArrayLike, x: ArrayLike) -> Array:
    """Concatenate what a gate sees, [h; x]: the previous hidden state, then the input.

    Args:
        h: (..., H).
        x: (..., D), with the same leading axes.

    Returns:
        (..., H + D).

    Raises:
        TypeError: if either is not made of real numbers, or their precisions differ.
        ValueError: if their leading axes differ, or a number is not finite.
    """
    h, x = as_float("h", h), as_float("x", x)
    if x.dtype != h.dtype:
        raise TypeError(f"x: expected {h.dtype} like h, got {x.dtype}")
    if h.ndim == 0 or h.shape[:-1] != x.shape[:-1]:
        raise ValueError(
            f"h and x: expected (..., H) and (..., D) with equal leading axes, "
            f"got {h.shape} and {x.shape}"
        )
    expect_finite("h", h)
    expect_finite("x", x)
    return np.concatenate([h, x], axis=-1)


def _checked(W: ArrayLike, x: ArrayLike) -> tuple[Array, Array]:
    W = as_float("W", W)
    x = as_float("x", x, W.dtype)
    expect_shape("W", W, "m 1+n", {})
    if x.size == 0 or x.ndim == 0 or x.shape[-1] != W.shape[1] - 1:
        raise ValueError(
            f"x: expected (..., n), no axis empty, with n = {W.shape[1] - 1}, since W is "
            f"(m, 1+n) = {W.shape}; got {x.shape}"
        )
    expect_finite("W", W)
    expect_finite("x", x)
    return W, x


def layer(W: ArrayLike, x: ArrayLike, activation: Activation = sigmoid) -> Array:
    """Activation of one layer: a = σ(W [1; x]).

    The layer prepends the 1 itself; the first column of W is the bias.

    Args:
        W: (m, 1 + n), one row for each of the m units.
        x: (..., n): one vector, a batch (B, n), or a time-major sequence (T, B, n).
        activation: from `lstm_lib.activations`.

    Returns:
        (..., m).

    Raises:
        TypeError: if W or x is not made of real numbers, or their precisions differ, or the
            activation is not a function.
        ValueError: if the shapes do not fit, or if W, x or W [1; x] holds NaN or infinity (named
            by position).

    Source: Jaeger, Neural Networks (lecture notes, WBAI028), activation of a layer.
    """
    W, x = _checked(W, x)
    if not callable(activation):
        raise TypeError(f"activation: expected a function such as sigmoid, got {activation!r}")
    return activation(with_bias(x) @ W.T)


def layer_backward(
    W: ArrayLike, x: ArrayLike, y: ArrayLike, dy: ArrayLike, activation: Activation = sigmoid
) -> tuple[Array, Array]:
    """Gradients of a loss with respect to a layer's weights and input.

    With δ = dy ⊙ σ'(z), the derivative σ' in terms of the output y:
    dW = Σ δ [1; x]ᵀ over all leading axes, dx = δ W without the bias column.

    Args:
        W: (m, 1 + n), as in `layer`.
        x: (..., n), as in `layer`.
        y: (..., m), the output of `layer`.
        dy: (..., m), gradient of the loss with respect to y.
        activation: the one that `layer` used; its derivative comes from `activations.DERIVATIVES`.

    Returns:
        dW (m, 1 + n) and dx (..., n).

    Raises:
        TypeError: if an argument is not made of real numbers, or the precisions differ.
        ValueError: if the shapes do not fit, a number is not finite, or the derivative of
            `activation` is not known.
    """
    W, x = _checked(W, x)
    if activation not in DERIVATIVES:
        known = ", ".join(known.__name__ for known in DERIVATIVES)
        raise ValueError(f"activation: expected one of {known}, got {activation!r}")
    y, dy = as_float("y", y, W.dtype), as_float("dy", dy, W.dtype)
    for name, array in (("y", y), ("dy", dy)):
        if array.shape != (*x.shape[:-1], len(W)):
            raise ValueError(
                f"{name}: expected (..., m) = {(*x.shape[:-1], len(W))}, got {array.shape}"
            )
        expect_finite(name, array)
    delta = dy * DERIVATIVES[activation](y)
    rows = delta.reshape(-1, len(W))
    dW = rows.T @ with_bias(x).reshape(-1, W.shape[1])
    return dW, delta @ W[:, 1:]
