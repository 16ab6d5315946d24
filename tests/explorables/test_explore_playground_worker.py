"""The playground's worker, asked as the page asks it: its training is lstm_lib's, number by number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from js_modules import Run, running
from js_workers import ask_worker
from playwright.sync_api import Browser
from test_explore_network import padded

from lstm_lib import network
from lstm_lib._validation import Array
from lstm_lib.network import Network
from lstm_lib.tasks import Batch, adding, reber, temporal_order
from lstm_lib.training import SGD, Adam, clip_by_norm, losses
from lstm_lib.weights import LSTMWeights

Settings = dict[str, Any]
START = {
    "task": "remember", "length": 10, "units": 4, "forget": 1, "input": 0, "scale": 1,
    "rule": "adam", "rate": "0.01", "seed": 1,
}  # fmt: skip
CLASSES = {"order", "reber"}
NO_HEAD = {"remember", "company"}


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    with running(browser, "playground/init", "playground/tasks") as run:
        yield run


def asked(run: Run, *requests: dict[str, Any]) -> list[dict[str, Any]]:
    """The worker's replies, request by request."""
    return ask_worker(run, "playground", *requests)


def trained(run: Run, settings: Settings, steps: int) -> dict[str, Any]:
    (report,) = asked(run, {"begin": settings, "steps": steps, "time": 1e9})
    return report


def same(found: object, expected: object) -> None:
    np.testing.assert_allclose(np.asarray(found), expected, rtol=1e-10, atol=1e-10)


# Training


def start(run: Run, settings: Settings) -> Network:
    """The network before the first step."""
    script = (
        "(({ H, N, K, parameters: { W, V } }) => ({ H, N, K, W: [...W], V: [...V] }))"
        "(init.untrained(settings))"
    )
    found = run(script, settings=settings)
    W = np.array(found["W"]).reshape(4 * found["H"], found["N"])
    weights = LSTMWeights(W)
    return Network([(weights,)], np.array(found["V"]).reshape(found["K"], 1 + found["H"]))


def by_lstm_lib(run: Run, settings: Settings, steps: int) -> tuple[Network, list[float]]:
    net = start(run, settings)
    make = Adam if settings["rule"] == "adam" else SGD
    optimizer = make(float(settings["rate"]))
    script = "((next) => Array.from({ length: steps }, next))(init.batches(settings))"
    seen = []
    for batch in run(script, settings=settings, steps=steps):
        classes = settings["task"] in CLASSES
        x, target, mask, lengths = padded(batch, 0 if classes else np.zeros(1))
        passed = network.forward(net, x, lengths=lengths)
        loss = losses.cross_entropy if classes else losses.squared_error
        value, dy = loss(passed.y, target, mask)
        slopes = network.backward(passed, dy).parameters
        parameters = dict(net.parameters)
        if settings["task"] in NO_HEAD:
            del slopes["head"], parameters["head"]
        if settings["rule"] != "raw":
            clip_by_norm(slopes, 1.0)
        optimizer.step(parameters, slopes)
        seen.append(value)
    return net, seen


@pytest.mark.parametrize(
    ("task", "rule"),
    [
        *((task, "adam") for task in ("remember", "adding", "order", "reber", "company")),
        ("adding", "sgd"),
        ("order", "raw"),
    ],
)
def test_thirty_steps_are_those_of_lstm_lib(run: Run, task: str, rule: str) -> None:
    settings = START | {"task": task, "rule": rule, "forget": 0.5, "scale": 1.5, "seed": 3}
    settings["rate"] = "0.01" if rule == "adam" else "0.3"
    found = trained(run, settings, 30)
    net, seen = by_lstm_lib(run, settings, 30)
    assert (found["done"], found["wide"], found["diverged"]) == (30, 1, False)
    same(found["curve"], seen)
    assert found["loss"] == found["curve"][-1]
    same(found["W"], net.layers[0][0].W.ravel())
    same(found["V"], net.parameters["head"].ravel())


def test_one_step_against_the_slope_is_the_gradient(run: Run) -> None:
    settings = START | {"task": "adding", "rule": "raw", "rate": "1.0"}
    found, net = trained(run, settings, 1), start(run, settings)
    batch = run("init.batches(settings)()", settings=settings)
    x, target, mask, lengths = padded(batch, np.zeros(1))
    passed = network.forward(net, x, lengths=lengths)
    slopes = network.backward(passed, losses.squared_error(passed.y, target, mask)[1])
    same(net.layers[0][0].W.ravel() - found["W"], slopes.parameters["layer_1.W"].ravel())
    same(net.parameters["head"].ravel() - found["V"], slopes.parameters["head"].ravel())


@pytest.mark.parametrize("task", ["remember", "company"])
def test_the_sum_of_the_outputs_is_not_trained(run: Run, task: str) -> None:
    assert trained(run, START | {"task": task}, 5)["V"] == [0, 1, 1, 1, 1]


def test_a_start_is_what_was_chosen(run: Run) -> None:
    chosen = {"task": "reber", "units": 30, "forget": 2.5, "input": -4, "scale": 2}
    weights = start(run, START | chosen).layers[0][0]
    for block, bias in ("i", -4), ("f", 2.5), ("g", 0), ("o", 0):
        assert (getattr(weights, block)[:, 0] == bias).all()
    assert abs(weights.W[:, 1:].std() / (2 / np.sqrt(37)) - 1) < 0.05


# Runs


def test_a_run_is_the_same_however_it_is_divided(run: Run) -> None:
    settings = START | {"task": "adding"}
    whole = trained(run, settings, 50)
    parts = asked(
        run, {"begin": settings, "steps": 7, "time": 1e9}, {"steps": 0, "time": 1e9},
        *[{"steps": 1000, "time": 0}] * 3, {"steps": 40, "time": 1e9},
    )  # fmt: skip
    assert [part["done"] for part in parts] == [7, 7, 8, 9, 10, 50]
    assert {k: parts[-1][k] for k in ("W", "V", "curve", "tested")} == {
        k: whole[k] for k in ("W", "V", "curve", "tested")
    }
    other = trained(run, settings | {"seed": 2}, 50)
    assert other["W"] != whole["W"]
    assert other["curve"][0] != whole["curve"][0]


def test_a_long_curve_is_made_of_means(run: Run) -> None:
    settings = START | {"task": "company", "units": 1}
    single = [trained(run, settings, steps)["loss"] for steps in range(1, 9)]
    found = trained(run, settings, 1000)
    assert found["wide"] == 4
    assert len(found["curve"]) == 250
    same(found["curve"][:2], [np.mean(single[:4]), np.mean(single[4:])])


def test_a_run_that_diverges_stops_at_its_last_finite_weights(run: Run) -> None:
    settings = START | {"task": "adding", "length": 20, "units": 8, "rule": "raw", "rate": "3.0"}
    found, later = asked(
        run, {"begin": settings, "steps": 1000, "time": 1e9}, {"steps": 10, "time": 1e9}
    )
    assert found["diverged"]
    assert 50 < found["done"] < 1000
    assert np.isfinite(np.array([*found["W"], *found["V"], *found["curve"]], float)).all()
    assert later == found
    clipped = trained(run, settings | {"rule": "sgd"}, 400)
    assert clipped["done"] == 400 and not clipped["diverged"]


# What the page says one can find


@pytest.mark.parametrize(("forget", "learns"), [(1, False), (3, True)])
def test_thirty_steps_are_too_long_for_300_updates_from_a_bias_of_1(
    run: Run, forget: int, learns: bool
) -> None:
    settings = START | {"task": "adding", "length": 30, "units": 8, "forget": forget}
    found, later = asked(
        run,
        {"begin": settings, "steps": 300, "time": 1e9},
        {"steps": 0 if learns else 700, "time": 1e9},
    )
    assert (found["tested"]["correct"] > 100) == learns
    assert learns or later["tested"]["correct"] > 180


def test_the_head_alone_diverges_at_a_rate_of_3(run: Run) -> None:
    """With the LSTM as it starts, its loss has a curvature of at least 2 in the head's weights."""
    settings = START | {"task": "adding", "length": 20, "units": 8}
    net = start(run, settings)
    given = run("init.batches(settings)()", settings=settings)
    x, target, _, lengths = padded(given, np.zeros(1))
    h = network.forward(net, x, lengths=lengths).h[lengths - 1, np.arange(len(lengths))]
    seen = np.column_stack([np.ones(len(lengths)), h])
    curvature = np.linalg.eigvalsh(2 * seen.T @ seen / len(seen)).max()
    assert curvature >= 2
    wanted = target[lengths - 1, np.arange(len(lengths)), 0]
    for rate, diverges in (3.0, True), (1.9 / curvature, False):
        v = net.head[0].copy()
        for _ in range(100):
            v -= rate * 2 * (seen @ v - wanted) @ seen / len(seen)
        assert (np.mean((seen @ v - wanted) ** 2) > 1e6) == diverges


# Which outputs are correct, and losses known beforehand


def told(run: Run, task: str, answer: Callable[[Array], Array]) -> tuple[list[bool], Array, Batch]:
    """Counts of correct outputs on 200 unseen sequences, by the page and by lstm_lib."""
    settings = START | {"task": task, "length": 20}
    given = run("init.unseen(settings)", settings=settings)
    assert len(given) == 200
    batch = Batch(*padded(given, 0 if task in CLASSES else np.zeros(1)))
    y = answer(np.where(batch.mask, batch.target, 0) if task in CLASSES else batch.target)
    found = run(
        "given.map((one, b) => tasks.TASKS[task].isCorrect(ys[b], one))",
        given=given, task=task, ys=[y[:T, b] for b, T in enumerate(batch.lengths)],
    )  # fmt: skip
    return found, y, batch


def test_right_answers_to_the_adding_problem(run: Run) -> None:
    rng = np.random.default_rng(0)
    found, y, batch = told(run, "adding", lambda target: target + rng.normal(0, 0.04, target.shape))
    assert found == adding.is_correct(y, batch).tolist()
    assert 0 < sum(found) < 200


def test_right_answers_to_temporal_order(run: Run) -> None:
    rng = np.random.default_rng(0)

    def shares(target: Array) -> Array:
        return 3 * np.eye(4)[target] + rng.normal(0, 1, (*target.shape, 4))

    found, y, batch = told(run, "order", shares)
    assert found == temporal_order.is_correct(y, batch).tolist()
    assert 0 < sum(found) < 200


def test_right_strings(run: Run) -> None:
    rng = np.random.default_rng(0)
    settings = START | {"task": "reber"}
    given = run("init.unseen(settings)", settings=settings)
    batch = Batch(*padded(given, 0))
    may = reber.allowed(batch)
    allowed = run("given.map(tasks.mayFollow)", given=given)
    for b, steps in enumerate(allowed):
        letters = ["".join(reber.SYMBOLS[k] for k in np.flatnonzero(row)) for row in may[:, b]]
        assert ["".join(sorted(one, key=reber.SYMBOLS.index)) for one in steps] == letters[
            : len(steps)
        ]
    y = may + rng.normal(0, 0.2, may.shape)
    found = run(
        "given.map((one, b) => tasks.reberIsCorrect(ys[b], one))",
        given=given, ys=[y[:T, b] for b, T in enumerate(batch.lengths)],
    )  # fmt: skip
    assert found == reber.is_correct(y, batch).tolist()
    assert 0 < sum(found) < 200


def test_to_remember_is_to_be_off_by_less_than_a_tenth(run: Run) -> None:
    found, y, batch = told(
        run, "remember", lambda target: target + np.linspace(-0.2, 0.2, 200)[:, None]
    )
    assert found == (np.abs(y - batch.target).max(axis=(0, 2)) < 0.1).tolist()


def test_what_is_known_of_the_loss(run: Run) -> None:
    script = "Object.values(tasks.TASKS[task].known).map((loss) => loss(steps))"

    def known(task: str, steps: int = 10) -> list[float]:
        found: list[float] = run(script, task=task, steps=steps)
        return found

    for steps in 10, 21, 60:
        same(known("adding", steps), [adding.baseline(steps)])
    for task in "remember", "company":
        settings = START | {"task": task}
        given = run("init.unseen(settings, 9)", settings=settings)
        targets = np.array([one["target"][-1] for one in given])
        same(known(task), [((targets - (0 if task == "remember" else 0.5)) ** 2).mean()])
    same(known("order"), [losses.cross_entropy(np.zeros((1, 1, 4)), np.zeros((1, 1), int),
                                               np.ones((1, 1), bool))[0]])  # fmt: skip
    forgetful, best = known("reber")
    batch = reber.batch(np.random.default_rng(0), 4000)
    choices = np.log(reber.allowed(batch).sum(axis=-1)[batch.mask])
    assert best == pytest.approx(choices.mean(), rel=0.005)
    same(forgetful - best, np.log(2) / (reber.mean_length() - 1))
