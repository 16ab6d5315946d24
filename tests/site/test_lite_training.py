"""The chapters that train, in the browser's Python: they run to their end and show what is stored."""

from __future__ import annotations

import pytest
from lite_kernel import LONG, Kernel, assert_shows_what_is_stored

pytest_plugins = ["lite_fixtures"]


@pytest.mark.parametrize("name", sorted(LONG))
def test_notebook_shows_in_the_browser_what_is_stored(name: str, kernel: Kernel) -> None:
    assert_shows_what_is_stored(name, kernel)
