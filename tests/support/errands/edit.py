"""Edits of files, as an editor or Jupyter makes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

HINTS = "\n".join(
    f"<details><summary>Hint {number}</summary>\n\nLook at step {number}.\n\n</details>"
    for number in (1, 2, 3)
)
REASONING = "The answer follows from the definition. " * 8


def replace(path: Path, old: str, new: str) -> None:
    """Replace a text that occurs once."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1, (path, old)
    path.write_text(text.replace(old, new), "utf-8")


def save(path: Path, node: Any) -> None:
    """Save a notebook with the metadata that Jupyter writes."""
    node.metadata["kernelspec"] = {"display_name": "Python 3 (ipykernel)", "name": "python3"}
    for cell in node.cells:
        cell.metadata["editable"] = True
    nbformat.write(node, path)


def cell(kind: str, source: str, id: str, *tags: str) -> Any:
    """A cell with an id."""
    new = new_code_cell if kind == "code" else new_markdown_cell
    return new(source.strip(), id=id, metadata={"tags": list(tags)} if tags else {})


def task(number: int, text: str, answer: str) -> list[Any]:
    """The five cells of a task, without anything that is generated."""
    return [
        cell("markdown", text, f"task-{number}"),
        cell("code", answer, f"answer-{number}"),
        cell("code", "", f"check-{number}"),
        cell("markdown", HINTS, f"hints-{number}"),
        cell("markdown", REASONING, f"reasoning-{number}", "solution"),
    ]
