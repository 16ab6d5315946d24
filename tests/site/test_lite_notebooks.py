"""Notebooks in the browser's Python: each runs to its end and shows what is stored."""

from __future__ import annotations

import pytest
from lite_kernel import BY_DAY, NAMES, Kernel, assert_shows_what_is_stored
from nightly import NIGHTLY

pytest_plugins = ["lite_fixtures"]


@pytest.mark.parametrize("name", [name for name in NAMES if NIGHTLY or name in BY_DAY])
def test_notebook_shows_in_the_browser_what_is_stored(name: str, kernel: Kernel) -> None:
    assert_shows_what_is_stored(name, kernel)
