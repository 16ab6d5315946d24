"""The tasks of 1997 for today's LSTM: full gradients, batches of 16, Adam; eight seeds each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from lstm_lib import network
from lstm_lib.network import Network
from lstm_lib.tasks import Batch, adding, long_lag, reber, temporal_order, two_sequences
from lstm_lib.training import Adam, cosine, losses, train_step
from lstm_lib.training.losses import softmax

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
SEEDS, BATCH, RATE, EVERY, TESTED = 8, 16, 0.01, 50, 1000


class Task(NamedTuple):
    """A task, and the network for it.

    Attributes:
        draw: (rng, count) → sequences.
        sizes: inputs, units, outputs.
        updates: the largest number of updates.
        wrong: (outputs, sequences) → the number of incorrect sequences.
        memory: the biases are drawn for memories of up to this many steps; 0 leaves them as they are.
        classes: true if the loss is the cross-entropy.
    """

    draw: Callable[[np.random.Generator, int], Batch]
    sizes: tuple[int, int, int]
    updates: int
    wrong: Callable[[Array, Batch], int]
    memory: int = 100
    classes: bool = True


def _off(y: Array, batch: Batch, tolerance: float) -> int:
    """Count the sequences whose final output is off by the tolerance or more."""
    ends = batch.lengths - 1, np.arange(len(batch.lengths))
    target = batch.target[ends]
    found = y[ends]
    if target.ndim == 1:
        found, target = softmax(found), np.eye(found.shape[1])[target]
    return int((np.abs(found - target).max(axis=1) >= tolerance).sum())


def _lag(rng: np.random.Generator, count: int) -> Batch:
    """Experiment 2c with the number of the class as the target."""
    batch = long_lag.batch(rng, count)
    return batch._replace(target=batch.target.argmax(axis=2))


def _strings(y: Array, batch: Batch) -> int:
    return int((~reber.is_correct(y, batch)).sum())


TASKS = {
    "1": Task(reber.batch, (7, 16, 7), 1200, _strings, memory=0),
    "2c": Task(_lag, (54, 8, 2), 400, partial(_off, tolerance=0.2), memory=60),
    "3a": Task(two_sequences.batch, (1, 8, 1), 800, partial(_off, tolerance=0.2), classes=False),
    "4": Task(adding.batch, (2, 16, 1), 2000, partial(_off, tolerance=0.04), classes=False),
    "6a": Task(temporal_order.batch, (8, 16, 4), 600, partial(_off, tolerance=0.3)),
    "6b": Task(
        partial(temporal_order.batch, relevant=3), (8, 16, 8), 900, partial(_off, tolerance=0.3)
    ),
}


def start(task: Task, rng: np.random.Generator) -> Network:
    """A network of one layer, whose forget gates hold up to `memory` steps (Tallec & Ollivier 2018)."""
    D, H, K = task.sizes
    net = Network.random(D, H, K, rng)
    if task.memory:
        weights = net.layers[0][0]
        weights.f[:, 0] = np.log(rng.uniform(1, task.memory - 1, size=H))
        weights.i[:, 0] = -weights.f[:, 0]
    return net


def sequences_to_success(name: str, seed: int, updates: int | None = None) -> int:
    """Sequences until at most 1 in 1000 fresh ones is incorrect (none for strings); 0 if never."""
    task = TASKS[name]
    net = start(task, np.random.default_rng((15, seed)))
    loss = losses.cross_entropy if task.classes else losses.squared_error
    adam = Adam(cosine(RATE, task.updates))
    rng, fresh = np.random.default_rng((15, seed, 1)), np.random.default_rng((15, seed, 2))
    for update in range(1, (updates or task.updates) + 1):
        train_step(net, task.draw(rng, BATCH), loss, adam, max_norm=1.0)
        if update % EVERY == 0:
            test = task.draw(fresh, TESTED)
            y = network.forward(net, test.x, lengths=test.lengths).y
            if task.wrong(y, test) <= (0 if name == "1" else 1):
                return update * BATCH
    return 0


def one(name: str, seeds: int = SEEDS) -> dict[str, Array]:
    """(seeds,), for one task."""
    return {name: np.array([sequences_to_success(name, seed) for seed in range(seeds)])}


def record() -> dict[str, Array]:
    """Sequences to success by task, (8,)."""
    found = [one(name) for name in TASKS]
    return {name: first for part in found for name, first in part.items()}


def sample() -> dict[str, Array]:
    """The task of experiment 2c for the first seed."""
    return one("2c", 1)
