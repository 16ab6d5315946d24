"""Recognise a misconception by its behaviour: run each on the same cases and compare."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lstm_course.grading.compare import Tolerance, first_fault
from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.records import Call, Case, Record
from lstm_course.grading.snapshot import plain, take

Behaviour = Callable[[Misconception, Sequence[int]], Record]
"""Runs a misconception on some of the cases."""


def tolerance(exercise: Function) -> Tolerance:
    """The errors that are allowed in an answer."""
    return Tolerance(exercise.absolute, exercise.relative)


def recognised(
    exercise: Function, cases: Sequence[Case], expected: Record, got: Record, behaviour: Behaviour
) -> Misconception | None:
    """The misconception that behaves alike on all cases or, if none does, on all ordinary ones.

    Wherever it goes wrong, the answer has to be wrong as well: an answer that is right to nine
    digits is near to many a mistake that is right to nine digits for another reason.
    """
    allowed = tolerance(exercise)
    loose = Tolerance(min(1e-9, exercise.absolute) or 1e-15, 1e-7)

    def record(one: Misconception, among: Sequence[int]) -> Record:
        return compared(exercise, [cases[k] for k in among], behaviour(one, among))

    ordinary = [k for k, case in enumerate(cases) if not case.where]
    few, everything = ordinary[:4], range(len(cases))
    likely = [
        one for one in exercise.misconceptions if _agree(record(one, few), _only(got, few), loose)
    ]
    for among in (everything, ordinary):
        right, mine = _only(expected, among), _only(got, among)
        for one in likely:
            theirs = record(one, among)
            differing = _differing(theirs, right, allowed)
            if (
                _agree(theirs, mine, loose)
                and (differing or theirs.overwritten)
                and differing <= _differing(mine, right, allowed)
                and (any(call.value for call in theirs.calls) or _said(theirs) == _said(mine))
            ):
                return one
    return None


def _only(record: Record, among: Sequence[int]) -> Record:
    return Record(
        tuple(record.calls[k] for k in among),
        tuple(record.again[k] for k in among) if record.again else (),
        tuple(among.index(k) for k in record.overwritten if k in among),
    )


def _agree(one: Record, other: Record, loose: Tolerance) -> bool:
    """Whether two answers behave alike, call by call."""
    return (
        one.stopped is None
        and one.overwritten == other.overwritten
        and all(
            same(a, b, loose) and a.changed == b.changed
            for a, b in zip(one.calls + one.again, other.calls + other.again, strict=True)
        )
    )


def _differing(one: Record, right: Record, allowed: Tolerance) -> set[int]:
    """The cases in which an answer goes wrong."""
    pairs = enumerate(zip(one.calls, right.calls, strict=True))
    return {k for k, (a, b) in pairs if a.changed or not same(b, a, allowed)}


def _said(record: Record) -> list[str]:
    return [call.raised.message if call.raised else "" for call in record.calls]


def same(one: Call, other: Call, allowed: Tolerance) -> bool:
    """Whether two calls returned equal values, or raised the same."""
    if one.raised or other.raised or not one.value or not other.value:
        return (one.raised and one.raised.type) == (other.raised and other.raised.type)
    return first_fault(one.value, other.value, allowed) is None


def compared(exercise: Function, cases: Sequence[Case], record: Record) -> Record:
    """The record with each value replaced by what of it is compared."""
    if exercise.compare_by is None:
        return record

    def each(calls: tuple[Call, ...]) -> tuple[Call, ...]:
        return tuple(_compared(exercise, p, c) for p, c in zip(cases, calls, strict=True))

    return record._replace(
        calls=each(record.calls), again=each(record.again) if record.again else ()
    )


def _compared(exercise: Function, case: Case, call: Call) -> Call:
    if call.value is None or call.value.kind not in ("array", "number", "tuple", "list", "dict"):
        return call
    try:
        return call._replace(value=take(exercise.compare_by(case.args, plain(call.value))))  # type: ignore[misc]
    except (ValueError, TypeError, IndexError, KeyError, AttributeError):
        return call  # not of the kind that can be compared: its type or shape will be reported
