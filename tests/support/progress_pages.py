"""Pages with questions and progress: opening them, what the browser keeps, and where things stand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from page_audit import SETTLED
from playwright.sync_api import Browser, BrowserContext, Locator, Page

CHAPTER = "chapters/04_input_gate.html"
PROGRESS = "exercises/your_progress.html"
KEY = "lstm-progress"
VERDICT = """detail => document.dispatchEvent(new CustomEvent("lstm:verdict", { detail }))"""


@pytest.fixture
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """A reader whom the browser does not know yet."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    yield context
    context.close()


def opened(reader: BrowserContext, address: str) -> Page:
    page = reader.new_page()
    page.goto(address)
    page.evaluate(SETTLED)
    return page


def kept(page: Page) -> Any:
    return json.loads(page.evaluate(f"localStorage['{KEY}'] ?? '{{}}'"))


def keep(page: Page, record: dict[str, Any]) -> None:
    """Let the browser have kept this, and open the page again."""
    whole = {"version": 1, "tasks": {}} | record
    page.evaluate(f"text => localStorage.setItem('{KEY}', text)", json.dumps(whole))
    page.reload()
    page.evaluate(SETTLED)


def question(page: Page, number: int = 1) -> Locator:
    return page.locator(".question").nth(number - 1)


def option(page: Page, letter: str, number: int = 1) -> Locator:
    return question(page, number).locator("li").nth("abc".index(letter))


def feedback(page: Page, number: int = 1) -> Locator:
    return question(page, number).locator(".feedback")


def prediction(page: Page, number: int = 1) -> Locator:
    return page.locator(".prediction").nth(number - 1)
