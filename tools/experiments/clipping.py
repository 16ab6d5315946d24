"""Plain gradient descent with and without clipping, on a task whose gradients have spikes.

The task is that of `hold_a_number`, over 20 steps, for an LSTM. In the runs that are recorded update
by update, plain gradient descent is far below the largest stable rate of the linear head, so that the
spike on which the unclipped run fails comes back through the recurrent weights.
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
SHOWN, SHOWN_SEED, SHOWN_LIMIT = 0.1, 15, 5.0
"""The rate, the seed and the limit of the run that is recorded update by update, and without one."""


def final_step(steps: int, count: int) -> Array:
    """(T, B), true at the only step whose output counts."""
    mask = np.zeros((steps, count), bool)
    mask[-1] = True
    return mask


def curvature(h: Array) -> float:
    """The largest curvature of the mean squared error along the weights of a head that reads h."""
    seen = np.column_stack([np.ones(len(h)), h])
    return float(np.linalg.eigvalsh(2 / len(seen) * seen.T @ seen)[-1])


def run(
    seed: int, optimizer: Optimizer, max_norm: float, updates: int = UPDATES
) -> tuple[float, Array]:
    """The error on fresh sequences after training; and, for each update, loss, two norms, a rate.

    The norms are those of the gradients of the LSTM and of the head; the rate is the largest at
    which the head alone would be stable, 2 over its curvature. Losses and errors are fractions of
    always saying 0's. A run that overflows ends there, with an error of ∞.
    """
    net = Network.random(2, UNITS, 1, np.random.default_rng(seed))
    mask = final_step(STEPS, BATCH)
    trace = np.full((updates, 4), np.inf)
    for update in range(updates):
        x, number = sequences(STEPS, BATCH, np.random.default_rng((seed, update)))
        output = network.forward(net, x)
        target = np.where(mask, number, 0.0)[..., None]
        loss, dy = losses.squared_error(output.y, target, mask)
        gradients = network.backward(output, dy).parameters
        norms = [float(np.linalg.norm(gradients[name])) for name in ("layer_1.W", "head")]
        if not np.isfinite([loss, *norms]).all() or loss > 1e12:
            return np.inf, trace
        trace[update] = 3 * loss, *norms, 2 / curvature(output.h[-1])
        if max_norm < np.inf:
            clip_by_norm(gradients, max_norm)
        optimizer.step(net.parameters, gradients)
    x, number = sequences(STEPS, FRESH, np.random.default_rng(1000))
    y = network.forward(net, x).y[-1, :, 0]
    return float(3 * np.mean((y - number) ** 2)), trace


def record() -> dict[str, Array]:
    """errors (rates, limits, seeds) of gradient descent and of Adam, and the fraction of updates that
    were clipped; the same at the shown rate and limit (seeds,); `run`'s trace of the shown runs,
    without the limit and with it (2, updates, 4)."""
    found: dict[str, Array] = {"rates": np.array(RATES), "adam_rates": np.array(ADAM_RATES)}
    for name, kind, rates in (("sgd", SGD, RATES), ("adam", Adam, ADAM_RATES)):
        shape = len(rates), len(LIMITS), SEEDS
        errors, clipped = np.empty(shape), np.empty(shape)
        for at in np.ndindex(shape):
            rate, limit, seed = rates[at[0]], LIMITS[at[1]], at[2]
            errors[at], clipped[at], _ = examined(seed, kind(rate), limit)
        found |= {f"{name}_errors": errors, f"{name}_clipped": clipped}
    runs = [examined(seed, SGD(SHOWN), SHOWN_LIMIT) for seed in range(SEEDS)]
    found["shown_errors"] = np.array([error for error, _, _ in runs])
    found["shown_clipped"] = np.array([fraction for _, fraction, _ in runs])
    traces = examined(SHOWN_SEED, SGD(SHOWN), np.inf)[2], runs[SHOWN_SEED][2]
    return found | {"trace": np.array(traces, np.float32)}


def examined(seed: int, optimizer: Optimizer, limit: float) -> tuple[float, float, Array]:
    """The error of `run`, the fraction of its updates that were clipped, and its trace."""
    error, trace = run(seed, optimizer, limit)
    return error, float(np.mean(np.hypot(*trace.T[1:3]) > limit)), trace


def sample() -> dict[str, Array]:
    """The first updates of the two runs."""
    limits = np.inf, SHOWN_LIMIT
    return {"trace": np.array([run(SHOWN_SEED, SGD(SHOWN), k, updates=50)[1] for k in limits])}
