"""The marking of many submissions, by several processes, each with children of its own."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import util
from pathlib import Path
from typing import Any, NamedTuple

from lstm_course.grading.exercise import Exercise
from lstm_course.grading.render import as_html, as_text
from lstm_course.marking import archives, chapters, intake, results, seeds, task
from lstm_course.marking.kinds import Kind
from lstm_course.marking.results import Results, digest, key_of
from lstm_course.marking.worker import Failed, Times, Worker

READING = Times(20.0, 60.0)


class Plan(NamedTuple):
    """Settings that all processes of a marking share."""

    out: Path
    secret: str
    chapter: str
    kind: Kind
    hidden: tuple[Path, ...]


def take_in(place: Path, plan: Plan, shard: tuple[int, int]) -> str:
    """Read the submissions of a shard and keep the code of each; return the chapter they answer.

    Args:
        place: a folder or an archive.
        plan: its chapter may be empty, then it is found out.
        shard: this one, from 1, and how many there are.

    Raises:
        ValueError: if there is nothing to mark.
    """
    handed = intake.hand_in(archives.files(place))
    if not handed:
        raise ValueError(f"{place}: there is nothing in it")
    by_student: dict[str, list[intake.Handed]] = {}
    for one in handed:
        by_student.setdefault(one.student, []).append(one)
    with Worker(plan.kind, plan.hidden) as worker:
        read = {
            student: [(one, *_cells(worker, one)) for one in files]
            for student, files in by_student.items()
            if plan.chapter == "" or in_shard(student, shard)
        }
    chapter = plan.chapter or chapters.chapter_of(
        cells for files in read.values() for _, cells, _ in files
    )
    if not chapter:
        raise ValueError(f"{place}: no file in it answers an exercise of this course")
    kept = Results(plan.out)
    for student, files in read.items():
        if in_shard(student, shard):
            _keep(kept, student, files, chapter)
    return chapter


def in_shard(student: str, shard: tuple[int, int]) -> bool:
    """True if a student's work is for this shard: the same on every machine."""
    number, count = shard
    return int(digest(student)[:8], 16) % count == number - 1


def _cells(worker: Worker, handed: intake.Handed) -> tuple[list[str], str]:
    """The code cells of a file, and what is wrong with it."""
    if not intake.may_be_notebook(handed):
        return [], "its ending says that it is not a notebook"
    try:
        said = worker.do({"file": handed.came.read()}, READING)
    except archives.Unusable as problem:
        return [], str(problem)
    except Failed as failed:
        return [], f"it could not be read ({failed.reason})"
    cells = said.get("cells")
    if not isinstance(cells, list) or not all(isinstance(one, str) for one in cells):
        return [], str(said.get("problem", "it could not be read"))[:300]
    return cells, ""


Read = tuple[intake.Handed, list[str], str]


def _keep(kept: Results, student: str, files: Sequence[Read], chapter: str) -> None:
    """Keep the newest file of a student that answers the chapter, and name the others."""
    answering = [one for one in files if chapters.answers_in(one[1], chapter)]
    others = [
        {"file": handed.file, "why": problem or _why_not(cells, chapter)}
        for handed, cells, problem in files
        if not answering or handed is not answering[-1][0]
    ]
    content: dict[str, Any] = {"student": student, "file": "", "cells": [], "others": others}
    if answering:
        content |= {"file": answering[-1][0].file, "cells": answering[-1][1]}
    results.write(kept.submission(key_of(student)), content)


def _why_not(cells: Sequence[str], chapter: str) -> str:
    if chapters.answers_in(cells, chapter):
        return "there is a newer one"
    other = chapters.chapter_of([cells])
    return f"it answers chapter {other}" if other else f"it has no answer to chapter {chapter}"


def mark_all(plan: Plan, keys: Sequence[str], workers: int, tell: Callable[[int], None]) -> None:
    """Mark these submissions; `tell` is called with the number of those that are done."""
    if workers == 1 or len(keys) < 2:
        with Worker(plan.kind, plan.hidden) as worker:
            for done, key in enumerate(keys, start=1):
                mark_one(worker, plan, key)
                tell(done)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, _begin, (plan, os.getpid())) as pool:
        waiting = [pool.submit(_mark_here, key) for key in keys]
        for done, one in enumerate(as_completed(waiting), start=1):
            one.result()
            tell(done)


_here: list[Any] = []


def _begin(plan: Plan, judge: int) -> None:
    """In each process: end with the one that started it, and have children of its own."""
    if sys.platform.startswith("linux"):
        from lstm_course.marking import _system

        _system.prctl(1, int(signal.SIGKILL))
        if os.getppid() != judge:
            os._exit(1)
    worker = Worker(plan.kind, plan.hidden)
    util.Finalize(worker, worker.close, exitpriority=10)
    _here[:] = [worker, plan]


def _mark_here(key: str) -> None:
    worker, plan = _here
    mark_one(worker, plan, key)


def mark_one(worker: Worker, plan: Plan, key: str) -> None:
    """Mark all tasks of a submission that have no result yet that still fits."""
    kept = Results(plan.out)
    submission = results.read(kept.submission(key))
    if not submission or not submission["cells"]:
        return
    for exercise in chapters.tasks_of(plan.chapter):
        path = kept.result(key, exercise.id)
        seed = seeds.seed_for(plan.secret, submission["student"], exercise.id)
        print_ = digest(results.VERSION, submission["cells"], seed, plan.kind, exercise.id)
        before = results.read(path)
        if not before or before["digest"] != print_ or before["state"] == "failed":
            result = one_result(worker, exercise, submission, seed)
            results.write(path, result | {"digest": print_, "isolation": plan.kind})


def one_result(
    worker: Worker, exercise: Exercise, submission: dict[str, Any], seed: int
) -> dict[str, Any]:
    """One verdict as it is kept; a fault of the judge is not a verdict, and says so."""
    about = {"student": submission["student"], "task": exercise.id, "seed": seed}
    try:
        answered = task.mark(worker, exercise, submission["cells"], seed)
    except Exception:
        said = traceback.format_exc(limit=-4)
        return about | {"state": "failed", "points": None, "message": said, "parts": []}
    verdict = answered.verdict
    return about | {
        "state": verdict.state,
        "points": answered.points,
        "message": verdict.message,
        "misconception": verdict.misconception,
        "kind": verdict.kind,
        "words": answered.words,
        "text": as_text(exercise, verdict),
        "html": as_html(exercise, verdict),
        "parts": list(_parts(verdict)),
    }


def _parts(verdict: Any) -> Iterator[dict[str, Any]]:
    for part, one in verdict.parts:
        yield {
            "task": part.id,
            "state": one.state,
            "points": part.points if one.state == "passed" else 0,
            "message": one.message,
            "misconception": one.misconception,
            "kind": one.kind,
            "text": as_text(part, one),
        }
