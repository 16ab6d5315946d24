"""Reports for a lecturer: tables, a page for each student, the class at a glance."""

from __future__ import annotations

from lstm_course.marking.feedback_page import feedback
from lstm_course.marking.marks import Marking, load, troubles
from lstm_course.marking.overview_page import overview
from lstm_course.marking.results import Results, write_text
from lstm_course.marking.table import write_table
from lstm_course.marking.written import write_sheet


def write_reports(kept: Results) -> Marking:
    """Write everything from the results.

    Raises:
        ValueError: if there is no marking in the folder.
    """
    marking = load(kept)
    folder = kept.folder
    _write_marks(marking, kept)
    write_table(
        folder / "unmarked.csv", ("student", "task or file", "reason"), list(troubles(marking))
    )
    seeds = [
        (one.name, task, result["seed"])
        for one in marking.students
        for task, result in sorted(one.results.items())
    ]
    write_table(folder / "seeds.csv", ("student", "task", "seed"), seeds)
    write_sheet(marking, folder / "written.csv")
    for one in marking.students:
        write_text(folder / "feedback" / f"{one.key}.html", feedback(marking, one))
    write_text(folder / "overview.html", overview(marking))
    return marking


def _write_marks(marking: Marking, kept: Results) -> None:
    rows = []
    for one in marking.students:
        points = [one.points(task) for task in marking.tasks]
        waiting = sum(point is None for point in points)
        total = None if one.trouble else sum(point or 0 for point in points)
        note = one.trouble or (f"tasks without a mark yet: {waiting}" if waiting else "")
        page = f"feedback/{one.key}.html"
        cells = ["" if point is None else f"{point:g}" for point in points]
        shown = "" if total is None else f"{total:g}"
        rows.append([one.name, shown, *cells, note, page])
    possible = sum(task.points for task in marking.tasks)
    head = ["student", f"points of {possible:g}"]
    head += [f"{task.id} of {task.points:g}" for task in marking.tasks]
    head += ["note", "feedback"] if not marking.practice else ["note", "PRACTICE: no isolation"]
    write_table(kept.folder / "marks.csv", head, rows)
