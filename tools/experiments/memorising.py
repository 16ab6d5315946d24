"""Learning 100 sequences whose targets have errors: four ways to hold a network back.

The adding problem with 10 steps; to each target is added noise with a standard deviation of 0.2, so
that the least error that anything can reach on fresh sequences is 0.04. A network is trained on the
same 100 sequences 500 times, and watched on 500 others (validation) and 2,000 more (test).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lstm_lib import network
from lstm_lib.network import Network
from lstm_lib.tasks import Batch, adding
from lstm_lib.training import Adam, AdamW, clip_by_norm, losses

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
NOISE, UNITS, RATE, UPDATES, EVERY, SEEDS = 0.2, 16, 0.01, 500, 10, 8


class Setting(NamedTuple):
    """The differences from the plain run."""

    weight_decay: float = 0.0
    layers: int = 1
    dropout: float = 0.0
    sequences: int = 100


SETTINGS = {
    "nothing": Setting(),
    "weight decay 0.1": Setting(weight_decay=0.1),
    "weight decay 0.5": Setting(weight_decay=0.5),
    "weight decay 1": Setting(weight_decay=1.0),
    "two layers": Setting(layers=2),
    "dropout 0.2": Setting(layers=2, dropout=0.2),
    "dropout 0.5": Setting(layers=2, dropout=0.5),
    "1,000 sequences": Setting(sequences=1000),
}


def noisy(seed: tuple[int, int], count: int) -> Batch:
    """Sequences whose targets have errors."""
    rng = np.random.default_rng(seed)
    batch = adding.batch(rng, count, steps=10)
    return batch._replace(target=batch.target + NOISE * rng.normal(size=batch.target.shape))


def error(net: Network, batch: Batch) -> float:
    """Mean squared error."""
    y = network.forward(net, batch.x, lengths=batch.lengths).y
    return losses.squared_error(y, batch.target, batch.mask)[0]


def curves(setting: Setting, seed: int, updates: int = UPDATES) -> Array:
    """Error on training, validation and test sequences, (3, updates / 10), nothing dropped."""
    sets = [noisy((seed, k), n) for k, n in enumerate((setting.sequences, 500, 2000), 1)]
    shown = sets[0]
    net = Network.random(
        2, UNITS, 1, np.random.default_rng(seed), setting.layers, dropout=setting.dropout
    )
    rng = np.random.default_rng((seed, 4)) if setting.dropout else None
    decay, found = setting.weight_decay, []
    adam = AdamW(RATE, weight_decay=decay) if decay else Adam(RATE)
    for update in range(1, updates + 1):
        output = network.forward(net, shown.x, lengths=shown.lengths, rng=rng)
        _, dy = losses.squared_error(output.y, shown.target, shown.mask)
        gradients = network.backward(output, dy).parameters
        clip_by_norm(gradients, 1.0)
        adam.step(net.parameters, gradients)
        if update % EVERY == 0:
            found.append([error(net, one) for one in sets])
    return np.array(found).T


def record() -> dict[str, Array]:
    """errors (settings, seeds, training validation test, validations), and the settings."""
    errors = [[curves(one, seed) for seed in range(SEEDS)] for one in SETTINGS.values()]
    return {"errors": np.array(errors, np.float32), "settings": np.array(list(SETTINGS))}


def sample() -> dict[str, Array]:
    """The first 50 updates of the first run."""
    return {"errors": curves(Setting(), 0, 50)[None, None]}
