"""The adding problem over 200 steps and more, from two starts: a forget bias of 1, and chrono.

Equal budgets, and for the shortest length three learning rates each, so that a start is not judged by
a rate that suits the other; at greater lengths each start keeps the rate that did best for it.
"""

from __future__ import annotations

import numpy as np

from lstm_lib import network
from lstm_lib.network import Network
from lstm_lib.tasks import Batch, adding
from lstm_lib.training import Adam, clip_by_norm, losses
from tools.experiments.one_bit import Array, started

STARTS = ("1", "chrono")
RATES = (0.003, 0.01, 0.03)
STEPS, LONGER = 200, 500
SEEDS, UPDATES, UNITS, BATCH, FRESH, EVERY = 8, 300, 16, 32, 500, 50


def errors(start: str, rate: float, seed: int, steps: int, updates: int = UPDATES) -> Array:
    """The error on fresh sequences after every 50 updates, as a fraction of always saying ½'s."""
    net, adam = started(start, UNITS, steps, seed), Adam(rate)
    rng = np.random.default_rng([seed, 1])
    fresh = adding.batch(np.random.default_rng(999), FRESH, steps)
    found = [error(net, fresh)]
    for update in range(1, updates + 1):
        batch = adding.batch(rng, BATCH, steps)
        output = network.forward(net, batch.x, lengths=batch.lengths)
        _, dy = losses.squared_error(output.y, batch.target, batch.mask)
        gradients = network.backward(output, dy).parameters
        clip_by_norm(gradients, 1.0)
        adam.step(net.parameters, gradients)
        if update % EVERY == 0:
            found.append(error(net, fresh))
    return np.array(found)


def error(net: Network, batch: Batch) -> float:
    """Mean squared error, as a fraction of that of always saying ½."""
    y = network.forward(net, batch.x, lengths=batch.lengths).y
    baseline = np.mean((batch.target[batch.mask] - 0.5) ** 2)
    return float(losses.squared_error(y, batch.target, batch.mask)[0] / baseline)


def best_rate(found: Array) -> float:
    """The rate with the smallest median error at the end; found is (rates, seeds, measurements)."""
    return RATES[int(np.argmin(np.median(found[..., -1], axis=1)))]


def record() -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]]:
    """errors (starts, rates, seeds, measurements), longer (starts, seeds, measurements), the axes."""
    seeds = range(SEEDS)
    found = np.array([[[errors(s, r, k, STEPS) for k in seeds] for r in RATES] for s in STARTS])
    best = [best_rate(of_start) for of_start in found]
    longer = [[errors(s, r, k, LONGER) for k in seeds] for s, r in zip(STARTS, best, strict=True)]
    return {
        "errors": found,
        "longer": np.array(longer),
        "starts": np.array(STARTS),
        "rates": np.array(RATES),
        "best_rates": np.array(best),
        "steps": np.array([STEPS, LONGER]),
        "updates": np.arange(0, UPDATES + 1, EVERY),
    }


def sample() -> dict[str, Array]:
    """The first 50 updates of the first network."""
    return {"errors": errors(STARTS[0], RATES[0], 0, STEPS, EVERY)[None, None, None]}
