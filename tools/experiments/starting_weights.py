"""The adding problem from nine kinds of starting weights: which of them learn in 300 updates?"""

from __future__ import annotations

import numpy as np

from lstm_lib.weights import LSTMWeights
from tools.experiments._adding import STEPS, Array, Start, error, trained

SEEDS = 20
LONGEST = STEPS + STEPS // 10
"""T, the longest sequence."""


def forget_bias(value: float) -> Start:
    """Every forget gate starts from this bias."""

    def start(weights: LSTMWeights, rng: np.random.Generator) -> None:
        weights.f[:, 0] = value

    return start


def chrono(weights: LSTMWeights, rng: np.random.Generator) -> None:
    """b_f = ln u with u from 1 to T − 1, and b_i = −b_f.

    Source: Tallec & Ollivier 2018, sec. 3.
    """
    weights.f[:, 0] = np.log(rng.uniform(1, LONGEST - 1, size=weights.units))
    weights.i[:, 0] = -weights.f[:, 0]


def scaled(factor: float) -> Start:
    """All weights but the biases times a factor."""

    def start(weights: LSTMWeights, rng: np.random.Generator) -> None:
        weights.W[:, 1:] *= factor

    return start


def orthogonal(weights: LSTMWeights, rng: np.random.Generator) -> None:
    """The recurrent weights of each block are a random orthogonal matrix."""
    H = weights.units
    for block in (weights.i, weights.f, weights.g, weights.o):
        block[:, 1 : 1 + H] = np.linalg.qr(rng.normal(size=(H, H)))[0]


def keras(weights: LSTMWeights, rng: np.random.Generator) -> None:
    """Glorot's uniform input weights, one orthogonal (H, 4H) for all recurrent ones, b_f = 1."""
    H, D = weights.units, weights.inputs
    limit = np.sqrt(6 / (D + 4 * H))
    weights.W[:, 1 : 1 + H] = np.linalg.qr(rng.normal(size=(4 * H, H)))[0]
    weights.W[:, 1 + H :] = rng.uniform(-limit, limit, size=(4 * H, D))
    weights.W[:, 0] = 0
    weights.f[:, 0] = 1


def pytorch(weights: LSTMWeights, rng: np.random.Generator) -> None:
    """Everything uniform within ±1/√H; two biases, which add up."""
    limit = 1 / np.sqrt(weights.units)
    weights.W[...] = rng.uniform(-limit, limit, size=weights.W.shape)
    weights.W[:, 0] += rng.uniform(-limit, limit, size=len(weights.W))


STARTS: dict[str, Start | None] = {
    "as it is": None,
    "forget bias 0": forget_bias(0.0),
    "forget bias 3": forget_bias(3.0),
    "chrono": chrono,
    "twice as large": scaled(2.0),
    "a tenth": scaled(0.1),
    "orthogonal": orthogonal,
    "as in Keras": keras,
    "as in PyTorch": pytorch,
}


def record() -> dict[str, Array]:
    """errors (starts, seeds), and the names of the starts."""
    errors = [[error(trained(seed, start)) for seed in range(SEEDS)] for start in STARTS.values()]
    return {"errors": np.array(errors), "starts": np.array(list(STARTS))}


def sample() -> dict[str, Array]:
    """The first start and seed."""
    return {"errors": np.array([[error(trained(0))]])}
