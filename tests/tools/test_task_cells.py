"""A task repeats what its exercise declares, and keeps everything else."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lstm_course.grading.exercise import Choice, Exercise, Function, Written
from tools import task_cells
from tools.task_cells import task_text

CHOICE = Choice(
    id="04.1",
    title="An input",
    name="letter",
    question="How far is it open?",
    options={"a": ("Half", ""), "b": ("Not at all", "It is.")},
    correct="a",
)
FUNCTION = Function(
    id="04.2",
    title="A gate",
    name="gate",
    inputs={"W": "H D"},
    returns="i",
    reference=lambda W: W,
    misconceptions=[],
)
WRITTEN = Written(
    id="04.3", title="Why", name="why", criteria=[(1, "One."), (0.5, "Two."), (1.5, "Three.")]
)
OLD = "## 9. Old\n\n*7 points*\n\n"


@pytest.mark.parametrize(
    ("exercise", "text", "updated"),
    [
        (FUNCTION, f"{OLD}Write `gate`.\n\nMore.", "## 2. A gate\n\n*2 points*\n\nWrite `gate`.\n\nMore."),
        (FUNCTION, "Write `gate`.", "## 2. A gate\n\n*2 points*\n\nWrite `gate`."),
        (WRITTEN, f"{OLD}Say.", "## 3. Why\n\n*3 points, marked by a reader*\n\nSay."),
        (
            CHOICE,
            f"{OLD}Old question?\n\n- (a) Old\n- (b) Older\n\nPut the letter.",
            "## 1. An input\n\n*1 point*\n\nHow far is it open?\n\n- (a) Half\n- (b) Not at all\n\n"
            "Put the letter.",
        ),
        (
            CHOICE,
            "Put the letter.",
            "## 1. An input\n\n*1 point*\n\nHow far is it open?\n\n- (a) Half\n- (b) Not at all\n\n"
            "Put the letter.",
        ),
    ],
)  # fmt: skip
def test_the_text_of_a_task(exercise: Exercise, text: str, updated: str) -> None:
    assert task_text(text, exercise) == updated
    assert task_text(updated, exercise) == updated


def test_checks_and_nbgraders_metadata(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task_cells, "declared", lambda chapter: [CHOICE, FUNCTION, WRITTEN])
    node = new_notebook(cells=[new_markdown_cell("Write.", id="task-2")])
    for number in (1, 2, 3):
        node.cells += [new_code_cell("x", id=f"{kind}-{number}") for kind in ("answer", "check")]
    task_cells.update(node, 4)
    cells = {cell.id: cell for cell in node.cells}
    assert cells["task-2"].source == "## 2. A gate\n\n*2 points*\n\nWrite."
    assert cells["answer-2"].source == "x"
    assert cells["check-1"].source == 'check("04.1")'
    assert 'HIDDEN TESTS\ncheck("04.2", hidden=True)\n###' in cells["check-2"].source
    grades = {
        name: (cell.metadata.nbgrader.grade, cell.metadata.nbgrader.get("points"))
        for name, cell in cells.items()
        if "nbgrader" in cell.metadata
    }
    assert grades == {
        "answer-1": (False, None),
        "check-1": (True, 1),
        "answer-2": (False, None),
        "check-2": (True, 2),
        "answer-3": (True, 3),
    }
    assert all(cells[name].metadata.nbgrader.grade_id == name for name in grades)
    assert (
        cells["answer-3"].metadata.nbgrader.solution
        and not cells["answer-3"].metadata.nbgrader.locked
    )
