"""A Firefox for tests: an installed one, driven by Playwright over a bridge (`firefox_bridge.py`)."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Playwright

NAMES = ["firefox", "firefox-esr", "/Applications/Firefox.app/Contents/MacOS/firefox"]
BRIDGE = Path(__file__).with_name("firefox_bridge.py")
ADVICE = (
    "No Firefox is installed that tests can drive. Install one (Debian: apt install firefox-esr; "
    "elsewhere: mozilla.org), and run the same command again."
)
NO_OTHER_SERVER = {"server": "127.0.0.1:1", "bypass": "127.0.0.1"}
"""A proxy that does not exist, for all addresses but those of this machine."""


@pytest.fixture(scope="module")
def firefox(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A running Firefox that finds no server but this machine; without one the test says so."""
    installed = next(filter(None, map(shutil.which, NAMES)), None)
    if not installed or os.name != "posix":
        pytest.skip(ADVICE)
    program = tmp_path_factory.mktemp("firefox") / "firefox"
    program.write_text(
        f'#!/bin/sh\nexec {shlex.join([sys.executable, str(BRIDGE), installed])} "$@"\n'
    )
    program.chmod(0o755)
    try:
        browser = playwright.firefox.launch(
            channel="moz-firefox", executable_path=program, proxy=NO_OTHER_SERVER
        )
    except Error as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"{ADVICE} The one that is here does not start: {error}")
    yield browser
    browser.close()
