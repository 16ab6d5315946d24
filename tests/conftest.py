"""Shared by all tests: the book, built and served once, and a browser to look at it with."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from explorable_fixtures import place as place
from explorable_fixtures import show as show
from explorable_fixtures import with_device as with_device
from filelock import FileLock
from playwright.sync_api import BrowserType, Page, expect
from waiting import PATIENCE

from tools import browser
from tools.build_book import build
from tools.http_server import Server, foreign

expect.set_options(timeout=PATIENCE)


def pytest_report_header() -> str:
    try:
        return f"reference: PyTorch {version('torch')} and stored vectors"
    except PackageNotFoundError:
        return "reference: stored vectors only (PyTorch is not installed)"


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Callable[..., Any]:
    """once(name, make): what `make` gives, made by the first of the test processes for all."""
    base = tmp_path_factory.getbasetemp()
    folder = base if worker_id == "master" else base.parent

    def _once(name: str, make: Callable[[], Any]) -> Any:
        made = folder / f"{name}.json"
        with FileLock(folder / f"{name}.lock"):
            if not made.exists():
                made.write_text(json.dumps(make()), "utf-8")
        return json.loads(made.read_text("utf-8"))

    return _once


@pytest.fixture(scope="session")
def site(once: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built book."""

    def make() -> str:
        try:
            return str(build(tmp_path_factory.mktemp("book")))
        except SystemExit as problem:
            pytest.fail(str(problem))

    return Path(once("site", make))


@pytest.fixture(scope="session")
def course(site: Path) -> Iterator[str]:
    """The address of the served book, below a path as on GitHub Pages; it ends with /course/."""
    with Server(site, "/course/") as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.address
        server.shutdown()


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], once: Callable[..., Any]
) -> dict[str, Any]:
    """A browser that is here or can be fetched; without one the test says so, and on CI fails."""
    options = once("browser", lambda: browser.launch_options(browser_type))
    if options is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(browser.ADVICE)
    return browser_type_launch_args | options


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page that may ask no server but ours."""
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    yield page
    assert not foreign(asked)
