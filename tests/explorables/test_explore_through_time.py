"""The figure of backpropagation through time: lstm_lib's gradients, day by day and weight by weight."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pytest
from explorable_fixtures import Open, heard, plain, settle
from js_modules import Run, running
from playwright.sync_api import Browser, Locator

from lstm_course.notebook import as_text
from lstm_lib._validation import Array
from lstm_lib.activations import tanh, tanh_derivative
from lstm_lib.cell import State, Step, step, step_backward, zero_state
from lstm_lib.lstm import backward, forward
from lstm_lib.tasks.two_companies import PRICES
from lstm_lib.weights import LSTMWeights

UNIT = LSTMWeights.from_blocks(  # bias, h, x, as in chapter 10
    i=[[0.62, 2.00, 1.65]],
    f=[[1.62, 2.70, 1.63]],
    g=[[-0.32, 1.41, 0.94]],
    o=[[0.59, 4.38, -0.19]],
)


class Settings(NamedTuple):
    day: int = 1
    target: float = 1.0
    gate: str = "f"
    weight: str = "b"
    times: float = 1.0
    pushed: str = "3"
    push: float = 0.0


SETTINGS = [
    Settings(),
    Settings(day=2, push=-10),
    Settings(day=3, target=-0.37, gate="o", weight="h", times=-1.3),
    Settings(day=4, gate="g", weight="x", times=0),
    Settings(target=0.25, gate="i", weight="x", times=2, pushed="2", push=3.7),
]
EVERY = pytest.mark.parametrize("now", SETTINGS)


class Day(NamedTuple):
    """One day on the way back."""

    step: Step
    dh: float
    dc: float
    ramp: float
    before: State
    dW: Array


def by_day(now: Settings) -> list[LSTMWeights]:
    """One cell on all days, but for what is added to the sum of one day's forget gate."""
    weights = UNIT.copy()
    getattr(weights, now.gate)[0, "bhx".index(now.weight)] *= now.times
    days = [weights.copy() for _ in range(4)]
    days[int(now.pushed) - 1].f[0, 0] += now.push
    return days


def forwards(days: list[LSTMWeights]) -> list[tuple[State, Step]]:
    state, found = zero_state(UNIT), []
    for weights, price in zip(days, PRICES["B"], strict=True):
        found.append((state, step(weights, [price], state)))
        state = found[-1][1].state
    return found


def back(now: Settings) -> list[Day]:
    days, steps, found = by_day(now), forwards(by_day(now)), []
    dstate = State(2 * (steps[3][1].h - now.target), np.zeros(1))
    for weights, price, (before, one) in list(zip(days, PRICES["B"], steps, strict=True))[::-1]:
        ramp = (one.o * tanh_derivative(tanh(one.c)))[0]
        dh, dc = dstate.h[0], dstate.c[0] + dstate.h[0] * ramp
        dW, _, dstate = step_backward(weights, [price], before, one, dstate)
        found.insert(0, Day(one, dh, dc, ramp, dstate, dW))
    return found


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    with running(browser, "model/backward", "model/lstm") as run:
        yield run


@pytest.mark.parametrize("seed", range(4))
def test_the_walk_back_is_the_librarys(run: Run, seed: int) -> None:
    rng = np.random.default_rng(seed)
    units, inputs = rng.integers(1, 6, size=2)
    weights = LSTMWeights.random(units, inputs, rng)
    x, dh = rng.normal(size=(7, inputs)), rng.normal(size=units)
    found = run(
        """((steps) => {
            const back = backward.backThroughTime(x.map(() => weights), x, steps, dh);
            return [backward.totalGradients(back), back.map(({ dh, dc, next }) => [dh, dc, next.h])];
        })(lstm.steps(weights, x))""",
        weights={name: getattr(weights, name) for name in "ifgo"},
        x=x,
        dh=dh,
    )
    run_forward = forward(weights, x[:, None])
    expected = backward(run_forward, dstate=State(dh[None], np.zeros((1, units))))
    blocks = np.concatenate([found[0][name] for name in "ifgo"])
    np.testing.assert_allclose(blocks, expected.W, rtol=1e-12, atol=1e-12)
    state, steps = zero_state(weights), []
    for x_t in x:
        steps.append((state, step(weights, x_t, state)))
        state = steps[-1][1].state
    dstate = State(dh, np.zeros(units))
    for t in reversed(range(7)):
        before, one = steps[t]
        dc = dstate.c + dstate.h * one.o * tanh_derivative(tanh(one.c))
        here, (_, _, dstate) = dstate.h, step_backward(weights, x[t], before, one, dstate)
        np.testing.assert_allclose(found[1][t], [here, dc, dstate.h], rtol=1e-12, atol=1e-12)


@EVERY
def test_what_it_calls_a_gradient_is_the_slope_of_the_loss(now: Settings) -> None:
    """The expectation of these tests itself, by finite differences: a push on the forget gate."""

    def loss(push: float) -> Any:
        return (forwards(by_day(now._replace(push=push)))[3][1].h[0] - now.target) ** 2

    difference = (loss(now.push + 1e-5) - loss(now.push - 1e-5)) / 2e-5
    bias = back(now)[int(now.pushed) - 1].dW[1, 0]
    np.testing.assert_allclose(bias, difference, rtol=1e-5, atol=1e-10)


def opened(show: Open, now: Settings, width: int = 900) -> Locator:
    state = now._asdict()
    return show("through_time", width=width, back=4 - state.pop("day"), **state)


def tables(figure: Locator) -> list[list[list[str]]]:
    bodies = [plain(body) for body in figure.locator("tbody").all_inner_texts()]
    return [[row.split("\t") for row in body.splitlines()] for body in bodies]


def texts(figure: Locator) -> list[str]:
    return [plain(t) for t in figure.locator("svg").first.locator("text").all_text_contents()]


@EVERY
def test_every_day_reached_shows_its_gradients(show: Open, now: Settings) -> None:
    days, figure = back(now), opened(show, now)
    figure.page.set_viewport_size({"width": 1300, "height": 800})
    figure.page.locator("main").evaluate("main => (main.style.maxWidth = 'none')")
    settle(figure)
    shown = texts(figure)
    for t, day in enumerate(days, 1):
        for name, value in ("c", day.dc), ("h", day.dh):
            number = as_text(float(value)) if t >= now.day else ""
            assert shown[shown.index(f"d{name}{t}") + 1] == number
        assert f"h{t} = {as_text(float(day.step.h[0]), 3)}" in shown
        if t > 1:
            assert shown[shown.index(f"× f{t}") + 1] == as_text(float(day.step.f[0]), 3)


@EVERY
def test_along_the_memory_and_around_it_add_up(show: Open, now: Settings) -> None:
    days = back(now)
    day, after = days[now.day - 1], days[now.day : now.day + 1]
    along = after[0].step.f[0] * after[0].dc if after else 0.0
    alone = np.prod([one.step.f[0] for one in days[now.day :]])
    rows = tables(opened(show, now))[0]
    expected = [along, day.dh * day.ramp, day.dc]
    assert [row[2] for row in rows[:3]] == [as_text(float(value)) for value in expected]
    assert [row[2] for row in rows[3:]] == [
        as_text(float(value), 3) for value in (alone, day.dc / days[3].dc)
    ]


@EVERY
def test_every_gate_and_every_weight_shows_what_it_gets(show: Open, now: Settings) -> None:
    days = back(now)
    day, total = days[now.day - 1], sum(one.dW for one in days[now.day - 1 :])
    _, gates, chosen, sums = tables(opened(show, now))
    order = {"f": 1, "i": 0, "g": 2, "o": 3}
    delta = [day.dW[row, 0] for row in order.values()]  # the bias meets a 1
    assert [row[3] for row in gates] == [as_text(float(value), 3) for value in delta]
    for name, row in zip(order, gates, strict=True):
        assert row[1] == as_text(float(getattr(day.step, name)[0]), 3)
    expected = [[as_text(float(w), 3) for w in total[row]] for row in order.values()]
    assert [row[1:] for row in sums] == expected
    entry = order[now.gate], "bhx".index(now.weight)
    said = [as_text(float(days[t].dW[entry]), 3) if t + 1 >= now.day else "–" for t in (3, 2, 1, 0)]
    assert [row[-1] for row in chosen] == [*said, as_text(float(total[entry]), 3)]


def test_it_starts_with_the_numbers_of_the_chapter(show: Open) -> None:
    figure = show("through_time")
    assert "dh4 = 2(0.9694 − 1) = −0.06121." in figure.locator(".lx-sum").first.inner_text()
    assert tables(figure)[0][2][2] == "−0.001918"


def test_it_goes_back_a_day_at_a_time_and_by_a_tap(show: Open) -> None:
    figure = show("through_time")
    back = figure.get_by_label("days gone back", exact=True)
    button = figure.get_by_role("button", name="One day back")
    seen = []
    for _ in range(4):
        button.click()
        settle(figure)
        seen.append(back.input_value())
    assert seen == ["1", "2", "3", "0"]
    figure.locator(".lx-pick").nth(1).click(position={"x": 40, "y": 250})
    settle(figure)
    assert back.input_value() == "2"
    assert "Day 2:" in heard(figure)
    figure.locator(".lx-pick").last.click()
    settle(figure)
    assert figure.get_by_label("f4", exact=True).is_checked()
    assert back.input_value() == "2"


def test_a_wire_is_the_thicker_the_more_it_carries(show: Open) -> None:
    """On day 4 more than 30 times as much leaves at the output gate as goes up to the memory."""
    figure = show("through_time")
    width = "one => parseFloat(one.getAttribute('stroke-width'))"
    wires = figure.locator("svg").first.locator("path.lx-line.lx-h")
    sizes = sorted(wire.evaluate(width) for wire in wires.all())
    assert len(sizes) == 2  # day 4 alone has been reached
    assert sizes[1] > 2 * sizes[0]
    assert all(a != b for a, b in pairwise(sizes))
