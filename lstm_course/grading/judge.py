"""Compare what an answer did with what the reference did, and say what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from lstm_course.grading.compare import Fault, Rank, first_fault
from lstm_course.grading.exceptions import in_words
from lstm_course.grading.exercise import Function
from lstm_course.grading.feedback import Found, Verdict, example_of, explain, stopped
from lstm_course.grading.misconceptions import Behaviour, compared, recognised, same, tolerance
from lstm_course.grading.properties import describe
from lstm_course.grading.records import Call, Case, Record
from lstm_lib._validation import Array


def judge(
    exercise: Function,
    cases: Sequence[Case],
    expected: Record,
    got: Record,
    behaviour: Behaviour,
) -> Verdict:
    """The verdict on the record of an answer.

    Args:
        exercise: what was asked.
        cases: the arguments of both records.
        expected: the record of the reference.
        got: the record of the answer.
        behaviour: runs a misconception on some of the cases; called only for a wrong answer.
    """
    if got.stopped is not None:
        return stopped(exercise, cases, got.stopped)
    if _unwritten(got):
        return Verdict("unanswered", "Not answered yet.")
    malformed = _malformed(exercise, expected, got)
    hidden = example_of(exercise, cases, expected, got, malformed, hide=True) if malformed else None
    expected = compared(exercise, cases, expected)
    got = compared(exercise, cases, got)
    found = malformed or sorted(
        _faults(exercise, cases, expected, got), key=lambda fault: _urgency(fault, cases)
    )
    if not found:
        return Verdict("passed", exercise.on_success)
    arguments = cases[found[0].case].args
    example = hidden or example_of(exercise, cases, expected, got, found)
    mistake = recognised(exercise, cases, expected, got, behaviour)
    if mistake is None:
        names = exercise.compares or exercise.returns
        kind = "" if malformed else describe(exercise, cases, expected, got, names)
        text = explain(exercise, cases, got, found, kind)
        return Verdict("wrong", text, example, arguments=arguments, kind=kind)
    if mistake.answer is exercise.broken_code:
        text = f"Not fixed yet. {mistake.message}"
        return Verdict("unanswered", text, example, mistake.id, arguments=arguments)
    return Verdict("wrong", mistake.message, example, mistake.id, arguments=arguments)


def _unwritten(got: Record) -> bool:
    calls = [*got.calls, *got.again]
    raised = [call.raised for call in calls if call.raised]
    if len(raised) == len(calls):
        return all(one.type == "NotImplementedError" for one in raised)
    return all(call.value and call.value.kind == "ellipsis" for call in calls)


def _malformed(exercise: Function, expected: Record, got: Record) -> list[Found]:
    """Results that cannot be compared: another type, shape or dtype."""
    if exercise.compare_by is None:
        return []
    pairs = zip(expected.calls, got.calls, strict=True)
    faults = [
        (k, _fault(exercise, one, other, exercise.returns)) for k, (one, other) in enumerate(pairs)
    ]
    found = [Found(fault, k) for k, fault in faults if fault and fault.rank < Rank.NAN]
    return sorted(found, key=lambda fault: fault.fault.rank)


def _faults(
    exercise: Function, cases: Sequence[Case], expected: Record, got: Record
) -> Iterator[Found]:
    names = list(exercise.inputs)
    for k in range(len(cases)):
        first, again = got.calls[k], got.again[k]
        assert expected.calls[k].value, f"{exercise.id}: the reference raises on case {k}"
        fault = _fault(exercise, expected.calls[k], first, exercise.compares or exercise.returns)
        if fault:
            yield Found(fault, k)
        if not fault or fault.rank > Rank.UNREPEATABLE:
            if not same(first, again, tolerance(exercise)):
                text = "Called twice with equal arguments, it gives two different results."
                yield Found(Fault(Rank.UNREPEATABLE, text), k)
            for name in (names[j] for j in first.changed):
                text = f"Your function changes its argument {name} in place."
                yield Found(Fault(Rank.CHANGED, text), k)
            if k in got.overwritten:
                text = "A later call changes the array that an earlier call has returned."
                yield Found(Fault(Rank.OVERWRITTEN, text), k)


def _fault(exercise: Function, wanted: Call, call: Call, names: str) -> Fault | None:
    if call.raised:
        return Fault(Rank.RAISED, in_words(call.raised))
    assert wanted.value is not None and call.value is not None
    return first_fault(wanted.value, call.value, tolerance(exercise), names)


def _urgency(found: Found, cases: Sequence[Case]) -> tuple[bool, Rank, int]:
    case = cases[found.case]
    return bool(case.where), found.fault.rank, sum(arg.size for arg in _leaves(case.args))


def _leaves(value: Any) -> Iterator[Array]:
    for part in value.values() if isinstance(value, dict) else value:
        if isinstance(part, dict | tuple | list):
            yield from _leaves(part)
        elif isinstance(part, np.ndarray):
            yield part
