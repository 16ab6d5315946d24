"""The browser of the tests: taken where it is, fetched where it is not, asked for where it must be."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType
from waiting import ask

from tools import browser as tool
from tools.http_server import foreign


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Commands that would have been run to fetch a tool."""
    commands: list[list[str]] = []
    monkeypatch.setattr(tool, "download", commands.extend)
    return commands


def starting(monkeypatch: pytest.MonkeyPatch, *answers: bool) -> None:
    """Let the browsers that are tried start or not, in this order, the last answer for all others."""
    left = list(answers)

    def starts(chromium: BrowserType, options: dict[str, Any]) -> bool:
        return left.pop(0) if len(left) > 1 else left[0]

    monkeypatch.setattr(tool, "starts", starts)
    monkeypatch.setattr(tool.shutil, "which", lambda name: f"/bin/{name}")


def test_a_page_opens_and_finds_no_other_server(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<p>Hello</p>")
    assert page.inner_text("p") == "Hello"
    answer = ask(page, "fetch('http://example.org').then(() => 'found', () => 'not found')")
    assert answer == "not found"
    page.close()


def test_requests_to_other_servers_are_told_from_ours() -> None:
    ours = ["http://127.0.0.1:80/course/", "file:///page.html", "data:,x", "blob:null/1"]
    others = ["http://example.org/", "https://127.0.0.1.example.org/", "http://127.0.0.10:80/"]
    assert foreign([*ours, *others]) == others


def test_a_browser_that_is_here_is_taken_and_nothing_fetched(
    monkeypatch: pytest.MonkeyPatch, fetched: list[list[str]], browser_type: BrowserType
) -> None:
    starting(monkeypatch, False, True)
    options = tool.launch_options(browser_type)
    assert options == {"args": tool.FLAGS, "executable_path": "/bin/chromium-browser"}
    assert not fetched


def test_without_a_browser_playwrights_is_fetched_first(
    monkeypatch: pytest.MonkeyPatch, fetched: list[list[str]], browser_type: BrowserType
) -> None:
    monkeypatch.setattr(tool, "candidates", lambda: iter([{"channel": "chrome"}]))
    starting(monkeypatch, False, True)
    assert tool.launch_options(browser_type)
    assert [command[-3:] for command in fetched] == [["playwright", "install", "chromium"]]


def test_where_nothing_helps_every_way_was_tried(
    monkeypatch: pytest.MonkeyPatch, fetched: list[list[str]], browser_type: BrowserType
) -> None:
    monkeypatch.setattr(tool.os, "geteuid", lambda: 0, raising=False)
    starting(monkeypatch, False)
    assert tool.launch_options(browser_type) is None
    assert ["apt-get", "-y", "-q", "install", "--no-install-recommends", "chromium"] in fetched
    assert fetched[-1][-2:] == ["--with-deps", "chromium"]


def test_a_program_that_is_no_browser_does_not_start(browser_type: BrowserType) -> None:
    assert not tool.starts(browser_type, {"executable_path": os.devnull})


def test_a_command_that_fails_ends_its_way(tmp_path: Path) -> None:
    made = tmp_path / "made"
    fail = [sys.executable, "-c", "raise SystemExit(1)"]
    make = [sys.executable, "-c", f"open({str(made)!r}, 'w')"]
    tool.download([["no such program"], make])
    tool.download([fail, make])
    assert not made.exists()
    tool.download([make])
    assert made.exists()
