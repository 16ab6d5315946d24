"""A page for each student: every task with its verdict and points."""

from __future__ import annotations

from html import escape

from lstm_course.grading.exercise import Written
from lstm_course.marking.html_page import page, table
from lstm_course.marking.marks import Marking, Student


def feedback(marking: Marking, student: Student) -> str:
    """The page; it holds neither the seed nor anything of another student."""
    rows, sections = [], []
    total = 0.0
    for exercise in marking.tasks:
        points = student.points(exercise)
        total += points or 0
        shown = "to be marked" if points is None else f"{points:g}"
        name = f"{escape(exercise.id)} {escape(exercise.title)}"
        rows.append([name, shown, f"{exercise.points:g}"])
        found = student.results.get(exercise.id)
        sections.append(f"<h2>{name}</h2>")
        if found is None or found["state"] == "failed":
            sections.append("<p>This task has not been marked. Your lecturer knows.</p>")
            continue
        if isinstance(exercise, Written):
            sections.append(_written(found["words"]))
        if not (isinstance(exercise, Written) and found["state"] == "written"):
            sections.append(found["html"])
    possible = sum(one.points for one in marking.tasks)
    rows.append(["All together", f"{total:g}", f"{possible:g}"])
    said = f"<p>Marked was <code>{escape(student.file)}</code>.</p>"
    if student.trouble:
        said = f"<p>Nothing could be marked: {escape(student.trouble)}</p>"
    head = ["Task", "Points", "of"]
    body = said + table("Points", head, rows, 1)
    title = f"Chapter {int(marking.chapter)}: {student.name}"
    return page(title, body + ("" if student.trouble else "\n".join(sections)), marking.practice)


def _written(words: str) -> str:
    if not words:
        return ""
    return f"<p>Your answer, which a person marks:</p><pre>{escape(words[:5000])}</pre>"
