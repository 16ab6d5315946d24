"""Looking at a page of the book in a browser, and writing down what happens meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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


LOOKS = ["link-in-text-block", "target-size"]
"""The rules that depend on the theme and the width of a page, not on what stands in it."""
CONTRAST = "color-contrast"
"""The one that does too, and takes most of the time: it draws what is beneath each element."""

NOTE_KINDS = """() => {
    window.kinds ??= new Map();
    const numbers = new Map();
    for (const element of document.body.querySelectorAll("*")) {
        const style = getComputedStyle(element);
        const kind = [
            kinds.get(element.parentElement)?.at(-1), element.tagName,
            [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()),
            element.checkVisibility({ visibilityProperty: true, opacityProperty: true }),
            style.color, style.backgroundColor, style.backgroundImage, style.opacity,
            style.fontSize, style.fontWeight, style.textShadow, style.position,
        ].join();
        if (!numbers.has(kind)) numbers.set(kind, numbers.size);
        kinds.set(element, [...(kinds.get(element) ?? []), numbers.get(kind)]);
    }
}"""
"""Of each element, what decides on its contrast: if it has text, its style and all those around."""
KEEP_ONE_OF_A_KIND = """() => {
    const seen = new Set();
    const thin = (element) => {
        for (const child of [...element.children]) thin(child);
        const kind = String(kinds.get(element));
        if (seen.has(kind) && !element.children.length) element.remove();
        seen.add(kind);
    };
    for (const child of [...document.body.children]) thin(child);
}"""


END_TRANSITIONS = """() => {
    for (const one of document.getAnimations()) {
        if (one.effect.getComputedTiming().endTime === Infinity) one.cancel();
        else one.finish();
    }
}"""
"""A colour on its way from one theme to the other belongs to neither."""


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """The rules of accessibility that axe-core finds broken, each with the element that breaks it.

    Args:
        page: an open page.
        rules: only these; all if not given.
    """
    page.evaluate(THINNED)
    return _broken(page, {"runOnly": rules} if rules else {})


def violations_in_looks(page: Page, looks: list[Callable[[], None]]) -> list[str]:
    """As `violations`, in each of several looks of a page, which is spent then.

    Contrast is judged last, in each look again, on one element of every kind: of those that look
    the same in all looks and stand in the same surroundings.

    Args:
        page: an open page.
        looks: what gives the page each look; all rules are applied in the first.
    """
    page.evaluate(THINNED)
    found = []
    for k, change in enumerate(looks):
        change()
        page.evaluate(END_TRANSITIONS)
        page.evaluate(NOTE_KINDS)
        others: dict[str, Any] = (
            {"runOnly": LOOKS} if k else {"rules": {CONTRAST: {"enabled": False}}}
        )
        found += _broken(page, others)
    page.evaluate(KEEP_ONE_OF_A_KIND)
    for change in reversed(looks):
        change()
        page.evaluate(END_TRANSITIONS)
        found += _broken(page, {"runOnly": [CONTRAST]})
    return found


def _broken(page: Page, options: dict[str, Any]) -> list[str]:
    results = Axe().run(page, options={"preload": False, "resultTypes": ["violations"]} | options)
    return [
        f"{rule['id']}: {node['html'][:100]}"
        for rule in results.response["violations"]
        for node in rule["nodes"]
    ]
