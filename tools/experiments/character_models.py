"""Bits per character on names of Unicode: an LSTM and a GRU with nearly as many weights.

The LSTM has 64 units, the GRU 75; each is trained on 1,000 batches of 16 names, at the same rate. The
first LSTM is kept: chapter 12 watches the beginning of its training.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np

from lstm_lib.network import Network
from lstm_lib.tasks import unicode_names
from lstm_lib.training import cross_entropy
from tools.experiments._next_symbol import (
    EARLY,
    Array,
    Model,
    build,
    fit,
    logits,
    stored,
    weights,
)

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


def run(setting: Setting, seed: int, stop: int | None = None) -> tuple[Model, Array]:
    """A network after its training, and the loss of each step."""
    model = build(setting.kind, SYMBOLS, setting.units, seed)
    draw = partial(unicode_names.batch, count=BATCH, texts=TRAINING)
    return model, fit(model, draw, seed, STEPS, setting.rate, stop)


def record() -> dict[str, Array]:
    """Bits of each start on held-out names, by kind; the loss of step 20 of the first (settings,);
    numbers of weights; and the weights of the first LSTM as 8-bit numbers.
    """
    runs = {s.kind: [run(s, seed) for seed in range(STARTS)] for s in SETTINGS}
    first = runs["lstm"][0][0]
    assert isinstance(first, Network)
    return {kind: np.array([bits(model) for model, _ in found]) for kind, found in runs.items()} | {
        "early": np.array([found[0][1][EARLY - 1] for found in runs.values()]),
        "weights": np.array([weights(found[0][0]) for found in runs.values()]),
        **stored(first),
    }


def sample() -> dict[str, Array]:
    """The first 20 steps of every network's first seed."""
    return {"early": np.array([run(setting, 0, EARLY)[1][EARLY - 1] for setting in SETTINGS])}
