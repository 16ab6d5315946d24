"""The batch of sequences that every task returns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lstm_lib._validation import Array


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
