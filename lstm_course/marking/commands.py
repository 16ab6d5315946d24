"""The commands, apart from reading their arguments."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from lstm_course.grading.exercises import find as find_exercise
from lstm_course.marking import batch, isolation, moodle_xml, qti, results, seeds
from lstm_course.marking.batch import Plan
from lstm_course.marking.kinds import Kind
from lstm_course.marking.marks import load
from lstm_course.marking.questions import questions_of
from lstm_course.marking.report import write_reports
from lstm_course.marking.results import Results, key_of
from lstm_course.marking.worker import Worker
from lstm_course.marking.written import merge_sheet


def say(text: str) -> None:
    """Tell the person at the terminal."""
    print(text, file=sys.stderr, flush=True)


def isolated(practice: bool, hidden: Sequence[Path]) -> Kind:
    """The isolation to use, found by a trial; none for practice.

    Raises:
        Refused: if none works and it is not for practice.
    """
    if practice:
        if not hasattr(os, "fork"):
            raise isolation.Refused(
                "On Windows, run this inside WSL 2, with --practice or without."
            )
        say("Practice: no isolation. Every page will say so.")
        return "none"
    found = isolation.find(hidden)
    say(f"Isolation: {found.kind}. A trial could reach no file, no network and no process.")
    return found.kind


def mark(
    place: Path,
    secret_file: Path,
    out: Path,
    *,
    chapter: str = "",
    workers: int = 1,
    shard: tuple[int, int] = (1, 1),
    practice: bool = False,
) -> None:
    """Mark a folder or an archive of submissions; what is there already is not marked again.

    Raises:
        ValueError: if the seed, a folder or the chapter is not what it should be.
        Refused: if nothing isolates here.
    """
    secret = seeds.read_seed(secret_file)
    place, out = place.resolve(), out.resolve()
    if out == place or place in out.parents:
        raise ValueError(f"{out}: choose a folder for the marks outside of the submissions")
    kept = Results(out)
    about = results.read(kept.about) or {}
    hidden = tuple(isolation.secret_paths(place, out, secret_file.resolve()))
    kind = isolated(practice, hidden)
    if about and (about["isolation"] == "none") != practice:
        raise ValueError(f"{out}: marks with and without isolation do not go into one folder")
    plan = Plan(out, secret, chapter or about.get("chapter", ""), kind, hidden)
    plan = plan._replace(chapter=batch.take_in(place, plan, shard))
    results.write(kept.about, {"chapter": plan.chapter, "isolation": kind})
    keys = kept.students()
    say(f"Chapter {int(plan.chapter)}: {len(keys)} submissions, {workers} at a time.")
    batch.mark_all(plan, keys, workers, lambda done: _progress(done, len(keys)))
    report(out)


def _progress(done: int, of: int) -> None:
    if done == of or done % 20 == 0:
        say(f"  {done} of {of}")


def report(out: Path) -> None:
    """Write all tables and pages from the results.

    Raises:
        ValueError: if there are none.
    """
    marking = write_reports(Results(out))
    without = sum(bool(one.trouble) for one in marking.students)
    say(
        f"{out}: marks.csv, overview.html, feedback/, written.csv, seeds.csv; unmarked.csv lists "
        f"what has no mark ({without} of {len(marking.students)} submissions)."
    )


def merge(folders: Sequence[Path], out: Path) -> None:
    """Put the results of several shards into one folder, and write its tables and pages.

    Raises:
        ValueError: if a folder holds no marking, or of another chapter or isolation.
    """
    abouts = []
    for folder in folders:
        about = results.read(Results(folder).about)
        if not about:
            raise ValueError(f"{folder}: there is no marking in this folder")
        abouts.append((about["chapter"], about["isolation"] == "none"))
    if len(set(abouts)) != 1:
        raise ValueError("these are markings of different chapters, or not all are isolated")
    for folder in folders:
        for part in ("submissions", "results", "words"):
            if (folder / part).is_dir() and folder.resolve() != out.resolve():
                shutil.copytree(folder / part, out / part, dirs_exist_ok=True)
    first = results.read(Results(folders[0]).about)
    assert first
    results.write(Results(out).about, first)
    report(out)


def written(out: Path, sheet: Path) -> None:
    """Give the points of a sheet to the answers in words, and write all tables and pages.

    Raises:
        ValueError: if a cell of the sheet is not what it should be.
    """
    kept = Results(out)
    done, todo = merge_sheet(load(kept), kept, sheet)
    say(f"{done} answers in words have points.")
    for one in todo:
        say(f"  still to be done: {one}")
    report(out)


def explain(out: Path, student: str, task: str, practice: bool) -> str:
    """Judge one answer once more, on the logged seed, and return all about it.

    Raises:
        ValueError: if there is no such result.
        Refused: if nothing isolates here.
    """
    kept = Results(out)
    exercise = find_exercise(task)
    key = student if kept.submission(student).is_file() else key_of(student)
    submission, before = results.read(kept.submission(key)), results.read(kept.result(key, task))
    if not submission or not before:
        names = ", ".join(one.name for one in load(kept).students[:20])
        raise ValueError(f"no result of task {task} for {student!r}; students: {names} …")
    hidden = isolation.secret_paths(out.resolve())
    kind = isolated(practice, hidden)
    with Worker(kind, hidden) as worker:
        again = batch.one_result(worker, exercise, submission, before["seed"])
    same = (again["state"], again["points"]) == (before["state"], before["points"])
    return "\n".join(
        [
            f"{submission['student']}, {submission['file']}",
            f"seed {before['seed']}, isolation then: {before['isolation']}, now: {kind}",
            f"then {before['state']}, {before['points']} points; now {again['state']}, "
            f"{again['points']} points: {'the same' if same else 'NOT THE SAME'}",
            "",
            again.get("text", again["message"]),
        ]
    )


def export(chapter: str, to: Path) -> None:
    """Write a chapter's questions for a learning platform, in the form that the file's name says.

    Raises:
        ValueError: if there is no such chapter, or no such form.
    """
    questions = questions_of(chapter)
    title = f"LSTM, Gate by Gate: chapter {int(chapter)}"
    if to.suffix == ".xml":
        to.write_text(moodle_xml.moodle_xml(questions, title), "utf-8")
    elif to.suffix == ".zip":
        to.write_bytes(qti.package(questions, title))
    else:
        raise ValueError(f"{to}: expected a name that ends in .xml (Moodle) or .zip (Canvas, QTI)")
    say(f"{to}: {len(questions)} questions")
