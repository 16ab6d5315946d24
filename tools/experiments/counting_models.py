"""Counting aⁿbⁿ with n up to 50, and brackets nested up to four deep: how far beyond training?

An LSTM of 8 units whose forget bias starts at 3, a GRU of 9 and a plain recurrent layer of 17 have
nearly the same number of weights; each is trained on 1,000 batches of 16 sequences. Brackets: an LSTM
of 16 units, 1,000 batches of 32.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from lstm_lib.network import Network
from lstm_lib.tasks import counting
from tools.experiments._next_symbol import EARLY, Array, Model, build, fit, logits, weights
from tools.experiments.character_models import Setting

BATCH, STEPS, SEEDS, UP_TO, FORGET_BIAS = 16, 1000, 8, 300, 3.0
SETTINGS = [Setting("lstm", 8, 0.02), Setting("gru", 9, 0.02), Setting("rnn", 17, 0.01)]
SHOWN = 1
"""The seed whose weights are stored."""
BRACKETS = Setting("lstm", 16, 0.02)
BRACKET_BATCH, DEPTHS, ASKED = 32, (1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 400


def trained(setting: Setting, seed: int, stop: int | None = None) -> tuple[Model, Array]:
    """A network after training on aⁿbⁿ, and the losses."""
    model = build(setting.kind, 3, setting.units, seed, FORGET_BIAS)
    draw = partial(counting.batch, count=BATCH)
    return model, fit(model, draw, seed, STEPS, setting.rate, stop)


def correct_counts(model: Model) -> Array:
    """(300,), true for each n = 1 … 300 at which every symbol after the first b is predicted."""
    batch = counting.encode_counts(np.arange(1, UP_TO + 1))
    return counting.is_correct(logits(model, batch), batch)


def trained_brackets(seed: int, stop: int | None = None) -> tuple[Network, Array]:
    """A network after training on brackets, and the losses."""
    rng, symbols = np.random.default_rng(seed), len(counting.BRACKETS)
    net = Network.random(symbols, BRACKETS.units, symbols, rng)
    draw = partial(counting.bracket_batch, count=BRACKET_BATCH)
    return net, fit(net, draw, seed, STEPS, BRACKETS.rate, stop)


def correct_depths(net: Network) -> Array:
    """Fraction of nested brackets that are all closed correctly, by depth."""
    found = []
    for depth in DEPTHS:
        batch = counting.nested_brackets(np.random.default_rng((3, depth)), ASKED, depth)
        found.append(counting.closes_correctly(logits(net, batch), batch).mean())
    return np.array(found)


def run(setting: Setting, seed: int) -> dict[str, Array]:
    """The loss of step 20, the counts that are correct, and the weights."""
    model, losses = trained(setting, seed)
    return {
        "early": losses[EARLY - 1], "correct": correct_counts(model),
        "parameters": list(model.parameters.values()),
    }  # fmt: skip


def run_brackets(seed: int) -> Array:
    """Fractions of one network by depth."""
    return correct_depths(trained_brackets(seed)[0])


def record() -> dict[str, Array]:
    """early and correct (settings, seeds, …), brackets (seeds, depths), and one LSTM's weights."""
    runs = [[run(setting, seed) for seed in range(SEEDS)] for setting in SETTINGS]
    W, head = runs[0][SHOWN]["parameters"]
    return {
        "early": np.array([[one["early"] for one in row] for row in runs]),
        "correct": np.array([[one["correct"] for one in row] for row in runs]),
        "brackets": np.array([run_brackets(seed) for seed in range(SEEDS)]),
        "depths": np.array(DEPTHS), "W": W, "head": head,
        "weights": np.array([weights(build(s.kind, 3, s.units, 0)) for s in SETTINGS]),
    }  # fmt: skip


def sample() -> dict[str, Array]:
    """The first 20 steps of every network's first seed."""
    early = [[trained(setting, 0, EARLY)[1][-1]] for setting in SETTINGS]
    return {"early": np.array(early)}
