"""The worth of a second layer, on a task of two levels: letters make words, words tell a story.

A text of six words of five letters and a space each, from an alphabet of four letters. Four of the
words are names. At every space a network has to say which name was the most recent, or that there was
none yet. Of the words that are no names half differ from one in a single letter.

One layer of 10 cells has a few more weights than two layers of 6, one of 16 twice as many.
"""

from __future__ import annotations

import numpy as np

from lstm_lib import network
from lstm_lib.network import Network
from lstm_lib.tasks.batch import Batch
from lstm_lib.training import Adam, cross_entropy, train

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
LETTERS, LENGTH, WORDS = 4, 5, 6
NAMES = np.array([[0, 1, 3, 2, 0], [2, 0, 1, 1, 3], [3, 3, 0, 2, 1], [1, 2, 2, 0, 3]])
NO_NAME = len(NAMES)
NAMED, NEARLY = 0.4, 0.3  # fractions of words that are a name, or one letter off
SEEDS = 8
UPDATES, EVERY = 2000, 100
RATE, MAX_NORM, BATCH, FRESH = 0.01, 1.0, 32, 1000
NETWORKS = {
    "one_layer": {"units": 10},
    "two_layers": {"units": 6, "layers": 2},
    "wide_layer": {"units": 16},
}


def texts(rng: np.random.Generator, count: int) -> Batch:
    """x (T, B, 5), letters and the space one-hot; the target, at spaces alone, is 0 to 4."""
    size = (WORDS, count)
    which = rng.integers(0, len(NAMES), size=size)
    kind = rng.random(size)
    named, nearly = kind < NAMED, (kind >= NAMED) & (kind < NAMED + NEARLY)
    words = np.where((named | nearly)[..., None], NAMES[which], 0)
    words += np.where((named | nearly)[..., None], 0, rng.integers(0, LETTERS, (*size, LENGTH)))
    changed = np.arange(LENGTH) == rng.integers(0, LENGTH, size=(*size, 1))
    by = rng.integers(1, LETTERS, size=(*size, 1))
    words = np.where(nearly[..., None] & changed, (words + by) % LETTERS, words)
    letters = np.full((WORDS, LENGTH + 1, count), LETTERS)  # ends with the space
    letters[:, :LENGTH] = words.swapaxes(1, 2)
    is_name = (words[:, :, None] == NAMES).all(axis=-1)  # words, texts, names
    target = np.zeros((WORDS, LENGTH + 1, count), int)
    latest = np.full(count, NO_NAME)
    for word in range(WORDS):
        latest = np.where(is_name[word].any(axis=-1), is_name[word].argmax(axis=-1), latest)
        target[word, LENGTH] = latest
    T = WORDS * (LENGTH + 1)
    mask = letters.reshape(T, count) == LETTERS
    x = np.eye(LETTERS + 1)[letters.reshape(T, count)]
    return Batch(x, target.reshape(T, count), mask, np.full(count, T))


def build(name: str, seed: int) -> Network:
    """The network of this name before its training."""
    rng = np.random.default_rng([seed, 0])
    sizes = {"inputs": LETTERS + 1, "outputs": len(NAMES) + 1}
    return Network.random(rng=rng, **sizes, **NETWORKS[name])


def errors(name: str, seed: int, updates: int = UPDATES) -> Array:
    """Fraction of spaces of fresh texts with an incorrect output, every 100 updates."""
    net = build(name, seed)
    fresh = texts(np.random.default_rng(1000), FRESH)
    found: list[float] = []

    def wrong(net: Network) -> float:
        y = network.forward(net, fresh.x).y.argmax(axis=-1)
        found.append(float(np.mean(y[fresh.mask] != fresh.target[fresh.mask])))
        return found[-1]

    def batches(update: int) -> Batch:
        return texts(np.random.default_rng([seed, update]), BATCH)

    train(
        net, batches, cross_entropy, Adam(RATE), updates,
        max_norm=MAX_NORM, validate=wrong, validate_every=EVERY, progress=False,
    )  # fmt: skip
    return np.array(found)


def weights(name: str) -> int:
    """The number of weights of the network of this name."""
    return sum(array.size for array in build(name, 0).parameters.values())


def record() -> dict[str, Array]:
    """Errors by network, (seeds, validations), the updates and the numbers of weights."""
    found = {name: np.array([errors(name, seed) for seed in range(SEEDS)]) for name in NETWORKS}
    return found | {
        "updates": np.arange(EVERY, UPDATES + 1, EVERY),
        "weights": np.array([weights(name) for name in NETWORKS]),
    }


def sample() -> dict[str, Array]:
    """The first validation of every network's first seed."""
    found = {name: errors(name, 0, EVERY)[None] for name in NETWORKS}
    return found | {"weights": np.array([weights(name) for name in NETWORKS])}
