"""State tracking: a state that every input may change must be known after each step.

The state is a bit that is set, a bit that is flipped, or the order of three things that are swapped.
At each step the target is the state after it.

Source: flip-flop: Liu et al. 2023, Exposing attention glitches; permutations: Merrill et al. 2024.
"""

from __future__ import annotations

from itertools import permutations

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib._validation import Array, as_size, expect_rng
from lstm_lib.tasks.batch import Batch

FLIP_FLOP_SYMBOLS = 6
"""Symbols 0 and 1 set the bit, 2 to 5 say nothing."""
CHANCE_TO_SET = 0.1
PARITY = np.array([[0, 1], [1, 0]])
"""The table of parity, from state and symbol to the next state."""
ORDERS = tuple(permutations(range(3)))
S3 = np.array(
    [[ORDERS.index(tuple(first[k] for k in then)) for then in ORDERS] for first in ORDERS]
)
"""The table of S₃, the six ways to reorder three things."""


def flip_flop(
    rng: np.random.Generator, count: int, steps: int, dtype: DTypeLike = np.float64
) -> Batch:
    """Draw sequences of 6 symbols; one step in ten sets the bit, the first always does.

    Returns:
        x (T, B, 6), one-hot, and the bit after each step, (T, B).

    Raises:
        TypeError: if rng is not a Generator, or a size is not a whole number.
        ValueError: if a size is less than 1.
    """
    expect_rng(rng)
    T, B = as_size("steps", "T", steps), as_size("count", "B", count)
    sets = rng.random((T, B)) < CHANCE_TO_SET
    sets[0] = True
    symbols = np.where(sets, rng.integers(0, 2, (T, B)), rng.integers(2, FLIP_FLOP_SYMBOLS, (T, B)))
    since = np.maximum.accumulate(np.where(sets, np.arange(T)[:, None], 0))
    bits = np.take_along_axis(symbols, since, axis=0)
    return _encode(symbols, FLIP_FLOP_SYMBOLS, bits, dtype)


def products(
    rng: np.random.Generator, count: int, steps: int, table: Array, dtype: DTypeLike = np.float64
) -> Batch:
    """Draw sequences of symbols of a group; the state starts at 0 and follows its table.

    Args:
        rng: source of the random numbers.
        count, steps: B and T.
        table: (n, n), the next state for each state and symbol, such as `PARITY` or `S3`.
        dtype: of x.

    Returns:
        x (T, B, n), one-hot, and the state after each step, (T, B).

    Raises:
        TypeError: if rng is not a Generator, or a size is not a whole number.
        ValueError: if a size is less than 1.
    """
    expect_rng(rng)
    T, B = as_size("steps", "T", steps), as_size("count", "B", count)
    symbols = rng.integers(0, len(table), (T, B))
    states, state = np.empty_like(symbols), np.zeros(B, np.intp)
    for t, symbol in enumerate(symbols):
        state = states[t] = table[state, symbol]
    return _encode(symbols, len(table), states, dtype)


def _encode(symbols: Array, count: int, target: Array, dtype: DTypeLike) -> Batch:
    T, B = symbols.shape
    x = np.eye(count, dtype=dtype)[symbols]
    return Batch(x, target, np.ones((T, B), bool), np.full(B, T))
