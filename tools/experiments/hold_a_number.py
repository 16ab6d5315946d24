"""A plain recurrent layer learns to hold one number: length, spectral radius, updates.

The first input is a number from −1 to 1, marked by a second input that is 1 at this step only; noise
of the same size follows. After T steps the layer, read by a linear output, should say the first
number. Always saying 0 makes a mean squared error of 1/3; errors are given as a fraction of that.
"""

from __future__ import annotations

import numpy as np

from lstm_lib.training import Adam
from lstm_lib.variants import rnn_backward, rnn_forward

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
LENGTHS = (5, 10, 20, 40)
RADII = (0.8, 1.0, 1.2, 1.4, 1.7)
SEEDS = 8
UPDATES = tuple(range(100, 3001, 100))
UNITS, BATCH, RATE, FRESH = 16, 32, 0.003, 1000


def sequences(steps: int, count: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Inputs (T, B, 2) and the number to hold, (B,)."""
    x = np.zeros((steps, count, 2))
    x[..., 0] = rng.uniform(-1, 1, size=(steps, count))
    x[0, :, 1] = 1
    return x, x[0, :, 0]


def weights_of_radius(radius: float, rng: np.random.Generator, units: int = UNITS) -> Array:
    """W (H, 1+H+D): no bias, recurrent weights scaled to a spectral radius, normal input weights."""
    W_h = rng.normal(size=(units, units))
    W_h *= radius / np.abs(np.linalg.eigvals(W_h)).max()
    return np.column_stack([np.zeros(units), W_h, rng.normal(size=(units, 2))])


def error(W: Array, v: Array, steps: int) -> float:
    """The mean squared error on sequences never seen in training, as a fraction of always-0's."""
    x, target = sequences(steps, FRESH, np.random.default_rng(1000 + steps))
    return float(3 * np.mean((rnn_forward(W, x)[-1] @ v - target) ** 2))


def errors_while_training(
    steps: int, radius: float, seed: int, updates: tuple[int, ...] = UPDATES
) -> list[float]:
    """`error` after each of these numbers of updates."""
    rng = np.random.default_rng(seed)
    W, v = weights_of_radius(radius, rng), np.zeros(UNITS)
    adam, errors = Adam(RATE), []
    for update in range(1, updates[-1] + 1):
        x, target = sequences(steps, BATCH, rng)
        h = rnn_forward(W, x)
        slope = 2 * (h[-1] @ v - target) / BATCH
        dh = np.zeros_like(h)
        dh[-1] = np.outer(slope, v)
        gradients = {"W": rnn_backward(W, x, None, h, dh)[0], "v": h[-1].T @ slope}
        adam.step({"W": W, "v": v}, gradients)
        if update in updates:
            errors.append(error(W, v, steps))
    return errors


def record() -> dict[str, Array]:
    """errors (lengths, radii, seeds, updates), and what its axes are."""
    errors = [
        [[errors_while_training(T, radius, seed) for seed in range(SEEDS)] for radius in RADII]
        for T in LENGTHS
    ]
    return {
        "errors": np.array(errors),
        "lengths": np.array(LENGTHS),
        "radii": np.array(RADII),
        "updates": np.array(UPDATES),
    }


def sample() -> dict[str, Array]:
    """The first 200 updates of two networks at the shortest length and the smallest radius."""
    errors = [errors_while_training(LENGTHS[0], RADII[0], seed, UPDATES[:2]) for seed in (0, 1)]
    return {"errors": np.array([[errors]])}
