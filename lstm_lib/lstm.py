"""Many steps of an LSTM at once, fast: forward, and backward through time.

Equal to repeating `cell.step`; a test compares the two. `_kernels` has the loops that make it fast
and says how they differ from `cell.step`; `_buffers` keeps the memory they work on. This module
checks the arguments and copies the results.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._buffers import ForwardCache, acquire, release
from lstm_lib._kernels import load_weights, padding_mask, run_backward, run_forward
from lstm_lib._padding import mask_advice
from lstm_lib._validation import Array, as_float, as_plain, expect_finite, expect_shape
from lstm_lib.cell import State, checked_fields, step
from lstm_lib.weights import LSTMWeights, expect_weights

LARGEST = {np.dtype(kind): float(np.finfo(kind).max) / 2 for kind in (np.float32, np.float64)}
"""Bound below which no rounding can make a pre-activation overflow."""


class LSTMGradients(NamedTuple):
    """Gradients of a loss: W (4H, 1+H+D), x (T, B, D), and the initial state's h and c (B, H)."""

    W: Array
    x: Array
    state: State


class LSTMOutput:
    """Result of `forward`; until `backward` it also keeps what the gradient needs.

    Attributes:
        h: (T, B, H), hidden states, 0 beyond a sequence's length.
        state: h and c, each (B, H), at the end of each sequence.
    """

    def __init__(self, cache: ForwardCache, lengths: Array | None) -> None:
        cache.owner = id(self)
        self._cache: ForwardCache | None = cache
        self._lengths = lengths
        H = cache.h_last.shape[1]
        self.h = self._stacked(cache.Z[1:, :, 1 : 1 + H], cache.h_last)
        if lengths is None:
            self.state = State(cache.h_last.copy(), cache.c_last.copy())
        else:  # the state after L steps is stored where step L + 1 would read it
            T, rows = len(cache.Z), np.arange(len(lengths))
            begin, whole = np.minimum(lengths, T - 1), (lengths == T)[:, None]
            self.state = State(
                np.where(whole, cache.h_last, cache.Z[begin, rows, 1 : 1 + H]),
                np.where(whole, cache.c_last, cache.S[begin, 4, rows]),
            )

    def _stacked(self, before_last: Array, last: Array) -> Array:
        """Copy T steps out of the buffers, 0 beyond the length of each sequence."""
        values = np.concatenate([before_last, last[None]])
        if self._lengths is not None:
            values[padding_mask(self._lengths, len(values))] = 0
        return values

    @property
    def cache(self) -> ForwardCache:
        """The buffers that `forward` wrote, until `backward` returns them to the pool.

        Raises:
            RuntimeError: after `backward`, or in a copy of this object.
        """
        if self._cache is None or self._cache.owner != id(self):
            raise RuntimeError(
                "output: expected the result of a new forward call, got one that backward has used "
                "already (or a copy of one): call forward again"
            )
        return self._cache

    @cached_property
    def c(self) -> Array:
        """(T, B, H), memory cells, 0 beyond a sequence's length; read them before `backward`.

        Raises:
            RuntimeError: when read for the first time after `backward`.
        """
        return self._stacked(self.cache.S[1:, 4], self.cache.c_last)

    def release(self) -> None:
        """Return the buffers to the pool, as `backward` and the end of this object do."""
        cache, self._cache = self._cache, None
        if cache is not None and cache.owner == id(self):
            cache.owner = 0
            release(cache)

    def __del__(self) -> None:
        if hasattr(self, "_cache"):
            self.release()


def checked_lengths(lengths: ArrayLike | None, T: int, B: int) -> Array | None:
    """Check the lengths of B sequences of at most T steps.

    Raises:
        TypeError: if they are not whole numbers; for a mask the message says how to convert it.
        ValueError: if there is not one for each sequence, or one is not 0 … T.
    """
    if lengths is None:
        return None
    lengths = as_plain("lengths", lengths)
    if lengths.dtype == bool or lengths.shape == (T, B):
        raise TypeError(
            f"lengths: expected the number of steps of each sequence, (B,) = ({B},); got "
            f"{lengths.dtype} {lengths.shape}{mask_advice(lengths, T, B)}"
        )
    if lengths.dtype.kind not in "iu":
        raise TypeError(f"lengths: expected whole numbers, got {lengths.dtype}")
    expect_shape("lengths", lengths, "B", {"B": B})
    if lengths.min() < 0 or lengths.max() > T:
        raise ValueError(
            f"lengths: expected 0 ≤ length ≤ T = {T}, got {lengths.min()} … {lengths.max()}"
        )
    return lengths.astype(np.intp)


def forward(
    weights: LSTMWeights,
    x: ArrayLike,
    state: State | None = None,
    lengths: ArrayLike | None = None,
) -> LSTMOutput:
    """Run an LSTM over a batch of sequences: `cell.step` for t = 1 … T.

    Args:
        weights: H units, D inputs.
        x: (T, B, D), time-major; each sequence starts at step 1, and its padding comes last. Values
            beyond a sequence's length are ignored.
        state: (h_0, c_0), each (B, H); None means zeros.
        lengths: (B,), steps in each sequence, 0 … T; None means T for all.

    Returns:
        All hidden states, and the state at the end of each sequence. Until `backward` it keeps
        (6H + D + 1)·T·B values beside h.

    Raises:
        TypeError: if an array is not of the weights' dtype, or lengths are not whole numbers.
        ValueError: if a shape or length does not fit, or a number is not finite (named by position):
            an argument, or, as in `cell.step`, a pre-activation z that overflows.

    Source: Hochreiter & Schmidhuber 1997; forget gate: Gers, Schmidhuber & Cummins 2000, sec. 3.
    """
    expect_weights(weights)
    x = as_float("x", x, weights.dtype)
    D, H = weights.inputs, weights.units
    expect_shape("x", x, "T B D", {"D": D})
    T, B, _ = x.shape
    lengths = checked_lengths(lengths, T, B)
    W_squares = expect_finite("W", weights.W)
    cache = acquire(ForwardCache, T, B, D, H, weights.dtype)
    x_in_Z = cache.Z[:, :, 1 + H :]
    x_in_Z[...] = x
    if lengths is not None:
        x_in_Z[padding_mask(lengths, T)] = 0
    x_squares = expect_finite("x", x if lengths is None else x_in_Z)
    h_squares = _begin(cache, state)
    load_weights(cache, weights)
    # By the Cauchy–Schwarz inequality no pre-activation, nor any part of its sum, exceeds `bound`.
    bound = math.sqrt(W_squares) * math.sqrt(1 + H + h_squares + x_squares)
    if bound < LARGEST[weights.dtype]:
        run_forward(cache)
    else:
        _run_steps(cache, weights)
    return LSTMOutput(cache, lengths)


def _begin(cache: ForwardCache, state: State | None) -> float:
    """Write (h_0, c_0) where step 1 reads them; return Σ h_0²."""
    B, H = cache.h_last.shape
    if state is None:
        cache.Z[0, :, 1 : 1 + H] = 0
        cache.S[0, 4] = 0
        return 0.0
    h, c = checked_fields("state", state, State, "B H", {"B": B, "H": H}, cache.Z.dtype)
    cache.Z[0, :, 1 : 1 + H] = h
    cache.S[0, 4] = c
    return float(np.vdot(h, h))


def _run_steps(cache: ForwardCache, weights: LSTMWeights) -> None:
    """`run_forward`, but with `cell.step`, which raises where a pre-activation overflows."""
    H = weights.units
    for z, gates, _, _, _, _, _, c, c_next, h_next in cache.steps:
        current = step(weights, z[:, 1 + H :], State(z[:, 1 : 1 + H], c))
        gates[0], gates[1], gates[2], gates[3] = current.o, current.i, current.f, current.g
        c_next[...], h_next[...] = current.state.c, current.state.h


def backward(
    output: LSTMOutput, dh: ArrayLike | None = None, dstate: State | None = None
) -> LSTMGradients:
    """Backpropagation through time: `cell.step_backward` for t = T … 1, dW summed over all steps.

    Each output can be used once; its buffers then return to the pool.

    Args:
        output: what `forward` returned.
        dh: (T, B, H), gradient of the loss with respect to output.h; values beyond a sequence's
            length are ignored.
        dstate: gradients with respect to output.state; they enter at the end of each sequence.

    Returns:
        Gradients with respect to W, x (0 beyond a sequence's length) and the initial state.

    Raises:
        RuntimeError: if `backward` has used this output already.
        TypeError, ValueError: if neither gradient is given, one does not fit the output, or the
            gradient overflows on its way back.

    Source: Werbos 1990; for this cell Greff et al. 2017, sec. II-B.
    """
    if not isinstance(output, LSTMOutput):
        raise TypeError(f"output: expected what forward returned, got {type(output).__name__}")
    cache = output.cache
    T, B, _, H, dtype = cache.size
    if dh is None and dstate is None:
        raise ValueError("dh, dstate: expected one or both, got neither")
    inside = None if output._lengths is None else ~padding_mask(output._lengths, T)[:, :, None]
    if dh is not None:
        dh = as_float("dh", dh, dtype)
        expect_shape("dh", dh, "T B H", {"T": T, "B": B, "H": H})
        expect_finite("dh", dh if inside is None else np.where(inside, dh, dtype.type(0)))
    if dstate is not None:
        dstate = checked_fields("dstate", dstate, State, "B H", {"B": B, "H": H}, dtype)
    arrivals = _arrivals(dstate, output._lengths, T)
    dW, dx, dh_0, dc_0 = run_backward(cache, dh, inside, dstate, arrivals)
    output.release()
    expect_finite("dc", dc_0)  # once dh or dc is not finite, dc stays so down to step 1
    return LSTMGradients(dW, dx, State(dh_0, dc_0))


def _arrivals(dstate: State | None, lengths: Array | None, T: int) -> dict[int, Any]:
    """The sequences that end at step t, by t: dstate enters there (t = −1: length 0)."""
    if dstate is None:
        return {}
    if lengths is None:
        return {T - 1: slice(None)}
    return {int(length) - 1: np.flatnonzero(lengths == length) for length in np.unique(lengths)}
