"""Attention: read a memory by its content, as a weighted mean of everything that is in it.

Arrays are (…, steps, size): one sequence is a matrix, and batches or heads are leading axes. U
queries read T entries; d is the size of a key, m that of a value.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from lstm_lib._validation import (
    Array,
    as_array,
    as_float,
    as_plain,
    as_size,
    expect_finite,
    expect_positive,
)


class Attention(NamedTuple):
    """Result of `attend`: context (…, U, m), and the weights A (…, U, T), each row with sum 1."""

    context: Array
    weights: Array


class AdditiveGradients(NamedTuple):
    """Gradients of a loss for each argument of `additive_attend`, of that argument's shape."""

    W_q: Array
    W_k: Array
    w: Array
    q: Array
    k: Array
    v: Array


def attend(
    q: ArrayLike,
    k: ArrayLike,
    v: ArrayLike,
    mask: ArrayLike | None = None,
    scale: float | None = None,
) -> Attention:
    """Scaled dot-product attention: context = A V with A = softmax(scale · Q Kᵀ), row by row.

    Args:
        q: (…, U, d), queries.
        k: (…, T, d), keys, with the same leading axes.
        v: (…, T, m), values, with the same leading axes.
        mask: booleans that broadcast to (…, U, T), true where a query may look; None lets every
            query look everywhere.
        scale: factor of the scores, above 0; None means 1/√d.

    Raises:
        TypeError: if an array is not made of real numbers, precisions differ, or the mask is not
            boolean.
        ValueError: if a shape does not fit, a number is not finite, or a query may look nowhere.

    Source: Vaswani et al. 2017, eq. 1; with scale 1: Luong et al. 2015, "dot".
    """
    q, k, v = _checked(q, k, v)
    with np.errstate(over="ignore", invalid="ignore"):  # checked below
        scores = _scale(scale, q) * (q @ np.swapaxes(k, -1, -2))
    A = _softmax(scores, _checked_mask(mask, scores.shape))
    return Attention(A @ v, A)


def attend_backward(
    q: ArrayLike,
    k: ArrayLike,
    v: ArrayLike,
    attention: Attention,
    d_context: ArrayLike,
    scale: float | None = None,
) -> tuple[Array, Array, Array]:
    """Gradients of a loss through `attend`.

    dV = Aᵀ dcontext,  dA = dcontext Vᵀ,  dS = A ⊙ (dA − Σ_t A ⊙ dA), the softmax's Jacobian row by
    row,  dQ = scale · dS K,  dK = scale · dSᵀ Q. Where the mask was false A is 0, and so is dS.

    Args:
        q, k, v, scale: the arguments of `attend`.
        attention: what it returned.
        d_context: (…, U, m), gradient of the loss with respect to the context.

    Returns:
        dq (…, U, d), dk (…, T, d), dv (…, T, m).

    Raises:
        TypeError, ValueError: as `attend`.
    """
    q, k, v = _checked(q, k, v)
    A, d_context = _checked_output(attention, d_context, q, v)
    dS = _scale(scale, q) * _scores_gradient(A, d_context, v)
    return dS @ k, np.swapaxes(dS, -1, -2) @ q, np.swapaxes(A, -1, -2) @ d_context


def additive_attend(
    W_q: ArrayLike,
    W_k: ArrayLike,
    w: ArrayLike,
    q: ArrayLike,
    k: ArrayLike,
    v: ArrayLike,
    mask: ArrayLike | None = None,
) -> Attention:
    """Additive attention, whose scores come from a small network: s_ut = wᵀ tanh(W_q q_u + W_k k_t).

    Args:
        W_q: (a, d), for the queries.
        W_k: (a, e), for the keys, whose size may be another.
        w: (a,).
        q: (…, U, d), queries.
        k: (…, T, e), keys, with the same leading axes.
        v: (…, T, m), values, with the same leading axes.
        mask: as in `attend`.

    Raises:
        TypeError, ValueError: as `attend`.

    Source: Bahdanau et al. 2015, sec. 3.1.
    """
    W_q, W_k, w, q, k, v = _checked_additive(W_q, W_k, w, q, k, v)
    scores = _hidden(W_q, W_k, q, k) @ w
    A = _softmax(scores, _checked_mask(mask, scores.shape))
    return Attention(A @ v, A)


def additive_attend_backward(
    W_q: ArrayLike,
    W_k: ArrayLike,
    w: ArrayLike,
    q: ArrayLike,
    k: ArrayLike,
    v: ArrayLike,
    attention: Attention,
    d_context: ArrayLike,
) -> AdditiveGradients:
    """Gradients of a loss through `additive_attend`; dS as in `attend_backward`.

    Args:
        W_q, W_k, w, q, k, v: the arguments of `additive_attend`.
        attention: what it returned.
        d_context: (…, U, m), gradient of the loss with respect to the context.

    Raises:
        TypeError, ValueError: as `attend`.
    """
    W_q, W_k, w, q, k, v = _checked_additive(W_q, W_k, w, q, k, v)
    A, d_context = _checked_output(attention, d_context, q, v)
    dS = _scores_gradient(A, d_context, v)
    hidden = _hidden(W_q, W_k, q, k)
    d_hidden = dS[..., None] * w * (1 - hidden**2)
    of_q, of_k = d_hidden.sum(axis=-2), d_hidden.sum(axis=-3)
    return AdditiveGradients(
        W_q=_outer_sum(of_q, q),
        W_k=_outer_sum(of_k, k),
        w=hidden.reshape(-1, len(w)).T @ dS.ravel(),
        q=of_q @ W_q,
        k=of_k @ W_k,
        v=np.swapaxes(A, -1, -2) @ d_context,
    )


def causal_mask(T: int) -> Array:
    """(T, T), true at row t for the entries 1 … t: no query looks ahead.

    Raises:
        TypeError: if T is not a whole number.
        ValueError: if it is less than 1.
    """
    mask: Array = np.tri(as_size("T", "T", T), dtype=bool)
    return mask


def positions(T: int, d: int, base: float = 10_000.0, dtype: DTypeLike = np.float64) -> Array:
    """(T, d), sines and cosines that tell a step from the others, to be added to its input.

    P_{t,2j} = sin(t / base^{2j/d}),  P_{t,2j+1} = cos(t / base^{2j/d}), with t from 0.

    Args:
        T: the number of steps.
        d: the size of an input, even.
        base: the slowest wave is nearly this number times as long as the fastest.
        dtype: of the result.

    Raises:
        TypeError: if T or d is not a whole number.
        ValueError: if one is less than 1, d is odd, or base is not above 0.

    Source: Vaswani et al. 2017, sec. 3.5.
    """
    T, d = as_size("T", "T", T), as_size("d", "d", d)
    if d % 2:
        raise ValueError(f"d: expected an even number, got {d}")
    expect_positive("base", base)
    angle = np.arange(T)[:, None] / base ** (np.arange(0, d, 2) / d)
    return np.stack([np.sin(angle), np.cos(angle)], axis=-1).reshape(T, d).astype(dtype)


def _checked(q: ArrayLike, k: ArrayLike, v: ArrayLike) -> tuple[Array, Array, Array]:
    """Check queries, keys of the same size, and values."""
    q, k, v = _checked_entries(q, k, v)
    if k.shape[-1] != q.shape[-1]:
        raise ValueError(f"k: expected d = {q.shape[-1]} numbers like q, got {k.shape}")
    return q, k, v


def _checked_entries(q: ArrayLike, k: ArrayLike, v: ArrayLike) -> tuple[Array, Array, Array]:
    """Check queries, keys of any size, and values: dtype, leading axes, finite numbers."""
    q = as_float("q", q)
    axes = " ".join(f"axis_{n}" for n in range(q.ndim - 2))
    q = as_array("q", q, f"{axes} U d", {})
    sizes = dict(zip(axes.split(), q.shape, strict=False))
    k = as_array("k", k, f"{axes} T e", sizes, q.dtype)
    v = as_array("v", v, f"{axes} T m", {**sizes, "T": k.shape[-2]}, q.dtype)
    return q, k, v


def _checked_additive(
    W_q: ArrayLike, W_k: ArrayLike, w: ArrayLike, q: ArrayLike, k: ArrayLike, v: ArrayLike
) -> tuple[Array, Array, Array, Array, Array, Array]:
    """Check all arguments of additive attention."""
    q, k, v = _checked_entries(q, k, v)
    w = as_array("w", w, "a", {}, q.dtype)
    W_q = as_array("W_q", W_q, "a d", {"a": len(w), "d": q.shape[-1]}, q.dtype)
    W_k = as_array("W_k", W_k, "a e", {"a": len(w), "e": k.shape[-1]}, q.dtype)
    return W_q, W_k, w, q, k, v


def _checked_mask(mask: ArrayLike | None, shape: tuple[int, ...]) -> Array | None:
    """Check that the mask broadcasts to the scores and leaves every query something to look at."""
    if mask is None:
        return None
    mask = as_plain("mask", mask)
    if mask.dtype != bool:
        raise TypeError(f"mask: expected booleans, true where a query may look, got {mask.dtype}")
    try:
        mask = np.broadcast_to(mask, shape)
    except ValueError:
        raise ValueError(
            f"mask: expected a shape that broadcasts to (…, U, T) = {shape}, got {mask.shape}"
        ) from None
    if not mask.any(axis=-1).all():
        raise ValueError("mask: expected true at least once for each query, got a row of false")
    return mask


def _checked_output(
    attention: Attention, d_context: ArrayLike, q: Array, v: Array
) -> tuple[Array, Array]:
    """Check the weights of attention and the gradient with respect to its context."""
    if not isinstance(attention, Attention):
        raise TypeError(f"attention: expected what attend returned, got {type(attention).__name__}")
    sizes = {"U": q.shape[-2], "T": v.shape[-2], "m": v.shape[-1]}
    axes = [f"axis_{n}" for n in range(q.ndim - 2)]
    sizes |= dict(zip(axes, q.shape, strict=False))
    leading = " ".join(axes)
    A = as_array("attention.weights", attention.weights, f"{leading} U T", sizes, q.dtype)
    return A, as_array("d_context", d_context, f"{leading} U m", sizes, q.dtype)


def _scale(scale: float | None, q: Array) -> float:
    if scale is None:
        return 1 / math.sqrt(q.shape[-1])
    expect_positive("scale", scale)
    return float(scale)


def _softmax(scores: Array, mask: Array | None) -> Array:
    """Weights of each row; 0 where the mask is false, since there the score counts as −∞."""
    expect_finite("scores", scores)
    if mask is not None:
        scores = np.where(mask, scores, scores.dtype.type(-np.inf))
    A: Array = np.exp(scores - scores.max(axis=-1, keepdims=True))
    A /= A.sum(axis=-1, keepdims=True)
    return A


def _scores_gradient(A: Array, d_context: Array, v: Array) -> Array:
    """dS = A ⊙ (dA − Σ A ⊙ dA) with dA = dcontext Vᵀ."""
    dA = d_context @ np.swapaxes(v, -1, -2)
    dS: Array = A * (dA - (A * dA).sum(axis=-1, keepdims=True))
    return dS


def _hidden(W_q: Array, W_k: Array, q: Array, k: Array) -> Array:
    """tanh(W_q q_u + W_k k_t) for every pair, (…, U, T, a)."""
    hidden: Array = np.tanh((q @ W_q.T)[..., :, None, :] + (k @ W_k.T)[..., None, :, :])
    return hidden


def _outer_sum(a: Array, b: Array) -> Array:
    """Σ a bᵀ over all leading axes: the gradient of the weights of a product."""
    total: Array = a.reshape(-1, a.shape[-1]).T @ b.reshape(-1, b.shape[-1])
    return total
