"""Looking at a page of the book in a browser, and writing down what happens meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Response
from waiting import ask

from tools.http_server import packed

SETTLED = """async () => {
    await document.fonts.ready;
    await window.MathJax?.startup.promise;
}"""
SHIFTS = """
    window.shifted = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
            if (!entry.hadRecentInput) window.shifted += entry.value;
        }
    }).observe({ type: "layout-shift", buffered: true });
"""
MOST_SHIFT = 0.05
THINNED = """() => {
    for (const equation of document.querySelectorAll("mjx-container")) equation.replaceChildren();
    const seen = new Set();
    for (const token of document.querySelectorAll(".highlight span, .sig span, .sig em, dd code span")) {
        const around = token.closest("div[class*=cell_], dt, dd")?.className;
        const kind = around + token.parentElement.className + token.className;
        if (seen.has(kind)) token.replaceWith(...token.childNodes);
        seen.add(kind);
    }
}"""
"""Thousands of like elements told apart by nothing: of each kind of token in code and signatures
one is kept."""


@dataclass
class Look:
    """An open page, and what came of opening it."""

    page: Page
    asked: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def shifted(self) -> float:
        """Layout shift so far, as browsers reckon it."""
        return float(self.page.evaluate("window.shifted"))

    def listen(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def note(self, response: Response) -> None:
        if response.status >= 400:
            self.failed.append(response.url)


@contextmanager
def look(browser: Browser, address: str, width: int, height: int, **options: Any) -> Iterator[Look]:
    """Open a page that nothing is remembered of, and wait until all is in its place."""
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    page = context.new_page()
    seen = Look(page)
    context.on("request", lambda request: seen.asked.append(request.url))
    context.on("requestfailed", lambda request: seen.failed.append(request.url))
    context.on("response", seen.note)
    page.on("console", seen.listen)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.add_init_script(SHIFTS)
    page.goto(address)
    ask(page, SETTLED)
    yield seen
    context.close()


def weight(site: Path, course: str, asked: list[str]) -> int:
    """The bytes that came over the line, texts compressed as hosts do."""
    return sum(_bytes(site, url.removeprefix(course)) for url in {*asked} if url.startswith(course))


def _bytes(site: Path, address: str) -> int:
    path = site / unquote(urlsplit(address).path)
    return len(packed(path))


LOOKS = ["color-contrast", "link-in-text-block", "target-size"]
"""The rules that depend on the theme and the width of a page, not on what stands in it."""


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """The rules of accessibility that axe-core finds broken, each with the element that breaks it.

    Args:
        page: an open page.
        rules: only these; all if not given.
    """
    page.evaluate(THINNED)
    options = {"preload": False, "resultTypes": ["violations"]}
    results = Axe().run(page, options=options | ({"runOnly": rules} if rules else {}))
    return [
        f"{rule['id']}: {node['html'][:100]}"
        for rule in results.response["violations"]
        for node in rule["nodes"]
    ]
