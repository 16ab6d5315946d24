"""The figure of chapter 12: its network is the record's, its arithmetic is lstm_lib's."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import pytest
from explorable_fixtures import Open, settle
from js_modules import Run, running
from playwright.sync_api import Browser

from lstm_lib import network
from lstm_lib._validation import Array
from lstm_lib.cell import State
from lstm_lib.network import Network
from lstm_lib.tasks import agreement
from lstm_lib.training import softmax
from lstm_lib.weights import LSTMWeights
from tools import grammarian
from tools.experiments import RECORDS

PAIR = ["the cat near the dogs behind the kings", "the cats near the dogs behind the kings"]


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    with running(browser, "model/grammarian") as run:
        yield run


def net() -> Network:
    """The network of the figure: the weights rounded to 8 bits."""
    W, V = (whole * scale for whole, scale in grammarian.weights().values())
    return Network([(LSTMWeights(W),)], V)


def expected(words: str, mirror: str, unit: int, change: str) -> tuple[Array, Array]:
    """The unit's cell state after each word, and the probabilities of the next word."""
    changed = net()
    if change == "silence":
        changed.layers[0][0].W[:, 1 + unit] = 0
        changed.head[:, 1 + unit] = 0
    x = agreement.encode([words.split(), mirror.split()]).x
    before = network.forward(changed, x[:3])
    h, c = before.state[0][0]
    trace = []
    for t in range(1, 4):
        trace.append(network.forward(changed, x[:t]).state[0][0].c[0, unit])
    if change == "swap":
        h[0, unit], c[0, unit] = h[1, unit], c[1, unit]
        trace[2] = c[0, unit]
    for t in range(4, len(x) + 1):
        after = network.forward(changed, x[3:t], [(State(h, c),)])
        trace.append(after.state[0][0].c[0, unit])
    return np.array(trace[1:]), softmax(after.y[-1])[0]


@pytest.mark.parametrize("change", ["leave", "swap", "silence"])
@pytest.mark.parametrize("unit", [0, 23, 29])
@pytest.mark.parametrize("words", PAIR)
def test_reading_is_that_of_the_library(run: Run, words: str, unit: int, change: str) -> None:
    mirror = next(other for other in PAIR if other != words)
    c, p = expected(words, mirror, unit, change)
    found = run(
        "grammarian.read(own, other, unit, change)",
        own=words.split(),
        other=mirror.split(),
        unit=unit,
        change=change,
    )
    np.testing.assert_allclose(found["c"], c, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found["p"], p, rtol=1e-9, atol=1e-12)
    sums = p[agreement.VERBS].sum(axis=1)
    np.testing.assert_allclose([found["singular"], found["plural"]], sums, rtol=1e-9)


def test_rounding_to_8_bits_changes_no_weight_by_much() -> None:
    with np.load(RECORDS / "agreement_models.npz") as record:
        exact = record["W"].astype(float)
    whole, scale = grammarian.weights()["W"]
    half_a_step, scale_in_four_digits = 0.5, 127 * 0.0005
    assert np.all(np.abs(whole * scale - exact) <= (half_a_step + scale_in_four_digits) * scale)


def test_the_file_is_small_and_has_the_words_of_the_grammar() -> None:
    text = grammarian.text()
    assert len(text) < 20_000
    assert json.loads(text)["words"] == agreement.WORDS


def test_the_swap_turns_the_verb_around(show: Open) -> None:
    figure = show("which_cell")
    assert "would be right" in figure.inner_text()
    figure.get_by_role("button", name="swap the cell that decides").click()
    settle(figure)
    assert "would be wrong" in figure.inner_text()
    figure.get_by_role("button", name="swap another cell").click()
    settle(figure)
    assert "would be right" in figure.inner_text()
