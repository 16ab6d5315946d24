"""Points of a whole class, from the results: what the tables and pages are made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from lstm_course.grading.exercise import Exercise, Written
from lstm_course.marking import chapters, results
from lstm_course.marking.results import Results


class Student(NamedTuple):
    """A submission with its results, by task; `trouble` says why it has none."""

    key: str
    name: str
    file: str
    results: dict[str, dict[str, Any]]
    trouble: str
    others: list[dict[str, str]]
    words: dict[str, float]
    """Points for answers in words, by task, where a person has given them."""

    def points(self, exercise: Exercise) -> float | None:
        """The points for a task; None if it has not been marked."""
        found = self.results.get(exercise.id)
        if found is None or found["state"] == "failed":
            return None
        if isinstance(exercise, Written) and found["state"] == "written":
            return self.words.get(exercise.id)
        return float(found["points"])


class Marking(NamedTuple):
    """All that is known about a class."""

    chapter: str
    practice: bool
    tasks: list[Exercise]
    students: list[Student]


def load(kept: Results) -> Marking:
    """Read a marking.

    Raises:
        ValueError: if the folder holds none.
    """
    about = results.read(kept.about)
    if not about:
        raise ValueError(f"{kept.folder}: there is no marking in this folder")
    students = [one for one in (_student(kept, key) for key in kept.students()) if one]
    students.sort(key=lambda one: (one.name.casefold(), one.key))
    tasks = chapters.tasks_of(about["chapter"])
    return Marking(about["chapter"], about["isolation"] == "none", tasks, students)


def _student(kept: Results, key: str) -> Student | None:
    found = results.read(kept.submission(key))
    if not found:
        return None
    by_task = {one["task"]: one for one in kept.results_of(key)}
    others = found["others"]
    trouble = ""
    if not found["file"]:
        by_task = {}
        why = "; ".join(f"{one['file']}: {one['why']}" for one in others)
        trouble = f"nothing to mark. {why}"
    words = results.read(kept.folder / "words" / f"{key}.json") or {}
    return Student(key, found["student"], found["file"], by_task, trouble, others, words)


def troubles(marking: Marking) -> Iterator[tuple[str, str, str]]:
    """Everything without a mark, and files left aside: student, task or file, and why."""
    for one in marking.students:
        if one.trouble:
            yield one.name, "", one.trouble
            continue
        for other in one.others:
            yield one.name, other["file"], f"not marked: {other['why']}"
        for exercise in marking.tasks:
            found = one.results.get(exercise.id)
            if found is None:
                yield one.name, exercise.id, "not marked yet: run the same command again"
            elif found["state"] == "failed":
                said = found["message"].strip().splitlines()[-1]
                yield one.name, exercise.id, f"the judge failed, not the answer: {said}"
    for exercise in marking.tasks:
        waiting = sum(
            exercise.id in one.results
            and one.results[exercise.id]["state"] == "written"
            and one.points(exercise) is None
            for one in marking.students
        )
        if waiting:
            yield "", exercise.id, f"answers in words wait for a person, in written.csv: {waiting}"
