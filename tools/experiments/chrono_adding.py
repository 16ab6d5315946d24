"""The adding problem over 200 steps from two starts, a forget bias of 1 and the chrono biases.

Both have the same budget and three learning rates, so that none is judged at the other's best.
"""

from __future__ import annotations

import numpy as np

from lstm_lib import network
from lstm_lib.network import Network
from lstm_lib.tasks import Batch, adding
from lstm_lib.training import Adam, clip_by_norm, losses
from tools.experiments.one_bit import Array, started

STARTS = ("1", "chrono")
STEPS, SEEDS, UPDATES, UNITS, BATCH, FRESH, EVERY = 200, 8, 200, 16, 32, 500, 50
RATES = (0.003, 0.01, 0.03)


def errors(start: str, rate: float, seed: int, updates: int = UPDATES) -> Array:
    """The error on fresh sequences after every 50 updates, as a fraction of always saying ½'s."""
    net, adam = started(start, UNITS, STEPS, seed), Adam(rate)
    rng = np.random.default_rng([seed, 1])
    fresh = adding.batch(np.random.default_rng(999), FRESH, STEPS)
    found = [error(net, fresh)]
    for update in range(1, updates + 1):
        batch = adding.batch(rng, BATCH, STEPS)
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


def record() -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]]:
    """errors (starts, rates, seeds, measurements), and what the axes are."""
    return {
        "errors": np.array(
            [[[errors(start, rate, k) for k in range(SEEDS)] for rate in RATES] for start in STARTS]
        ),
        "starts": np.array(STARTS),
        "rates": np.array(RATES),
        "updates": np.arange(0, UPDATES + 1, EVERY),
    }


def sample() -> dict[str, Array]:
    """The first 50 updates of the first network."""
    return {"errors": errors(STARTS[0], RATES[0], 0, EVERY)[None, None, None]}
