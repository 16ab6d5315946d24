"""Fixtures of the tests of notebooks in the browser: the whole site, served; a browser on record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lite_kernel import Kernel
from lite_pages import requests, wait_for_app
from playwright.sync_api import Browser, BrowserType

from tools import build_site
from tools.http_server import Host, foreign


@pytest.fixture(scope="session")
def whole_site(once: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the book with the part that runs in the browser."""
    assert build_site.ENVIRONMENT.is_dir(), "JupyterLite has an environment: make setup makes it"
    return Path(once("whole site", lambda: str(build_site.build(tmp_path_factory.mktemp("site")))))


@pytest.fixture(scope="module")
def host(whole_site: Path) -> Iterator[Host]:
    host = Host(whole_site)
    yield host
    host.off()


@pytest.fixture(scope="module")
def recorded(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Browser]:
    """A browser that writes down every request, workers' included: none may leave this machine."""
    record = tmp_path_factory.mktemp("record") / "requests.json"
    arguments = [*browser_type_launch_args.get("args", []), f"--log-net-log={record}"]
    browser = browser_type.launch(**browser_type_launch_args | {"args": arguments})
    yield browser
    browser.close()
    asked = requests(record)
    assert len(asked) > 100, "the record is too short to be one"
    assert not foreign(asked)


@pytest.fixture(scope="module")
def kernel(recorded: Browser, host: Host) -> Iterator[Kernel]:
    page = recorded.new_page()
    page.goto(f"{host.address}lite/tree/index.html")
    wait_for_app(page)
    yield Kernel(page)
    page.close()
