"""Notebooks as readers of the site need them.

A cell that only calls an interactive figure shows the figure alone. A check is answered by its
verdict; the points below it, which nbgrader counts, are left out.
"""

from __future__ import annotations

import json
import re
from typing import Any

from sphinx.application import Sphinx

FIGURE = re.compile(r"explorable\([^\n]*\)")
POINTS = re.compile(r"\d+(\.\d+)?")


def _read(app: Sphinx, docname: str, source: list[str]) -> None:
    if source[0].startswith("{"):
        notebook = json.loads(source[0])
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                _clear(cell)
        source[0] = json.dumps(notebook)


def _clear(cell: dict[str, Any]) -> None:
    if FIGURE.fullmatch("".join(cell["source"]).strip()):
        tags = cell["metadata"].setdefault("tags", [])
        tags[:] = [*(tag for tag in tags if tag != "hide-input"), "remove-input"]
    outputs = cell["outputs"]
    if any('class="verdict' in "".join(_html(output)) for output in outputs):
        cell["outputs"] = [output for output in outputs if not _is_points(output)]


def _html(output: dict[str, Any]) -> Any:
    return output.get("data", {}).get("text/html", "")


def _is_points(output: dict[str, Any]) -> bool:
    text = "".join(output.get("data", {}).get("text/plain", ""))
    return output["output_type"] == "execute_result" and bool(POINTS.fullmatch(text))


def setup(app: Sphinx) -> None:
    """After the solutions have become a page of their own."""
    app.connect("source-read", _read, priority=600)
