"""The site in Firefox: its pages, figures, cells, exercises and questions, and a second visit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from firefox import firefox as firefox
from live_pages import LivePage, visitor
from page_audit import look
from playwright.sync_api import Browser, BrowserContext, expect
from progress_pages import KEY, feedback, option
from waiting import wait_until

from lstm_course.grading.check import verdict_on
from lstm_course.grading.exercises import find
from lstm_course.notebook import as_text
from lstm_lib.activations import sigmoid
from tools.http_server import Host, foreign

pytest_plugins = ["lite_fixtures"]

CHAPTER, EXERCISE = "chapters/04_input_gate", "exercises/04_input_gate"
PAGES = ["index", CHAPTER, EXERCISE, "chapters/playground"]
LOOP = "print('before')\nwhile True:\n    pass"


@pytest.fixture
def newcomer(firefox: Browser) -> Iterator[BrowserContext]:
    with visitor(firefox, viewport={"width": 1280, "height": 900}) as context:
        yield context


def test_pages_open_without_complaint_and_fit_a_narrow_screen(firefox: Browser, host: Host) -> None:
    for name in PAGES:
        with look(firefox, f"{host.address}{name}.html", 390, 844) as seen:
            for width in (390, 320):
                seen.page.set_viewport_size({"width": width, "height": 844})
                assert seen.page.evaluate("document.documentElement.scrollWidth") <= width, name
            assert not seen.complaints + seen.failed + foreign(seen.asked), name
            assert seen.asked


def test_a_figure_answers_to_the_keys_on_its_slider(newcomer: BrowserContext, host: Host) -> None:
    page = newcomer.new_page()
    page.goto(f"{host.address}{CHAPTER}.html")
    figure = page.locator("lstm-explorable[name=input_gate]")
    bias = figure.get_by_role("slider", name="bias")
    number = figure.locator(".lx-code .lx-value").last
    bias.focus()
    for key, value in (("Home", -10), ("ArrowRight", -9.99)):
        page.keyboard.press(key)
        expect(bias).to_have_value(str(value))
        gate = as_text(sigmoid(np.array(value + 2.00 + 1.65)))
        expect(number).to_have_text(gate)
        expect(figure.locator("[aria-live]")).to_contain_text(f"gate {gate}")


def test_a_cell_is_changed_run_and_stopped(newcomer: BrowserContext, host: Host) -> None:
    live = LivePage(newcomer.new_page(), host, CHAPTER)
    assert "0.8581" in (live.output("first-gate").text_content() or "")
    live.edit("made-up", "h = np.ones(3)\nx = np.ones(2)\nW = np.zeros((3, 6))")
    assert live.run("first-gate").strip() == "input gate: [0.5 0.5 0.5]"
    live.edit("first-gate", LOOP)
    live.button("first-gate", "Run").click()
    expect(live.output("first-gate")).to_have_text("before\n")
    live.button("first-gate", "Stop").click()
    expect(live.status("first-gate")).to_contain_text("Stopped. What you wrote is kept")
    assert live.area("first-gate").input_value() == LOOP


def test_an_answer_is_judged_and_found_again(newcomer: BrowserContext, host: Host) -> None:
    live = LivePage(newcomer.new_page(), host, EXERCISE)
    text = "input_of_minus_10 = 'b'"
    live.edit("answer-1", text)
    assert verdict_on(find("04.1"), "b").message in live.run("check-1")
    (verdict,) = live.verdicts()
    assert (verdict["exercise"], verdict["passed"]) == ("04.1", False)
    assert LivePage(newcomer.new_page(), host, EXERCISE).area("answer-1").input_value() == text


def test_an_answered_question_is_there_after_a_reload(newcomer: BrowserContext, host: Host) -> None:
    page = newcomer.new_page()
    page.goto(f"{host.address}{CHAPTER}.html")
    option(page, "a").click()
    expect(feedback(page)).to_contain_text("Not this one. (a) describes the forget gate")
    option(page, "b").click()
    expect(feedback(page)).to_contain_text("Correct.")
    wait_until(page, f"localStorage['{KEY}']?.includes('\"b\":\"2')")
    page.reload()
    expect(feedback(page)).to_contain_text("Correct. You chose (b) on")


def test_a_second_visit_needs_no_network(newcomer: BrowserContext, whole_site: Path) -> None:
    host = Host(whole_site)
    live = LivePage(newcomer.new_page(), host, CHAPTER)
    wait_until(live.page, "navigator.serviceWorker.controller !== null")
    live.keep_all_pages(whole_site)
    live.page.close()
    host.off()
    page = newcomer.new_page()
    page.goto(f"{host.address}{EXERCISE}.html")
    expect(page.get_by_role("heading", level=1)).to_contain_text("The input gate")
    expect(page.locator(".live-bar").first).to_be_visible()
    page.goto(f"{host.address}{CHAPTER}.html")
    expect(page.locator("#fig-gate-curve img")).to_have_js_property("complete", True)
