"""Moving-block bootstrap: resample a series in whole blocks, because neighbours are alike."""

from __future__ import annotations

import numpy as np

from lstm_lib._validation import Array, as_size, expect_rng


def block_indices(rng: np.random.Generator, n: int, block: int, count: int = 1000) -> Array:
    """Draw `count` resamples of n steps, each a row of blocks of neighbouring steps.

    Every block starts at any of the n − block + 1 possible steps; the final block is cut to fit.
    For the interval of a statistic, compute it on every resample and take two percentiles.

    Args:
        rng: source of the random numbers.
        n: steps of the series.
        block: length of a block, from 1 to n; long enough that errors a block apart are unrelated.
        count: number of resamples.

    Returns:
        (count, n), numbers of steps.

    Raises:
        TypeError: if rng is not a Generator, or a size is not a whole number.
        ValueError: if a size is less than 1, or a block is longer than the series.

    Source: Künsch 1989.
    """
    expect_rng(rng)
    n, block = as_size("n", "n", n), as_size("block", "block", block)
    count = as_size("count", "count", count)
    if block > n:
        raise ValueError(f"block: expected at most n = {n} steps, got {block}")
    starts = rng.integers(0, n - block + 1, size=(count, -(-n // block)))
    steps: Array = (starts[..., None] + np.arange(block)).reshape(count, -1)[:, :n]
    return steps
