"""Ways to read a figure: numbers under a crosshair, a melody, a guided tour."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from explorable_fixtures import ADDRESS, Open, heard, plain, settle
from js_modules import running
from playwright.sync_api import Browser, Locator, expect

from lstm_course.notebook import as_text
from lstm_lib import State, network, step, zero_state
from lstm_lib.network import Network
from lstm_lib.tasks.two_companies import PRICES
from lstm_lib.weights import LSTMWeights

NUMBER = re.compile(r"^−?[\d.]+(?: × 10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?$")


def press(figure: Locator, label: str) -> None:
    figure.get_by_role("button", name=label, exact=True).press("Enter")


# Crosshair


def read_off(figure: Locator) -> list[str]:
    """The number above each lane, from above."""
    texts = figure.locator("svg").first.locator("text").all_text_contents()
    return [
        number for text in texts for _, found, number in [plain(text).rpartition(": ")] if found
    ]


def untrained(browser: Browser, units: int) -> LSTMWeights:
    """The weights with which the playground starts on the two companies."""
    recipe = {"task": "company", "units": units, "forget": 1, "input": 0, "scale": 1, "seed": 1}
    with running(browser, "playground/init") as run:
        W = run("Array.from(init.untrained(recipe).parameters.W)", recipe=recipe)
    return LSTMWeights(np.array(W).reshape(4 * units, -1))


def test_a_step_is_read_off_in_all_lanes(show: Open, browser: Browser) -> None:
    x = np.array(PRICES["B"])[:, None, None]
    h = network.forward(Network([(untrained(browser, 1),)]), x).h[:, 0, 0]
    for at in (1, 3):
        figure = show("playground", task="company", units=1, sequence=2, at=at)
        numbers = read_off(figure)
        assert all(NUMBER.match(number) for number in numbers)
        assert numbers[0] == as_text(float(x[at - 1, 0, 0]), 3)
        assert numbers[-1] == as_text(float(h[at - 1]), 3)


def test_the_mouse_reads_off_and_a_click_keeps_the_step(show: Open) -> None:
    figure = show("playground", task="company", units=1)
    lanes = figure.locator("svg").first
    first = read_off(figure)
    box = lanes.bounding_box()
    assert box
    places = [box["x"] + 46 + (t - 0.5) / 4 * (box["width"] - 62) for t in range(1, 5)]
    figure.page.mouse.move(places[2], box["y"] + 100)
    third = read_off(figure)
    assert third != first
    figure.page.mouse.move(1, 1)
    assert read_off(figure) == first
    assert figure.page.url == ADDRESS
    figure.page.mouse.click(places[2], box["y"] + 100)
    figure.page.mouse.move(1, 1)
    settle(figure)
    assert read_off(figure) == third
    assert "step read off 3." in heard(figure)
    assert "playground.at=3" in figure.page.url


# The step as code, and quantities that light up together


def code_numbers(figure: Locator) -> dict[str, str]:
    """The quantity that each line of code computes, and the number beside it."""
    codes, numbers = (
        figure.locator(f".lx-code {part}").all_text_contents() for part in ("code", ".lx-value")
    )
    return {code[0]: plain(number) for code, number in zip(codes, numbers, strict=True)}


def test_the_code_has_the_numbers_of_the_step_and_the_unit(show: Open, browser: Browser) -> None:
    weights = untrained(browser, 3)
    state = zero_state(weights)
    expected = []
    for price in PRICES["A"]:
        done = step(weights, [price], state)
        state = State(done.h, done.c)
        expected.append({name: as_text(float(getattr(done, name)[1]), 3) for name in "ifgoch"})
    figure = show("playground", task="company", units=3, unit=2, at=2)
    assert code_numbers(figure) == expected[1]
    assert read_off(figure)[1:6] == [expected[1][name] for name in "figco"]
    figure.page.mouse.move(*ground(figure, "f", 0.99))
    assert code_numbers(figure) == expected[3]
    figure.page.mouse.move(1, 1)
    assert code_numbers(figure) == expected[1]


def ground(figure: Locator, symbol: str, part: float = 0.4) -> tuple[float, float]:
    """A point of the lane of a quantity, this part of its width from the left, off its line."""
    place = figure.locator(f".lx-ground[data-symbol={symbol}]")
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box
    return box["x"] + part * box["width"], box["y"] + 2


@pytest.mark.parametrize("symbol", list("figco"))
def test_lane_symbol_code_and_number_light_up_together(show: Open, symbol: str) -> None:
    figure = show("playground")
    linked = figure.locator(f"[data-symbol={symbol}]")
    code = figure.locator(f"button[data-symbol={symbol}]")
    for tag in ("rect", "path", "text"):
        assert figure.locator(f"svg {tag}[data-symbol={symbol}]").count()
    look = """all => all.map((one) => {
        const { filter, outlineStyle, fillOpacity } = getComputedStyle(one);
        return filter + outlineStyle + fillOpacity;
    })"""
    dark = linked.evaluate_all(look)

    def all_lit() -> bool:
        lit = linked.evaluate_all(look)
        return all(one != other for one, other in zip(dark, lit, strict=True))

    code.focus()
    assert all_lit()
    figure.get_by_role("button", name="Play").focus()
    assert linked.evaluate_all(look) == dark
    figure.page.mouse.move(*ground(figure, symbol))
    assert all_lit()
    figure.page.mouse.move(1, 1)
    assert linked.evaluate_all(look) == dark
    figure.locator(f"svg text[data-symbol={symbol}]").hover()
    assert all_lit()


def test_the_light_outlasts_a_step_of_training(show: Open) -> None:
    figure = show("playground")
    figure.page.mouse.move(*ground(figure, "g"))
    press(figure, "1 step")
    expect(figure.locator(".lx-sum").first).to_have_text(re.compile("^Step 1:"))
    figure.page.mouse.move(*ground(figure, "g", 0.5))
    assert figure.locator(".lx").get_attribute("data-lit") == "g"
    expect(figure.locator(".lx-ground[data-symbol=g]")).to_have_css("fill-opacity", "0.12")


# Sound

RECORD = """() => {
    window.tones = [];
    window.AudioContext = class {
        currentTime = 0;
        destination = {};
        createGain() { return { gain: {}, connect() {} }; }
        createOscillator() {
            const tone = {
                frequency: { setValueAtTime: (hertz, time) => window.tones.push([hertz, time]) },
                connect: (next) => next,
                start() {},
                stop(time) { if (time === undefined) tone.onended(); else tone.end = time; },
            };
            return tone;
        }
    };
}"""


def test_a_gate_is_heard_only_when_asked_for(show: Open) -> None:
    figure = show("memory_cell", f="0" * 10 + "k" * 5 + "a" * 5)
    figure.page.evaluate(RECORD)
    figure.get_by_label("step k", exact=True).press("ArrowRight")
    settle(figure)
    tones: Any = figure.page.evaluate("window.tones")
    assert tones == []
    button = figure.get_by_role("group", name="As sound").get_by_role("button", name="forget gate")
    button.press("Enter")
    tones = np.array(figure.page.evaluate("window.tones"))
    np.testing.assert_allclose(tones[:, 0], [220] * 10 + [880] * 5 + [440] * 5, rtol=1e-12)
    np.testing.assert_allclose(np.diff(tones[:, 1]), 0.25, rtol=1e-12)
    button.press("Enter")  # stops
    assert len(figure.page.evaluate("window.tones")) == 20
    button.press("Enter")
    assert len(figure.page.evaluate("window.tones")) == 40


# Rewinding, and two runs


def progress(figure: Locator) -> str:
    return figure.locator(".lx-sum").first.inner_text()


def test_a_run_can_be_rewound_and_goes_on_from_its_end(show: Open) -> None:
    figure = show("playground")
    fresh = read_off_remember(figure)
    for number in (1, 2, 3):
        press(figure, "1 step")
        expect(figure.locator(".lx-sum").first).to_have_text(re.compile(f"^Step {number}:"))
    third = progress(figure), read_off_remember(figure)
    press(figure, "Rewind")
    assert progress(figure).startswith("Rewound from step 3. Step 2: loss ")
    press(figure, "Rewind")
    press(figure, "Rewind")
    assert progress(figure) == "Rewound from step 3. Step 0: not trained yet."
    assert read_off_remember(figure) == fresh
    for _ in range(4):  # one more than there are steps
        press(figure, "Forward")
    assert (progress(figure), read_off_remember(figure)) == third
    press(figure, "Rewind")
    press(figure, "1 step")
    expect(figure.locator(".lx-sum").first).to_have_text(re.compile("^Step 4:"))


def read_off_remember(figure: Locator) -> list[str]:
    texts = figure.locator("svg").first.locator("text").all_text_contents()
    return [plain(text) for text in texts]


def test_two_runs_of_one_seed_are_seen_on_one_sequence(show: Open) -> None:
    figure = show("playground")
    press(figure, "100 steps")
    expect(figure.locator(".lx-sum").first).to_have_text(re.compile("^Step 100:"))
    lane = figure.locator("svg").first.locator("path.lx-line.lx-f")
    before = lane.get_attribute("d")
    figure.get_by_label("0.03", exact=True).check()
    settle(figure)
    dashed, now = lane.all()
    assert dashed.get_attribute("stroke-dasharray") == "5 4"
    assert dashed.get_attribute("d") == before
    assert now.get_attribute("d") != before
    assert "Dashed in the lanes" in figure.inner_text()
    figure.get_by_label("seed", exact=True).press("ArrowRight")
    settle(figure)
    assert lane.count() == 1


# Guided tour


def mission(figure: Locator) -> str:
    return figure.locator(".lx-mission .lx-head").inner_text()


def test_the_tour_knows_when_a_mission_is_done(show: Open) -> None:
    figure = show("playground")
    assert mission(figure) == "Mission 1 of 9"
    press(figure, "1 step")
    expect(figure.locator(".lx-sum").first).to_have_text(re.compile("^Step 1:"))
    assert mission(figure) == "Mission 1 of 9"
    press(figure, "100 steps")
    expect(figure.locator(".lx-mission .lx-head")).to_have_text("Mission 2 of 9")
    figure.get_by_label("step read off", exact=True).press("End")
    settle(figure)
    assert mission(figure) == "Mission 3 of 9"
    other = figure.get_by_label("sequence shown", exact=True)
    for _ in range(19):
        if mission(figure) != "Mission 3 of 9":
            break
        other.press("ArrowRight")
        settle(figure)
    assert mission(figure) == "Mission 4 of 9"
    figure.get_by_label("bias of the input gates", exact=True).press("Home")
    settle(figure)
    assert mission(figure) == "Mission 5 of 9"
    assert "100 steps" in figure.locator(".lx-mission").inner_text()


def test_a_mission_can_be_skipped_and_taken_up_again(show: Open) -> None:
    figure = show("playground")
    assert figure.get_by_role("button", name="Back").is_disabled()
    height = "one => one.getBoundingClientRect().height"
    heights = set()
    for k in range(1, 10):
        assert mission(figure) == f"Mission {k} of 9"
        heights.add(figure.locator(".lx-guide").evaluate(height))
        press(figure, "Skip")
    assert mission(figure) == "All missions done"
    assert figure.get_by_role("button", name="Skip").is_disabled()
    press(figure, "Back")
    assert mission(figure) == "Mission 9 of 9"
    assert len(heights) == 1  # nothing below moves
