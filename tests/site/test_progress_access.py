"""Pages with answers and progress are open to everyone: axe, narrow, dark, forced colours, from a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from page_audit import CONTRAST, LOOKS, look, violations
from playwright.sync_api import Browser, expect
from progress_pages import CHAPTER, KEY, PROGRESS, VERDICT, feedback, option, prediction
from waiting import wait_until

TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390), ("light", 320)])
def test_answered_pages_are_open_to_everyone(
    width: int, scheme: Any, browser: Browser, course: str
) -> None:
    rules = None if width == 1280 else [CONTRAST, *LOOKS]
    with look(browser, f"{course}{CHAPTER}", width, 800, color_scheme=scheme) as seen:
        page = seen.page
        for letter in "ab":
            option(page, letter).click()
        prediction(page).locator("input").fill("a long prediction " * 10)
        prediction(page).get_by_role("button").click()
        page.evaluate(VERDICT, {"exercise": "04.2", "passed": True, "points": 2})
        wait_until(page, f"/04.2/.test(localStorage['{KEY}'])")
        page.evaluate("scrollTo(0, 0)")
        expect(page.locator("#pst-back-to-top")).to_be_hidden()
        assert not violations(page, rules)
        assert not page.evaluate(TOO_WIDE)
        page.goto(f"{course}{PROGRESS}")
        page.get_by_role("button", name="Write a receipt").click()
        assert not violations(page, rules)
        assert not page.evaluate(TOO_WIDE)
        assert not seen.complaints and not seen.failed


def test_signs_and_frames_stay_with_forced_colours(browser: Browser, course: str) -> None:
    with look(browser, f"{course}{CHAPTER}", 1280, 900, forced_colors="active") as seen:
        option(seen.page, "a").click()
        option(seen.page, "b").click()
        expect(option(seen.page, "b").locator(".verdict-sign")).to_be_visible()
        widths = [
            option(seen.page, letter)
            .locator("label")
            .evaluate("e => getComputedStyle(e).borderTopWidth")
            for letter in "ab"
        ]
        assert widths == ["1px", "4px"]


def test_questions_work_in_a_copy_opened_from_a_folder(browser: Browser, site: Path) -> None:
    with look(browser, (site / CHAPTER).as_uri(), 1280, 900) as seen:
        option(seen.page, "b").click()
        expect(feedback(seen.page)).to_contain_text("Correct.")
        assert not seen.complaints
