"""Every explorable in a real browser: in both hosts, by keyboard alone, to be heard, on a phone.

Each figure is opened once in each size, and everything is asked of it in turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from explorable_fixtures import ADDRESS, PAUSE, PLACE, Open, drawn, heard, settle, values
from page_audit import SHIFTS
from playwright.sync_api import Browser, Locator
from waiting import ask

from lstm_course.explorables import EXPLORABLES, bundle_module, bundle_page, explorable

EVERY = pytest.mark.parametrize("name", EXPLORABLES)
RENDER = """async (text) => {
    const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    const widget = await import(url);
    document.querySelector("main").innerHTML = "<div id=cell></div>";
    const el = document.querySelector("#cell");
    widget.default.render({ model: { get: (key) => ({ state: {} })[key] }, el });
}"""


@EVERY
@pytest.mark.wcag("2.1.1", "2.5.7")
def test_it_is_complete_and_can_be_operated_by_keyboard_alone(show: Open, name: str) -> None:
    figure = show(name)
    start, picture = values(figure), drawn(figure)
    is_complete(figure)
    every_example_differs_and_is_marked(figure)
    reset(figure)
    assert (values(figure), drawn(figure)) == (start, picture)
    every_setting_is_changed_by_keyboard(figure)
    reset(figure)
    assert (values(figure), figure.page.url) == (start, ADDRESS)


def reset(figure: Locator) -> None:
    """Go back to the start, and wait until the address is without settings again."""
    figure.get_by_role("button", name="Reset").press("Enter")
    settle(figure)
    figure.page.clock.fast_forward(PAUSE)
    figure.page.wait_for_url(ADDRESS)


def is_complete(figure: Locator) -> None:
    assert figure.locator("svg path").count() > 5
    assert figure.locator(":scope > p").is_hidden()
    assert figure.locator(".lx-tasks li").count() == 3
    for label in figure.locator("svg").evaluate_all("all => all.map(one => one.ariaLabel)"):
        assert len(label) > 40
    inputs = figure.locator("input")
    assert inputs.count() == inputs.and_(figure.locator("[data-lm-suppress-shortcuts]")).count()


def every_example_differs_and_is_marked(figure: Locator) -> None:
    buttons = figure.locator("button[aria-pressed]")
    pictures = set()
    for button in buttons.all():
        button.press("Space")
        settle(figure)
        assert button.get_attribute("aria-pressed") == "true"
        pictures.add(drawn(figure))
    assert len(pictures) == buttons.count() > 1


def every_setting_is_changed_by_keyboard(figure: Locator) -> None:
    reached = 0
    for kind in tabbed(figure):
        further, back = (
            ("ArrowUp", "ArrowDown") if kind == "number" else ("ArrowRight", "ArrowLeft")
        )
        reached += 1
        before, picture = values(figure), drawn(figure)
        figure.page.keyboard.press(further)
        settle(figure)
        if values(figure) == before:  # it was at its end
            figure.page.keyboard.press(back)
            settle(figure)
        assert values(figure) != before
        assert drawn(figure) != picture
    groups = figure.locator("fieldset").count()
    disabled = figure.locator("input:disabled").count()
    assert reached == figure.locator("input:not([type=radio])").count() + groups - disabled


def tabbed(figure: Locator) -> Iterator[str]:
    """Press Tab from the beginning to the end, and stop at every setting: its kind."""
    figure.page.evaluate("document.activeElement.blur()")
    figure.page.locator("h1").click()
    kind = ""
    while kind != "link":
        figure.page.keyboard.press("Tab")
        kind = figure.page.evaluate(
            "((it) => it.matches('.lx-link') ? 'link' : it.type)(document.activeElement)"
        )
        if kind in ("range", "number", "radio"):
            yield kind


@EVERY
@pytest.mark.wcag("4.1.3")
def test_a_change_is_spoken_and_put_into_the_address(show: Open, name: str) -> None:
    figure = show(name)
    sliders = figure.locator("input[type=range]")
    said = set()
    for slide in sliders.all():
        slide.press("ArrowRight" if slide.input_value() != slide.get_attribute("max") else "Home")
        said.add(heard(figure))
        assert f"{name}." in figure.page.url
    assert len(said) == sliders.count()
    expected, picture = values(figure), drawn(figure)
    again = show(name, "?" + figure.page.url.partition("?")[2])
    assert values(again) == expected
    assert drawn(again) == picture


@EVERY
def test_a_notebook_shows_the_same(show: Open, name: str) -> None:
    figure = show(name)
    page, expected = figure.page, values(figure)
    ask(page, RENDER, bundle_module(EXPLORABLES[name]))
    cell = page.locator("#cell")
    assert values(cell) == expected
    cell.locator("input[type=range]").first.press("ArrowRight")
    assert heard(cell)
    assert page.url == ADDRESS
    assert cell.get_by_text("Link to").count() == 0


@EVERY
def test_everyone_can_use_it_also_in_the_dark_and_on_a_phone(show: Open, name: str) -> None:
    page = show(name).page
    for theme in "light", "dark":
        page.evaluate("(theme) => (document.documentElement.dataset.theme = theme)", theme)
        results = Axe().run(page, options={"preload": False, "resultTypes": ["violations"]})
        assert not results.response["violations"], results.generate_report()
    figure = show(name, width=320)
    page.evaluate(SHIFTS)  # it also reports what has been
    settle(figure)
    assert page.evaluate("window.shifted") < 0.005
    for button in figure.locator("button[aria-pressed]").all():
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        button.click()
        settle(figure)
    small = "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
    assert min(figure.locator("svg text").evaluate_all(small)) >= 12


def test_all_of_them_work_without_a_server(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "explorables.js").write_text(bundle_page(), "utf-8")
    file = tmp_path / "page.html"
    file.write_text(PLACE.format("".join(explorable(name).html() for name in EXPLORABLES)), "utf-8")
    page = browser.new_page()
    complaints: list[Any] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(error))
    page.clock.install()
    page.goto(file.as_uri())
    figures = [page.locator(f"lstm-explorable[name={name}]") for name in EXPLORABLES]
    for figure in figures:
        figure.locator("input[type=range]").first.press("ArrowRight")
    assert all(heard(figure) for figure in figures)
    expected = values(page.locator("main"))
    page.reload()
    assert values(page.locator("main")) == expected
    page.close()
    assert not complaints
