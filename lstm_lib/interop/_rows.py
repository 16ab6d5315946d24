"""Rows of gates in another order."""

from __future__ import annotations

import numpy as np

from lstm_lib._validation import Array
from lstm_lib.weights import GATES, LSTMWeights, expect_weights


def to_rows(weights: LSTMWeights, order: str) -> tuple[Array, Array, Array]:
    """Split into input (4H, D), recurrent (4H, H) and bias (4H,), gates in another order."""
    expect_weights(weights)
    rows = np.concatenate([getattr(weights, gate) for gate in order])
    H = weights.units
    return rows[:, 1 + H :].copy(), rows[:, 1 : 1 + H].copy(), rows[:, 0].copy()


def from_rows(inputs: Array, recurrent: Array, bias: Array, order: str) -> LSTMWeights:
    """The inverse of `to_rows`."""
    blocks = np.split(np.column_stack([bias, recurrent, inputs]), 4)
    return LSTMWeights(np.concatenate([blocks[order.index(gate)] for gate in GATES]))
