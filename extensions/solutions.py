"""Exercises and their worked solutions as pages.

The page of solutions has no hints, no hidden tests, and none of the markers that tell nbgrader
where a solution begins. In an exercise, each task has a link to its own solution.
"""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath
from typing import Any

from sphinx.application import Sphinx

EXERCISES = PurePosixPath("exercises")
SOLUTIONS = EXERCISES / "solutions"
HIDDEN = re.compile(r"\n### BEGIN HIDDEN TESTS\n.*?### END HIDDEN TESTS", re.S)
MARKER = re.compile(r"^ *### (BEGIN|END) SOLUTION\n?", re.M)
LINK = re.compile(r"\[(Worked solution)\]\(solutions/[^)]*\)")


def setup(app: Sphinx) -> None:
    app.connect("source-read", _read)


def _read(app: Sphinx, docname: str, source: list[str]) -> None:
    page = PurePosixPath(docname)
    if source[0].startswith("{") and page.parent in (EXERCISES, SOLUTIONS):
        notebook = json.loads(source[0])
        change = _link if page.parent == EXERCISES else _clear
        change(notebook, page.name)
        source[0] = json.dumps(notebook)


def _link(notebook: Any, page: str) -> None:
    """Link each task's hints to its solution; in Jupyter the link leads to the whole file."""
    for cell in notebook["cells"]:
        kind, _, task = cell["id"].partition("-")
        if kind == "hints":
            link = f"{{ref}}`\\1 <{page}-{task}>`"
            cell["source"] = LINK.sub(link, "".join(cell["source"]))


def _clear(notebook: Any, page: str) -> None:
    """Give each task a target for links, and remove everything that is not for readers."""
    cells = [cell for cell in notebook["cells"] if not cell["id"].startswith("hints-")]
    for cell in cells:
        kind, _, task = cell["id"].partition("-")
        text = "".join(cell["source"])
        if kind == "task":
            text = f"({page}-{task})=\n{text}"
        if HIDDEN.search(text):
            cell["outputs"] = [one for one in cell["outputs"] if not _is_hidden(one)]
        cell["source"] = for_readers(text)
    notebook["cells"] = cells


def for_readers(text: str) -> str:
    """A cell without hidden tests and markers."""
    return MARKER.sub("", HIDDEN.sub("", text)).rstrip()


def _is_hidden(output: Any) -> bool:
    return "Hidden test" in "".join(output["data"].get("text/html", ""))
