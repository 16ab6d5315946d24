"""Bits per character on names of Unicode: an LSTM and a GRU with nearly as many weights.

The LSTM has 64 units, the GRU 75; each is trained on 1,000 batches of 16 names, at the same rate.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np

from lstm_lib.tasks import unicode_names
from lstm_lib.training import cross_entropy
from tools.experiments._next_symbol import EARLY, Array, Model, build, fit, logits, weights

SYMBOLS, BATCH, STEPS = len(unicode_names.SYMBOLS), 16, 1000
TRAINING, HELD_OUT = unicode_names.split(np.random.default_rng(0))


class Setting(NamedTuple):
    """A kind of network, its number of units, and the learning rate."""

    kind: str
    units: int
    rate: float


SETTINGS = [Setting("lstm", 64, 0.02), Setting("gru", 75, 0.02)]
STARTS = 8
"""The number of random starts of each kind."""


def bits(model: Model, texts: list[str] = HELD_OUT) -> float:
    """Mean number of bits per character, the ends of names included."""
    ordered, total, count = sorted(texts, key=len), 0.0, 0
    for begin in range(0, len(ordered), 256):
        batch = unicode_names.encode(ordered[begin : begin + 256])
        symbols = int(np.count_nonzero(batch.mask))
        total += symbols * cross_entropy(logits(model, batch), batch.target, batch.mask)[0]
        count += symbols
    return float(total / count / np.log(2))


def run(setting: Setting, seed: int, stop: int | None = None) -> Array:
    """Bits on held-out names after training, and the loss of step 20; no bits if stopped before."""
    model = build(setting.kind, SYMBOLS, setting.units, seed)
    draw = partial(unicode_names.batch, count=BATCH, texts=TRAINING)
    losses = fit(model, draw, seed, STEPS, setting.rate, stop)
    return np.array([losses[EARLY - 1], np.nan if stop else bits(model)])


def record() -> dict[str, Array]:
    """Bits of each start, by kind; the loss of step 20 of the first (settings,); numbers of weights."""
    runs = {s.kind: [run(s, seed) for seed in range(STARTS)] for s in SETTINGS}
    bits_by_kind = {kind: np.array(found)[:, 1] for kind, found in runs.items()}
    return bits_by_kind | {
        "early": np.array([found[0][0] for found in runs.values()]),
        "weights": np.array([weights(build(s.kind, SYMBOLS, s.units, 0)) for s in SETTINGS]),
    }


def sample() -> dict[str, Array]:
    """The first 20 steps of every network's first seed."""
    return {"early": np.array([run(setting, 0, stop=EARLY)[0] for setting in SETTINGS])}
