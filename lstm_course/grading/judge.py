"""Compare what an answer did with what the reference did; recognise how it was got wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from lstm_course.grading.compare import Fault, Rank, first_fault
from lstm_course.grading.exercise import Function, Wrong
from lstm_course.grading.feedback import Found, Verdict, example_of, stopped, told
from lstm_course.grading.misconceptions import observed, recognised, same
from lstm_course.grading.records import Call, Probe, Record
from lstm_course.grading.snapshot import Seen
from lstm_lib._validation import Array


def judge(
    exercise: Function,
    probes: Sequence[Probe],
    expected: Record,
    got: Record,
    behaviour: Callable[[Wrong, Sequence[int]], Record],
) -> Verdict:
    """The verdict on the record of an answer.

    Args:
        exercise: what was asked.
        probes: the arguments of both records.
        expected: the record of the reference.
        got: the record of the answer.
        behaviour: runs a mistaken answer on some of the probes; called only for a wrong answer.
    """
    if got.stopped is not None:
        return stopped(exercise, probes[got.stopped])
    if _unwritten(got):
        return Verdict("unanswered", "Not answered yet.")
    found = _misformed(exercise, expected, got)
    example = example_of(exercise, probes, expected, got, found) if found else None
    got = observed(exercise, probes, got)
    expected = observed(exercise, probes, expected)
    if not found:
        found = sorted(_faults(exercise, probes, expected, got), key=lambda f: _urgency(f, probes))
    if not found:
        return Verdict("passed", exercise.then)
    example = example or example_of(exercise, probes, expected, got, found)
    wrong = recognised(exercise, probes, expected, got, behaviour)
    if wrong is None:
        return Verdict("wrong", told(exercise, probes, got, found), example)
    if wrong.answer is exercise.given:
        return Verdict("unanswered", f"Not mended yet. {wrong.message}", example, wrong.id)
    return Verdict("wrong", wrong.message, example, wrong.id)


def _unwritten(got: Record) -> bool:
    calls = [*got.calls, *got.again]
    raised = [call.raised for call in calls if call.raised]
    if len(raised) == len(calls):
        return all(one.type == "NotImplementedError" for one in raised)
    return all(call.value and call.value.kind == "ellipsis" for call in calls)


def _misformed(exercise: Function, expected: Record, got: Record) -> list[Found]:
    """Results that are not of the kind that is observed: another type, shape or dtype."""
    if exercise.observed is None:
        return []
    pairs = zip(expected.calls, got.calls, strict=True)
    faults = [(k, _fault(exercise, one.value, other)) for k, (one, other) in enumerate(pairs)]
    found = [Found(fault, k) for k, fault in faults if fault and fault.rank < Rank.NAN]
    return sorted(found, key=lambda f: f.fault.rank)


def _faults(
    exercise: Function, probes: Sequence[Probe], expected: Record, got: Record
) -> Iterator[Found]:
    names = list(exercise.inputs)
    for k in range(len(probes)):
        first, again = got.calls[k], got.again[k]
        wanted = expected.calls[k].value
        assert wanted is not None, f"{exercise.id}: the reference raises on its own probe {k}"
        fault = _fault(exercise, wanted, first)
        if fault:
            yield Found(fault, k)
        if not fault or fault.rank > Rank.UNREPEATABLE:
            if not same(first, again, exercise.absolute):
                text = "Called twice with equal arguments, it gives two different results."
                yield Found(Fault(Rank.UNREPEATABLE, text), k)
            for name in (names[j] for j in first.changed):
                text = f"Your function changes its argument {name} in place."
                yield Found(Fault(Rank.CHANGED, text), k)
            if k in got.overwritten:
                text = "A later call changes the array that an earlier call has returned."
                yield Found(Fault(Rank.OVERWRITTEN, text), k)


def _fault(exercise: Function, wanted: Seen | None, call: Call) -> Fault | None:
    if call.raised:
        line = f" in line {call.raised.line}" if call.raised.line else ""
        source = f": {call.raised.source}" if call.raised.source else ""
        said = f" ({call.raised.message})" if call.raised.message else ""
        return Fault(Rank.RAISED, f"Your function raises {call.raised.type}{said}{line}{source}")
    assert wanted is not None and call.value is not None
    return first_fault(wanted, call.value, exercise.absolute, exercise.returns)


def _urgency(found: Found, probes: Sequence[Probe]) -> tuple[bool, Rank, int]:
    probe = probes[found.probe]
    return bool(probe.where), found.fault.rank, sum(arg.size for arg in _leaves(probe.args))


def _leaves(value: Any) -> Iterator[Array]:
    for part in value.values() if isinstance(value, dict) else value:
        if isinstance(part, dict | tuple | list):
            yield from _leaves(part)
        elif isinstance(part, np.ndarray):
            yield part
