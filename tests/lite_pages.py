"""What the tests of notebooks in the browser ask with: a host, a record of requests, a page's app."""

from __future__ import annotations

import gzip
import json
import time
from functools import cache
from http import HTTPStatus
from pathlib import Path
from threading import Thread
from typing import Any

import nbformat
from playwright.sync_api import Locator, Page
from serving import Handler, Server

PREFIX = "/course/"
WITHOUT_A_CACHE = {"Cache-Control": "no-store"}
PACKED = {".css", ".html", ".ipynb", ".js", ".json", ".svg", ".wasm", ".webmanifest"}
"""What GitHub Pages sends compressed."""

PATIENCE = 120_000
SAVED = """
async ([path, text]) => JSON.stringify(
  await jupyterapp.serviceManager.contents.get(path, { content: true })
).includes(text)
"""
CURRENT = "window.jupyterapp?.shell.currentWidget?.context"


class Host(Server):
    """Serves the site below a path, counts what it sends, and can be switched off."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, PREFIX)
        self.RequestHandlerClass = lambda *asked: Sender(PREFIX, *asked, directory=str(folder))
        self.sent: dict[str, int] = {}
        Thread(target=self.serve_forever, daemon=True).start()

    def notebook(self, path: str) -> str:
        return f"{self.address}lite/notebooks/index.html?path={path}"

    def off(self) -> None:
        self.shutdown()
        self.server_close()


class Sender(Handler):
    """Answers one request, and lets no cache but the service worker's remember the answer."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        content = packed(path)
        self.send_response(HTTPStatus.OK)
        headers = {
            "Content-Type": self.guess_type(path),
            "Content-Length": str(len(content)),
            **WITHOUT_A_CACHE,
            **({"Content-Encoding": "gzip"} if path.suffix in PACKED else {}),
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
        assert isinstance(self.server, Host)
        self.server.sent[self.path] = self.server.sent.get(self.path, 0) + len(content)


@cache
def packed(path: Path) -> bytes:
    """A file as it is sent."""
    content = path.read_bytes()
    return gzip.compress(content, 6) if path.suffix in PACKED else content


def requests(record: Path) -> list[str]:
    """What pages and their workers asked for; what the browser wants for itself is not our doing."""
    log = json.loads(record.read_text("utf-8"))
    begun = log["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"]
    started = [event.get("params", {}) for event in log["events"] if event["type"] == begun]
    jobs = [job for job in started if "url" in job]
    return [job["url"] for job in jobs if job.get("initiator") != "not an origin"]


def wait_until(page: Page, condition: str, argument: Any = None) -> None:
    """Until an asynchronous function in the page says true (wait_for_function takes no such)."""
    end = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(condition, argument):
        assert time.monotonic() < end, f"waited in vain for {condition}"
        page.wait_for_timeout(200)


def wait_for_app(page: Page) -> None:
    page.wait_for_function("window.jupyterapp?.serviceManager?.isReady", timeout=60_000)


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
        self.page.wait_for_function(f"{status} === 'idle'", timeout=PATIENCE)

    def cell(self, name: str) -> Locator:
        return self.page.locator(".jp-Notebook .jp-Cell").nth(self.cells.index(name))

    def text(self, name: str) -> str:
        """What stands in a cell."""
        return self.cell(name).locator(".cm-content").inner_text()

    def write(self, name: str, text: str) -> None:
        """Replace what stands in a cell."""
        self.cell(name).locator(".cm-content").click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def start(self, name: str) -> None:
        """Run a cell, without waiting for it."""
        self.cell(name).locator(".cm-content").click()
        self.page.keyboard.press("Shift+Enter")

    def run(self, name: str) -> str:
        """Run a cell to its end; what it then shows."""
        self.start(name)
        self.page.wait_for_timeout(100)
        self.wait_for_kernel()
        return self.cell(name).locator(".jp-OutputArea").inner_text()

    def wait_until_saved(self, text: str) -> None:
        """Until the browser keeps the notebook with this text in it."""
        wait_until(self.page, SAVED, [self.name, text])

    def choose(self, menu: str, entry: str) -> None:
        self.page.get_by_role("menuitem", name=menu, exact=True).click()
        self.page.get_by_role("menuitem", name=entry).first.click()
