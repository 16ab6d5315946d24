"""The common part of the experiments on the adding problem: the task, one training run, and its error."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstm_lib import network
from lstm_lib.network import Network
from lstm_lib.tasks import Batch, adding
from lstm_lib.training import Adam, losses, train
from lstm_lib.weights import LSTMWeights

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Start = Callable[[LSTMWeights, np.random.Generator], None]
STEPS, UNITS, UPDATES = 30, 16, 300


def sequences(seed: int | tuple[int, int], count: int = 500) -> Batch:
    """Sequences of 30 to 33 steps."""
    return adding.batch(np.random.default_rng(seed), count, steps=STEPS)


FRESH = sequences(999)
BASELINE = float(np.mean((FRESH.target[FRESH.mask] - 0.5) ** 2))


def trained(seed: int, start: Start | None = None, rate: float = 0.01) -> Network:
    """A network after 300 updates with Adam, clipped at 1; `start` changes its first weights."""
    net = Network.random(2, UNITS, 1, np.random.default_rng(seed))
    if start is not None:
        start(net.layers[0][0], np.random.default_rng(seed + 50))
    train(
        net,
        lambda step: sequences((seed, step), 32),
        losses.squared_error,
        Adam(rate),
        UPDATES,
        max_norm=1.0,
        progress=False,
    )
    return net


def error(net: Network) -> float:
    """Squared error on sequences never trained on, as a fraction of that of always saying ½."""
    y = network.forward(net, FRESH.x, lengths=FRESH.lengths).y
    return losses.squared_error(y, FRESH.target, FRESH.mask)[0] / BASELINE
