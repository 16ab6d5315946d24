"""The embedded Reber grammar, learned from 16,000 strings by eight networks."""

from __future__ import annotations

import numpy as np

from lstm_lib import network
from lstm_lib.network import Network
from lstm_lib.tasks import reber
from lstm_lib.training import Adam, cosine, losses, train

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
UNITS, BATCH, UPDATES, RATE, SEEDS = 32, 16, 1000, 0.01, 8


def losses_and_correct(seed: int, updates: int = UPDATES) -> tuple[Array, float]:
    """The loss of every update, and the fraction of 1,000 unseen strings that are wholly correct."""
    net = Network.random(7, UNITS, 7, np.random.default_rng(seed))
    shown = reber.strings(np.random.default_rng((9, seed)), BATCH * UPDATES)
    history = train(
        net,
        lambda step: reber.encode(shown[BATCH * (step - 1) : BATCH * step]),
        losses.cross_entropy,
        Adam(cosine(RATE, UPDATES)),
        updates,
        max_norm=1.0,
        progress=False,
    )
    unseen = reber.strings(np.random.default_rng((10, seed)), 1000, without=shown)
    asked = reber.encode(unseen)
    y = network.forward(net, asked.x, lengths=asked.lengths).y
    return history.loss, float(reber.is_correct(y, asked).mean())


def record() -> dict[str, Array]:
    """losses (seeds, updates) and correct (seeds,)."""
    runs = [losses_and_correct(seed) for seed in range(SEEDS)]
    return {
        "losses": np.array([loss for loss, _ in runs], np.float32),
        "correct": np.array([correct for _, correct in runs]),
    }


def sample() -> dict[str, Array]:
    """The first 50 updates of the first run."""
    return {"losses": losses_and_correct(0, 50)[0][None]}
