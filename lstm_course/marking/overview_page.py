"""The class at a glance: how each task went, which misconceptions there are, what to show in class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from html import escape
from typing import Any, NamedTuple

from lstm_course.grading.exercise import Exercise, Project
from lstm_course.marking.html_page import page, table
from lstm_course.marking.marks import Marking

FIRST = 5
"""Misconceptions that the page begins with."""
STATES = ("passed", "partly", "wrong", "unanswered", "written", "failed")


class Finding(NamedTuple):
    """A mistake that several answers share."""

    task: str
    title: str
    known: bool
    """True if it is one of the misconceptions of the exercise."""
    sentence: str
    keys: tuple[str, ...]
    example: str
    """The verdict on one of these answers, as text."""


def findings(marking: Marking) -> list[Finding]:
    """All mistakes, the most frequent first."""
    groups: dict[tuple[str, str, str], list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    titles = {one.id: one.title for task in marking.tasks for one in _with_parts(task)}
    for student in marking.students:
        for result in student.results.values():
            for one in result["parts"] or [result]:
                if one["state"] in ("wrong", "unanswered") and (
                    one["misconception"] or one["kind"]
                ):
                    groups[one["task"], one["misconception"], one["kind"]].append(
                        (student.key, one)
                    )
    found = [
        Finding(
            task,
            titles.get(task, ""),
            bool(misconception),
            among[0][1]["message"] if misconception else kind,
            tuple(key for key, _ in among),
            min((one["text"] for _, one in among), key=len),
        )
        for (task, misconception, kind), among in groups.items()
    ]
    return sorted(found, key=lambda one: (-len(one.keys), not one.known, one.task, one.sentence))


def _with_parts(task: Exercise) -> Iterator[Exercise]:
    yield task
    if isinstance(task, Project):
        yield from task.parts


def overview(marking: Marking) -> str:
    """The page."""
    marked = [one for one in marking.students if not one.trouble]
    found = findings(marking)
    parts = [
        f"<p>{len(marking.students)} submissions, {len(marked)} of them marked. "
        f"{_mean(marking)} What has no mark is listed in <code>unmarked.csv</code>.</p>",
        "<h2>What to teach first</h2>",
    ]
    parts += [_finding(one, len(marked)) for one in found if one.known][:FIRST] or [
        "<p>No answer shows a misconception of the list.</p>"
    ]
    parts += ["<h2>How each task went</h2>", _tasks(marking)]
    for task in marking.tasks:
        ids = {one.id for one in _with_parts(task)}
        mine = [one for one in found if one.task in ids]
        if mine:
            parts.append(f"<h2>{escape(task.id)} {escape(task.title)}</h2>")
            parts += [_finding(one, len(marked), within=task) for one in mine]
    return page(f"Chapter {int(marking.chapter)}: the class", "\n".join(parts), marking.practice)


def _mean(marking: Marking) -> str:
    totals = [
        sum(one.points(task) or 0 for task in marking.tasks)
        for one in marking.students
        if not one.trouble
    ]
    if not totals:
        return ""
    possible = sum(task.points for task in marking.tasks)
    return f"On average they have {sum(totals) / len(totals):.1f} of {possible:g} points."


def _tasks(marking: Marking) -> str:
    rows = []
    for task in marking.tasks:
        states = [
            one.results[task.id]["state"] for one in marking.students if task.id in one.results
        ]
        counts = [states.count(state) for state in STATES]
        rows.append([f"{escape(task.id)} {escape(task.title)}", *map(str, counts)])
    head = ["Task", "passed", "partly", "wrong", "not answered", "in words", "judge failed"]
    return table("Submissions by task and verdict", head, rows, 1)


def _finding(one: Finding, of: int, within: Exercise | None = None) -> str:
    """A mistake with how frequent it is, and an example; the task is named unless it is known."""
    percent = 100 * len(one.keys) / max(1, of)
    named = within is None or one.task != within.id
    where = f": {escape(one.task)} {escape(one.title)}" if named else ""
    kind = "" if one.known else ", not on the list"
    head = f"<h3>{len(one.keys)} of {of}{kind}{where}</h3>"
    bar = (
        f'<div class="track" role="img" aria-label="{percent:.0f} percent"><span '
        f'style="width: {percent:.1f}%"></span></div>'
    )
    example = (
        f"<details><summary>An example to show</summary><pre>{escape(one.example)}</pre></details>"
    )
    return f'<div class="finding">{head}{bar}<p>{_inline(one.sentence)}</p>{example}</div>'


def _inline(text: str) -> str:
    pieces = escape(text).split("`")
    return "".join(f"<code>{p}</code>" if k % 2 else p for k, p in enumerate(pieces))
