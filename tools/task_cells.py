"""The parts of a task in a notebook with solutions that repeat its declaration.

An exercise is declared in lstm_course.grading.exercises. From there come the heading of its task,
its points, the question and the options of a choice, the cell with the check, and nbgrader's
metadata. The rest of the cells is written by hand.
"""

from __future__ import annotations

from typing import Any

from lstm_course.grading.exercise import Choice, Exercise, Function, Project, Written
from lstm_course.grading.exercises import all_exercises

HIDDEN = '\n### BEGIN HIDDEN TESTS\ncheck("{id}", hidden=True)\n### END HIDDEN TESTS'


def declared(chapter: int) -> list[Exercise]:
    """The exercises of a chapter, in order."""
    return [one for one in all_exercises() if one.id.startswith(f"{chapter:02}.")]


def update(node: Any, chapter: int) -> None:
    """Write what is declared into the cells task-1, answer-1, check-1 and so on."""
    cells = {cell.id: cell for cell in node.cells}
    for exercise in declared(chapter):
        number = exercise.id.partition(".")[2]
        task, answer, check = (
            cells.get(f"{kind}-{number}") for kind in ("task", "answer", "check")
        )
        if task:
            task.source = task_text(task.source, exercise)
        if answer and check:
            check.source = f'check("{exercise.id}")'
            if isinstance(exercise, Function | Project):
                check.source += HIDDEN.format(id=exercise.id)
            by_reader = isinstance(exercise, Written)
            answer.metadata["nbgrader"] = _metadata(answer.id, exercise, by_reader, solution=True)
            if not by_reader:
                check.metadata["nbgrader"] = _metadata(check.id, exercise, True, solution=False)


def task_text(text: str, exercise: Exercise) -> str:
    """The text of a task, with the declared heading, points, question and options."""
    parts = text.split("\n\n")
    if parts[0].startswith("## "):
        parts = parts[2:]
    noun = "point" if exercise.points == 1 else "points"
    bonus = ", bonus" if exercise.bonus else ""
    by_reader = ", marked by a reader" if isinstance(exercise, Written) else ""
    head = [
        f"## {exercise.id.partition('.')[2]}. {exercise.title}",
        f"*{exercise.points:g} {noun}{bonus}{by_reader}*",
    ]
    if isinstance(exercise, Choice):
        options = [k for k, part in enumerate(parts) if part.startswith("- (a) ")]
        parts = parts[options[0] + 1 :] if options else parts
        lines = [f"- ({letter}) {option}" for letter, (option, _) in exercise.options.items()]
        head += [exercise.question, "\n".join(lines)]
    return "\n\n".join([*head, *parts])


def _metadata(cell: str, exercise: Exercise, grade: bool, solution: bool) -> dict[str, Any]:
    """nbgrader's metadata of a cell that is graded, or holds the solution, or both."""
    points = {"points": _whole(exercise.points)} if grade else {}
    common = {"grade_id": cell, "schema_version": 3, "task": False}
    return common | points | {"grade": grade, "locked": not solution, "solution": solution}


def _whole(points: float) -> float:
    return int(points) if points == int(points) else points
