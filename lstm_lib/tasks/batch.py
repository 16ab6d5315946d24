"""What every task hands out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lstm_lib._validation import Array


class Batch(NamedTuple):
    """B sequences of at most T steps.

    Attributes:
        x: (T, B, D), inputs; 0 past the end of a sequence.
        target: (T, B, K) numbers, or (T, B) classes; 0 where nothing is judged.
        mask: (T, B), true where the answer is judged.
        lengths: (B,), steps in each sequence.
    """

    x: Array
    target: Array
    mask: Array
    lengths: Array


def last_steps(lengths: Array) -> Array:
    """(T, B), true at the last step of each sequence, T being the longest."""
    last: Array = np.arange(lengths.max())[:, None] == lengths - 1
    return last
