"""The lower limit of lstm_lib's design: its matrix products and its ufuncs, and nothing else.

The products of one forward and backward run, and its ufuncs, are timed apart, on the buffers that
the library itself works on; what the sum leaves out are checks, copies and allocations. `peak` is
what BLAS reaches on one large product.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bench import Size
from lstm_lib._buffers import BackwardBuffers, ForwardCache
from lstm_lib._kernels import chunk_size, local_gradients

_LARGE = 2048
PEAK_OPERATIONS = 2 * _LARGE**3


def buffers(size: Size, dtype: str) -> tuple[ForwardCache, BackwardBuffers]:
    """Those of one run, filled with a harmless number."""
    T, B, _, H = size
    cache = ForwardCache(*size, np.dtype(dtype))
    slopes = BackwardBuffers(chunk_size(T, B, H), B, H, np.dtype(dtype))
    for array in (*vars(cache).values(), *vars(slopes).values()):
        if isinstance(array, np.ndarray):
            array[...] = 0.5
    return cache, slopes


def products(size: Size, dtype: str) -> Callable[[], None]:
    """Forward; backward to h at each step; in long stretches backward to W and x."""
    T, B, D, H = size
    cache, slopes = buffers(size, dtype)
    W_h, W_x = cache.W[:, 1 : 1 + H], cache.W[:, 1 + H :]
    dW, dx = np.empty_like(cache.W), np.empty((T * B, D), dtype)
    n = len(slopes.delta)

    def run() -> None:
        for z, *_ in cache.steps:
            np.dot(z, cache.W_halved.T, cache.z_W)
        for begin in range(0, T, n):
            steps = min(n, T - begin)
            for *_, delta in slopes.steps[:steps]:
                np.dot(delta, W_h, slopes.dh)
            rows = slopes.delta[:steps].reshape(-1, 4 * H)
            np.dot(rows.T, cache.Z[begin : begin + steps].reshape(len(rows), -1), dW)
            np.dot(rows, W_x, dx[: len(rows)])

    return run


def ufuncs(size: Size, dtype: str) -> Callable[[], None]:
    """The elementwise work of every step, forward and backward."""
    T = size.T
    cache, slopes = buffers(size, dtype)
    half = np.array(0.5, dtype)
    d_outputs = np.full((T, *slopes.dh.shape), 0.5, dtype)
    dh, dc, through_h = slopes.dh, slopes.dc, slopes.through_h
    multiply, add, tanh = np.multiply, np.add, np.tanh
    n = len(slopes.delta)

    def run() -> None:
        for _, gates, sigmoids, o, i, f, g, c, c_next, h in cache.steps:
            tanh(cache.gate_blocks, gates)
            multiply(sigmoids, half, sigmoids)
            add(sigmoids, half, sigmoids)
            multiply(f, c, c_next)
            multiply(i, g, cache.written)
            add(c_next, cache.written, c_next)
            tanh(c_next, cache.tanh_c)
            multiply(o, cache.tanh_c, h)
        dh[...] = dc[...] = 0.5
        for begin in range(0, T, n):
            end = min(T, begin + n)
            local_gradients(slopes.F[: end - begin], cache, begin, end)
            views = zip(d_outputs[begin:end], cache.f[begin:end], slopes.steps, strict=False)
            for dh_t, f, (F_o, delta_o, F_h, F_ifg, delta_ifg, _) in views:
                add(dh, dh_t, dh)
                multiply(dh, F_o, delta_o)
                multiply(dh, F_h, through_h)
                add(dc, through_h, dc)
                multiply(dc, F_ifg, delta_ifg)
                multiply(dc, f, dc)

    return run


def peak(dtype: str) -> Callable[[], None]:
    """One large product, of 2 · 2048³ operations."""
    a, b, out = (np.ones((_LARGE, _LARGE), dtype) for _ in range(3))

    def run() -> None:
        np.dot(a, b, out)

    return run


def operations(size: Size) -> int:
    """Multiplications and additions in the products of one forward and backward run."""
    T, B, D, H = size
    K = 1 + H + D
    return 2 * T * B * 4 * H * (K + H + K + D)
