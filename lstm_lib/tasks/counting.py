"""Two formal languages: aⁿbⁿ, which takes counting, and brackets of two kinds, which take a stack.

Both are read symbol by symbol, and at each step the target is the next symbol.

Source: aⁿbⁿ with LSTMs: Gers & Schmidhuber 2001.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from lstm_lib._validation import Array, as_float, as_size, expect_rng
from lstm_lib.tasks.batch import Batch, next_symbols

LARGEST = 50
"""The largest n in training."""
COUNTING_SYMBOLS = ".ab"
BRACKETS = ".([)]"
"""The mark at both ends, two opening brackets, and in the same order the two that close them."""
DEPTH, LONGEST, END = 4, 60, 0.3
"""The depth of brackets in training, the length from which they only close, and the chance to end."""


def encode_counts(counts: ArrayLike, dtype: DTypeLike = np.float64) -> Batch:
    """Encode aⁿbⁿ for each n: x (T, B, 3) and the next symbol, 0 the end, 1 a, 2 b.

    Raises:
        ValueError: if there is no n, or one is less than 1.
    """
    counts = np.asarray(counts)
    if counts.ndim != 1 or counts.size == 0 or counts.min() < 1:
        raise ValueError(
            f"counts: expected a list of whole numbers of at least 1, got {counts!r:.60}"
        )
    return next_symbols([[1] * int(n) + [2] * int(n) for n in counts], 3, dtype)


def batch(rng: np.random.Generator, count: int, dtype: DTypeLike = np.float64) -> Batch:
    """Draw n from 1 … 50 for each sequence and encode aⁿbⁿ.

    Raises:
        TypeError: if rng is not a Generator, or the count is not a whole number.
        ValueError: if the count is less than 1.
    """
    expect_rng(rng)
    return encode_counts(rng.integers(1, LARGEST + 1, as_size("count", "B", count)), dtype)


def is_correct(y: ArrayLike, batch: Batch) -> Array:
    """(B,), true where the largest output is the next symbol at every step from the first b on.

    Until the first b nothing can be known: the next symbol may be an a or a b.

    Args:
        y: (T, B, 3), outputs of a network.
        batch: what it was given, from `encode_counts`.

    Raises:
        TypeError, ValueError: if y is not made of floats, or not of this shape.
    """
    y = as_float("y", y)
    if y.shape != (*batch.target.shape, 3):
        raise ValueError(f"y: expected shape {(*batch.target.shape, 3)}, got {y.shape}")
    after_a = batch.x[..., 2] == 1  # a b was read, so the rest is determined
    correct: Array = ((y.argmax(axis=-1) == batch.target) | ~(after_a & batch.mask)).all(axis=0)
    return correct


def draw_brackets(rng: np.random.Generator) -> list[int]:
    """Draw a balanced sequence of brackets, nested at most four deep.

    Raises:
        TypeError: if rng is not a Generator.
    """
    expect_rng(rng)
    symbols: list[int] = []
    stack: list[int] = []
    while True:
        if not stack:
            if symbols and (rng.random() < END or len(symbols) >= LONGEST):
                return symbols
            opens = True
        elif len(stack) >= DEPTH:
            opens = False
        else:
            opens = bool(rng.random() < 0.5 and len(symbols) < LONGEST)
        if opens:
            stack.append(int(rng.integers(2)))
            symbols.append(1 + stack[-1])
        else:
            symbols.append(3 + stack.pop())


def bracket_batch(rng: np.random.Generator, count: int, dtype: DTypeLike = np.float64) -> Batch:
    """Draw sequences of brackets and encode them: x (T, B, 5) and the next symbol.

    Raises:
        TypeError, ValueError: as `batch`.
    """
    B = as_size("count", "B", count)
    return next_symbols([draw_brackets(rng) for _ in range(B)], len(BRACKETS), dtype)


def nested_brackets(
    rng: np.random.Generator, count: int, depth: int, dtype: DTypeLike = np.float64
) -> Batch:
    """Sequences that open `depth` brackets of random kinds and then close them all.

    Raises:
        TypeError, ValueError: as `batch`; also for the depth.
    """
    expect_rng(rng)
    opening = rng.integers(0, 2, (as_size("count", "B", count), as_size("depth", "depth", depth)))
    sequences = np.concatenate([1 + opening, 3 + opening[:, ::-1]], axis=1)
    return next_symbols(sequences.tolist(), len(BRACKETS), dtype)


def closes_correctly(y: ArrayLike, batch: Batch) -> Array:
    """(B,), true where each closing bracket of `nested_brackets` has a larger output than the other.

    Args:
        y: (T, B, 5), outputs of a network.
        batch: what it was given.

    Raises:
        TypeError, ValueError: if y is not made of floats, or not of this shape.
    """
    y = as_float("y", y)
    if y.shape != (*batch.target.shape, 5):
        raise ValueError(f"y: expected shape {(*batch.target.shape, 5)}, got {y.shape}")
    closing = batch.target >= 3
    kind = 3 + y[..., 3:].argmax(axis=-1)
    correct: Array = ((kind == batch.target) | ~closing).all(axis=0)
    return correct
