"""Generate the notebooks for learners, and for lecturers who grade with nbgrader, from solutions.

A notebook in exercises/solutions/ is the source of both. It has nbgrader's markers and metadata;
cells tagged `solution` hold the reasoning and appear on the page of worked solutions only.
"""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

from tools.notebook_checks.course import committed_notebooks

STUB = "# Your answer here\n..."
"""Replaces a solution; exercises/nbgrader_config.py has the same text for nbgrader."""

SOLUTION = re.compile(r"^( *)### BEGIN SOLUTION\n.*?### END SOLUTION$", re.M | re.S)
HIDDEN = re.compile(r"\n### BEGIN HIDDEN TESTS\n.*?### END HIDDEN TESTS", re.S)
RELATIVE_LINK = re.compile(r"\[([^\]]+)\]\((?!https?:)[^)]*\)")


def all_notebooks(root: Path) -> list[Path]:
    """All notebooks of the book, those for learners among them even if they do not exist yet."""
    solutions = (root / "exercises" / "solutions").glob("*.ipynb")
    return sorted(
        {*committed_notebooks(root), *(root / "exercises" / one.name for one in solutions)}
    )


def solutions_of(path: Path, root: Path) -> Path | None:
    """The notebook with solutions from which this one is generated, if it is one for learners."""
    if path.parent != root / "exercises":
        return None
    return path.parent / "solutions" / path.name


def learners(node: Any, name: str) -> Any:
    """The notebook that learners write their answers into; `name` is the name of its file."""
    node = without_reasoning(node)
    kept = []
    for cell in node.cells:
        if cell.cell_type == "code":
            cell.source = HIDDEN.sub("", SOLUTION.sub(_stub, cell.source))
            cell.outputs, cell.execution_count = [], None
            if cell.source == STUB:
                continue  # a repair is made in the cell with the broken function
        else:
            cell.source = cell.source.replace("](../../", "](../")
            if cell.id.startswith("hints-"):
                cell.source += f"\n\n[Worked solution](solutions/{name})"
        kept.append(cell)
    node.cells = kept
    return node


def lecturers(node: Any) -> Any:
    """The source of an nbgrader assignment, with the markers that nbgrader itself removes."""
    node = without_reasoning(node)
    for cell in node.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        else:  # an assignment is handed out without the rest of the book
            cell.source = RELATIVE_LINK.sub(r"\1", cell.source)
    return node


def without_reasoning(node: Any) -> Any:
    """A copy without the parts that only the page of worked solutions shows."""
    node = copy.deepcopy(node)
    node.cells = [cell for cell in node.cells if "solution" not in cell.metadata.get("tags", [])]
    title = node.cells[0]
    title.source = title.source.replace("# Solutions", "# Exercises", 1)
    return node


def _stub(region: re.Match[str]) -> str:
    return "\n".join(region[1] + line for line in STUB.split("\n"))
