"""A Chromium that the tests can drive: one that is there, or else one that is fetched.

Taken is what starts first: a Chromium or Chrome of the system, Edge, Playwright's own. If none
does, Playwright is asked to download its own, then the system for its package.
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
"""Nothing that is not asked for, and no other server to be found."""

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
CHANNELS = ["chrome", "msedge"]
PATIENCE = 900

ADVICE = (
    "No browser: neither is a Chromium, Chrome or Edge installed here, nor could one be fetched. "
    "Install one (Debian: apt install chromium; elsewhere: python -m playwright install chromium), "
    "and run the same command again."
)


def launch_options(chromium: BrowserType) -> dict[str, Any] | None:
    """How to start a browser that starts; None if there is none and none can be fetched."""
    for fetching in [None, *fetches()]:
        if fetching:
            fetch(fetching)
        for options in candidates():
            if starts(chromium, options):
                return options
    return None


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser, for as long as it is needed.

    Raises:
        SystemExit: if there is none and none can be fetched; it says how to get one.
    """
    with sync_playwright() as playwright:
        options = launch_options(playwright.chromium)
        if options is None:
            raise SystemExit(ADVICE)
        yield playwright.chromium.launch(**options)


def candidates() -> Iterator[dict[str, Any]]:
    """What to start, by path, by name, and last Playwright's own."""
    found = [path for name in NAMES if (path := shutil.which(name))]
    yield from ({"args": FLAGS, "executable_path": path} for path in found)
    yield from ({"args": FLAGS, "channel": channel} for channel in CHANNELS)
    yield {"args": FLAGS}


def starts(chromium: BrowserType, options: dict[str, Any]) -> bool:
    """Whether this browser is there and opens a page."""
    try:
        browser = chromium.launch(**options)
        browser.new_page().close()
        browser.close()
    except Error:
        return False
    return True


def fetches() -> Iterator[list[list[str]]]:
    """The ways to fetch a browser, each a list of commands."""
    playwright = [sys.executable, "-m", "playwright", "install"]
    yield [[*playwright, "chromium"]]
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        apt = ["apt-get", "-y", "-q"]
        yield [[*apt, "update"], [*apt, "install", "--no-install-recommends", "chromium"]]
        yield [[*playwright, "--with-deps", "chromium"]]


def fetch(commands: list[list[str]]) -> None:
    """Run the commands up to the first that fails; whether a browser came of it is seen later."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in commands:
        try:
            subprocess.run(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=PATIENCE,
                check=True,
            )
        except (subprocess.SubprocessError, OSError):
            return
