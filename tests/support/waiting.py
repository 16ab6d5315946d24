"""Wait for something to come true in a page."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Error, Page

PATIENCE = 120_000


def wait_until(page: Page, condition: str, argument: Any = None) -> None:
    """Until an expression or a function, asynchronous or not, is true in the page.

    Playwright's own ``wait_for_function`` evaluates text from within the page whenever its first
    look finds nothing. The policy of our pages forbids that, so it would fail now and then.
    """
    end = time.monotonic() + PATIENCE / 1000
    while not _holds(page, condition, argument):
        if time.monotonic() > end:
            raise TimeoutError(f"waited in vain for {condition}")
        page.wait_for_timeout(50)


def _holds(page: Page, condition: str, argument: Any) -> bool:
    try:
        return bool(page.evaluate(condition, argument))
    except Error as error:
        if "Execution context was destroyed" in str(error):
            return False  # another page is being opened
        raise
