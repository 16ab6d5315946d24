"""A Chromium for the tests to drive: an installed one, or else one that is downloaded.

The first that starts is used: the system's Chromium or Chrome, Edge, Playwright's own. If none
does, Playwright is asked to download its own, then the system to install its package.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserType, Error, sync_playwright

FLAGS = [
    *("--disable-gpu", "--disable-sync", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
"""The browser does nothing unasked, and finds no server but this machine."""

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
CHANNELS = ["chrome", "msedge"]
DOWNLOAD_TIMEOUT = 900
"""Seconds."""

ADVICE = (
    "No browser: no Chromium, Chrome or Edge is installed, and none could be downloaded. "
    "Install one (Debian: apt install chromium; elsewhere: python -m playwright install chromium), "
    "and run the same command again."
)


def launch_options(chromium: BrowserType) -> dict[str, Any] | None:
    """Options that start a browser; None if there is none and none can be downloaded."""
    for commands in [None, *downloads()]:
        if commands:
            download(commands)
        for options in candidates():
            if starts(chromium, options):
                return options
    return None


@contextmanager
def launched() -> Iterator[Browser]:
    """A running browser.

    Raises:
        SystemExit: if there is none and none can be downloaded; it says how to get one.
    """
    with sync_playwright() as playwright:
        options = launch_options(playwright.chromium)
        if options is None:
            raise SystemExit(ADVICE)
        yield playwright.chromium.launch(**options)


def candidates() -> Iterator[dict[str, Any]]:
    """Options to try: by path, by channel, and finally Playwright's own browser."""
    found = [path for name in NAMES if (path := shutil.which(name))]
    yield from ({"args": FLAGS, "executable_path": path} for path in found)
    yield from ({"args": FLAGS, "channel": channel} for channel in CHANNELS)
    yield {"args": FLAGS}


def starts(chromium: BrowserType, options: dict[str, Any]) -> bool:
    """True if this browser exists and opens a page."""
    try:
        browser = chromium.launch(**options)
        browser.new_page().close()
        browser.close()
    except Error:
        return False
    return True


def downloads() -> Iterator[list[list[str]]]:
    """The ways to download a browser, each a list of commands."""
    playwright = [sys.executable, "-m", "playwright", "install"]
    yield [[*playwright, "chromium"]]
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        apt = ["apt-get", "-y", "-q"]
        yield [[*apt, "update"], [*apt, "install", "--no-install-recommends", "chromium"]]
        yield [[*playwright, "--with-deps", "chromium"]]


def download(commands: list[list[str]]) -> None:
    """Run the commands up to the first that fails; the caller finds out if there is a browser now."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in commands:
        try:
            subprocess.run(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=DOWNLOAD_TIMEOUT,
                check=True,
            )
        except (subprocess.SubprocessError, OSError):
            return
