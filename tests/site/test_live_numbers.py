"""Pages run in the page: each notebook comes to its end there, and shows what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from lite_kernel import BY_DAY, NAMES, UNWARNED, WARNED, shown
from live_pages import LivePage, visitor
from nightly import NIGHTLY
from playwright.sync_api import Browser, BrowserContext

from extensions.solutions import for_readers
from tools.http_server import Host

pytest_plugins = ["lite_fixtures"]

ROOT = Path(__file__).parents[2]
POINTS = "application/vnd.lstm.verdict+json"


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    with visitor(browser) as context:
        yield context


def as_compared(outputs: list[Any]) -> list[tuple[str, str]]:
    """Outputs as compared; the points of a check, which a page does not print, are left out."""
    found = [output for output in outputs if POINTS not in output.get("data", {})]
    return shown(found)


@pytest.mark.parametrize("name", [name for name in NAMES if NIGHTLY or name in BY_DAY])
def test_a_page_shows_what_is_stored(name: str, context: BrowserContext, host: Host) -> None:
    stored = [cell for cell in nbformat.read(ROOT / name, 4).cells if cell.cell_type == "code"]
    page = context.new_page()
    cells, outputs = LivePage(page, host, name.removesuffix(".ipynb")).all_outputs()
    page.close()
    solved = name.startswith("exercises/solutions")
    assert [cell["id"] for cell in cells] == [cell.id for cell in stored]
    for given, cell in zip(cells, stored, strict=True):
        assert given["source"] == (for_readers(cell.source) if solved else cell.source)
        kept = [output for output in cell.outputs if not _is_left_out(cell, output)]
        expected = shown(kept)
        if cell.id == "two-forms-run":
            expected = [(kind, WARNED.sub(UNWARNED, text)) for kind, text in expected]
        assert as_compared(outputs[cell.id]) == expected, cell.id


def _is_left_out(cell: Any, output: Any) -> bool:
    """True for the points of a check, and the verdict of a hidden test, which readers do not see."""
    if not cell.source.startswith("check("):
        return False
    hidden = "Hidden test" in "".join(output.get("data", {}).get("text/html", ""))
    return output.output_type == "execute_result" or hidden


def test_the_notebooks_of_the_day_are_among_those_of_the_night() -> None:
    assert set(NAMES) >= BY_DAY
