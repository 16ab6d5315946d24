"""Copying: read a string of symbols, then write it again."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from lstm_lib._validation import Array, expect_rng
from lstm_lib.tasks.batch import PairBatch, decoder_inputs

SYMBOLS = 8
END = SYMBOLS
"""Number of the symbol that ends a target."""


def batch(rng: np.random.Generator, lengths: ArrayLike, dtype: DTypeLike = np.float64) -> PairBatch:
    """Draw one string of each of these lengths, of 8 symbols; the target is the string and an end.

    Raises:
        TypeError: if rng is not a Generator.
        ValueError: if there is no length, or one is less than 1.
    """
    expect_rng(rng)
    lengths = np.asarray(lengths)
    if lengths.ndim != 1 or lengths.size == 0 or lengths.min() < 1:
        raise ValueError(f"lengths: expected whole numbers of at least 1, got {lengths!r:.60}")
    T, B = int(lengths.max()), len(lengths)
    symbols = rng.integers(0, SYMBOLS, (T, B))
    inside = np.arange(T + 1)[:, None] < lengths
    target = np.full((T + 1, B), END)
    target[:-1][inside[:-1]] = symbols[inside[:-1]]
    source = np.eye(SYMBOLS, dtype=dtype)[symbols] * inside[:-1, :, None]
    mask = np.arange(T + 1)[:, None] <= lengths
    return PairBatch(
        source.astype(dtype), lengths, decoder_inputs(target, SYMBOLS + 1, dtype), target, mask
    )


def is_correct(written: Array, batch: PairBatch) -> Array:
    """(B,), true where every symbol up to the end was written correctly.

    Args:
        written: (U, B), the symbols that a decoder wrote.
        batch: the task.

    Raises:
        ValueError: if the shapes differ.
    """
    if written.shape != batch.target.shape:
        raise ValueError(f"written: expected shape {batch.target.shape}, got {written.shape}")
    correct: Array = ((written == batch.target) | ~batch.mask).all(axis=0)
    return correct
