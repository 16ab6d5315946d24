"""Small networks with random weights, and inputs and states that fit them."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_lib import network
from lstm_lib.cell import State
from lstm_lib.network import Network

T, B, D, H, K = 5, 4, 3, 2, 2
LENGTHS = np.array([5, 0, 1, 3])


def made(
    layers: int = 2,
    both: bool = False,
    outputs: int | None = K,
    dropout: float = 0.0,
    dtype: Any = np.float64,
) -> Network:
    rng = np.random.default_rng(1)
    built = Network.random(D, H, outputs, rng, layers, both, dropout, dtype=dtype)
    for w in built.parameters.values():
        w += 0.3 * rng.normal(size=w.shape).astype(dtype)  # biases too
    return built


def inputs(dtype: Any = np.float64) -> np.ndarray:
    return np.random.default_rng(2).normal(size=(T, B, D)).astype(dtype)


def states(built: Network) -> network.States:
    rng = np.random.default_rng(3)
    return [
        tuple(State(*rng.normal(size=(2, B, w.units))) for w in layer) for layer in built.layers
    ]
