"""Four tasks, seven readers: what each can track, what each can recall, and how far beyond training.

Learning rates are chosen for each task and reader by the loss at the end of one training run, whose
seed is not among the eight that count. Every reader of a task has the same budget and the same sequences.
"""

from __future__ import annotations

import numpy as np

from lstm_lib.tasks import Batch
from lstm_lib.training import Adam, cosine, cross_entropy, train
from tools.experiments._separating import KINDS, TASKS, Array, Reader, Task

SETTINGS = [(name, kind) for name in TASKS for kind in KINDS]
BATCH, SEEDS, RATES, LAST = 32, 8, (0.003, 0.01, 0.03), 50
TUNING_SEED, TEST_SEED, TEST, CHUNK = 100, 5, 200, 50
EARLY = 3
"""Steps whose losses are recorded, at the middle rate, so that a test can repeat them."""


def trained(
    task: Task, kind: str, seed: int, rate: float, stop: int | None = None
) -> tuple[Reader, Array]:
    """A reader after its training, and the losses."""
    reader = Reader(kind, task.inputs, task.units, task.outputs, seed)
    low, high = task.train

    def batches(step: int) -> Batch:
        rng = np.random.default_rng((seed, step))
        return task.draw(rng, BATCH, int(rng.integers(low, high + 1)))

    history = train(
        reader, batches, cross_entropy, Adam(cosine(rate, task.steps)), stop or task.steps,
        max_norm=1.0, progress=False,
    )  # fmt: skip
    return reader, history.loss


def accuracy(task: Task, reader: Reader, length: int) -> float:
    """Fraction of 200 sequences that are answered correctly, at every step or at the final one."""
    batch = task.draw(np.random.default_rng((TEST_SEED, length)), TEST, length)
    found = []
    for begin in range(0, TEST, CHUNK):  # the states of a matrix memory are large
        part = slice(begin, begin + CHUNK)
        correct = reader.forward(batch.x[:, part]).y.argmax(axis=-1) == batch.target[:, part]
        found.append(correct.all(axis=0) if task.whole else correct[-1])
    return float(np.concatenate(found).mean())


def tuned_rate(task: Task, kind: str) -> float:
    """The rate with the smallest loss over the final 50 steps."""
    losses = [trained(task, kind, TUNING_SEED, rate)[1][-LAST:].mean() for rate in RATES]
    return RATES[int(np.argmin(losses))]


def one_setting(name: str, kind: str) -> dict[str, Array]:
    """Everything recorded of one task and reader: rate, early losses, accuracy (seeds, lengths)."""
    task = TASKS[name]
    rate = tuned_rate(task, kind)
    readers = [trained(task, kind, seed, rate)[0] for seed in range(SEEDS)]
    found = [[accuracy(task, reader, length) for length in task.asked] for reader in readers]
    return {
        "rate": np.array(rate),
        "early": early(task, kind),
        "accuracy": np.array(found),
        "weights": np.array(sum(array.size for array in readers[0].parameters.values())),
    }


def early(task: Task, kind: str) -> Array:
    """The first 3 losses of the first seed, at the middle rate."""
    return trained(task, kind, 0, RATES[1], EARLY)[1]


def record() -> dict[str, Array]:
    """By task and reader, as `one_setting` says; and the lengths that were asked."""
    found = {f"{name}_asked": np.array(task.asked) for name, task in TASKS.items()}
    for name, kind in SETTINGS:
        found |= {f"{name}_{kind}_{k}": v for k, v in one_setting(name, kind).items()}
    return found


def sample() -> dict[str, Array]:
    """The first 3 losses of every task and reader."""
    return {f"{name}_{kind}_early": early(TASKS[name], kind) for name, kind in SETTINGS}
