"""How wrong the answers of a network are, and the slope of that: what training makes small."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_float, as_plain, expect_finite, expect_shape


def squared_error(
    y: ArrayLike, target: ArrayLike, mask: ArrayLike | None = None
) -> tuple[float, Array]:
    """Mean squared error, L = (1/N) Σ (y − y*)², over the N numbers that are judged.

    Args:
        y: (T, B, K), answers.
        target: (T, B, K), y*; where nothing is judged it is not looked at.
        mask: (T, B), true where answers are judged; everywhere if not given.

    Returns:
        L, and dL/dy = 2 (y − y*) / N, 0 where nothing is judged.

    Raises:
        TypeError: if answers and targets are not of one dtype, or mask are not booleans.
        ValueError: if a shape does not fit, a judged number is not finite, or nothing is judged.
    """
    y, judged = _checked(y, mask)
    target = as_float("target", target, y.dtype)
    T, B, K = y.shape
    expect_shape("target", target, "T B K", {"T": T, "B": B, "K": K})
    N = y.size
    if judged is not None:
        target = np.where(judged[..., None], target, y)  # where nothing is judged, y is right
        N = K * np.count_nonzero(judged)
    expect_finite("target", target)
    dy = y - target
    loss = float(np.vdot(dy, dy)) / N
    dy *= 2 / N
    return loss, dy


def cross_entropy(
    y: ArrayLike, target: ArrayLike, mask: ArrayLike | None = None
) -> tuple[float, Array]:
    """Mean cross-entropy, L = −(1/N) Σ ln softmax(y)[y*], over the N answers that are judged.

    Args:
        y: (T, B, K), one number for each of K classes, before the softmax.
        target: (T, B), whole numbers 0 … K−1, y*; where nothing is judged it is not looked at.
        mask: (T, B), true where answers are judged; everywhere if not given.

    Returns:
        L in nats (ln 2 nats are one bit), and dL/dy = (softmax(y) − [class = y*]) / N, 0 where
        nothing is judged.

    Raises:
        TypeError: if targets are not whole numbers, or mask are not booleans.
        ValueError: if a shape does not fit, a judged target is no class, a number is not finite,
            or nothing is judged.

    Source: Bishop 2006, Pattern Recognition and Machine Learning, sec. 4.3.4.
    """
    y, judged = _checked(y, mask)
    target = as_plain("target", target)
    if target.dtype.kind not in "iu":
        raise TypeError(f"target: expected whole numbers, got {target.dtype}")
    T, B, K = y.shape
    expect_shape("target", target, "T B", {"T": T, "B": B})
    if judged is None:
        judged = np.ones((T, B), bool)
    classes = target[judged]
    if classes.min() < 0 or classes.max() >= K:
        raise ValueError(
            f"target: expected 0 ≤ class < K = {K}, got {classes.min()} … {classes.max()}"
        )
    answers, rows = y[judged], np.arange(len(classes))
    centred = answers - answers.max(axis=-1, keepdims=True)
    shares = np.exp(centred)
    total = shares.sum(axis=-1)
    loss = float(np.mean(np.log(total) - centred[rows, classes]))
    shares /= total[:, None]
    shares[rows, classes] -= 1
    dy = np.zeros_like(y)
    dy[judged] = shares / len(classes)
    return loss, dy


def softmax(y: ArrayLike) -> Array:
    """Shares that add up to 1 along the last axis, e^{y_k} / Σ_j e^{y_j}; no overflow.

    Raises:
        TypeError, ValueError: if y is not made of finite numbers, or has no last axis.
    """
    y = as_float("y", y)
    if y.ndim == 0 or y.shape[-1] == 0:
        raise ValueError(f"y: expected shape (…, K) with K ≥ 1, got {y.shape}")
    expect_finite("y", y)
    shares: Array = np.exp(y - y.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    return shares


def _checked(y: ArrayLike, mask: ArrayLike | None) -> tuple[Array, Array | None]:
    """Check the answers, and which of them are judged."""
    y = as_float("y", y)
    expect_shape("y", y, "T B K", {})
    expect_finite("y", y)
    if mask is None:
        return y, None
    judged = as_plain("mask", mask)
    if judged.dtype != bool:
        raise TypeError(f"mask: expected booleans, got {judged.dtype}")
    expect_shape("mask", judged, "T B", {"T": y.shape[0], "B": y.shape[1]})
    if not judged.any():
        raise ValueError("mask: expected at least one answer to judge, got none")
    return y, judged
