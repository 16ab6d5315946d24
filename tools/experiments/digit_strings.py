"""Strings of digits without alignment: CTC with an LSTM in both directions, in one, and without one.

Training strings are 2 to 4 recordings, one behind the other, drawn for each update; test
strings are 3 to 5 held-out recordings. The models without an LSTM are a layer of tanh units that
sees a window of frames around each frame. Reach and rate of `window`, which has as many weights as
the LSTM, and of `wide_window` were the best of several tried on the first three seeds; so was the
rate of `long_window`, of 0.003, 0.005, 0.01, 0.02 and 0.03.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from lstm_course.speech import digits
from lstm_lib import ctc, network
from lstm_lib.network import Network
from lstm_lib.tasks.batch import Batch
from lstm_lib.training import Adam, cosine, train

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
DATA = Path(__file__).parents[2] / "chapters" / "data" / "spoken_digits" / "features.npz"
SEEDS = 8
CLASSES, BATCH, UPDATES, NOISE = 11, 16, 300, 0.3
TEST_SEED, TEST_STRINGS = 1000, 300
SETTINGS = {
    "both_directions": {"frames": 2, "units": 32, "bidirectional": True, "rate": 0.02},
    "one_direction": {"frames": 3, "units": 48, "bidirectional": False, "rate": 0.02},
    "not_joined": {"frames": 1, "units": 32, "bidirectional": True, "rate": 0.02},
    "window": {"frames": 2, "units": 112, "reach": 2, "rate": 0.02},
    "wide_window": {"frames": 2, "units": 384, "reach": 3, "rate": 0.01},
    "long_window": {"frames": 2, "units": 112, "reach": 8, "rate": 0.02},
}


class WindowOutput(NamedTuple):
    """Output y (T, B, K), and what the gradient needs."""

    y: Array
    seen: Array
    hidden: Array


class Window:
    """A model without memory: y_t = V [1; tanh(U [1; x_{t−r}, …, x_{t+r}])], of reach r."""

    def __init__(self, inputs: int, units: int, reach: int, rng: np.random.Generator) -> None:
        self.reach = reach
        size = 1 + (2 * reach + 1) * inputs
        self.parameters = {
            "U": rng.normal(size=(units, size)) / np.sqrt(size),
            "V": rng.normal(size=(CLASSES, 1 + units)) / np.sqrt(units),
        }

    def forward(self, x: Array, state: None, lengths: Array, rng: None) -> WindowOutput:
        padded = np.pad(x, ((self.reach, self.reach), (0, 0), (0, 0)))
        near = [padded[k : k + len(x)] for k in range(2 * self.reach + 1)]
        seen = np.concatenate([np.ones((*x.shape[:2], 1)), *near], axis=2)
        hidden = np.tanh(seen @ self.parameters["U"].T)
        hidden = np.concatenate([np.ones((*x.shape[:2], 1)), hidden], axis=2)
        return WindowOutput(hidden @ self.parameters["V"].T, seen, hidden)

    def backward(self, output: WindowOutput, dy: Array) -> dict[str, Array]:
        d_hidden = dy @ self.parameters["V"][:, 1:] * (1 - output.hidden[..., 1:] ** 2)
        return {
            "U": np.tensordot(d_hidden, output.seen, ([0, 1], [0, 1])),
            "V": np.tensordot(dy, output.hidden, ([0, 1], [0, 1])),
        }


def build(name: str, seed: int) -> Network | Window:
    """The model of this setting before its training."""
    setting = SETTINGS[name]
    inputs, rng = 13 * setting["frames"], np.random.default_rng(seed)
    if "reach" in setting:
        return Window(inputs, setting["units"], setting["reach"], rng)
    both = setting["bidirectional"]
    return Network.random(inputs, setting["units"], CLASSES, rng, bidirectional=both)


def outputs(model: Network | Window, batch: Batch) -> Array:
    """y (T, B, K) of a batch."""
    if isinstance(model, Window):
        return model.forward(batch.x, None, batch.lengths, None).y
    return network.forward(model, batch.x, lengths=batch.lengths).y


def learn(
    split: digits.Split, name: str, seed: int, updates: int = UPDATES
) -> tuple[Network | Window, Array]:
    """The model of this setting after its training, and the loss of each update."""
    setting, model = SETTINGS[name], build(name, seed)

    def batches(step: int) -> Batch:
        rng = np.random.default_rng([seed, step])
        return digits.strings(split.train, rng, BATCH, 2, 4, NOISE, setting["frames"])

    schedule = cosine(setting["rate"], UPDATES)
    history = train(
        model, batches, ctc.ctc_loss, Adam(schedule), updates, max_norm=1.0, progress=False
    )
    return model, history.loss


def test_strings(split: digits.Split, frames: int) -> Batch:
    """The 300 test strings."""
    rng = np.random.default_rng(TEST_SEED)
    return digits.strings(split.test, rng, TEST_STRINGS, 3, 5, frames=frames)


def score(model: Network | Window, batch: Batch) -> tuple[float, float]:
    """Label error rate, and the fraction of strings decoded without an error."""
    decoded = ctc.greedy_decode(outputs(model, batch), batch.lengths)
    asked = digits.references(batch)
    whole = np.mean([a == b for a, b in zip(decoded, asked, strict=True)])
    return ctc.label_error_rate(decoded, asked), float(whole)


def one_seed(split: digits.Split, name: str, seed: int) -> dict[str, Array]:
    """Label error, whole strings and losses of one seed of one setting."""
    model, loss = learn(split, name, seed)
    label_error, whole = score(model, test_strings(split, SETTINGS[name]["frames"]))
    return {"label_error": label_error, "whole": whole, "loss": loss}


def record() -> dict[str, Array]:
    """Label error (seeds), whole strings (seeds) and losses (seeds, updates), by setting."""
    split = digits.load(DATA)
    found = {}
    for name in SETTINGS:
        seeds = [one_seed(split, name, seed) for seed in range(SEEDS)]
        found |= {f"{name}_{what}": np.array([s[what] for s in seeds]) for what in seeds[0]}
        found[f"{name}_weights"] = np.sum([w.size for w in build(name, 0).parameters.values()])
    return found


def sample() -> dict[str, Array]:
    """The losses of the first 10 updates of every setting's first seed, and the sizes."""
    split = digits.load(DATA)
    found = {}
    for name in SETTINGS:
        found[f"{name}_loss"] = learn(split, name, 0, updates=10)[1][None]
        found[f"{name}_weights"] = np.sum([w.size for w in build(name, 0).parameters.values()])
    return found
