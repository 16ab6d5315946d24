"""Rows of gates in another order, and checks of what other libraries hand over."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

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


def expect_mapping(name: str, arrays: Mapping[str, ArrayLike]) -> None:
    if not isinstance(arrays, Mapping):
        raise TypeError(f"{name}: expected a dictionary of arrays, got {arrays!r:.60}")


def require(arrays: Mapping[str, ArrayLike], name: str) -> ArrayLike:
    if name not in arrays:
        raise ValueError(f"{name}: expected an array of this name, got only {', '.join(arrays)}")
    return arrays[name]


def last(array: Array) -> int:
    """Size of the last axis; 0 for a single number, which no shape then fits."""
    return array.shape[-1] if array.ndim else 0


def only(name: str, value: object, expected: object) -> None:
    """Stop a conversion that would silently compute something else."""
    if value != expected:
        raise ValueError(f"{name}: expected {expected!r}, the LSTM of this library; got {value!r}")
