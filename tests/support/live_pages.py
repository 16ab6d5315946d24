"""Cells that run in a page of the book: how tests press, type, read, and run a page as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from waiting import ask, wait_until

from tools.http_server import Host, foreign

PATIENCE = 120_000
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}

RUN_ALL = """
async ([module, page]) => {
  const { Python } = await import(module);
  const outputs = {};
  const python = new Python(page, ({ event, cell, output }) => {
    if (event === "begin") outputs[cell] = [];
    if (event === "output") outputs[cell].push(output);
  });
  const { cells } = await python.cells();
  await python.run({
    cells: cells.map(({ id, source }, index) => ({ id, number: index + 1, source })),
    forgiving: false,
    scale: 1,
  });
  python.stop("");
  return [cells, outputs];
}
"""
KEPT = """
async (addresses) => {
  const found = await Promise.all(addresses.map((address) => caches.match(address)));
  return found.every(Boolean);
}
"""
VERDICTS = """
window.verdicts = [];
document.addEventListener("lstm:verdict", ({ detail }) => window.verdicts.push(detail));
"""


class LivePage:
    """A page of the book, worked with as a reader does."""

    def __init__(self, page: Page, host: Host, name: str) -> None:
        self.page = page
        self.host = host
        self.name = name
        page.set_default_timeout(PATIENCE)
        page.add_init_script(VERDICTS)
        page.goto(f"{host.address}{name}.html")
        page.wait_for_selector(".live-bar")

    def cell(self, name: str) -> Locator:
        return self.page.locator(f"#cell-{name}")

    def button(self, name: str, text: str) -> Locator:
        """The button with this text; "Run the rest" speaks of several cells."""
        spoken = "Run the cells" if text == "Run the rest" else f"{text} cell"
        return self.cell(name).get_by_role("button", name=spoken)

    def status(self, name: str) -> Locator:
        return self.cell(name).locator(".live-status")

    def output(self, name: str) -> Locator:
        return self.cell(name).locator(".cell_output")

    def area(self, name: str) -> Locator:
        return self.cell(name).locator("textarea")

    def edit(self, name: str, text: str) -> None:
        """Replace the text of a cell with the keyboard."""
        if not self.area(name).count():
            self.button(name, "Edit").click()
        self.area(name).focus()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def code(self, name: str) -> str:
        """The code that is seen."""
        text: str = self.cell(name).locator(".cell_input pre").text_content() or ""
        return text.removesuffix("\n")

    def run(self, name: str) -> str:
        """Run a cell to its end; what it then shows."""
        self.button(name, "Run").click()
        return self.finished(name)

    def finished(self, name: str) -> str:
        """Wait until a cell has run; what it then shows."""
        expect(self.status(name)).to_contain_text(" s.", timeout=PATIENCE)
        return self.output(name).inner_text()

    def keep_all_pages(self, site: Path) -> None:
        """Have the service worker keep every page, as it does when nothing else goes on."""
        listed = json.loads((site / "_static" / "live" / "pages.json").read_text("utf-8"))
        addresses = [f"{self.host.address}{name}" for name in listed]
        self.page.evaluate("navigator.serviceWorker.controller.postMessage('keep the pages')")
        wait_until(self.page, KEPT, addresses)

    def verdicts(self) -> list[dict[str, Any]]:
        """The verdicts that the page has announced."""
        found: list[dict[str, Any]] = self.page.evaluate("window.verdicts")
        return found

    def all_outputs(self) -> tuple[list[dict[str, Any]], dict[str, list[Any]]]:
        """Run all cells, one after another; the cells, and by their ids what they show."""
        module = f"{self.host.address}_static/live/python.js"
        cells, outputs = ask(self.page, RUN_ALL, [module, self.name])
        return cells, outputs


@contextmanager
def visitor(browser: Browser, **options: Any) -> Iterator[BrowserContext]:
    """A browser that has not been here before, and may ask no server but ours."""
    asked: list[str] = []
    context = browser.new_context(**options)
    context.on("request", lambda request: asked.append(request.url))
    yield context
    context.close()
    assert asked and not foreign(asked)
