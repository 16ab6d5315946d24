"""Loss functions and their gradients."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_float, as_plain, expect_finite, expect_shape
from lstm_lib.training._norms import scaled_squares


def squared_error(
    y: ArrayLike, target: ArrayLike, mask: ArrayLike | None = None
) -> tuple[float, Array]:
    """Mean squared error, L = (1/N) Σ (y − y*)², over the N numbers where the mask is true.

    Args:
        y: (T, B, K), outputs of a network.
        target: (T, B, K), y*; ignored where the mask is false.
        mask: (T, B), true where the output counts; None means everywhere.

    Returns:
        L, and dL/dy = 2 (y − y*) / N, 0 where the mask is false.

    Raises:
        TypeError: if y and target differ in dtype, or the mask is not boolean.
        ValueError: if a shape does not fit, a number that counts is not finite, or the mask is
            false everywhere.
    """
    y, mask = _checked(y, mask)
    target = as_float("target", target, y.dtype)
    T, B, K = y.shape
    expect_shape("target", target, "T B K", {"T": T, "B": B, "K": K})
    N = y.size
    if mask is not None:
        target = np.where(mask[..., None], target, y)  # no error where the mask is false
        N = K * np.count_nonzero(mask)
    expect_finite("target", target)
    dy = y - target
    scale, squares = scaled_squares([dy])
    loss = scale * scale * squares / N
    dy *= 2 / N
    return loss, dy


def cross_entropy(
    y: ArrayLike, target: ArrayLike, mask: ArrayLike | None = None
) -> tuple[float, Array]:
    """Mean cross-entropy, L = −(1/N) Σ ln softmax(y)[y*], over the N steps where the mask is true.

    Args:
        y: (T, B, K), one number (logit) for each of K classes, before the softmax.
        target: (T, B), whole numbers 0 … K−1, y*; ignored where the mask is false.
        mask: (T, B), true where the output counts; None means everywhere.

    Returns:
        L in nats (ln 2 nats are one bit), and dL/dy = (softmax(y) − [class = y*]) / N, 0 where
        the mask is false.

    Raises:
        TypeError: if targets are not whole numbers, or the mask is not boolean.
        ValueError: if a shape does not fit, a target that counts is not a class, a number is not
            finite, or the mask is false everywhere.

    Source: Bishop 2006, Pattern Recognition and Machine Learning, sec. 4.3.4.
    """
    y, mask = _checked(y, mask)
    target = as_plain("target", target)
    if target.dtype.kind not in "iu":
        raise TypeError(f"target: expected whole numbers, got {target.dtype}")
    T, B, K = y.shape
    expect_shape("target", target, "T B", {"T": T, "B": B})
    if mask is None:
        mask = np.ones((T, B), bool)
    classes = target[mask]
    if classes.min() < 0 or classes.max() >= K:
        raise ValueError(
            f"target: expected 0 ≤ class < K = {K}, got {classes.min()} … {classes.max()}"
        )
    logits, rows = y[mask], np.arange(len(classes))
    centred = logits - logits.max(axis=-1, keepdims=True)
    p = np.exp(centred)
    total = p.sum(axis=-1)
    loss = float(np.mean(np.log(total) - centred[rows, classes]))
    p /= total[:, None]
    p[rows, classes] -= 1
    dy = np.zeros_like(y)
    dy[mask] = p / len(classes)
    return loss, dy


def softmax(y: ArrayLike) -> Array:
    """Probabilities along the last axis, p_k = e^{y_k} / Σ_j e^{y_j}, computed without overflow.

    Raises:
        TypeError, ValueError: if y is not made of finite numbers, or has no last axis.
    """
    y = as_float("y", y)
    if y.ndim == 0 or y.shape[-1] == 0:
        raise ValueError(f"y: expected shape (…, K) with K ≥ 1, got {y.shape}")
    expect_finite("y", y)
    p: Array = np.exp(y - y.max(axis=-1, keepdims=True))
    p /= p.sum(axis=-1, keepdims=True)
    return p


def _checked(y: ArrayLike, mask: ArrayLike | None) -> tuple[Array, Array | None]:
    """Check the outputs and the mask."""
    y = as_float("y", y)
    expect_shape("y", y, "T B K", {})
    expect_finite("y", y)
    if mask is None:
        return y, None
    mask = as_plain("mask", mask)
    if mask.dtype != bool:
        raise TypeError(f"mask: expected booleans, got {mask.dtype}")
    expect_shape("mask", mask, "T B", {"T": y.shape[0], "B": y.shape[1]})
    if not mask.any():
        raise ValueError("mask: expected true for at least one step, got false everywhere")
    return y, mask
