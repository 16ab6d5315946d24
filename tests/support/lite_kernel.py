"""Running notebooks in the browser's Python: one kernel runs them all, emptied before each."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import Page
from waiting import ask

from tools.notebook_checks.course import committed_notebooks

ROOT = Path(__file__).parents[2]
NAMES = [path.relative_to(ROOT).as_posix() for path in committed_notebooks(ROOT)]
BY_DAY = {
    "chapters/02_sigmoid_and_tanh.ipynb",
    "chapters/04_input_gate.ipynb",
    "exercises/04_input_gate.ipynb",
    "exercises/solutions/04_input_gate.ipynb",
}
"""Figures, warnings, verdicts, points. The browser runs the other notebooks at night, see `nightly`."""

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
UNWARNED = "none"
"""WebAssembly's numbers overflow without saying so, and one cell of chapter 2 prints the warnings."""

WIDGET = "application/vnd.jupyter.widget-view+json"
"""Shown where a kernel runs, and never stored."""


class Kernel:
    """A kernel in a page of JupyterLite."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def run(self, code: str) -> list[dict[str, Any]]:
        """Outputs of the code, which must not fail."""
        status, outputs = ask(self.page, RUN, code)
        assert status == "ok", outputs
        return list(outputs)

    def begin(self, name: str) -> Any:
        """Forget all that was run before; the notebook as the browser is served it."""
        self.run(BEGIN.format(folder=Path(name).parent.as_posix()))
        return ask(self.page, SERVED, name)


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
            if kind == WIDGET:
                continue
            if kind.startswith("image/"):
                found.append((kind, ""))
            elif not ("image/png" in output["data"] and kind == "text/plain"):
                found.append((kind, "".join(content)))
    return found


def assert_shows_what_is_stored(name: str, kernel: Kernel) -> None:
    """Run a notebook that the browser was served; a solution gets all points, an exercise none."""
    stored = nbformat.read(ROOT / name, 4)
    served = kernel.begin(name)
    marks, possible = 0.0, 0.0
    for cell, given in zip(stored.cells, served["cells"], strict=True):
        if cell.cell_type != "code":
            continue
        assert "".join(given["source"]) == cell.source
        fresh, expected = shown(kernel.run(cell.source)), shown(cell.outputs)
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
