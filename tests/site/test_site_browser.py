"""Every page of the site in a real browser: quiet, light, still, legible, for hands and ears too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from page_audit import MOST_SHIFT, Look, look, violations, weight
from playwright.sync_api import Browser

from tools.build_book import pages
from tools.http_server import foreign

HEAVIEST = 1_200_000

WIDE = """() => [...document.querySelectorAll("main *")]
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
    .map((element) => element.outerHTML.slice(0, 80)).slice(0, 5)"""


@pytest.fixture(scope="module", params=[*pages(), "search"])
def seen(request: pytest.FixtureRequest, browser: Browser, course: str) -> Iterator[Look]:
    with look(browser, f"{course}{request.param}.html", 1280, 720) as found:
        yield found


# What it loads


def test_nothing_is_asked_of_another_server(seen: Look) -> None:
    assert not foreign(seen.asked)


def test_nothing_is_missing_and_nothing_complains(seen: Look) -> None:
    assert not seen.failed
    assert not seen.complaints


def test_it_is_light(seen: Look, site: Path, course: str) -> None:
    assert weight(site, course, seen.asked) <= HEAVIEST


def test_nothing_moves_by_itself(seen: Look) -> None:
    assert seen.shifted() <= MOST_SHIFT


def test_equations_are_set_without_a_fault(seen: Look) -> None:
    assert seen.page.locator("main .math:not(:has(mjx-container))").count() == 0
    assert seen.page.locator("mjx-merror").count() == 0


# Who can use it


def test_everyone_can_use_it(seen: Look) -> None:
    assert not violations(seen.page)


@pytest.mark.parametrize("width", [640, 320])
def test_it_fits_a_narrow_screen_and_twice_the_size(seen: Look, width: int) -> None:
    seen.page.set_viewport_size({"width": width, "height": 720})
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width, seen.page.evaluate(
        WIDE
    )
