"""Readers that are trained in the page: gradients, positions, schedule and tasks are lstm_lib's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from js_modules import Run, running
from playwright.sync_api import Browser
from test_explore_network import padded

from lstm_lib._validation import Array
from lstm_lib.attention import positions
from lstm_lib.tasks import recall, state_tracking
from lstm_lib.training import Adam, cosine, losses
from lstm_lib.weights import DEFAULT_FORGET_BIAS
from tools.experiments._separating import WAVE, Reader

KINDS = ("lstm", "min_lstm", "attention", "unplaced_attention")
MODULES = ("attention", "losses", "network", "optimizers", "random", "reader", "tasks")


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    with running(browser, *(f"model/{name}" for name in MODULES)) as run:
        yield run


def same(found: object, expected: object) -> None:
    np.testing.assert_allclose(np.asarray(found), expected, rtol=1e-11, atol=1e-11)


# Gradients


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", KINDS)
def test_loss_outputs_and_gradients(run: Run, kind: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    D, H, K, T, B = 3, 2 * int(rng.integers(1, 4)), 3, int(rng.integers(1, 9)), 4
    by_library = Reader(kind, D, H, K, seed)
    for array in by_library.parameters.values():
        array += rng.normal(size=array.shape) / 2  # biases, too
    x, target = rng.normal(size=(T, B, D)), rng.integers(0, K, (T, B))
    mask = rng.random((T, B)) < 0.5
    mask[-1] = True
    output = by_library.forward(x)
    loss, dy = losses.cross_entropy(output.y, target, mask)
    gradients = by_library.backward(output, dy)
    wanted = np.where(mask, target, -1)
    batch = [
        {"x": x[:, b], "target": [None if k < 0 else int(k) for k in wanted[:, b]]}
        for b in range(B)
    ]
    sizes = {"kind": kind, "H": H, "D": D, "K": K}
    flat = {name: array.ravel() for name, array in by_library.parameters.items()}
    found = run(
        "((model) => ((found) => ({ loss: found.loss, y: found.caches.map(({ y }) => [...y]),"
        " gradients: Object.fromEntries(Object.entries(found.gradients).map(([k, d]) => [k, [...d]]))"
        " }))(network.lossAndGradients(model, batch, losses.crossEntropy, reader.READER_PASSES)))"
        "({ ...sizes, parameters: Object.fromEntries("
        "Object.entries(flat).map(([name, all]) => [name, Float64Array.from(all)])) })",
        sizes=sizes, flat=flat, batch=batch,
    )  # fmt: skip
    same(found["loss"], loss)
    same(np.array(found["y"]).reshape(B, T, K), np.swapaxes(output.y, 0, 1))
    assert found["gradients"].keys() == gradients.keys()
    for name, gradient in gradients.items():
        same(found["gradients"][name], gradient.ravel())


def test_a_reader_is_drawn_as_the_experiment_draws_it(run: Run) -> None:
    script = (
        "(({ parameters }) => Object.fromEntries(Object.entries(parameters)"
        ".map(([name, all]) => [name, [...all]])))"
        "(reader.randomReader(kind, { units: 60, inputs: 50, outputs: 40 }, random.generator(1)))"
    )
    for kind in KINDS:
        expected = Reader(kind, 50, 60, 40, 1).parameters
        found = run(script, kind=kind)
        assert list(found) == list(expected)
        for name, array in expected.items():
            drawn = np.array(found[name]).reshape(array.shape)
            assert (drawn[:, 0] == array[:, 0]).all()
            assert abs(drawn[:, 1:].std() / array[:, 1:].std() - 1) < 0.08, (kind, name)
    biases = np.array(run(script, kind="min_lstm")["W"]).reshape(3, 60, 51)[:, :, 0]
    assert (biases == [[0], [DEFAULT_FORGET_BIAS], [0]]).all()


def test_positions(run: Run) -> None:
    for T, d in (7, 4), (7, 6), (130, 16):
        same(run("[...attention.positions(T, d)]", T=T, d=d), positions(T, d, WAVE).ravel())


def test_updates_along_a_cosine(run: Run) -> None:
    rng = np.random.default_rng(7)
    parameters = {"W": rng.normal(size=6)}
    steps = [{"W": rng.normal(size=6)} for _ in range(12)]
    found = run(
        "((update) => { steps.forEach((d) => update(parameters, d)); return parameters; })"
        "(optimizers.adam(optimizers.cosine(0.1, 10)))",
        parameters=parameters, steps=steps,
    )  # fmt: skip
    optimizer = Adam(cosine(0.1, 10))
    for gradients in steps:
        optimizer.step(parameters, gradients)
    same(found["W"], parameters["W"])


# Tasks


def drawn(run: Run, script: str) -> tuple[Array, Array, Array]:
    """The sequences that a script draws, all of one length: x, target and mask."""
    batch: list[dict[str, Any]] = run(f"((rng) => {script})(random.generator(5))")
    x, target, mask, lengths = padded(batch, 0)
    assert len(set(lengths)) == 1
    assert (x.sum(axis=2) >= 1).all() and ((x == 0) | (x == 1)).all()
    return x, target, mask


def test_flip_flop_obeys_the_laws_of_the_task(run: Run) -> None:
    assert run("tasks.FLIP_FLOP_SYMBOLS") == state_tracking.FLIP_FLOP_SYMBOLS
    x, target, mask = drawn(run, "tasks.flipFlop(rng, 400, 20)")
    assert mask.all() and (x.sum(axis=2) == 1).all()
    symbols = x.argmax(axis=2)
    assert set(symbols[0]) == {0, 1}
    assert set(symbols[1:].ravel()) == set(range(6))
    for b in range(400):
        since = [t for t in range(20) if symbols[t, b] < 2]
        bits = [symbols[max(s for s in since if s <= t), b] for t in range(20)]
        assert target[:, b].tolist() == bits
    assert abs((symbols[1:] < 2).mean() - state_tracking.CHANCE_TO_SET) < 0.02
    assert abs(target.mean() - 0.5) < 0.05


def test_parity_obeys_the_laws_of_the_task(run: Run) -> None:
    x, target, mask = drawn(run, "tasks.parity(rng, 400, 12)")
    assert mask.all() and (x.sum(axis=2) == 1).all()
    symbols = x.argmax(axis=2)
    assert (target == symbols.cumsum(axis=0) % 2).all()
    assert abs(symbols.mean() - 0.5) < 0.03


@pytest.mark.parametrize("pairs", [1, 8, 16])
def test_recall_obeys_the_laws_of_the_task(run: Run, pairs: int) -> None:
    assert run("[tasks.RECALL_KEYS, tasks.RECALL_VALUES]") == [recall.KEYS, recall.VALUES]
    x, target, mask = drawn(run, f"tasks.recall(rng, 300, {pairs})")
    assert x.shape == (pairs + 1, 300, recall.KEYS + recall.VALUES)
    assert (mask == (np.arange(pairs + 1) == pairs)[:, None]).all()
    keys, values = x[..., : recall.KEYS], x[..., recall.KEYS :]
    assert (keys.sum(axis=2) == 1).all()
    assert (values[:pairs].sum(axis=2) == 1).all() and not values[pairs].any()
    assert (keys[:pairs].sum(axis=0) <= 1).all()  # all different
    places = (keys[:pairs] * keys[pairs]).sum(axis=2).argmax(axis=0)
    asked = values.argmax(axis=2)[places, np.arange(300)]
    assert (target[pairs] == asked).all()
    assert set(places) == set(range(pairs))
    assert set(keys[0].argmax(axis=1)) == set(range(recall.KEYS))
    assert abs(np.bincount(target[pairs], minlength=recall.VALUES) / 300 - 1 / 8).max() < 0.07
