"""What lstm_lib's design cannot beat: its matrix products and its ufuncs, and nothing else.

The products of one forward and backward run, and its ufuncs, are timed apart, on the buffers that
the library itself works on; what the sum leaves out are checks, copies and allocations. `peak` is
what BLAS reaches on one large product.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bench import Size
from lstm_lib.loops import fill, stretch
from lstm_lib.workspace import Slopes, Tape

_LARGE = 2048
PEAK_OPERATIONS = 2 * _LARGE**3


def buffers(size: Size, dtype: str) -> tuple[Tape, Slopes]:
    """Those of one run, filled with a harmless number."""
    T, B, _, H = size
    tape = Tape(*size, np.dtype(dtype))
    slopes = Slopes(stretch(T, B, H), B, H, np.dtype(dtype))
    for array in (*vars(tape).values(), *vars(slopes).values()):
        if isinstance(array, np.ndarray):
            array[...] = 0.5
    return tape, slopes


def products(size: Size, dtype: str) -> Callable[[], None]:
    """Forward; backward to h at each step; in long stretches backward to W and x."""
    T, B, D, H = size
    tape, slopes = buffers(size, dtype)
    W_h, W_x = tape.W[:, 1 : 1 + H], tape.W[:, 1 + H :]
    dW, dx = np.empty_like(tape.W), np.empty((T * B, D), dtype)
    n = len(slopes.delta)

    def run() -> None:
        for z, *_ in tape.steps:
            np.dot(z, tape.W_halved.T, tape.z_W)
        for begin in range(0, T, n):
            steps = min(n, T - begin)
            for *_, delta in slopes.steps[:steps]:
                np.dot(delta, W_h, slopes.dh)
            rows = slopes.delta[:steps].reshape(-1, 4 * H)
            np.dot(rows.T, tape.Z[begin : begin + steps].reshape(len(rows), -1), dW)
            np.dot(rows, W_x, dx[: len(rows)])

    return run


def ufuncs(size: Size, dtype: str) -> Callable[[], None]:
    """The elementwise work of every step, forward and backward."""
    T = size.T
    tape, slopes = buffers(size, dtype)
    half = np.array(0.5, dtype)
    d_outputs = np.full((T, *slopes.dh.shape), 0.5, dtype)
    dh, dc, through_h = slopes.dh, slopes.dc, slopes.through_h
    multiply, add, tanh = np.multiply, np.add, np.tanh
    n = len(slopes.delta)

    def run() -> None:
        for _, gates, sigmoids, o, i, f, g, c, c_next, h in tape.steps:
            tanh(tape.gate_blocks, gates)
            multiply(sigmoids, half, sigmoids)
            add(sigmoids, half, sigmoids)
            multiply(f, c, c_next)
            multiply(i, g, tape.written)
            add(c_next, tape.written, c_next)
            tanh(c_next, tape.tanh_c)
            multiply(o, tape.tanh_c, h)
        dh[...] = dc[...] = 0.5
        for begin in range(0, T, n):
            end = min(T, begin + n)
            fill(slopes.F[: end - begin], tape, begin, end)
            views = zip(d_outputs[begin:end], tape.f[begin:end], slopes.steps, strict=False)
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
