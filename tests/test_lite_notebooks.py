"""Every notebook in the browser's Python: it runs to its end and shows what is stored.

One kernel runs them all, emptied before each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from lite_pages import Host, wait_for_app
from playwright.sync_api import Browser, Page

from tools.notebook_checks.course import committed_notebooks

pytest_plugins = ["lite_fixtures"]

ROOT = Path(__file__).parent.parent
NAMES = [path.relative_to(ROOT).as_posix() for path in committed_notebooks(ROOT)]

RUN = """
async (code) => {
  window.kernel ??= await jupyterapp.serviceManager.kernels.startNew({ name: "python" });
  const outputs = [];
  const future = kernel.requestExecute({ code });
  future.onIOPub = ({ header, content }) => {
    if (["stream", "error", "display_data", "execute_result"].includes(header.msg_type))
      outputs.push({ output_type: header.msg_type, ...content });
  };
  const { content } = await future.done;
  return [content.status, outputs];
}
"""
SERVED = """
async (path) => (await jupyterapp.serviceManager.contents.get(path, { content: true })).content
"""
BEGIN = """
%reset -f
import os, sys
os.environ |= {{"TQDM_DISABLE": "1", "LSTM_PROGRESS": ""}}
os.chdir("/drive/{folder}")
if "matplotlib.pyplot" in sys.modules:
    sys.modules["matplotlib.pyplot"].close("all")
    sys.modules["matplotlib"].rcdefaults()
"""

WARNED = re.compile(r"(?:overflow|invalid)(?:, (?:overflow|invalid))*")
UNWARNED = "no warning"
"""WebAssembly's numbers overflow without saying so, and one cell of chapter 2 prints the warnings."""

Run = Callable[[str], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def page(recorded: Browser, host: Host) -> Iterator[Page]:
    page = recorded.new_page()
    page.goto(f"{host.address}lite/tree/index.html")
    wait_for_app(page)
    yield page
    page.close()


@pytest.fixture
def run(page: Page) -> Run:
    """Runs code in the kernel, returns what it shows, and fails if it fails."""

    def _run(code: str) -> list[dict[str, Any]]:
        status, outputs = page.evaluate(RUN, code)
        assert status == "ok", outputs
        return list(outputs)

    return _run


def shown(outputs: list[Any]) -> list[tuple[str, str]]:
    """Outputs as one compares them: what is printed in a row is one text, a picture is a picture."""
    found: list[tuple[str, str]] = []
    for output in outputs:
        if output["output_type"] == "stream":
            name, text = output["name"], "".join(output["text"])
            if found and found[-1][0] == name:
                text = found.pop()[1] + text
            found.append((name, text))
            continue
        for kind, content in sorted(output["data"].items()):
            if kind.startswith("image/"):
                found.append((kind, ""))
            elif not ("image/png" in output["data"] and kind == "text/plain"):
                found.append((kind, "".join(content)))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_notebook_shows_in_the_browser_what_is_stored(name: str, page: Page, run: Run) -> None:
    stored = nbformat.read(ROOT / name, 4)
    served = page.evaluate(SERVED, name)
    run(BEGIN.format(folder=Path(name).parent.as_posix()))
    marks, possible = 0.0, 0.0
    for cell, given in zip(stored.cells, served["cells"], strict=True):
        if cell.cell_type != "code":
            continue
        assert "".join(given["source"]) == cell.source
        fresh, expected = shown(run(cell.source)), shown(cell.outputs)
        if cell.id == "two-forms-run":
            expected = [(kind, WARNED.sub(UNWARNED, text)) for kind, text in expected]
        assert fresh == expected, cell.id
        if cell.source.startswith("check("):
            marks += float(dict(fresh)["text/plain"])
            possible += cell.metadata.get("nbgrader", {}).get("points", 0)
    if name.startswith("exercises/solutions"):
        assert marks == possible > 0
    else:
        assert not marks
