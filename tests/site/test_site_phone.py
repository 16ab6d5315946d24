"""Every page of the site on a phone, in the dark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from page_audit import MOST_SHIFT, Look, look, violations
from playwright.sync_api import Browser

from tools.build_book import pages


@pytest.fixture(scope="module", params=[*pages(), "search"])
def seen(request: pytest.FixtureRequest, browser: Browser, course: str) -> Iterator[Look]:
    phone = {"has_touch": True, "is_mobile": True, "color_scheme": "dark"}
    with look(browser, f"{course}{request.param}.html", 390, 844, **phone) as found:
        yield found


def test_nothing_is_missing_and_nothing_complains(seen: Look) -> None:
    assert not seen.failed
    assert not seen.complaints


def test_nothing_moves_by_itself(seen: Look) -> None:
    assert seen.shifted() <= MOST_SHIFT


def test_everyone_can_use_it(seen: Look) -> None:
    assert seen.page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert not violations(seen.page)
