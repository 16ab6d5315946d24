"""The figure of gates in training: it trains as chapter 6 does, and goes and stops when told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from explorable_fixtures import Open, drawn, plain, rows, settle
from js_modules import Run, running
from playwright.sync_api import Browser, Locator, expect

from lstm_course.notebook import as_text
from lstm_lib._validation import Array
from lstm_lib.activations import identity, sigmoid, sigmoid_derivative
from lstm_lib.layer import layer
from lstm_lib.lstm import backward, forward
from lstm_lib.weights import LSTMWeights

# Not more than 3 times larger: beyond, a rounding error of the first step is the whole difference
# after ten, in lstm_lib against itself as well.
VIEWS = {"i": "input gates i", "f": "forget gates f"}
STARTS = pytest.mark.parametrize(
    "start",
    [
        {"b": -3.0, "scale": 1, "forget": 1.0, "rate": 3.0, "seed": 1},
        {"b": -10.0, "scale": 1, "forget": 0.0, "rate": 0.3, "seed": 2},
        {"b": 0.5, "scale": 3, "forget": -1.0, "rate": 0.3, "seed": 3},
    ],
    ids=["a gate opens", "shut", "large weights"],
)


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    with running(browser, "model/remember_model") as run:
        yield run


def begun(start: dict[str, float]) -> str:
    settings = {"inputBias": start["b"], "forgetBias": start["forget"], "scale": start["scale"]}
    settings |= {"rate": start["rate"], "seed": start["seed"]}
    return f"new remember_model.RememberModel({settings})"


class Taught:
    """The layer of chapter 6 with the weights and examples of a run in the page."""

    def __init__(self, run: Run, start: dict[str, float]) -> None:
        found = run(f"((one) => [[...one.network.parameters.W], one.batch])({begun(start)})")
        self.weights = LSTMWeights(np.array(found[0]).reshape(32, 11))
        self.x = np.array([one["x"] for one in found[1]]).swapaxes(0, 1)
        self.target = np.array([one["target"][-1][0] for one in found[1]])
        self.rate = start["rate"]

    def look(self) -> tuple[Array, float]:
        run = forward(self.weights, self.x)
        error = run.state.h.sum(axis=1) - self.target
        dh = np.repeat(error[:, None] / len(error), 8, axis=1)
        dW = backward(run, dstate=run.state._replace(h=dh, c=np.zeros_like(dh))).W
        return dW, float(np.abs(error).mean())

    def learn(self, steps: int) -> None:
        for _ in range(steps):
            self.weights.W -= self.rate * self.look()[0]

    def norms(self) -> Array:
        norms: Array = np.linalg.norm(self.look()[0].reshape(4, -1), axis=1)
        return norms

    def sums(self, gate: str) -> Array:
        arriving = np.zeros((2, 10))
        arriving[:, 8:] = [[1, 1], [-1, 1]]
        return layer(getattr(self.weights, gate), arriving, identity)


def same(found: Any, expected: Any) -> None:
    np.testing.assert_allclose(np.asarray(found), expected, rtol=1e-10, atol=1e-10)


# Training


@STARTS
def test_forty_steps_are_those_of_the_chapter(run: Run, start: dict[str, float]) -> None:
    taught = Taught(run, start)
    taught.learn(40)
    script = "for (let n = 0; n < 40; n++) one.trainStep(); return one;"
    found = run(
        "(({ network, now }) => [[...network.parameters.W], now])"
        f"(((one) => {{ {script} }})({begun(start)}))"
    )
    same(found[0], taught.weights.W.ravel())
    now = found[1]
    assert now["step"] == 40
    same(now["distance"], taught.look()[1])
    same([now["norms"][k] for k in "ifgo"], taught.norms())
    for gate in "ifo":
        same(now[gate], taught.sums(gate))


@STARTS
def test_it_starts_as_it_was_told(run: Run, start: dict[str, float]) -> None:
    weights = Taught(run, start).weights
    for gate, bias in {"i": start["b"], "f": start["forget"], "g": 0, "o": 0}.items():
        assert (getattr(weights, gate)[:, 0] == bias).all()
    assert abs(weights.W[:, 1:].std() * np.sqrt(10) / start["scale"] - 1) < 0.12


def test_one_of_the_gates_opens_and_the_others_wait(run: Run) -> None:
    start = {"b": -3.0, "scale": 1, "forget": 1.0, "rate": 3.0, "seed": 1}
    taught = Taught(run, start)
    distances = []
    for _ in range(300):
        distances.append(taught.look()[1])
        taught.learn(1)
    script = "for (let n = 0; n < 300; n++) one.trainStep(); return one.solvedAt;"
    assert run(f"((one) => {{ {script} }})({begun(start)})") == np.argmax(np.array(distances) < 0.1)
    assert np.sum(sigmoid(taught.sums("i")).max(axis=0) > 0.5) == 1


def test_the_picture_keeps_its_size(run: Run) -> None:
    """Beyond 300 steps every second one is left out, beyond 600 every second of these."""
    start = {"b": 0.0, "scale": 1, "forget": 1.0, "rate": 0.3, "seed": 1}
    script = (
        "one.batch = one.batch.slice(0, 1);"  # it counts steps; the rest takes time
        " const kept = []; for (let n = 0; n < 700; n++)"
        " { if (!one.trainStep()) kept.push(one.step); }"
        " return [kept, one.span, one.history.map(({ step }) => step)];"
    )
    pauses, span, steps = run(f"((one) => {{ {script} }})({begun(start)})")
    assert (pauses, span, steps) == ([300, 600], 1200, list(range(0, 701, 4)))


# What is shown


def cells(figure: Locator) -> dict[str, list[str]]:
    """The rows of its tables."""
    found = rows(figure, "tbody tr")
    return {plain(label): [plain(text) for text in texts] for label, *texts in found}


def go(figure: Locator, button: str) -> None:
    figure.get_by_role("button", name=button, exact=True).click()


def says(figure: Locator, words: str) -> None:
    """Wait until this is said."""
    expect(figure.locator("[aria-live]")).to_contain_text(words, timeout=60_000)


def counted(taught: Taught, gate: str, step: int) -> dict[str, str]:
    openings = sigmoid(taught.sums(gate)).ravel()
    return {
        "training step": str(step),
        "shut": f"{np.sum(openings < 0.05)} of 16",
        "stuck open": f"{np.sum(openings > 0.95)} of 16",
        "median slope": as_text(float(np.median(sigmoid_derivative(openings)))),
        "distance from target": as_text(taught.look()[1]),
    }


def moved(taught: Taught) -> dict[str, list[str]]:
    names = ("input gate i", "forget gate f", "potential memory g", "output gate o")
    norms = taught.norms()
    both = ([as_text(float(d)), as_text(float(taught.rate * d))] for d in norms)
    return dict(zip(names, both, strict=True))


@STARTS
def test_a_hundred_steps_show_the_numbers_of_lstm_lib(
    show: Open, run: Run, start: dict[str, float]
) -> None:
    rate = {3.0: "3.0", 0.3: "0.3"}[start["rate"]]
    figure = show("shut_gates", **start | {"rate": rate})
    taught = Taught(run, start)
    begin = {gate: counted(taught, gate, 0) for gate in VIEWS}
    assert cells(figure) == {k: [text, text] for k, text in begin["i"].items()} | moved(taught)
    go(figure, "100 steps")
    says(figure, "Step 100,")
    taught.learn(100)
    for gate, label in VIEWS.items():
        figure.get_by_label(label).check()
        settle(figure)
        end = counted(taught, gate, 100)
        assert cells(figure) == {k: [begin[gate][k], end[k]] for k in end} | moved(taught)


# Going and stopping


def at(figure: Locator) -> int:
    return int(cells(figure)["training step"][1])


def test_it_starts_paused_plays_pauses_and_begins_anew(show: Open) -> None:
    figure = show("shut_gates")
    fresh = drawn(figure)
    figure.page.wait_for_timeout(100)
    assert at(figure) == 0
    go(figure, "1 step")
    says(figure, "Step 1,")
    go(figure, "Play")
    figure.page.wait_for_timeout(300)
    go(figure, "Pause")
    step = at(figure)
    assert step > 1
    figure.page.wait_for_timeout(100)
    assert at(figure) == step
    says(figure, f"Step {step},")
    go(figure, "Restart")
    assert drawn(figure) == fresh


def test_a_changed_setting_and_reset_begin_anew_but_another_look_does_not(show: Open) -> None:
    figure = show("shut_gates")
    go(figure, "1 step")
    says(figure, "Step 1,")
    figure.get_by_label("forget gates f").check()
    settle(figure)
    assert at(figure) == 1
    go(figure, "Play")
    figure.locator("input[type=range]").first.press("ArrowRight")
    settle(figure)
    assert at(figure) == 0
    expect(figure.get_by_role("button", name="Play", exact=True)).to_be_visible()
    go(figure, "1 step")
    says(figure, "Step 1,")
    go(figure, "Reset")
    settle(figure)
    assert at(figure) == 0


def test_with_less_motion_it_does_not_play_but_goes_in_steps(show: Open) -> None:
    figure = show("shut_gates")
    page = figure.page
    page.emulate_media(reduced_motion="reduce")
    try:
        figure = show("shut_gates")
        assert figure.get_by_role("button", name="Play").count() == 0
        script = """figure => {
            window.painted = 0;
            const changed = () => (window.painted += 1);
            const seen = { childList: true, subtree: true };
            new MutationObserver(changed).observe(figure.querySelector("tbody"), seen);
        }"""
        figure.evaluate(script)
        go(figure, "100 steps")
        says(figure, "Step 100,")
        assert page.evaluate("window.painted") == 1
    finally:
        page.emulate_media(reduced_motion="no-preference")
