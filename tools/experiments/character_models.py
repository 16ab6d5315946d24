"""Bits per character on names of Unicode: three recurrent networks and a longer training.

An LSTM of 64 units, a GRU of 75 and a plain recurrent layer of 135 have nearly the same number of
weights; each is trained on 1,000 batches of 16 names. One LSTM and one GRU are trained six times as
long. The rates are the best of a few that were tried with the first seed.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np

from lstm_lib.tasks import unicode_names
from lstm_lib.training import cross_entropy
from tools.experiments._next_symbol import EARLY, Array, Model, build, fit, logits, weights

SYMBOLS, BATCH, STEPS, LONG, SEEDS = len(unicode_names.SYMBOLS), 16, 1000, 6000, 8
TRAINING, HELD_OUT = unicode_names.split(np.random.default_rng(0))


class Setting(NamedTuple):
    """A kind of network, its number of units, and the learning rate."""

    kind: str
    units: int
    rate: float


SETTINGS = [Setting("lstm", 64, 0.02), Setting("gru", 75, 0.02), Setting("rnn", 135, 0.005)]


def bits(model: Model, texts: list[str] = HELD_OUT) -> float:
    """Mean number of bits per character, the ends of names included."""
    ordered, total, count = sorted(texts, key=len), 0.0, 0
    for begin in range(0, len(ordered), 256):
        batch = unicode_names.encode(ordered[begin : begin + 256])
        symbols = int(np.count_nonzero(batch.mask))
        total += symbols * cross_entropy(logits(model, batch), batch.target, batch.mask)[0]
        count += symbols
    return float(total / count / np.log(2))


def run(setting: Setting, seed: int, steps: int = STEPS, stop: int | None = None) -> Array:
    """Bits on held-out names after training, and the loss of step 20; no bits if stopped before."""
    model = build(setting.kind, SYMBOLS, setting.units, seed)
    draw = partial(unicode_names.batch, count=BATCH, texts=TRAINING)
    losses = fit(model, draw, seed, steps, setting.rate, stop)
    return np.array([losses[EARLY - 1], np.nan if stop else bits(model)])


def record() -> dict[str, Array]:
    """runs (settings, seeds, loss of step 20 and final bits), and of the long training (2, 2)."""
    runs = [[run(setting, seed) for seed in range(SEEDS)] for setting in SETTINGS]
    found: Array = np.array(runs)
    return {
        "early": found[..., 0],
        "bits": found[..., 1],
        "long_bits": np.array([run(setting, 0, LONG)[1] for setting in SETTINGS[:2]]),
        "weights": np.array([weights(build(s.kind, SYMBOLS, s.units, 0)) for s in SETTINGS]),
    }


def sample() -> dict[str, Array]:
    """The first 20 steps of every network's first seed."""
    early = [[run(setting, 0, stop=EARLY)[0]] for setting in SETTINGS]
    return {"early": np.array(early)}
