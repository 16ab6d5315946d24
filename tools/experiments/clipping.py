"""Plain gradient descent with and without clipping, on a task whose gradients have spikes.

The task is that of `hold_a_number`, over 20 steps, for an LSTM. All rates are below the wall of the
linear head; what an unclipped run fails on comes back through the recurrent weights.
"""

from __future__ import annotations

import numpy as np

from lstm_lib import network
from lstm_lib.network import Network
from lstm_lib.training import SGD, Adam, Optimizer, clip_by_norm, losses
from tools.experiments.hold_a_number import Array, sequences

STEPS, UNITS, BATCH, UPDATES, SEEDS, FRESH = 20, 16, 32, 1500, 16, 1000
RATES, ADAM_RATES = (0.1, 0.3, 0.5), (0.01, 0.03)
LIMITS = (np.inf, 1.0)
SHOWN, SHOWN_SEED = 0.5, 2
"""The rate and the seed whose runs are recorded update by update."""


def final_step(steps: int, count: int) -> Array:
    """(T, B), true at the only step whose output counts."""
    mask = np.zeros((steps, count), bool)
    mask[-1] = True
    return mask


def run(
    seed: int, optimizer: Optimizer, max_norm: float, updates: int = UPDATES
) -> tuple[float, Array]:
    """The error on fresh sequences after training; and, for each update, loss and two norms.

    The norms are those of the gradients of the LSTM and of the head. Losses and errors are
    fractions of always saying 0's. A run that overflows ends there, with an error of ∞.
    """
    net = Network.random(2, UNITS, 1, np.random.default_rng(seed))
    mask = final_step(STEPS, BATCH)
    trace = np.full((updates, 3), np.inf)
    for update in range(updates):
        x, number = sequences(STEPS, BATCH, np.random.default_rng((seed, update)))
        output = network.forward(net, x)
        target = np.where(mask, number, 0.0)[..., None]
        loss, dy = losses.squared_error(output.y, target, mask)
        gradients = network.backward(output, dy).parameters
        norms = [float(np.linalg.norm(gradients[name])) for name in ("layer_1.W", "head")]
        if not np.isfinite([loss, *norms]).all() or loss > 1e12:
            return np.inf, trace
        trace[update] = 3 * loss, *norms
        if max_norm < np.inf:
            clip_by_norm(gradients, max_norm)
        optimizer.step(net.parameters, gradients)
    x, number = sequences(STEPS, FRESH, np.random.default_rng(1000))
    y = network.forward(net, x).y[-1, :, 0]
    return float(3 * np.mean((y - number) ** 2)), trace


def record() -> dict[str, Array]:
    """errors (rates, limits, seeds) of gradient descent and of Adam, the fraction of updates that
    were clipped, and `run`'s trace of two runs (limits, updates, 3)."""
    found: dict[str, Array] = {"rates": np.array(RATES), "adam_rates": np.array(ADAM_RATES)}
    found["trace"] = np.empty((len(LIMITS), UPDATES, 3), np.float32)
    for name, kind, rates in (("sgd", SGD, RATES), ("adam", Adam, ADAM_RATES)):
        shape = len(rates), len(LIMITS), SEEDS
        errors, clipped = np.empty(shape), np.empty(shape)
        for at in np.ndindex(shape):
            rate, limit, seed = rates[at[0]], LIMITS[at[1]], at[2]
            errors[at], trace = run(seed, kind(rate), limit)
            clipped[at] = np.mean(np.hypot(*trace.T[1:]) > limit)
            if kind is SGD and (rate, seed) == (SHOWN, SHOWN_SEED):
                found["trace"][at[1]] = trace
        found |= {f"{name}_errors": errors, f"{name}_clipped": clipped}
    return found


def sample() -> dict[str, Array]:
    """The first updates of the two runs."""
    traces = [run(SHOWN_SEED, SGD(SHOWN), limit, updates=50)[1] for limit in LIMITS]
    return {"trace": np.array(traces)}
