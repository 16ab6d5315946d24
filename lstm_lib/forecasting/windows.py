"""Windows of a series: the past that a forecast may see, and the values that it should give."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_array, as_size
from lstm_lib.tasks.batch import Batch


def windows(x: ArrayLike, w: int) -> tuple[Array, Array]:
    """Cut a series into all its windows of `w` values, each with the values that come next.

    Column k of the inputs is x_k … x_{k+w−1}; column k of the targets is the same one step later,
    x_{k+1} … x_{k+w}. The final row of the targets is the value just after each window. Both are
    views of `x`, time-major.

    Args:
        x: (N,), the series.
        w: length of a window, at least 1.

    Returns:
        inputs (w, N − w), targets (w, N − w).

    Raises:
        TypeError: if the series is not made of real numbers, or w is not a whole number.
        ValueError: if the series has a gap (NaN), or is not longer than a window.
    """
    x, w = as_array("x", x, "N", {}), as_size("w", "w", w)
    if len(x) <= w:
        raise ValueError(f"x: expected more than w = {w} values, got {len(x)}")
    cut = np.lib.stride_tricks.sliding_window_view(x, w + 1).T
    return cut[:-1], cut[1:]


def window_batches(
    inputs: ArrayLike, targets: ArrayLike, count: int, seed: int, warm_up: int = 0
) -> Callable[[int], Batch]:
    """Batches of windows for `train`: step s draws its windows with default_rng((seed, s)).

    Args:
        inputs, targets: (w, N), from `windows`.
        count: B, windows in a batch; one may occur twice.
        seed: first part of the seed of every step.
        warm_up: steps at the start of each window whose outputs do not count.

    Returns:
        A function of the step, which returns x (w, B, 1), target (w, B, 1) and a mask.

    Raises:
        TypeError, ValueError: if the arrays are not made of finite numbers or differ in shape, or
            a size is not a whole number from 1, or nothing is left after the warm-up.
    """
    inputs = as_array("inputs", inputs, "w N", {})
    targets = as_array("targets", targets, "w N", dict(zip("wN", inputs.shape, strict=True)))
    w, N = inputs.shape
    count = as_size("count", "B", count)
    if not 0 <= warm_up < w:
        raise ValueError(f"warm_up: expected 0 ≤ warm_up < w = {w}, got {warm_up}")
    mask = np.repeat(np.arange(w)[:, None] >= warm_up, count, axis=1)

    def batches(step: int) -> Batch:
        k = np.random.default_rng((seed, step)).integers(0, N, count)
        x, target = (np.ascontiguousarray(part[:, k])[..., None] for part in (inputs, targets))
        return Batch(x, target, mask, np.full(count, w))

    return batches
