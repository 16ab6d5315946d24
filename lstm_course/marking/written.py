"""Answers in words: one sheet for the class, in which equal answers stand once, and its way back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lstm_course.grading.exercise import Written
from lstm_course.marking import results
from lstm_course.marking.marks import Marking
from lstm_course.marking.results import Results, digest
from lstm_course.marking.table import read_table, write_table

HEAD = ("task", "group", "students", "answer", "criterion", "worth", "points")


class Group(NamedTuple):
    """Students whose answers to a task are equal, apart from spaces and capitals."""

    task: Written
    id: str
    answer: str
    keys: tuple[str, ...]


def groups(marking: Marking) -> Iterator[Group]:
    """All groups, task by task, the largest first."""
    for task in marking.tasks:
        if not isinstance(task, Written):
            continue
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for student in marking.students:
            result = student.results.get(task.id)
            if result and result["state"] == "written":
                same = " ".join(result["words"].split()).casefold()
                found[digest(task.id, same)[:12]].append((student.key, result["words"]))
        for id, among in sorted(found.items(), key=lambda one: (-len(one[1]), one[0])):
            yield Group(task, id, among[0][1], tuple(key for key, _ in among))


def write_sheet(marking: Marking, path: Path) -> None:
    """Write the sheet: a row for each criterion of each group, with a cell for its points.

    Points that a person has given already are there again. Who has not answered is not in it and
    has 0 points.
    """
    given = {one.key: one.words for one in marking.students}
    rows = []
    for group in groups(marking):
        known = results.read(path.parent / "words" / f"group-{group.id}.json") or {}
        whole = given.get(group.keys[0], {}).get(group.task.id)
        for k, (worth, criterion) in enumerate(group.task.criteria):
            points = (
                known.get("points", [""] * len(group.task.criteria))[k] if whole is not None else ""
            )
            answer = group.answer if k == 0 else ""
            rows.append(
                [group.task.id, group.id, len(group.keys), answer, criterion, worth, points]
            )
    write_table(path, HEAD, rows)


def merge_sheet(marking: Marking, kept: Results, path: Path) -> tuple[int, list[str]]:
    """Give the points of a sheet to the students of its groups.

    Args:
        marking: the class.
        kept: where the points are kept.
        path: the sheet, with its last column filled in.

    Returns:
        The number of answers that have points now, and what is still to be done.

    Raises:
        ValueError: if a cell holds something else than points between 0 and what it is worth; the
            message names the row, and nothing is merged.
    """
    table = read_table(path)
    missing = set(HEAD) - set(table[0] if table else ())
    if missing:
        raise ValueError(f"{path}: the columns {', '.join(sorted(missing))} are missing")
    points: dict[str, list[float | None]] = defaultdict(list)
    for number, row in enumerate(table, start=2):
        points[row["group"].strip()].append(_points(row, number, path))
    known = list(groups(marking))
    strangers = points.keys() - {group.id for group in known} - {""}
    if strangers:
        raise ValueError(f"{path}: the groups {', '.join(sorted(strangers))} are not in this class")
    done, todo = 0, []
    for group in known:
        found = points.get(group.id, [])
        if len(found) != len(group.task.criteria) or None in found:
            todo.append(f"{group.task.id}, group {group.id}: not all criteria have points")
            continue
        results.write(kept.folder / "words" / f"group-{group.id}.json", {"points": found})
        for key in group.keys:
            place = kept.folder / "words" / f"{key}.json"
            whole = sum(one for one in found if one is not None)
            results.write(place, (results.read(place) or {}) | {group.task.id: whole})
            done += 1
    return done, todo


def _points(row: dict[str, str], number: int, path: Path) -> float | None:
    text = row["points"].strip().replace(",", ".")
    if not text:
        return None
    try:
        points, worth = float(text), float(row["worth"].replace(",", "."))
    except ValueError:
        points, worth = -1.0, 0.0
    if not 0 <= points <= worth:
        raise ValueError(
            f"{path}, row {number}: expected points from 0 to {row['worth']}, got {row['points']!r}"
        )
    return points
