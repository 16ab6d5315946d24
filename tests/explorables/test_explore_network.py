"""Networks trained in the page: gradients, losses, updates and tasks are lstm_lib's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from js_modules import Run, running
from playwright.sync_api import Browser

from lstm_lib import network
from lstm_lib._validation import Array
from lstm_lib.network import Network
from lstm_lib.tasks import adding, reber, temporal_order, two_companies
from lstm_lib.training import SGD, Adam, clip_by_norm, losses
from lstm_lib.weights import DEFAULT_FORGET_BIAS, LSTMWeights

SEEDS = pytest.mark.parametrize("seed", range(4))
MODULES = ("losses", "network", "optimizers", "random", "tasks")
Sequences = list[dict[str, Any]]


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    with running(browser, *(f"model/{name}" for name in MODULES)) as run:
        yield run


def same(found: object, expected: object) -> None:
    np.testing.assert_allclose(np.asarray(found), expected, rtol=1e-12, atol=1e-12)


def blocks(weights: LSTMWeights) -> dict[str, Array]:
    return {name: getattr(weights, name) for name in "ifgo"}


# Gradients


def ragged(rng: np.random.Generator, D: int, answer: Callable[[], Any]) -> Sequences:
    """Five sequences of different lengths; about half of the steps are judged, the last always."""
    batch = []
    for T in rng.integers(1, 9, size=5):
        judged = [*(rng.random(T - 1) < 0.5), True]
        target = [answer() if one else None for one in judged]
        batch.append({"x": rng.normal(size=(T, D)), "target": target})
    return batch


def padded(batch: Sequences, nothing: Any) -> tuple[Array, Array, Array, Array]:
    """The same as lstm_lib has it: x, target and mask, (T, B, …), and lengths."""
    lengths = np.array([len(one["x"]) for one in batch])
    T, B = lengths.max(), len(batch)
    x = np.zeros((T, B, len(batch[0]["x"][0])))
    target = np.full((T, B, *np.shape(nothing)), nothing)
    mask = np.zeros((T, B), bool)
    for b, one in enumerate(batch):
        x[: lengths[b], b] = one["x"]
        for t, wanted in enumerate(one["target"]):
            if wanted is not None:
                target[t, b], mask[t, b] = wanted, True
    return x, target, mask, lengths


@SEEDS
@pytest.mark.parametrize("kind", ["squaredError", "crossEntropy"])
def test_loss_answers_and_gradients(run: Run, seed: int, kind: str) -> None:
    rng = np.random.default_rng(seed)
    H, D, K = (int(size) for size in rng.integers(2, 6, size=3))
    net = Network.random(D, H, K, rng)
    net.parameters["head"][...] = rng.normal(size=(K, 1 + H))
    if kind == "squaredError":
        batch = ragged(rng, D, lambda: rng.normal(size=K))
        x, target, mask, lengths = padded(batch, np.zeros(K))
        loss = losses.squared_error
    else:
        batch = ragged(rng, D, lambda: int(rng.integers(K)))
        x, target, mask, lengths = padded(batch, 0)
        loss = losses.cross_entropy
    expected = network.forward(net, x, lengths=lengths)
    value, dy = loss(expected.y, target, mask)
    slopes = network.backward(expected, dy).parameters
    found = run(
        "((found) => [found.loss, Array.from(found.gradients.W), Array.from(found.gradients.V),"
        " found.caches.map((one) => Array.from(one.y))])"
        f"(network.lossAndGradients(network.network(w, V), batch, losses.{kind}))",
        w=blocks(net.layers[0][0]), V=net.head, batch=batch,
    )  # fmt: skip
    same(found[0], value)
    same(found[1], slopes["layer_1.W"].ravel())
    same(found[2], slopes["head"].ravel())
    for b, length in enumerate(lengths):
        same(found[3][b], expected.y[:length, b].ravel())


def test_softmax_of_large_numbers(run: Run) -> None:
    y = np.array([1000.0, 999.0, -1000.0])
    same(run("losses.softmax(y)", y=y), losses.softmax(y))


# Updates


@pytest.mark.parametrize(
    ("script", "optimizer"),
    [("sgd(0.3)", SGD(0.3)), ("adam(0.02)", Adam(0.02)), ("adam(0.1, 0.5, 0.9, 0.01)",
     Adam(0.1, 0.5, 0.9, 0.01))],
    ids=["sgd", "adam", "adam with other means"],
)  # fmt: skip
def test_thirty_updates(run: Run, script: str, optimizer: SGD | Adam) -> None:
    rng = np.random.default_rng(7)
    parameters = {"W": rng.normal(size=6), "V": rng.normal(size=3)}
    steps = [{"W": rng.normal(size=6), "V": rng.normal(size=3)} for _ in range(30)]
    found = run(
        "((update) => { steps.forEach((d) => update(parameters, d)); return parameters; })"
        f"(optimizers.{script})",
        parameters=parameters, steps=steps,
    )  # fmt: skip
    for gradients in steps:
        optimizer.step(parameters, gradients)
    same(found["W"], parameters["W"])
    same(found["V"], parameters["V"])


@pytest.mark.parametrize("limit", [0.5, 100.0])
def test_clipping(run: Run, limit: float) -> None:
    gradients = {"W": np.array([3.0, -1.0]), "V": np.array([2.0])}
    script = "({ norm: optimizers.clipByNorm(gradients, limit), ...gradients })"
    found = run(script, gradients=gradients, limit=limit)
    same(found["norm"], clip_by_norm(gradients, limit))
    same([*found["W"], *found["V"]], [*gradients["W"], *gradients["V"]])


# Random numbers


def mulberry32(seed: int) -> Iterator[float]:
    """The published generator with Python's whole numbers."""
    mask = 2**32 - 1
    while True:
        seed = (seed + 0x6D2B79F5) & mask
        t = (seed ^ seed >> 15) * (seed | 1) & mask
        t ^= (t + ((t ^ t >> 7) * (t | 61) & mask)) & mask
        yield ((t ^ t >> 14) & mask) / 2**32


@pytest.mark.parametrize("seed", [0, 1, 2**32 - 1])
def test_the_stream_is_the_published_one(run: Run, seed: int) -> None:
    script = "((rng) => Array.from({ length: 200 }, rng.uniform))(random.generator(seed))"
    found = run(script, seed=seed)
    expected = mulberry32(seed)
    assert found == [next(expected) for _ in found]


def test_normal_numbers_and_whole_ones(run: Run) -> None:
    many = "Array.from({ length: 20000 }, rng.normal)"
    found = np.array(run(f"((rng) => {many})(random.generator(1))"))
    assert abs(found.mean()) < 0.03
    assert abs(found.std() - 1) < 0.02
    assert 0.30 < (np.abs(found) > 1).mean() < 0.335
    dice = "Array.from({ length: 600 }, () => rng.integer(6))"
    assert set(run(f"((rng) => {dice})(random.generator(1))")) == set(range(6))


def test_weights_are_drawn_as_lstm_lib_draws_them(run: Run) -> None:
    sizes = {"units": 60, "inputs": 40, "outputs": 3}
    script = "random.randomWeights({ ...sizes, inputBias: -3, scale: 2 }, random.generator(3))"
    found = {name: np.array(block) for name, block in run(script, sizes=sizes).items()}
    for name, bias in {"i": -3, "f": DEFAULT_FORGET_BIAS, "g": 0, "o": 0}.items():
        assert found[name].shape == (60, 101)
        assert (found[name][:, 0] == bias).all()
        assert abs(found[name][:, 1:].std() - 2 / 10) < 0.005
    assert not np.array_equal(found["i"][:, 1:], found["f"][:, 1:])
    head = np.array(run("random.randomHead(sizes, random.generator(3))", sizes=sizes))
    assert head.shape == (3, 61)
    assert not head[:, 0].any()
    assert abs(head[:, 1:].std() * np.sqrt(60) - 1) < 0.15


# Tasks


def drawn(run: Run, script: str) -> Sequences:
    found: Sequences = run(f"((rng) => {script})(random.generator(5))")
    return found


def test_companies_and_their_published_weights(run: Run) -> None:
    batch, expected = run("tasks.twoCompanies()"), two_companies.batch()
    x, target, mask, _ = padded(batch, np.zeros(1))
    same(x, expected.x)
    same(target, expected.target)
    assert (mask == expected.mask).all()
    same(
        list(run("tasks.PUBLISHED_UNIT").values()),
        list(blocks(two_companies.published_end()).values()),
    )


def test_adding_obeys_the_laws_of_the_task(run: Run) -> None:
    batch = drawn(run, "tasks.adding(rng, 500, 20)")
    x, target, mask, lengths = padded(batch, np.zeros(1))
    assert set(lengths) == {20, 21, 22}
    assert (mask == (np.arange(22)[:, None] == lengths - 1)).all()
    marks = x[..., 1]
    assert (np.abs(x[..., 0]) <= 1).all()
    assert (np.sum(marks == 1, axis=0) == 2).all()
    assert not (marks[10:] == 1).any()
    assert (marks[lengths - 1, np.arange(500)] == -1).all()
    assert (marks[0] != 0).all()
    assert not x[0, marks[0] == 1, 0].any()
    assert {*np.flatnonzero((marks == 1).any(axis=1))} == set(range(10))
    sums = np.sum(x[..., 0] * (marks == 1), axis=0)
    same(target[lengths - 1, np.arange(500), 0], 0.5 + sums / 4)
    answers = np.where(mask, 0.5, 0.0)[..., None]
    given = adding.Batch(x, target, mask, lengths)
    assert abs(adding.is_correct(answers, given).mean() - adding.chance(20)) < 0.04


def test_temporal_order_obeys_the_laws_of_the_task(run: Run) -> None:
    assert run("tasks.ORDER_SYMBOLS") == temporal_order.SYMBOLS
    assert run("tasks.ORDER_CLASSES") == list(temporal_order.CLASSES)
    batch = drawn(run, "tasks.temporalOrder(rng, 400, 20)")
    texts = []
    for one in batch:
        x = np.array(one["x"])
        assert (x.sum(axis=1) == 1).all()
        text = "".join(temporal_order.SYMBOLS[k] for k in x.argmax(axis=1))
        places = [t for t, letter in enumerate(text) if letter in "XY"]
        assert 2 <= places[0] <= 4
        assert 10 <= places[1] <= 12
        assert (text[0], text[-1]) == ("E", "B")
        assert len(places) == 2 and not {"E", "B"} & {*text[1:-1]}
        order = "".join(text[t] for t in places)
        assert one["target"] == [None] * (len(text) - 1) + [[*temporal_order.CLASSES].index(order)]
        texts.append((len(text), *places, order))
    lengths, first, second, orders = (set(column) for column in zip(*texts, strict=True))
    assert (lengths, first, second) == ({20, 21, 22}, {2, 3, 4}, {10, 11, 12})
    assert orders == set(temporal_order.CLASSES)


def test_reber_strings_are_of_the_grammar_and_encoded_alike(run: Run) -> None:
    assert run("tasks.REBER_SYMBOLS") == reber.SYMBOLS
    texts = drawn(run, "Array.from({ length: 300 }, () => tasks.reberString(rng))")
    expected = reber.encode(texts)
    batch = drawn(run, "tasks.reber(rng, 300)")
    x, target, mask, lengths = padded(batch, 0)
    same(x, expected.x)
    assert (target == expected.target).all()
    assert (mask == expected.mask).all()
    assert (lengths == expected.lengths).all()
    seen = {(successors, text[t + 1]) for text in texts
            for t, successors in enumerate(reber.successors(text))}  # fmt: skip
    assert all((may, letter) in seen for may, _ in seen for letter in may)
    assert abs(np.mean([len(text) for text in texts]) - reber.mean_length()) < 0.5
    first = Counter(text[1] for text in texts)
    assert min(first.values()) > 100


def test_remember_asks_for_half_of_what_came_first(run: Run) -> None:
    batch = drawn(run, "tasks.remember(rng, 400, 10)")
    x, target, mask, _ = padded(batch, np.zeros(1))
    assert x.shape == (10, 400, 2)
    assert {*x[0, :, 0]} == {-1.0, 1.0}
    assert (x[0, :, 1] == 1).all() and not x[1:, :, 1].any()
    assert abs(x[1:, :, 0].std() - 0.3) < 0.02
    assert (mask == (np.arange(10) == 9)[:, None]).all()
    same(target[9, :, 0], x[0, :, 0] / 2)
