"""Saturation of the memories of untrained cells without a forget gate, for three input biases.

Layers of 32 cells of the 1997 kind, as the library would draw their weights but for the bias of the
input gate, read independent noise of variance 1. A cell is saturated if |tanh(c)| is above 0.95.
"""

from __future__ import annotations

import numpy as np

from lstm_lib.activations import tanh
from lstm_lib.variants import lstm_1997_forward
from lstm_lib.weights import LSTMWeights

Array = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
INPUT_BIASES = (0.0, -3.0, -6.0)
LAYERS = 30
UNITS, INPUTS = 32, 4
STEPS = (10, 15, 20, 30, 40, 50, 70, 100, 150, 200, 300, 400, 500, 700, 1000)


def saturated(input_bias: float, seed: int, steps: tuple[int, ...] = STEPS) -> Array:
    """Count the cells that are saturated after each of these numbers of steps."""
    rng = np.random.default_rng(seed)
    drawn = LSTMWeights.random(UNITS, INPUTS, rng)
    noise = rng.normal(size=(steps[-1], 1, INPUTS))
    drawn.i[:, 0] = input_bias
    c = lstm_1997_forward(np.concatenate([drawn.i, drawn.g, drawn.o]), noise).c[:, 0]
    count: Array = np.sum(np.abs(tanh(c)) > 0.95, axis=1)
    return count[np.array(steps) - 1]


def record() -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]]:
    """Counts (input biases, layers, steps), and what the axes are."""
    counts = [[saturated(bias, seed) for seed in range(LAYERS)] for bias in INPUT_BIASES]
    return {
        "saturated": np.array(counts),
        "input_biases": np.array(INPUT_BIASES),
        "steps": np.array(STEPS),
    }


def sample() -> dict[str, Array]:
    """Five layers at an input bias of 0, up to step 100."""
    return {"saturated": np.array([[saturated(0.0, seed, STEPS[:8]) for seed in range(5)]])}
