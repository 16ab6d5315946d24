"""The pages made of exercises: no markers, no hidden tests, and a link from each task to its solution."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from extensions.solutions import _read

EXERCISES = Path(__file__).parents[2] / "exercises"
NAMES = sorted(path.stem for path in (EXERCISES / "solutions").glob("*.ipynb"))
every_exercise = pytest.mark.parametrize("name", NAMES)


def page(docname: str) -> Any:
    """The notebook that Sphinx reads for this page."""
    source = [(EXERCISES.parent / f"{docname}.ipynb").read_text("utf-8")]
    _read(None, docname, source)  # type: ignore[arg-type]
    return json.loads(source[0])


def texts(notebook: Any) -> dict[str, str]:
    return {cell["id"]: "".join(cell["source"]) for cell in notebook["cells"]}


@every_exercise
def test_solutions_are_for_reading(name: str) -> None:
    notebook = page(f"exercises/solutions/{name}")
    shown = texts(notebook)
    assert not [text for text in shown.values() if "###" in text or "hidden=True" in text]
    assert not [key for key in shown if key.startswith("hints-")]
    said = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    assert said and "Hidden test" not in json.dumps(said)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            compile("".join(cell["source"]), cell["id"], "exec")


@every_exercise
def test_each_task_leads_to_its_own_solution(name: str) -> None:
    exercise, solutions = (
        texts(page(f"exercises/{name}")),
        texts(page(f"exercises/solutions/{name}")),
    )
    tasks = [key.removeprefix("task-") for key in exercise if key.startswith("task-")]
    for task in tasks:
        (target,) = re.findall(r"\{ref\}`Worked solution <(.*)>`", exercise[f"hints-{task}"])
        assert solutions[f"task-{task}"].startswith(f"({target})=\n## {task}. ")


def test_other_pages_are_left_alone() -> None:
    for docname, text in [("exercises/index", "# Exercises"), ("chapters/04_input_gate", "{}")]:
        source = [text]
        _read(None, docname, source)  # type: ignore[arg-type]
        assert source == [text]
