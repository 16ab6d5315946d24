"""Buffers of the fast path, and a pool that reuses them.

Allocating them for each call costs more than the arithmetic of a small network. A buffer has one
owner at a time: `acquire` takes it from the pool or makes it, `release` returns it, so two outputs
alive at once never share one.
"""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np

_POOL_SIZE = 8
_pool: list[Any] = []


class ForwardCache:
    """Memory that forward writes over T steps and backward reads: (6H + D + 1)·T·B values.

    Z (T, B, 1+H+D) holds [1; h_{t−1}; x_t]. S (T, 5, B, H) holds o_t, i_t, f_t, g_t, c_{t−1}: the
    three sigmoids side by side, and likewise the three gates that c_t depends on. Beside them are
    the final h and c, two copies of the weights in the same order (one with the sigmoids' rows
    halved), and the views that each step works on, made once.
    """

    def __init__(self, T: int, B: int, D: int, H: int, dtype: np.dtype[Any]) -> None:
        self.size = (T, B, D, H, dtype)
        self.owner = 0
        self.Z = np.empty((T, B, 1 + H + D), dtype)
        self.Z[:, :, 0] = 1
        self.S = np.empty((T, 5, B, H), dtype)
        self.h_last = np.empty((B, H), dtype)
        self.c_last = np.empty((B, H), dtype)
        self.W = np.empty((4 * H, 1 + H + D), dtype)
        self.W_halved = np.empty_like(self.W)
        self.halves = np.ones((4 * H, 1), dtype)
        self.halves[: 3 * H] = 0.5
        self.z_W = np.empty((B, 4 * H), dtype)
        self.written = np.empty((B, H), dtype)
        self.tanh_c = np.empty((B, H), dtype)
        h_next = [*self.Z[1:, :, 1 : 1 + H], self.h_last]
        c_next = [*self.S[1:, 4], self.c_last]
        self.steps = [
            (z, s[:4], s[:3], *s, c, h)
            for z, s, c, h in zip(self.Z, self.S, c_next, h_next, strict=True)
        ]
        self.gate_blocks = self.z_W.reshape(B, 4, H).transpose(1, 0, 2)
        self.f = list(self.S[:, 2])


class BackwardBuffers:
    """Memory for n steps of backward at a time: 9H·n·B values, at most 3H·T·B for T ≥ 3.

    F (n, 5, B, H) holds the local derivatives of o, i, f, g and of h with respect to c; delta
    (n, B, 4H) holds the gradients of the pre-activations.
    """

    def __init__(self, n: int, B: int, H: int, dtype: np.dtype[Any]) -> None:
        self.size = (n, B, H, dtype)
        self.F = np.empty((n, 5, B, H), dtype)
        self.delta = np.empty((n, B, 4 * H), dtype)
        self.dh = np.empty((B, H), dtype)
        self.dc = np.empty((B, H), dtype)
        self.through_h = np.empty((B, H), dtype)
        blocks = self.delta.reshape(n, B, 4, H).transpose(0, 2, 1, 3)
        self.steps = [
            (F[0], block[0], F[4], F[1:4], block[1:], delta)
            for F, block, delta in zip(self.F, blocks, self.delta, strict=True)
        ]


class InferenceBuffers:
    """Memory for n steps of `inference.infer` at a time: (n + 1)(1 + H + D)·B + 8H·B values, whatever T.

    Z (n + 1, 1+H+D, B) holds [1; 2h_{t−1}; x_t]. S (5, H, B) holds o_t, i_t, f_t, g_t, c_{t−1}, the
    sigmoids doubled: multiplying rows 1, 2 by rows 3, 4 makes both terms of 2c_t at once. W is a
    copy of the weights in the order o, i, f, g, its scale chosen to go with that.
    """

    def __init__(self, n: int, B: int, D: int, H: int, dtype: np.dtype[Any]) -> None:
        self.size = (n, B, D, H, dtype)
        self.Z = np.empty((n + 1, 1 + H + D, B), dtype)
        self.Z[:, 0] = 1
        self.S = np.empty((5, H, B), dtype)
        self.W = np.empty((4 * H, 1 + H + D), dtype)
        self.terms = np.empty((2, H, B), dtype)
        self.tanh_c = np.empty((H, B), dtype)
        self.h = self.Z[:, 1 : 1 + H]
        self.steps = list(zip(self.Z[:-1], self.h[1:], strict=True))


Buffers = TypeVar("Buffers", ForwardCache, BackwardBuffers, InferenceBuffers)


def acquire(kind: type[Buffers], *size: Any) -> Buffers:
    """Take buffers of this kind and size from the pool, or make them.

    There is no lock: if the garbage collector ends an output while `acquire` runs, that output
    returns its buffers at that moment and would wait for the lock forever. Removing buffers from
    the list succeeds for one caller only, who then owns them.
    """
    for buffers in list(_pool):
        if type(buffers) is kind and buffers.size == size:
            try:
                _pool.remove(buffers)
            except ValueError:  # another thread was faster
                continue
            return buffers
    return kind(*size)


def release(buffers: ForwardCache | BackwardBuffers | InferenceBuffers) -> None:
    """Return buffers to the pool; the oldest ones beyond its size are dropped."""
    _pool.append(buffers)
    del _pool[:-_POOL_SIZE]
