"""The arena's worker: its training is that of chapter 18's experiment, number by number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from js_modules import Run, running
from js_workers import ask_worker
from nightly import NIGHTLY
from playwright.sync_api import Browser
from test_explore_network import padded

from lstm_lib.training import Adam, clip_by_norm, cosine, losses
from tools.experiments._separating import TASKS, Reader
from tools.experiments.separating_tasks import BATCH, TEST

KINDS = ("lstm", "min_lstm", "attention", "unplaced_attention")
RECORD = Path(__file__).parents[2] / "chapters/records/separating_tasks.npz"

Recipe = dict[str, Any]


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    with running(browser, "training/streams", "arena/init", "arena/tasks") as run:
        yield run


def trained(run: Run, recipe: Recipe, steps: int) -> dict[str, Any]:
    (report,) = ask_worker(run, "arena", {"begin": recipe, "steps": steps, "time": 1e9})
    return report


def same(found: object, expected: object) -> None:
    np.testing.assert_allclose(np.asarray(found), expected, rtol=1e-9, atol=1e-9)


# Training


def start(run: Run, recipe: Recipe) -> Reader:
    """The reader before the first step."""
    task = TASKS[recipe["task"]]
    reader = Reader(recipe["reader"], task.inputs, task.units, task.outputs, 0)
    script = (
        "Object.fromEntries(Object.entries(init.untrained(recipe).parameters)"
        ".map(([name, array]) => [name, [...array]]))"
    )
    found = run(script, recipe=recipe)
    assert found.keys() == reader.parameters.keys()
    for name, array in reader.parameters.items():
        array[...] = np.reshape(found[name], array.shape)
    return reader


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("task", ["flip_flop", "parity", "recall"])
def test_twenty_steps_are_those_of_the_experiment(run: Run, task: str, kind: str) -> None:
    recipe = {"task": task, "reader": kind, "seed": 3}
    found = trained(run, recipe, 20)
    reader = start(run, recipe)
    rate = float(np.load(RECORD)[f"{task}_{kind}_rate"])
    optimizer = Adam(cosine(rate, TASKS[task].steps))
    script = "((next) => Array.from({ length: 20 }, next))(init.batches(recipe))"
    seen = []
    for batch in run(script, recipe=recipe):
        x, target, mask, lengths = padded(batch, 0)
        assert set(lengths) == {len(x)}
        output = reader.forward(x)
        loss, dy = losses.cross_entropy(output.y, target, mask)
        gradients = reader.backward(output, dy)
        clip_by_norm(gradients, 1.0)
        optimizer.step(reader.parameters, gradients)
        seen.append(loss)
    assert (found["done"], found["wide"], found["diverged"]) == (20, 1, False)
    same(found["curve"], seen)
    for name, array in reader.parameters.items():
        same(found[name], array.ravel())


def test_tasks_sizes_and_budgets_are_those_of_the_experiment(run: Run) -> None:
    script = (
        "Object.fromEntries(Object.entries(tasks.TASKS).map(([key, one]) =>"
        " [key, [one.sizes.inputs, one.sizes.outputs, one.sizes.units, one.steps, one.train,"
        " one.asked, one.whole]]))"
    )
    found = run(script)
    assert list(found) == ["flip_flop", "parity", "recall"]
    for name, values in found.items():
        _, inputs, outputs, units, steps, train, lengths, whole = TASKS[name]
        assert values == [inputs, outputs, units, steps, list(train), list(lengths), whole]
    rates = run("Object.fromEntries(Object.entries(tasks.TASKS).map(([k, one]) => [k, one.rates]))")
    record = np.load(RECORD)
    for name in found:
        assert rates[name] == {kind: float(record[f"{name}_{kind}_rate"]) for kind in KINDS}
    assert run("[streams.BATCH, streams.UNSEEN]") == [BATCH, TEST]
    assert list(run("tasks.READERS")) == list(KINDS)


def test_lengths_in_training_are_all_that_are_named(run: Run) -> None:
    script = (
        "Array.from({ length: 300 }, init.batches({ task, seed: 1 })).map((all) => all[0].x.length)"
    )
    assert set(run(script, task="flip_flop")) == {32}
    assert set(run(script, task="parity")) == set(range(1, 17))
    assert set(run(script, task="recall")) == set(range(2, 10))  # the pairs, and the key alone


# Tests


@pytest.mark.parametrize("task", ["flip_flop", "parity", "recall"])
def test_correct_sequences_are_counted_as_the_experiment_counts_them(run: Run, task: str) -> None:
    recipe = {"task": task, "reader": "lstm", "seed": 2}
    steps = TASKS[task].steps // 10
    found = trained(run, recipe, steps)
    reader = start(run, recipe)
    for name, array in reader.parameters.items():
        array[...] = np.reshape(found[name], array.shape)
    counts = []
    for batch in run("init.unseen(recipe)", recipe=recipe):
        x, target, *_ = padded(batch, 0)
        correct = reader.forward(x).y.argmax(axis=-1) == target
        counts.append(int((correct.all(axis=0) if TASKS[task].whole else correct[-1]).sum()))
    assert found["tested"] == {"correct": counts, "at": steps}
    assert trained(run, recipe, steps - 1).get("tested") is None


def test_both_readers_see_the_same_sequences_and_a_seed_others(run: Run) -> None:
    def curve(kind: str, seed: int) -> list[float]:
        report = trained(run, {"task": "parity", "reader": kind, "seed": seed}, 3)
        found: list[float] = report["curve"]
        return found

    assert curve("lstm", 1) == curve("lstm", 1)
    assert curve("lstm", 1) != curve("lstm", 2)
    draws = "[init.batches(recipe)(), init.unseen(recipe), [init.firstUnseen(recipe)]]"
    one, other, later = (
        run(draws, recipe={"task": "parity", "reader": kind, "seed": seed})
        for kind, seed in (("lstm", 1), ("attention", 1), ("lstm", 2))
    )
    assert one == other
    assert all(a != b for a, b in zip(one, later, strict=True))


# What the chapter says one can find

ORDERS = [
    ("parity", "lstm", "min_lstm"),
    ("flip_flop", "lstm", "attention"),
    ("recall", "unplaced_attention", "lstm"),
]
"""Task, and the readers that are ahead and behind at the greatest length."""


@pytest.mark.parametrize("seed", range(1, 9) if NIGHTLY else [1])
@pytest.mark.parametrize(("task", "ahead", "behind"), ORDERS if NIGHTLY else ORDERS[:1])
def test_who_is_ahead_beyond_training(
    run: Run, task: str, ahead: str, behind: str, seed: int
) -> None:
    steps = TASKS[task].steps
    better, worse = (
        trained(run, {"task": task, "reader": kind, "seed": seed}, steps)["tested"]
        for kind in (ahead, behind)
    )
    assert better["at"] == worse["at"] == steps
    assert better["correct"][-1] > 1.5 * worse["correct"][-1]
