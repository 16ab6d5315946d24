"""Forward alone, for use after training: `infer` computes what `lstm.forward` does and keeps nothing.

What makes it faster than `lstm.forward`: it works on the same few buffers at every step, so that they
stay in the processor's cache; features come before the batch, (4H, B), so that all gates of a step are
one contiguous block, with a single tanh in place; and σ(z) = ½(1 + tanh(z/2)) is never halved: doubled
gates make 2c and 2h, of which c is halved at each step and h once at the end. To halve a number is
exact, so the results are those of `lstm.forward` up to the order in which BLAS adds.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib import lstm
from lstm_lib._buffers import InferenceBuffers, acquire, release
from lstm_lib._validation import Array, as_float, expect_finite, expect_shape
from lstm_lib.cell import State, checked_fields, zero_state
from lstm_lib.weights import LSTMWeights, expect_weights

_STEPS = 8
"""Steps whose inputs and outputs are copied together."""


def infer(weights: LSTMWeights, x: ArrayLike, state: State | None = None) -> tuple[Array, State]:
    """Run an LSTM over a batch of sequences of the same length, with no way back.

    Args:
        weights: H units, D inputs.
        x: (T, B, D), time-major.
        state: (h_0, c_0), each (B, H); None means zeros.

    Returns:
        h (T, B, H), all hidden states, and the state after the final step, from which another call
        can go on. Beside h, the memory in use does not grow with T.

    Raises:
        TypeError, ValueError: as `lstm.forward`.

    Source: Hochreiter & Schmidhuber 1997; forget gate: Gers, Schmidhuber & Cummins 2000, sec. 3.
    """
    expect_weights(weights)
    x = as_float("x", x, weights.dtype)
    D, H = weights.inputs, weights.units
    expect_shape("x", x, "T B D", {"D": D})
    T, B, _ = x.shape
    if state is None:
        state = zero_state(weights, B)
    h, c = checked_fields("state", state, State, "B H", {"B": B, "H": H}, weights.dtype)
    squares = [expect_finite("W", weights.W), expect_finite("x", x), float(np.vdot(h, h))]
    bound = math.sqrt(squares[0]) * math.sqrt(1 + squares[1] + squares[2] + H)
    if max(bound, float(np.abs(c).max())) > lstm.LARGEST[weights.dtype] / 2:
        output = lstm.forward(weights, x, state)  # it says where a number overflows
        return output.h, output.state
    buffers = acquire(InferenceBuffers, min(T, _STEPS), B, D, H, weights.dtype)
    _load(buffers, weights, h, c)
    hidden = np.empty((T, B, H), weights.dtype)
    _run(buffers, x, hidden)
    state = State(hidden[-1].copy(), buffers.S[4].T.copy())
    release(buffers)
    return hidden, state


def _load(buffers: InferenceBuffers, weights: LSTMWeights, h: Array, c: Array) -> None:
    """Copy the weights, the sigmoids' rows and the columns of h halved, and the initial state."""
    H, W = weights.units, buffers.W
    np.multiply(weights.o, 0.5, W[:H])
    np.multiply(weights.W[: 2 * H], 0.5, W[H : 3 * H])
    W[3 * H :] = weights.g
    W[:, 1 : 1 + H] *= 0.5
    np.multiply(h.T, 2, buffers.h[0])
    buffers.S[4] = c.T


def _run(buffers: InferenceBuffers, x: Array, hidden: Array) -> None:
    """The loop over time."""
    W, S, terms, tanh_c = buffers.W, buffers.S, buffers.terms, buffers.tanh_c
    gates, sigmoids, o, i_f, g_c, c = S[:4].reshape(len(W), -1), S[:3], S[0], S[1:3], S[3:], S[4]
    half, one = np.array(0.5, W.dtype), np.array(1, W.dtype)
    dot, tanh, multiply, add = np.dot, np.tanh, np.multiply, np.add
    H = len(c)
    for begin in range(0, len(x), len(buffers.steps)):
        x_piece = x[begin : begin + len(buffers.steps)]
        n = len(x_piece)
        buffers.Z[:n, 1 + H :] = x_piece.transpose(0, 2, 1)
        for z, h in buffers.steps[:n]:
            dot(W, z, gates)
            tanh(gates, gates)
            add(sigmoids, one, sigmoids)
            multiply(i_f, g_c, terms)
            add(terms[0], terms[1], c)
            multiply(c, half, c)
            tanh(c, tanh_c)
            multiply(o, tanh_c, h)
        multiply(buffers.h[1 : n + 1].transpose(0, 2, 1), half, hidden[begin : begin + n])
        buffers.h[0] = buffers.h[n]
