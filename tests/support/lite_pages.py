"""Help for tests of notebooks in the browser: a record of requests, a page's app."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
from playwright.sync_api import Locator, Page
from waiting import PATIENCE, wait_until

from tools.http_server import Host

SAVED = """
async ([path, text]) => JSON.stringify(
  await jupyterapp.serviceManager.contents.get(path, { content: true })
).includes(text)
"""
CURRENT = "window.jupyterapp?.shell.currentWidget?.context"


def requests(record: Path) -> list[str]:
    """Requests of pages and their workers, without those that the browser makes for itself."""
    log = json.loads(record.read_text("utf-8"))
    begun = log["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"]
    started = [event.get("params", {}) for event in log["events"] if event["type"] == begun]
    jobs = [job for job in started if "url" in job]
    return [job["url"] for job in jobs if job.get("initiator") != "not an origin"]


def wait_for_app(page: Page) -> None:
    wait_until(page, "window.jupyterapp?.serviceManager?.isReady")


class Notebook:
    """A notebook open in a tab, worked with as a learner does: with keys and menus."""

    def __init__(self, page: Page, host: Host, name: str, source: Path) -> None:
        self.page = page
        self.name = name
        self.cells = [cell.id for cell in nbformat.read(source / name, 4).cells]
        page.set_default_timeout(PATIENCE)
        page.goto(host.notebook(name))
        page.wait_for_selector(".jp-Notebook .jp-Cell")

    def wait_for_kernel(self) -> None:
        """Until Python has started and has nothing to do."""
        status = f"{CURRENT}?.sessionContext?.session?.kernel?.status"
        wait_until(self.page, f"{status} === 'idle'")

    def cell(self, name: str) -> Locator:
        return self.page.locator(".jp-Notebook .jp-Cell").nth(self.cells.index(name))

    def text(self, name: str) -> str:
        """Text of a cell."""
        return self.cell(name).locator(".cm-content").inner_text()

    def write(self, name: str, text: str) -> None:
        """Replace what stands in a cell."""
        self.cell(name).locator(".cm-content").click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def start(self, name: str) -> None:
        """Run a cell, whose code may be folded, without waiting for it."""
        self.cell(name).locator(".jp-Cell-inputWrapper .jp-InputPrompt").first.click()
        self.page.keyboard.press("Shift+Enter")

    def run(self, name: str) -> str:
        """Run a cell to its end; what it then shows, unfolded if it was folded."""
        self.start(name)
        self.page.wait_for_timeout(100)
        self.wait_for_kernel()
        folded = self.cell(name).locator(".jp-Cell-outputWrapper .jp-Placeholder-content")
        if folded.count():
            folded.click()
        return self.cell(name).locator(".jp-OutputArea").inner_text()

    def wait_until_saved(self, text: str) -> None:
        """Until the browser keeps the notebook with this text in it."""
        wait_until(self.page, SAVED, [self.name, text])

    def choose(self, menu: str, entry: str) -> None:
        self.page.get_by_role("menuitem", name=menu, exact=True).click()
        self.page.get_by_role("menuitem", name=entry).first.click()
