"""The figure of padding and the two ends: lstm_lib's hidden states, in both directions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from explorable_fixtures import Open, heard, plain, settle
from js_modules import Run, running
from playwright.sync_api import Browser

from lstm_course.notebook import as_text
from lstm_lib import network
from lstm_lib._validation import Array
from lstm_lib.network import Network
from lstm_lib.tasks.two_companies import PRICES
from lstm_lib.weights import LSTMWeights

DAYS = 7
UNIT = LSTMWeights.from_blocks(  # bias, h, x, as in chapter 9
    i=[[0.62, 2.00, 1.65]],
    f=[[1.62, 2.70, 1.63]],
    g=[[-0.32, 1.41, 0.94]],
    o=[[0.59, 4.38, -0.19]],
)
LENGTHS = {"A": 4, "B": 4, "short": 2, "C": 7}
SETTINGS = [
    ("short", 2, "ahead", "yes"),
    ("short", 2, "ahead", "no"),
    ("B", 6, "back", "yes"),
    ("A", 3, "back", "no"),
    ("C", 1, "back", "yes"),
]
EVERY = pytest.mark.parametrize(("record", "length", "direction", "told"), SETTINGS)


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    with running(browser, "model/padded") as run:
        yield run


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("seed", range(3))
def test_both_directions_read_padding_as_the_library_does(run: Run, seed: int, told: bool) -> None:
    rng = np.random.default_rng(seed)
    units, inputs = rng.integers(1, 6, size=2)
    both = [LSTMWeights.random(units, inputs, rng) for _ in range(2)]
    lengths = np.array([1, 4, 6, 9])
    x = rng.normal(size=(9, 4, inputs))
    x[np.arange(9)[:, None] >= lengths] = 0
    expected = network.forward(Network([tuple(both)]), x, lengths=lengths if told else None)
    for backwards, weights in enumerate(both):
        for b, length in enumerate(lengths):
            found = run(
                "(({ h, state }) => [...h, state.h])"
                "(padded.readPadded(weights, x, length, { told, backwards }))",
                weights={name: getattr(weights, name) for name in "ifgo"},
                x=x[:, b],
                length=int(length),
                told=told,
                backwards=bool(backwards),
            )
            h = expected.h[:, b, backwards * units : (backwards + 1) * units]
            final = expected.state[0][backwards].h[b]
            np.testing.assert_allclose(found, [*h, final], rtol=1e-12, atol=1e-12)


def batch(record: str, length: int) -> tuple[Array, list[int]]:
    lengths = list((LENGTHS | {record: length}).values())
    x = np.zeros((DAYS, 4, 1))
    for b, (prices, n) in enumerate(zip("ABBA", lengths, strict=True)):
        x[:n, b, 0] = [*PRICES[prices], 1, 1, 1][:n]
    return x, lengths


def expected(
    record: str, length: int, direction: str, told: str
) -> tuple[Array, Array, Array, list[int]]:
    """Hidden states, final states, the correct final states, and the lengths."""
    x, lengths = batch(record, length)
    both, way = Network([(UNIT, UNIT.copy())]), int(direction == "back")
    given = network.forward(both, x, lengths=lengths)
    found = given if told == "yes" else network.forward(both, x)
    correct = given.state[0][way].h[:, 0]
    return found.h[:, :, way], found.state[0][way].h[:, 0], correct, lengths


@EVERY
def test_every_reading_is_the_librarys(
    show: Open, record: str, length: int, direction: str, told: str
) -> None:
    figure = show("two_ends", record=record, length=length, direction=direction, told=told)
    h, state, correct, lengths = expected(record, length, direction, told)
    at_the_end = h[np.array(lengths) - 1, np.arange(4)]
    rows = [row.split("\t") for row in plain(figure.locator("tbody").inner_text()).splitlines()]
    assert [row[0] for row in rows] == ["h[0]", "h[n−1]", "h[−1]", "state.h", "correct"]
    for row, values in zip(rows, [h[0], at_the_end, h[-1], state, correct], strict=True):
        assert row[1:] == [as_text(float(value), 3) for value in values]


@EVERY
@pytest.mark.parametrize("width", [900, 320])
def test_every_cell_shows_its_input_and_its_hidden_state(
    show: Open, record: str, length: int, direction: str, told: str, width: int
) -> None:
    figure = show(
        "two_ends", width=width, record=record, length=length, direction=direction, told=told
    )
    h, *_ = expected(record, length, direction, told)
    x, _ = batch(record, length)
    shown = [plain(text) for text in figure.locator("svg .lx-inside").all_text_contents()]
    for n, (price, state) in enumerate(zip(x[:, :, 0].T.ravel(), h.T.ravel(), strict=True)):
        assert shown[2 * n] == as_text(float(price), 2)
        assert float(shown[2 * n + 1].replace("−", "-")) == pytest.approx(state, abs=0.00501)
    assert figure.locator("svg").first.locator("rect.lx-line.lx-ink").count() == 4


@EVERY
def test_the_sentence_has_both_final_states(
    show: Open, record: str, length: int, direction: str, told: str
) -> None:
    figure = show("two_ends", record=record, length=length, direction=direction, told=told)
    _, state, correct, _ = expected(record, length, direction, told)
    b = list(LENGTHS).index(record)
    sentence = plain(figure.locator(".lx-sum").inner_text())
    assert f"the final state, {as_text(float(state[b]))}," in sentence or (
        f"the final state is {as_text(float(state[b]))} and should be {as_text(float(correct[b]))}."
        in sentence
    )


def test_the_lengths_are_those_of_the_chapter_until_one_is_changed(show: Open) -> None:
    figure = show("two_ends")
    length = figure.get_by_label("its length", exact=True)
    assert length.input_value() == "2"
    figure.get_by_label("C", exact=True).check()
    settle(figure)
    assert length.input_value() == "7"
    cells = figure.locator(".lx-pick")
    assert cells.count() == 4 * DAYS
    cells.nth(2 * DAYS + 4).click()  # the short record, step 5
    settle(figure)
    assert (length.input_value(), figure.get_by_label("B, short").is_checked()) == ("5", True)
    assert "B, short, length 5" in heard(figure)


def test_backwards_the_padding_is_read_first_unless_the_length_is_given(show: Open) -> None:
    figure = show("two_ends", direction="back", told="no")
    figure.get_by_label("its length", exact=True).press("ArrowRight")
    assert "in the order 7, 6, 5, 4, 3, 2, 1." in heard(figure)
    figure.get_by_label("given", exact=True).check()
    assert "in the order 3, 2, 1." in heard(figure)
