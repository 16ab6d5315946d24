"""The worth of reading in both directions, on a task where it decides.

One of 12 words is ambiguous: it may mean a dog's bark or a tree's. One other word says which, and
stands before it as often as behind it. At the ambiguous word a network has to say which it is. A
network that only reads forward can do no better than 3/4 on average: it has to guess where the other
word is still to come.
"""

from __future__ import annotations

import numpy as np

from lstm_lib import network
from lstm_lib.network import Network
from lstm_lib.tasks.batch import Batch
from lstm_lib.training import Adam, cross_entropy, train

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
STEPS, OTHER_WORDS = 12, 6
DOG, TREE, BARK = 6, 7, 8  # behind the words that mean nothing here
WORDS = 9
SEEDS = 8
UPDATES = 400
EVERY = 25
RATE, BATCH, FRESH = 0.01, 32, 4000
NETWORKS = {
    "one_direction": {"units": 13},
    "two_layers": {"units": 8, "layers": 2},
    "both_directions": {"units": 8, "bidirectional": True},
}


def sentences(rng: np.random.Generator, count: int) -> Batch:
    """x (T, B, 9) one-hot; the target, at the ambiguous word alone, is 0 for dog and 1 for tree."""
    rows = np.arange(count)
    words = rng.integers(0, OTHER_WORDS, size=(STEPS, count))
    bark, clue = rng.permuted(np.tile(np.arange(STEPS), (count, 1)), axis=1)[:, :2].T
    which = rng.integers(0, 2, size=count)
    words[bark, rows] = BARK
    words[clue, rows] = DOG + which
    mask = words == BARK
    target = np.where(mask, which, 0)
    return Batch(np.eye(WORDS)[words], target, mask, np.full(count, STEPS))


def build(name: str, seed: int) -> Network:
    """The network of this name before its training."""
    rng = np.random.default_rng([seed, 0])
    return Network.random(inputs=WORDS, outputs=2, rng=rng, **NETWORKS[name])


def accuracies(name: str, seed: int, updates: int = UPDATES) -> Array:
    """Fraction of fresh sentences with a correct output, every 25 updates."""
    net = build(name, seed)
    fresh = sentences(np.random.default_rng(1000), FRESH)
    found: list[float] = []

    def wrong(net: Network) -> float:
        y = network.forward(net, fresh.x).y.argmax(axis=-1)
        found.append(float(np.mean(y[fresh.mask] == fresh.target[fresh.mask])))
        return 1 - found[-1]

    def batches(update: int) -> Batch:
        return sentences(np.random.default_rng([seed, update]), BATCH)

    train(
        net, batches, cross_entropy, Adam(RATE), updates,
        validate=wrong, validate_every=EVERY, progress=False,
    )  # fmt: skip
    return np.array(found)


def weights(name: str) -> int:
    """The number of weights of the network of this name."""
    return sum(array.size for array in build(name, 0).parameters.values())


def record() -> dict[str, Array]:
    """Accuracies by network, (seeds, validations), the updates and the numbers of weights."""
    found = {name: np.array([accuracies(name, seed) for seed in range(SEEDS)]) for name in NETWORKS}
    return found | {
        "updates": np.arange(EVERY, UPDATES + 1, EVERY),
        "weights": np.array([weights(name) for name in NETWORKS]),
    }


def sample() -> dict[str, Array]:
    """The first two validations of every network's first seed."""
    found = {name: accuracies(name, 0, 2 * EVERY)[None] for name in NETWORKS}
    return found | {"weights": np.array([weights(name) for name in NETWORKS])}
