"""Every explorable in a real browser: in both hosts, by keyboard alone, to be heard, on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from explorable_fixtures import ADDRESS, PLACE, Open, drawn, heard, settle, values
from page_audit import SHIFTS
from playwright.sync_api import Browser, Locator

from lstm_course.explorables import NAMES, bundle, explorable, module

EVERY = pytest.mark.parametrize("name", NAMES)

# Both hosts


@EVERY
def test_it_is_there_and_nothing_else_is_seen(show: Open, name: str) -> None:
    figure = show(name)
    assert figure.locator("svg path").count() > 5
    assert figure.locator(":scope > p").is_hidden()
    assert figure.locator(".lx-tasks li").count() == 3
    for label in figure.locator("svg").evaluate_all("all => all.map(one => one.ariaLabel)"):
        assert len(label) > 40


@EVERY
def test_a_notebook_shows_the_same(show: Open, name: str) -> None:
    figure = show(name)
    page = figure.page
    expected = values(figure)
    page.evaluate(
        """async (text) => {
            const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
            const widget = await import(url);
            document.querySelector("main").innerHTML = "<div id=cell></div>";
            const el = document.querySelector("#cell");
            widget.default.render({ model: { get: (key) => ({ state: {} })[key] }, el });
        }""",
        module(name),
    )
    cell = page.locator("#cell")
    assert values(cell) == expected
    cell.locator("input[type=range]").first.press("ArrowRight")
    assert heard(cell)
    assert page.url == ADDRESS
    assert cell.get_by_text("Link to").count() == 0


@EVERY
def test_it_works_without_a_server(browser: Browser, tmp_path: Path, name: str) -> None:
    (tmp_path / "explorables.js").write_text(bundle(), "utf-8")
    file = tmp_path / "page.html"
    file.write_text(PLACE.format(explorable(name).html()), "utf-8")
    page = browser.new_page()
    complaints: list[object] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(error))
    page.goto(file.as_uri())
    figure = page.locator("lstm-explorable")
    figure.locator("input[type=range]").first.press("ArrowRight")
    assert heard(figure)
    expected = values(figure)
    page.reload()
    assert values(page.locator("lstm-explorable")) == expected
    page.close()
    assert not complaints


# By keyboard


@EVERY
def test_every_setting_is_reached_and_changed_by_keyboard_alone(show: Open, name: str) -> None:
    figure = show(name)
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
    assert reached == figure.locator("input:not([type=radio])").count() + groups


def tabbed(figure: Locator) -> Iterator[str]:
    """Press Tab from the beginning to the end, and stop at every setting: its kind."""
    kind = ""
    while kind != "link":
        figure.page.keyboard.press("Tab")
        kind = figure.page.evaluate(
            "((it) => it.matches('.lx-link') ? 'link' : it.type)(document.activeElement)"
        )
        if kind in ("range", "number", "radio"):
            yield kind


@EVERY
def test_what_changes_is_said_and_put_into_the_address(show: Open, name: str) -> None:
    figure = show(name)
    said = set()
    for slide in figure.locator("input[type=range]").all():
        slide.press("ArrowRight" if slide.input_value() != slide.get_attribute("max") else "Home")
        said.add(heard(figure))
        assert f"{name}." in figure.page.url
    assert len(said) == figure.locator("input[type=range]").count()
    expected, picture = values(figure), drawn(figure)
    again = show(name, "?" + figure.page.url.partition("?")[2])
    assert values(again) == expected
    assert drawn(again) == picture
    again.get_by_text("Reset").press("Enter")
    heard(again)
    assert again.page.url == ADDRESS
    assert values(again) == values(show(name))


@EVERY
def test_every_example_differs_and_is_marked(show: Open, name: str) -> None:
    figure = show(name)
    pictures = set()
    for button in figure.locator(".lx-buttons button[aria-pressed]").all():
        button.press("Space")
        settle(figure)
        assert button.get_attribute("aria-pressed") == "true"
        pictures.add(drawn(figure))
    assert len(pictures) == figure.locator("button[aria-pressed]").count() > 1


@EVERY
def test_a_notebook_does_not_take_the_arrow_keys(show: Open, name: str) -> None:
    inputs = show(name).locator("input")
    assert inputs.count() == inputs.and_(show(name).locator("[data-lm-suppress-shortcuts]")).count()


# Hands, eyes, screens


@EVERY
def test_everyone_can_use_it_also_in_the_dark(show: Open, name: str) -> None:
    page = show(name).page
    for theme in "light", "dark":
        page.evaluate("(theme) => (document.documentElement.dataset.theme = theme)", theme)
        results = Axe().run(page, options={"preload": False, "resultTypes": ["violations"]})
        assert not results.response["violations"], results.generate_report()


@EVERY
def test_nothing_moves_by_itself(show: Open, name: str) -> None:
    page = show(name, width=390).page
    page.evaluate(SHIFTS)  # it also hears of what has been
    page.wait_for_timeout(100)
    assert page.evaluate("window.shifted") < 0.005


@EVERY
def test_it_fits_a_phone(show: Open, name: str) -> None:
    figure = show(name, width=320)
    for button in figure.locator(".lx-buttons button").all():
        assert figure.page.evaluate("document.documentElement.scrollWidth") <= 320
        button.click()
        settle(figure)
    small = "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
    assert min(figure.locator("svg text").evaluate_all(small)) >= 12
