"""The figure of the whole cell: its numbers are lstm_lib's, whole and with a broken weight."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pytest
from explorable_fixtures import Open, drawn, heard, open_figure, plain, settle
from js_modules import running
from playwright.sync_api import Browser, Locator

from lstm_course.figures.cell_parts import X, Y
from lstm_course.figures.diagram import Diagram
from lstm_course.notebook import as_text
from lstm_lib.activations import tanh
from lstm_lib.cell import State, Step, step, zero_state
from lstm_lib.layer import concat, layer
from lstm_lib.tasks.two_companies import PRICES
from lstm_lib.weights import LSTMWeights

UNIT = LSTMWeights.from_blocks(  # bias, h, x, as in chapter 8
    i=[[0.62, 2.00, 1.65]],
    f=[[1.62, 2.70, 1.63]],
    g=[[-0.32, 1.41, 0.94]],
    o=[[0.59, 4.38, -0.19]],
)
BROKEN = [("A", 1, "f", "b", 1.0), ("B", 4, "o", "h", 0.0), ("A", 3, "g", "x", -2.0),
          ("B", 2, "i", "b", 1.7), ("B", 4, "f", "h", -2.0)]  # fmt: skip


def broken(gate: str, column: str, times: float) -> LSTMWeights:
    weights = UNIT.copy()
    getattr(weights, gate)[0, "bhx".index(column)] *= times
    return weights


def days(weights: LSTMWeights, company: str) -> list[tuple[State, Step]]:
    """For each day the state before it and its step."""
    state, found = zero_state(weights), []
    for price in PRICES[company]:
        found.append((state, step(weights, np.array([price]), state)))
        state = found[-1][1].state
    return found


def show_broken(
    show: Open, company: str, day: int, gate: str, column: str, times: float
) -> Locator:
    return show("full_cell", company=company, day=day, gate=gate, weight=column, times=times)


def rows(figure: Locator) -> list[list[str]]:
    return [row.split("\t") for row in plain(figure.locator("tbody").inner_text()).splitlines()]


@pytest.mark.parametrize("width", [900, 320])
@pytest.mark.parametrize(("company", "day", "gate", "column", "times"), BROKEN)
def test_every_wire_shows_its_number(
    show: Open, company: str, day: int, gate: str, column: str, times: float, width: int
) -> None:
    figure = show_broken(show, company, day, gate, column, times)
    figure.page.set_viewport_size({"width": width, "height": 800})
    settle(figure)
    weights = broken(gate, column, times)
    before, now = days(weights, company)[day - 1]
    h, c = before.h[0], before.c[0]
    one = {key: values[0] for key, values in now._asdict().items()}
    wires = [c * one["f"], one["i"] * one["g"], tanh(one["c"]), *map(one.get, "figo")]
    expected = [as_text(float(value)) for value in [*wires, *weights.W.ravel()]]
    named = {"ht−1": h, "xt": PRICES[company][day - 1], "ct−1": c, "ct": one["c"], "ht": one["h"]}
    expected += [f"{name} = {as_text(float(value))}" for name, value in named.items()]
    diagram = figure.locator("svg").first
    texts = [plain(text) for text in diagram.locator("text").all_text_contents()]
    for text in expected:  # each as often as it belongs there
        assert text in texts
        texts.remove(text)
    names = [text for text in texts if text not in ("σ", "tanh", "1")]
    assert names[:2] == ["input", "gate"]
    assert not any(character.isdigit() for character in "".join(names))


def test_it_is_the_diagram_of_the_chapter(show: Open) -> None:
    """Both draw one description: the same words, and of each colour as many wires and dots."""
    figure = show("full_cell").locator("svg").first
    texts = figure.locator("text").all_text_contents()
    chapter = Diagram("output_gate")
    for word in ("forget", "input", "potential", "memory", "output", "gate", "tanh", "σ"):
        assert texts.count(word) == chapter.body.count(f">{word}<")
    strokes = re.findall(r"<(path|circle) [^>]*?(?:stroke|fill)=\"var\(--lstm-(\w+)", chapter.body)
    drawn = figure.locator("path, circle").evaluate_all(
        "all => all.map(one => [one.tagName, one.getAttribute('class').split('lx-').at(-1)])"
    )
    assert sum(kind == "path" for kind, _ in strokes) > 30
    assert Counter(map(tuple, drawn)) == Counter(
        (kind, "ink" if colour == "paper" else colour) for kind, colour in strokes
    )
    assert figure.get_attribute("aria-label") == chapter.description


def test_both_grids_have_the_same_places(browser: Browser) -> None:
    with running(browser, "figures/cell_geometry") as run:
        for width in 270, 700:
            grid = run("cell_geometry.cellGrid(width)", width=width)
            assert (set(grid["x"]), set(grid["y"])) == (set(X), set(Y))


@pytest.mark.parametrize(("company", "day", "gate", "column", "times"), BROKEN)
def test_unbroken_and_changed_stand_side_by_side(
    show: Open, company: str, day: int, gate: str, column: str, times: float
) -> None:
    figure = show_broken(show, company, day, gate, column, times)
    found = rows(figure)
    for k, weights in enumerate([UNIT, broken(gate, column, times)], 1):
        one = days(weights, company)[day - 1][1]
        expected = [as_text(float(getattr(one, key)[0])) for key in "figcoh"]
        answers = [as_text(float(days(weights, name)[-1][1].h[0])) for name in "ABA"]
        assert [row[k] for row in found] == [*expected, *answers]
    assert [row[0] for row in found[-3:]] == [
        "h4 for A (correct: 0)",
        "h4 for B (correct: 1)",
        "h4 for your prices",  # until they are changed, those of A
    ]


@pytest.mark.parametrize(("company", "day", "gate", "column", "times"), BROKEN)
def test_a_layer_is_added_up_in_words(
    show: Open, company: str, day: int, gate: str, column: str, times: float
) -> None:
    figure = show_broken(show, company, day, gate, column, times)
    weights = broken(gate, column, times)
    before, now = days(weights, company)[day - 1]
    inputs = concat(before.h, np.array([PRICES[company][day - 1]]))
    z = as_text(float((getattr(weights, gate) @ [1, *inputs])[0]))
    curve = "tanh" if gate == "g" else "σ"
    answer = as_text(float(getattr(now, gate)[0]))
    said = plain(figure.locator(".lx-sum").last.inner_text())
    assert said.endswith(f" = {z}, and {gate}{day} = {curve}({z}) = {answer}.")


def test_no_gate_is_rounded_to_what_it_never_is() -> None:
    """The diagram has no room for 1 − 4.12 × 10⁻⁶; within what can be set it needs none."""
    for gate in "figo":
        for column in "bhx":
            for times in np.linspace(-2, 2, 41):
                for company in PRICES:
                    for _, one in days(broken(gate, column, times), company):
                        shown = [one.i, one.f, one.g, one.o, tanh(one.c)]
                        assert not {as_text(float(v[0])) for v in shown} & {"1", "-1", "−1"}


def test_a_weight_is_chosen_by_a_tap(show: Open) -> None:
    figure = show("full_cell")
    places = figure.locator(".lx-pick")
    assert places.count() == 12
    before = drawn(figure)
    places.nth(4).click()  # input gate, potential memory: b, h, x each
    assert "In the potential memory: weight for ht−1 1.41" in plain(heard(figure)).replace(
        "minus ", "−"
    )
    assert drawn(figure) != before
    assert "full_cell.gate=g" in figure.page.url
    assert "full_cell.weight=h" in figure.page.url
    frame = figure.locator("svg rect.lx-line").bounding_box()
    place = places.nth(4).bounding_box()
    assert frame and place
    assert abs(frame["x"] - place["x"]) < 3
    assert abs(frame["y"] - place["y"]) < 3


def test_it_reads_prices_of_your_own(show: Open) -> None:
    figure = show("full_cell")
    price = figure.get_by_label("your price on day t", exact=True)
    assert price.input_value() == "0.5"
    price.press("ArrowRight")
    assert heard(figure).startswith("Your prices, day 2")
    assert figure.get_by_label("your own prices").is_checked()
    state = zero_state(UNIT)
    for x in (0, 0.55, 0.25, 1):
        state = step(UNIT, np.array([x]), state).state
    assert rows(figure)[-1] == ["h4 for your prices", *2 * [as_text(float(state.h[0]))]]
    assert "xt = 0.55" in [plain(text) for text in figure.locator("svg text").all_text_contents()]


# A step inside a step


BRINGS = [[], ["f", "i", "g", "o"], ["kept", "written"], ["c"], ["shown"], ["h"]]


@pytest.mark.parametrize("done", range(1, 7))
def test_an_operation_brings_its_numbers_and_no_others(show: Open, done: int) -> None:
    figure = show("full_cell", company="B", day=2, done=done)
    before, now = days(UNIT, "B")[1]
    one = {key: float(values[0]) for key, values in now._asdict().items()}
    one |= {"kept": one["f"] * before.c[0], "written": one["i"] * one["g"]}
    one |= {"shown": float(tanh(now.c)[0]), "x": 0.5}
    texts = [plain(t) for t in figure.locator("svg").first.locator("text").all_text_contents()]
    for k, brought in enumerate(BRINGS):
        for name in brought:
            number = as_text(float(one[name]))
            shown = f"{name}t = {number}" if name in "ch" else number
            assert (shown in texts) == (k < done), name
    lines = figure.locator(".lx-code").all_inner_texts()
    said = plain(figure.locator(".lx-sum").first.inner_text())
    for name in BRINGS[done - 1]:
        assert as_text(float(one[name])) in said
    for name, line in zip("ifgoch", lines, strict=True):
        there = any(name in brought for brought in BRINGS[:done])
        assert (as_text(one[name]) in plain(line)) == there


def test_the_operations_follow_each_other_into_the_next_day(show: Open) -> None:
    figure = show("full_cell", day=4, done=5)
    button = figure.get_by_role("button", name="Next operation")
    seen = []
    for _ in range(3):
        button.press("Enter")
        settle(figure)
        seen.append([figure.get_by_label(label, exact=True).input_value()
                     for label in ("day t", "operations of the step done")])  # fmt: skip
    assert seen == [["4", "6"], ["1", "1"], ["1", "2"]]
    figure.get_by_role("button", name="Next day").press("Enter")
    settle(figure)
    assert figure.get_by_label("operations of the step done", exact=True).input_value() == "6"


def test_its_lines_of_code_compute_the_step(show: Open) -> None:
    lines = show("full_cell").locator(".lx-code code").all_inner_texts()
    before, now = days(UNIT, "B")[2]
    names = {"layer": layer, "tanh": tanh, "weights": UNIT, "c": before.c}
    names["hx"] = concat(before.h, np.array([PRICES["B"][2]]))
    for line in lines:
        exec(line, names)
    for name, value in now._asdict().items():
        np.testing.assert_allclose(names[name], value, rtol=1e-15)


# Symbol, wire, code and number


def lit(figure: Locator) -> str | None:
    return figure.locator(".lx").get_attribute("data-lit")


@pytest.mark.parametrize("symbol", ["f", "h"])
def test_pointing_at_one_lights_up_the_other_three(show: Open, symbol: str) -> None:
    figure = show("full_cell")
    wire = figure.locator(f"svg path.lx-line[data-symbol={symbol}]").first
    label = figure.locator(f"svg text[data-symbol={symbol}]").first
    number = figure.locator(f"tr[data-symbol={symbol}]")
    code = figure.locator(f".lx-code[data-symbol={symbol}]")
    look = "one => getComputedStyle(one).filter + getComputedStyle(one).outlineStyle"
    four = [wire, label, number, code]
    dark = [one.evaluate(look) for one in four]
    for one in four:
        figure.page.mouse.move(1, 1)
        assert lit(figure) is None
        one.scroll_into_view_if_needed()
        box = one.bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        if one is wire:  # a bounding box of a wire with corners need not touch it
            x, y = one.evaluate(
                "one => { const p = one.getPointAtLength(one.getTotalLength() / 3);"
                "const at = new DOMPoint(p.x + 4, p.y).matrixTransform(one.getScreenCTM());"
                "return [at.x, at.y] }"
            )
        figure.page.mouse.move(x, y)
        assert lit(figure) == symbol
        assert all(a != b for a, b in zip(dark, [o.evaluate(look) for o in four], strict=True))


def test_the_keyboard_points_at_a_line_of_code(show: Open) -> None:
    figure = show("full_cell")
    figure.locator(".lx-code").nth(2).focus()
    assert lit(figure) == "g"
    figure.page.keyboard.press("Tab")
    assert lit(figure) == "o"
    figure.get_by_role("button", name="Next day").press("Enter")
    assert lit(figure) is None


def test_wires_light_up_with_the_equations(show: Open) -> None:
    diagram = show("full_cell").locator("svg").first
    for symbol in "ifgoch":
        assert diagram.locator(f"path[data-symbol={symbol}]").count() >= 2
        assert diagram.locator(f"text[data-symbol={symbol}]").count() >= 1


def test_it_plays_day_after_day_and_stops_on_the_final_one(browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.clock.install(time=0)
    figure = open_figure(page, "full_cell", day=1)
    page.clock.pause_at(3_600_000)  # from here on time passes only as told
    days = figure.get_by_label("day t", exact=True)
    play = figure.locator(".lx-play")
    play.click()
    seen = []
    for _ in range(6):
        page.clock.run_for(800)
        seen.append((days.input_value(), play.inner_text()))
    assert seen == [("2", "Pause"), ("3", "Pause"), ("3", "Pause"), ("4", "Pause"),
                    ("4", "Pause"), ("4", "Play")]  # fmt: skip
    play.click()
    page.clock.run_for(100)
    assert days.input_value() == "1"
    play.click()
    page.clock.run_for(5000)
    assert days.input_value() == "1"
    figure.get_by_role("button", name="Next day").click()
    page.clock.run_for(5000)
    assert days.input_value() == "2"
    context.close()


def test_with_less_motion_it_goes_a_day_at_a_time(browser: Browser) -> None:
    context = browser.new_context(reduced_motion="reduce")
    figure = open_figure(context.new_page(), "full_cell")
    assert figure.get_by_role("button", name="Play").count() == 0
    figure.get_by_role("button", name="Next day").click()
    settle(figure)
    assert figure.get_by_label("day t", exact=True).input_value() == "3"
    context.close()
