"""The batch of sequences that every task returns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib._validation import Array, as_size


class Batch(NamedTuple):
    """B sequences of at most T steps.

    Attributes:
        x: (T, B, D), inputs, 0 beyond a sequence's length.
        target: (T, B, K) numbers, or (T, B) classes; 0 where the mask is false.
        mask: (T, B), true where the output counts.
        lengths: (B,), steps in each sequence.
    """

    x: Array
    target: Array
    mask: Array
    lengths: Array


def last_steps(lengths: Array) -> Array:
    """(T, B), true at the final step of each sequence; T is the largest length."""
    last: Array = np.arange(lengths.max())[:, None] == lengths - 1
    return last


def next_symbols(
    sequences: Sequence[Sequence[int]], symbols: int, dtype: DTypeLike = np.float64
) -> Batch:
    """Encode sequences so that at each step the target is the next symbol.

    Symbol 0 marks both ends: s_1 … s_n is read as 0, s_1, …, s_n, one-hot, and the targets are
    s_1, …, s_n, 0, so a sequence of n symbols takes n + 1 steps.

    Args:
        sequences: B sequences of whole numbers 1 … K − 1.
        symbols: K, the number of symbols, the mark at the ends included.
        dtype: of x.

    Raises:
        TypeError: if symbols is not a whole number.
        ValueError: if there is no sequence, or a symbol lies outside 1 … K − 1.
    """
    K = as_size("symbols", "K", symbols)
    if not sequences:
        raise ValueError("sequences: expected at least one sequence, got none")
    lengths = np.array([len(sequence) + 1 for sequence in sequences])
    numbers = np.zeros((int(lengths.max()) + 1, len(sequences)), np.intp)
    inside = np.arange(len(numbers) - 1)[:, None] < lengths
    for b, sequence in enumerate(sequences):
        numbers[1 : len(sequence) + 1, b] = sequence
        if len(sequence) and not 0 < min(sequence) <= max(sequence) < K:
            raise ValueError(
                f"sequences[{b}]: expected symbols 1 … {K - 1}, got {min(sequence)} … {max(sequence)}"
            )
    x = np.where(inside[..., None], np.eye(K)[numbers[:-1]], 0).astype(dtype)
    return Batch(x, numbers[1:], inside, lengths)


class PairBatch(NamedTuple):
    """B pairs of sequences: a source to read, and a target to write.

    Attributes:
        source: (T, B, D), one-hot, 0 beyond a source's length.
        lengths: (B,), steps in each source.
        inputs: (U, B, K + 1), what a decoder reads in training, one-hot: symbol K, which means
            "begin", then the target one step late.
        target: (U, B), whole numbers 0 … K − 1.
        mask: (U, B), true up to the end of each target.
    """

    source: Array
    lengths: Array
    inputs: Array
    target: Array
    mask: Array


def decoder_inputs(target: Array, symbols: int, dtype: DTypeLike = np.float64) -> Array:
    """(U, B, K + 1), one-hot: symbol K = `symbols` first, then each target one step late.

    Raises:
        IndexError: if a target lies outside 0 … K.
    """
    late = np.concatenate([np.full_like(target[:1], symbols), target[:-1]])
    inputs: Array = np.eye(symbols + 1, dtype=dtype)[late]
    return inputs
