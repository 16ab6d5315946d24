"""Counting aⁿbⁿ with n up to 50, and brackets nested up to four deep: how far beyond training?

Counting: an LSTM of 8 units whose forget bias starts at 3, trained on 1,000 batches of 16 sequences.
Brackets: an LSTM of 16 units, 1,000 batches of 32.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from lstm_lib.network import Network
from lstm_lib.tasks import counting
from tools.experiments._next_symbol import EARLY, Array, fit, logits

BATCH, STEPS, SEEDS, RATE, UP_TO = 16, 1000, 8, 0.02, 300
UNITS, FORGET_BIAS = 8, 3.0
SHOWN = 1
"""The seed whose weights are stored."""
BRACKET_UNITS, BRACKET_BATCH, DEPTHS, ASKED = 16, 32, tuple(range(1, 11)), 400


def trained(seed: int, stop: int | None = None) -> tuple[Network, Array]:
    """A network after training on aⁿbⁿ, and the losses."""
    rng = np.random.default_rng(seed)
    net = Network.random(3, UNITS, 3, rng, forget_bias=FORGET_BIAS)
    return net, fit(net, partial(counting.batch, count=BATCH), seed, STEPS, RATE, stop)


def correct_counts(net: Network) -> Array:
    """(300,), true for each n = 1 … 300 at which every symbol after the first b is predicted."""
    batch = counting.encode_counts(np.arange(1, UP_TO + 1))
    return counting.is_correct(logits(net, batch), batch)


def trained_brackets(seed: int, stop: int | None = None) -> tuple[Network, Array]:
    """A network after training on brackets, and the losses."""
    rng, symbols = np.random.default_rng(seed), len(counting.BRACKETS)
    net = Network.random(symbols, BRACKET_UNITS, symbols, rng)
    draw = partial(counting.bracket_batch, count=BRACKET_BATCH)
    return net, fit(net, draw, seed, STEPS, RATE, stop)


def correct_depths(net: Network) -> Array:
    """Fraction of nested brackets that are all closed correctly, by depth."""
    found = []
    for depth in DEPTHS:
        batch = counting.nested_brackets(np.random.default_rng((3, depth)), ASKED, depth)
        found.append(counting.closes_correctly(logits(net, batch), batch).mean())
    return np.array(found)


def run(seed: int) -> dict[str, Any]:
    """The loss of step 20, the counts that are correct, and the weights."""
    net, losses = trained(seed)
    return {
        "early": losses[EARLY - 1], "correct": correct_counts(net),
        "W": net.layers[0][0].W, "head": net.head,
    }  # fmt: skip


def run_brackets(seed: int) -> Array:
    """Fractions of one network by depth."""
    return correct_depths(trained_brackets(seed)[0])


def record() -> dict[str, Array]:
    """early and correct (seeds, …), brackets (seeds, depths), and one network's weights."""
    runs = [run(seed) for seed in range(SEEDS)]
    return {
        "early": np.array([one["early"] for one in runs]),
        "correct": np.array([one["correct"] for one in runs]),
        "brackets": np.array([run_brackets(seed) for seed in range(SEEDS)]),
        "depths": np.array(DEPTHS), "W": runs[SHOWN]["W"], "head": runs[SHOWN]["head"],
    }  # fmt: skip


def sample() -> dict[str, Array]:
    """The first 20 steps of the first two networks that count."""
    return {"early": np.array([trained(seed, EARLY)[1][-1] for seed in (0, 1)])}
