"""Wait for something to come true in a page, or for a page's answer, but never without an end."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Error, Page

PATIENCE = 120_000
ANSWER = 400_000
"""Milliseconds; the longest notebook runs in the browser's Python within them."""

BOUNDED = """
(argument) => {{
  const asked = ({script});
  const answer = typeof asked === "function" ? asked(argument) : asked;
  const late = new Promise((resolve) => {{ setTimeout(resolve, {milliseconds}, []); }});
  return Promise.race([Promise.resolve(answer).then((value) => [value]), late]);
}}
"""


def ask(page: Page, script: str, argument: Any = None, patience: int = ANSWER) -> Any:
    """The value of an expression, or of a call of a function, asynchronous or not, in the page.

    Playwright's own ``evaluate`` has no time limit: a promise that is never kept, as that of a
    database that another tab holds, would stop the tests for ever.

    Raises:
        TimeoutError: if there is no answer within `patience` milliseconds.
    """
    came = page.evaluate(BOUNDED.format(script=script, milliseconds=patience), argument)
    if not came:
        raise TimeoutError(f"no answer within {patience / 1000:g} s to {script}")
    return came[0]


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
        return bool(ask(page, condition, argument, PATIENCE))
    except Error as error:
        if "Execution context was destroyed" in str(error):
            return False  # another page is being opened
        raise
