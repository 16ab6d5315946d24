"""Every page of the site in a real browser, opened once for all that is asked of it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from page_audit import MOST_SHIFT, Look, look, violations_in_looks, weight
from playwright.sync_api import Browser, Page

from tools.build_book import pages
from tools.http_server import foreign

HEAVIEST = 1_200_000
KINDS = ["index", "chapters/04_input_gate", "chapters/playground", "exercises/04_input_gate",
         "exercises/solutions/04_input_gate", "chapters/library", "search"]  # fmt: skip
"""One page of each kind, for what depends on how the page is opened rather than on its content."""

TOO_WIDE = """() => [...document.querySelectorAll("main *")]
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
    .map((element) => element.outerHTML.slice(0, 80)).slice(0, 5)"""
BROKEN_WORDS = """() => [...document.querySelectorAll("main th, main td")]
    .filter((cell) => getComputedStyle(cell.querySelector("p") ?? cell).overflowWrap === "anywhere")
    .map((cell) => cell.textContent.slice(0, 40)).slice(0, 5)"""

CUT_CODE = """() => [...document.querySelectorAll("main .highlight > pre")]
    .filter((pre) => !pre.closest(".cell_output") && pre.scrollWidth > pre.clientWidth + 1)
    .map((pre) => pre.textContent.slice(0, 40)).slice(0, 5)"""


def faults_of_loading(seen: Look) -> list[str]:
    """Requests to others, files that are missing, lines in the console, movement, bad formulas."""
    moved = seen.shifted()
    return [
        *(f"asks another server: {address}" for address in foreign(seen.asked)),
        *(f"is missing: {address}" for address in seen.failed),
        *(f"console: {line}" for line in seen.complaints),
        *([f"moves by itself: {moved:.3f}"] if moved > MOST_SHIFT else []),
        *(["equations not set"] if seen.page.locator(UNSET).count() else []),
        *(["equations with a fault"] if seen.page.locator("mjx-merror").count() else []),
    ]


UNSET = "main .math:not(:has(mjx-container))"


def faults_of_width(seen: Look, width: int) -> list[str]:
    """Elements wider than a screen of this width, code that is cut off, headers broken in words."""
    seen.page.set_viewport_size({"width": width, "height": 720})
    scrolled = seen.page.evaluate("document.documentElement.scrollWidth")
    sticking = seen.page.evaluate(TOO_WIDE) if scrolled > width else []
    broken = seen.page.evaluate(BROKEN_WORDS)
    return [
        *(f"wider than {width}: {element}" for element in sticking or ["?"] if scrolled > width),
        *(f"breaks inside words at {width}: {cell}" for cell in broken),
        *(f"cut off at {width}: {code}" for code in seen.page.evaluate(CUT_CODE)),
    ]


def light_and_wide(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 720})
    assert page.evaluate("document.documentElement.dataset.theme") == "light"


def dark_and_narrow(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


@pytest.mark.parametrize("name", [*pages(), "search"])
@pytest.mark.wcag("1.3.1", "1.4.3", "1.4.10", "1.4.12", "2.4.1", "2.4.4", "2.5.8", "3.1.1", "4.1.2")
def test_a_page_is_quiet_light_still_legible_and_open_to_everyone(
    name: str, browser: Browser, course: str, site: Path
) -> None:
    with look(browser, f"{course}{name}.html", 1280, 720) as seen:
        faults = faults_of_loading(seen)
        sent = weight(site, course, seen.asked)
        faults += [f"weighs {sent}"] if sent > HEAVIEST else []
        faults += [fault for width in (1400, 640, 320) for fault in faults_of_width(seen, width)]
        faults += violations_in_looks(
            seen.page, [lambda: light_and_wide(seen.page), lambda: dark_and_narrow(seen.page)]
        )
    assert not faults, "\n".join(faults)


FAINT = """<!doctype html><html lang="en"><title>Faint</title><style>
    body { background: #fff } @media (prefers-color-scheme: dark) {
        body { background: #111; color: #eee } .late { color: #555 }
    }
    .slow { transition: color 60s }
    @media (width < 500px) { .narrow { background: #999; color: #888 } }
</style><main><h1>Faint</h1><div></div>%s<p>A<p>B<p class="late">Late</p><p>C<p class="slow">Slow</p>
<p class="narrow">Narrow</p><p>D
<div style="background: #fff; color: #000"><p>E<p style="color: #bbb">Own</div></main>"""


def test_contrast_is_judged_on_every_kind_of_text_in_every_look(page: Page) -> None:
    page.set_content(FAINT % ("<div>All alike</div>" * 20))

    def look(scheme: Literal["light", "dark"], width: int) -> None:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 720})

    faults = violations_in_looks(page, [lambda: look("light", 1280), lambda: look("dark", 390)])
    assert sorted(faults) == [
        'color-contrast: <p class="late">Late</p>',
        'color-contrast: <p class="narrow">Narrow</p>',
        'color-contrast: <p style="color: #bbb">Own</p>',
        'color-contrast: <p style="color: #bbb">Own</p>',
    ]
    assert page.locator("main div").count() == 3


@pytest.mark.parametrize("name", KINDS)
def test_a_page_opens_on_a_phone_in_the_dark(name: str, browser: Browser, course: str) -> None:
    phone = {"has_touch": True, "is_mobile": True, "color_scheme": "dark"}
    with look(browser, f"{course}{name}.html", 390, 844, **phone) as seen:
        assert not faults_of_loading(seen)
        assert seen.page.evaluate("document.documentElement.dataset.theme") == "dark"
        assert not violations_in_looks(seen.page, [lambda: None])


@pytest.mark.parametrize("name", KINDS)
def test_a_page_opens_without_a_server(name: str, browser: Browser, site: Path) -> None:
    with look(browser, (site / f"{name}.html").as_uri(), 1280, 720) as seen:
        assert not seen.failed
        assert not seen.complaints
        assert all(address.startswith(site.as_uri()) for address in seen.asked)
        assert seen.page.locator(UNSET).count() == 0
