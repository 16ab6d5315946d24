"""Every page of the site in a real browser: quiet, light, still, legible, for hands and ears too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from looking import Look, look, weight
from playwright.sync_api import Browser
from serving import foreign

from tools.build_book import pages

HEAVIEST = 1_200_000
MOST_SHIFT = 0.05

THINNED = """() => {
    for (const equation of document.querySelectorAll("mjx-container")) equation.replaceChildren();
    const seen = new Set();
    for (const token of document.querySelectorAll(".highlight span")) {
        const kind = token.closest("div[class*=cell_]")?.className + token.className;
        if (seen.has(kind)) token.replaceWith(...token.childNodes);
        seen.add(kind);
    }
}"""
"""Thousands of like elements told apart by nothing: of each kind of token in code one is kept."""

WIDE = """() => [...document.querySelectorAll("main *")]
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
    .map((element) => element.outerHTML.slice(0, 80)).slice(0, 5)"""


@pytest.fixture(scope="module", params=[*pages(), "search"])
def seen(request: pytest.FixtureRequest, browser: Browser, course: str) -> Iterator[Look]:
    with look(browser, f"{course}{request.param}.html", 1280, 720) as found:
        yield found


@pytest.fixture(scope="module")
def small(seen: Look, browser: Browser) -> Iterator[Look]:
    """The same page on a phone, in the dark."""
    phone = {"has_touch": True, "is_mobile": True, "color_scheme": "dark"}
    with look(browser, seen.page.url, 390, 844, **phone) as found:
        yield found


def violations(look: Look) -> list[str]:
    look.page.evaluate(THINNED)
    results = Axe().run(look.page, options={"preload": False, "resultTypes": ["violations"]})
    return [
        f"{rule['id']}: {node['html'][:100]}"
        for rule in results.response["violations"]
        for node in rule["nodes"]
    ]


# What it loads


def test_nothing_is_asked_of_another_server(seen: Look) -> None:
    assert not foreign(seen.asked)


def test_nothing_is_missing_and_nothing_complains(seen: Look, small: Look) -> None:
    assert not seen.failed + small.failed
    assert not seen.complaints + small.complaints


def test_it_is_light(seen: Look, site: Path, course: str) -> None:
    assert weight(site, course, seen.asked) <= HEAVIEST


def test_nothing_moves_by_itself(seen: Look, small: Look) -> None:
    assert seen.shifted() <= MOST_SHIFT
    assert small.shifted() <= MOST_SHIFT


def test_equations_are_set_without_a_fault(seen: Look) -> None:
    page = BeautifulSoup(seen.page.content(), "html.parser")
    for math in page.select("main .math"):
        assert math.find("mjx-container"), math
        assert not math.find("mjx-merror"), math


# Who can use it


def test_everyone_can_use_it(seen: Look) -> None:
    assert not violations(seen)


def test_everyone_can_use_it_in_the_dark_and_on_a_phone(small: Look) -> None:
    assert small.page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert not violations(small)


@pytest.mark.parametrize("width", [640, 320])
def test_it_fits_a_narrow_screen_and_twice_the_size(seen: Look, width: int) -> None:
    seen.page.set_viewport_size({"width": width, "height": 720})
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width, seen.page.evaluate(
        WIDE
    )
