"""A prediction can be made: what answers it is folded until the reader opens it.

The question stands at the end of a markdown cell, marked **Predict**. Code cells may follow, whose
outputs are folded; then, in the question's own cell or at the start of the next markdown cell, the
answer, in a dropdown. A chapter is held to this from the first output that it folds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from tools.notebook_checks.reading import Notebook, Problem

QUESTION = re.compile(r"\*\*Predict\b")
ANSWER = re.compile(r"^(`{3,}|:{3,})\{dropdown\} Answer\b", re.MULTILINE)
FOLDED = "hide-output"


def check(notebook: Notebook) -> Iterator[Problem]:
    """No output that answers a prediction is open, and every prediction has its answer."""
    if not any(FOLDED in _tags(cell) for cell in notebook.code):
        return
    cells = notebook.node.cells
    for position, cell in enumerate(cells):
        if cell.cell_type != "markdown" or not QUESTION.search(cell.source):
            continue
        question = QUESTION.split(cell.source)[-1]
        code = list(takewhile(lambda one: one.cell_type == "code", cells[position + 1 :]))
        for one in code:
            if shows(one) and FOLDED not in _tags(one):
                yield notebook.problem(
                    f"cell {one.id}",
                    f"answers the prediction of cell {cell.id}, but is not folded",
                    'tag it hide-output and set its metadata "jupyter": {"outputs_hidden": true}',
                )
        after = cells[position + 1 + len(code) :][:1]
        if not ANSWER.search(question) and not any(ANSWER.match(one.source) for one in after):
            yield notebook.problem(
                f"cell {cell.id}",
                "asks for a prediction that nothing answers",
                "begin the next markdown cell with ```{dropdown} Answer",
            )


def shows(cell: Any) -> bool:
    """True if a reader sees an output of the cell; a glued value does not count."""
    return any("scrapbook" not in output.get("metadata", {}) for output in cell.outputs)


def _tags(cell: Any) -> list[str]:
    return list(cell.metadata.get("tags", []))
