"""Associative recall: read pairs of a key and a value, then a key again; which value was its?

Source: Ba et al. 2016, Using fast weights to attend to the recent past; here each step carries a
whole pair.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib._validation import as_size, expect_rng
from lstm_lib.tasks.batch import Batch

KEYS, VALUES = 16, 8


def batch(rng: np.random.Generator, count: int, pairs: int, dtype: DTypeLike = np.float64) -> Batch:
    """Draw sequences of pairs with different keys, each followed by one of its keys, alone.

    Args:
        rng: source of the random numbers.
        count: B, the number of sequences.
        pairs: 1 … 16.
        dtype: of x.

    Returns:
        The batch. Each step of x (pairs + 1, B, 24) has a key, one-hot of 16, beside a value,
        one-hot of 8, which is missing at the final step. The target there is the value of its key.

    Raises:
        TypeError: if rng is not a Generator, or a size is not a whole number.
        ValueError: if a size is less than 1, or there are more pairs than keys.
    """
    expect_rng(rng)
    B, n = as_size("count", "B", count), as_size("pairs", "pairs", pairs)
    if n > KEYS:
        raise ValueError(f"pairs: expected at most {KEYS}, one for each key, got {n}")
    keys = rng.permuted(np.tile(np.arange(KEYS)[:, None], B), axis=0)[:n]
    values, asked = rng.integers(0, VALUES, (n, B)), rng.integers(0, n, B)
    rows = np.arange(B)
    x = np.zeros((n + 1, B, KEYS + VALUES), dtype)
    x[:n, :, :KEYS] = np.eye(KEYS)[keys]
    x[:n, :, KEYS:] = np.eye(VALUES)[values]
    x[n, :, :KEYS] = np.eye(KEYS)[keys[asked, rows]]
    mask = np.zeros((n + 1, B), bool)
    mask[n] = True
    return Batch(x, np.where(mask, values[asked, rows], 0), mask, np.full(B, n + 1))
