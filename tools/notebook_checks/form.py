"""The one form in which notebooks are committed, so that a difference is a change of meaning."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import nbformat

from tools.notebook_checks.reading import Notebook, Problem

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
CELL_METADATA = {"jupyter", "mystnb", "nbgrader", "tags"}
FOLDS = {"hide-output": "outputs_hidden", "hide-input": "source_hidden"}
"""The tag that folds a part of a cell on the site, and the setting that folds it in Jupyter."""
FOLDED_BY = {"hide-output": {"hide-output"}, "hide-input": {"hide-input", "remove-input"}}
"""For each of these folds, the tags with which the setting in Jupyter may stand."""
OUTPUT_METADATA = {"image/png", "scrapbook"}
LIVING = "application/vnd.jupyter.widget-view+json"  # names a model of the kernel that is gone


def canonical(node: Any) -> str:
    """The text of a notebook in the form in which it is committed."""
    node = copy.deepcopy(node)
    node.metadata = METADATA
    for cell in node.cells:
        _keep(cell.metadata, CELL_METADATA)
        if cell.cell_type == "code":
            cell.outputs = _joined_streams(cell.outputs)
            for output in cell.outputs:
                if "metadata" in output:
                    _keep(output.metadata, OUTPUT_METADATA)
                output.get("data", {}).pop(LIVING, None)
                if output.output_type == "execute_result":
                    output.execution_count = cell.execution_count
    return f"{nbformat.v4.writes(node)}\n"


def check(notebook: Notebook) -> Iterator[Problem]:
    """The file is written in the canonical form, and what is folded is folded everywhere."""
    for cell in notebook.node.cells:
        yield from _half_folded(notebook, cell)
    if notebook.text == canonical(notebook.node):
        return
    todo = notebook.how_to_run
    found = False
    for where, metadata, allowed in _metadata(json.loads(notebook.text)):
        volatile = sorted(metadata.keys() - allowed)
        if volatile:
            found = True
            yield notebook.problem(where, f"volatile metadata: {', '.join(volatile)}", todo)
    if not found:
        yield notebook.problem(
            "whole file", "is not in the form in which notebooks are committed", todo
        )


def _half_folded(notebook: Notebook, cell: Any) -> Iterator[Problem]:
    """Folds that exist on the site or in Jupyter alone, and other settings of Jupyter."""
    tags, settings = set(cell.metadata.get("tags", [])), cell.metadata.get("jupyter", {})
    where = f"cell {cell.id}"
    for tag, setting in FOLDS.items():
        if tag in tags and settings.get(setting) is not True:
            todo = f'set its metadata "jupyter": {{"{setting}": true}}'
            yield notebook.problem(where, f"is tagged {tag}, but not folded in Jupyter", todo)
        if setting in settings and not tags & FOLDED_BY[tag]:
            todo = f"tag it {tag}, or remove the setting"
            yield notebook.problem(
                where, f"is folded in Jupyter by {setting}, but not on the site", todo
            )
    for setting in sorted(settings.keys() - set(FOLDS.values())):
        yield notebook.problem(where, f"has the setting jupyter.{setting}", "remove it")


def _metadata(raw: Any) -> Iterator[tuple[str, Any, set[str]]]:
    yield "notebook", raw["metadata"], set(METADATA)
    language = raw["metadata"].get("language_info", {})
    yield "notebook's language_info", language, set(METADATA["language_info"])
    for cell in raw["cells"]:
        where = f"cell {cell['id']}"
        yield where, cell["metadata"], CELL_METADATA
        for output in cell.get("outputs", []):
            yield f"output of {where}", output.get("metadata", {}), OUTPUT_METADATA


def _keep(metadata: Any, allowed: set[str]) -> None:
    for key in metadata.keys() - allowed:
        del metadata[key]


def _joined_streams(outputs: list[Any]) -> list[Any]:
    joined: list[Any] = []
    for output in outputs:
        last = joined[-1] if joined else None
        if (
            last is not None
            and output.output_type == last.output_type == "stream"
            and output.name == last.name
        ):
            last.text += output.text
        else:
            joined.append(output)
    return joined
