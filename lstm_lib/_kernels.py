"""The loops over time of the fast path, on buffers from the pool; nothing is checked here.

They differ from `cell.step` for speed. All four gates of a step come from one product with a
re-ordered copy of W. The sigmoid is ½ + ½ tanh(z/2), its inner ½ already in that copy, so that one
`tanh` serves all gates; the error of this form is absolute, at most 2 eps, whereas that of
`activations.sigmoid` is relative. Each gate is a contiguous block. Backward computes the local
derivatives of many steps at a time, and dW in long products after them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_lib._buffers import BackwardBuffers, ForwardCache, acquire, release
from lstm_lib._validation import Array
from lstm_lib.weights import LSTMWeights

_ROWS = 512
"""Rows of the long products in backward: enough to be fast, few enough to stay in cache."""
_SMALL = 4096
"""Values of working space that backward may use however short the sequence is."""


def load_weights(cache: ForwardCache, weights: LSTMWeights) -> None:
    """Copy W into the order o, i, f, g, and once more with the rows of the sigmoids halved."""
    H = weights.units
    cache.W[:H] = weights.o
    cache.W[H : 2 * H] = weights.i
    cache.W[2 * H : 3 * H] = weights.f
    cache.W[3 * H :] = weights.g
    np.multiply(cache.W, cache.halves, cache.W_halved)


def run_forward(cache: ForwardCache) -> None:
    """The loop over time."""
    W_T = cache.W_halved.T
    z_W, gate_blocks, written, tanh_c = cache.z_W, cache.gate_blocks, cache.written, cache.tanh_c
    half = np.array(0.5, cache.Z.dtype)
    dot, tanh, multiply, add = np.dot, np.tanh, np.multiply, np.add
    for z, gates, sigmoids, o, i, f, g, c, c_next, h in cache.steps:
        dot(z, W_T, z_W)
        tanh(gate_blocks, gates)
        multiply(sigmoids, half, sigmoids)
        add(sigmoids, half, sigmoids)
        multiply(f, c, c_next)
        multiply(i, g, written)
        add(c_next, written, c_next)
        tanh(c_next, tanh_c)
        multiply(o, tanh_c, h)


def run_backward(
    cache: ForwardCache,
    dh: Array | None,
    inside: Array | None,
    dstate: tuple[Array, Array] | None,
    arrivals: dict[int, Any],
) -> tuple[Array, Array, Array, Array]:
    """The loop over time, backwards, in chunks of n steps.

    Args:
        cache: what `run_forward` wrote.
        dh: (T, B, H), gradient with respect to the outputs; read where `inside`, if that is given.
        inside: (T, B, 1), true within each sequence's length.
        dstate: gradients with respect to the state at the end of each sequence, (B, H) each.
        arrivals: the sequences (rows) whose end is step t, where their dstate enters.

    Returns:
        dW (4H, 1+H+D) in the order i, f, g, o, dx (T, B, D), dh_0 and dc_0 (B, H).
    """
    T, B, D, H, dtype = cache.size
    n = chunk_size(T, B, H)
    buffers = acquire(BackwardBuffers, n, B, H, dtype)
    dW = np.zeros((4 * H, 1 + H + D), dtype)
    dx = np.empty((T, B, D), dtype)
    dh_t, dc, through_h = buffers.dh, buffers.dc, buffers.through_h
    W_h, W_x = cache.W[:, 1 : 1 + H], cache.W[:, 1 + H :]
    dh_t[...] = dc[...] = 0
    dot, multiply, add = np.dot, np.multiply, np.add

    def arrive(t: int) -> None:
        if dstate is not None:
            dh_t[arrivals[t]] += dstate[0][arrivals[t]]
            dc[arrivals[t]] += dstate[1][arrivals[t]]

    for end in range(T, 0, -n):
        begin = max(0, end - n)
        local_gradients(buffers.F[: end - begin], cache, begin, end)
        views = zip(range(begin, end), cache.f[begin:end], buffers.steps, strict=False)
        for t, f, (F_o, delta_o, F_h, F_ifg, delta_ifg, delta) in reversed(list(views)):
            if t in arrivals:
                arrive(t)
            if dh is not None:
                if inside is None:
                    add(dh_t, dh[t], dh_t)
                else:
                    add(dh_t, dh[t], dh_t, where=inside[t])
            multiply(dh_t, F_o, delta_o)
            multiply(dh_t, F_h, through_h)
            add(dc, through_h, dc)
            multiply(dc, F_ifg, delta_ifg)
            multiply(dc, f, dc)
            dot(delta, W_h, dh_t)
        rows = buffers.delta[: end - begin].reshape(-1, 4 * H)
        dW += dot(rows.T, cache.Z[begin:end].reshape(len(rows), -1))
        dot(rows, W_x, dx[begin:end].reshape(len(rows), D))
    if -1 in arrivals:
        arrive(-1)
    dh_0, dc_0 = dh_t.copy(), dc.copy()
    release(buffers)
    ifgo = dW.reshape(4, H, -1)[[1, 2, 3, 0]]
    return ifgo.reshape(dW.shape), dx, dh_0, dc_0


def chunk_size(T: int, B: int, H: int) -> int:
    """Number n of steps that backward takes at a time: 9H·n·B values, at most 3H·T·B or `_SMALL`."""
    return min(T, -(-_ROWS // B), max(1, T // 3, _SMALL // (9 * H * B)))


def local_gradients(F: Array, cache: ForwardCache, begin: int, end: int) -> None:
    """Write the local derivatives of steps begin … end − 1 into F, in its order.

    F_o = tanh(c_t) o (1−o),  F_i = g i (1−i),  F_f = c_{t−1} f (1−f),  F_g = i (1−g²),
    F_h = o (1−tanh²(c_t)).
    """
    S = cache.S[begin:end]
    o, i, g = S[:, 0], S[:, 1], S[:, 3]
    F_o, F_g, F_h = F[:, 0], F[:, 3], F[:, 4]
    F_sigmoids, F_if = F[:, :3], F[:, 1:3]
    tanh_c = F_h
    np.tanh(cache.S[begin + 1 : end, 4], tanh_c[:-1])
    np.tanh(cache.c_last if end == len(cache.S) else cache.S[end, 4], tanh_c[-1])
    np.subtract(1, S[:, :3], F_sigmoids)
    np.multiply(F_sigmoids, S[:, :3], F_sigmoids)
    np.multiply(F_if, S[:, 3:], F_if)
    np.multiply(F_o, tanh_c, F_o)
    for F_tanh, squashed, gate in ((F_g, g, i), (F_h, tanh_c, o)):
        np.multiply(squashed, squashed, F_tanh)
        np.subtract(1, F_tanh, F_tanh)
        np.multiply(F_tanh, gate, F_tanh)


def padding_mask(lengths: Array, T: int) -> Array:
    """(T, B), true where a step lies beyond its sequence's length: t ≥ length."""
    return np.arange(T)[:, None] >= lengths
