"""Every page of the site opened from a folder, without a server."""

from __future__ import annotations

from pathlib import Path

import pytest
from page_audit import look
from playwright.sync_api import Browser

from tools.build_book import pages


@pytest.mark.parametrize("name", [*pages(), "search"])
def test_it_works_without_a_server(name: str, browser: Browser, site: Path) -> None:
    with look(browser, (site / f"{name}.html").as_uri(), 1280, 720) as seen:
        assert not seen.failed
        assert not seen.complaints
        assert all(address.startswith(site.as_uri()) for address in seen.asked)
        assert seen.page.locator(".math:not(:has(mjx-container))").count() == 0
