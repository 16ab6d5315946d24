"""One answer, judged: cases from a seed, the answer in two children, the verdict here."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np

from lstm_course.grading.cases import make_cases
from lstm_course.grading.check import LIMITS, PATIENCE
from lstm_course.grading.exercise import (
    Choice,
    Exercise,
    Function,
    Misconception,
    Number,
    Project,
    Written,
)
from lstm_course.grading.feedback import Verdict, points_of
from lstm_course.grading.judge import judge
from lstm_course.grading.judge_values import (
    UNANSWERED,
    judge_choice,
    judge_number,
    judge_written,
)
from lstm_course.grading.misconceptions import same, tolerance
from lstm_course.grading.records import Call, Record, Stopped
from lstm_course.grading.run import run
from lstm_course.grading.wording import describe_type
from lstm_course.marking import claims, wire
from lstm_course.marking.worker import GRACE, Failed, Times, Worker

TOTAL = LIMITS.total / 2
"""Seconds of processor time for the calls of one child; there are two, with half of the calls each."""
WAITING = LIMITS.waiting
"""Seconds on the clock for one call."""
LOAD = 3.0
"""Seconds on the clock for each of processor time, where other work keeps the processor busy."""

State = Literal["passed", "partly", "wrong", "unanswered", "written"]


class Answered(NamedTuple):
    """A verdict, the points it is worth, and an answer in words, if it is one."""

    verdict: Verdict
    points: float
    words: str = ""


def mark(worker: Worker, exercise: Exercise, cells: Sequence[str], seed: int) -> Answered:
    """Judge the answer to an exercise that is in these cells.

    Args:
        worker: where children come from.
        exercise: what was asked.
        cells: the sources of code cells, in order.
        seed: of the cases.

    Raises:
        CannotIsolate: if there can be no child.
    """
    if isinstance(exercise, Project):
        return _project(worker, exercise, cells, seed)
    if isinstance(exercise, Function):
        verdict = _function(worker, exercise, cells, seed)
        return Answered(verdict, points_of(exercise, verdict))
    return _value(worker, exercise, cells)


def _project(worker: Worker, exercise: Project, cells: Sequence[str], seed: int) -> Answered:
    parts = tuple((part, _function(worker, part, cells, seed)) for part in exercise.parts)
    states = [verdict.state for _, verdict in parts]
    if all(state == "passed" for state in states):
        verdict = Verdict("passed", exercise.on_success, parts=parts)
        return Answered(verdict, points_of(exercise, verdict))
    state: State = (
        "partly" if "passed" in states else "wrong" if "wrong" in states else "unanswered"
    )
    verdict = Verdict(state, "", parts=parts)
    points = points_of(exercise, verdict)
    said = f"{points:g} of {exercise.points:g} points." if points else ""
    return Answered(verdict._replace(message=said), points)


def _value(worker: Worker, exercise: Exercise, cells: Sequence[str]) -> Answered:
    job = _job(exercise.name, cells, LIMITS.call)
    try:
        said = worker.do(job, _times(job))
        if "value" not in said:
            return Answered(_missing(exercise, said), 0)
        came = claims.value(said["value"])
    except (Failed, wire.Malformed):
        return Answered(Verdict("wrong", NO_RESULT), 0)
    if isinstance(exercise, Number):
        verdict = judge_number(exercise, came)
    elif isinstance(exercise, Choice):
        verdict = judge_choice(exercise, came)
    else:
        assert isinstance(exercise, Written)
        verdict = judge_written(exercise, came)
    words = came.data.decode() if isinstance(exercise, Written) and came.kind == "text" else ""
    return Answered(verdict, points_of(exercise, verdict), words)


NO_RESULT = "Your answer ended the process that ran it, or left no result that could be read."


def _job(name: str, cells: Sequence[str], call: float) -> dict[str, Any]:
    limits = (call, max(TOTAL, call), max(WAITING, 2 * call))
    return {"name": name, "cells": list(cells), "barred": [], "limits": limits, "twice": False}


def _times(job: dict[str, Any]) -> Times:
    call, total, waiting = job["limits"]
    processor = (2 if job["twice"] else 1) * total + call + GRACE
    return Times(processor, LOAD * processor + waiting)


def _missing(exercise: Exercise, said: dict[str, Any]) -> Verdict:
    problem = claims.words(said.get("problem"))
    text = f"There is no {exercise.name} in what was handed in."
    if problem:
        return Verdict("wrong", f"{text} {problem[:1].upper()}{problem[1:]}.")
    return UNANSWERED._replace(message=text)


def _function(worker: Worker, exercise: Function, cells: Sequence[str], seed: int) -> Verdict:
    cases = make_cases(exercise, seed)
    arguments = [case.args for case in cases]
    began = time.process_time()
    expected = run(exercise.reference, arguments, twice=False)
    call = max(LIMITS.call, PATIENCE * (time.process_time() - began) / len(cases))
    job = _job(exercise.name, cells, call) | {
        "inputs": list(exercise.inputs),
        "arguments": arguments,
        "barred": [(one.__module__, one.__qualname__) for one in exercise.without],
    }
    try:
        said = worker.do(job, _times(job))
        early = _not_called(exercise, said)
        if early:
            return early
        got = claims.record(said.get("record"), len(cases))
        if got.stopped is None:
            got = _repeated(worker, exercise, job, got, seed)
    except wire.Malformed:
        return Verdict("wrong", NO_RESULT)
    except Failed as failed:
        if failed.reason not in ("endless", "waiting"):
            return Verdict("wrong", NO_RESULT)
        stopped = Stopped(0, "endless" if failed.reason == "endless" else "waiting", failed.seconds)
        got = Record((), (), stopped=stopped)

    def behaviour(mistake: Misconception, among: Sequence[int]) -> Record:
        return run(mistake.answer, [arguments[k] for k in among])

    return judge(exercise, cases, expected, got, behaviour)


def _not_called(exercise: Function, said: dict[str, Any]) -> Verdict | None:
    """The verdict on what was not called, because it is missing, a stub, or no such function."""
    if "missing" in said:
        return _missing(exercise, said)
    if "stub" in said:
        return UNANSWERED
    if "uncallable" in said:
        came = claims.value(said["uncallable"])
        return Verdict(
            "wrong", f"Expected the function {exercise.name}, got {describe_type(came)}."
        )
    if "misfit" in said:
        return Verdict("wrong", claims.words(said["misfit"]))
    return None


def _repeated(
    worker: Worker, exercise: Function, job: dict[str, Any], first: Record, seed: int
) -> Record:
    """The record with the calls of a second child, made twice there and in another order.

    So neither child can tell which of its calls will be compared with which.
    """
    arguments = job["arguments"]
    order = [int(k) for k in np.random.default_rng([seed, 2]).permutation(len(arguments))]
    again = job | {"arguments": [arguments[k] for k in order], "twice": True}
    second = claims.record(worker.do(again, _times(again)).get("record"), len(order))
    if second.stopped:
        return second._replace(stopped=second.stopped._replace(call=order[second.stopped.call]))
    at = {k: position for position, k in enumerate(order)}
    calls = tuple(
        _other(exercise, first.calls[k], second.calls[at[k]], second.again[at[k]])
        for k in range(len(order))
    )
    overwritten = {*first.overwritten, *(order[k] for k in second.overwritten)}
    return Record(first.calls, calls, tuple(sorted(overwritten)))


def _other(exercise: Function, first: Call, second: Call, third: Call) -> Call:
    """Of two repetitions the one that differs from the first call, if one does."""
    return third if same(first, second, tolerance(exercise)) else second
