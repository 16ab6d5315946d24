"""Recognise a mistake by its behaviour: run every known one on the same probes and compare."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lstm_course.grading.compare import first_fault
from lstm_course.grading.exercise import Function, Wrong
from lstm_course.grading.records import Call, Probe, Record
from lstm_course.grading.snapshot import plain, seen

LOOSE = 1e-9
"""As `Function.absolute`, between an answer and a mistaken one."""


def recognised(
    exercise: Function,
    probes: Sequence[Probe],
    expected: Record,
    got: Record,
    behaviour: Callable[[Wrong, Sequence[int]], Record],
) -> Wrong | None:
    """The mistake that behaves alike on all probes or, if there is none, on all ordinary ones."""

    def record(wrong: Wrong, among: Sequence[int]) -> Record:
        return observed(exercise, [probes[k] for k in among], behaviour(wrong, among))

    ordinary = [k for k, probe in enumerate(probes) if not probe.where]
    few, everything = ordinary[:4], range(len(probes))
    likely = [wrong for wrong in exercise.wrong if _agree(record(wrong, few), _only(got, few))]
    for among in (everything, ordinary):
        for wrong in likely:
            one, right = record(wrong, among), _only(expected, among)
            if (
                _agree(one, _only(got, among))
                and _differ(one, right, exercise.absolute)
                and _differ(_only(got, among), right, exercise.absolute)
                and (any(call.value for call in one.calls) or _messages(one) == _messages(got))
            ):
                return wrong
    return None


def _only(record: Record, among: Sequence[int]) -> Record:
    return Record(
        tuple(record.calls[k] for k in among),
        tuple(record.again[k] for k in among),
        tuple(among.index(k) for k in record.overwritten if k in among),
    )


def _agree(wrong: Record, got: Record) -> bool:
    """Whether two answers behave alike, call by call."""
    return (
        wrong.stopped is None
        and wrong.overwritten == got.overwritten
        and all(
            same(one, other, LOOSE) and one.changed == other.changed
            for one, other in zip(wrong.calls + wrong.again, got.calls + got.again, strict=True)
        )
    )


def _differ(wrong: Record, right: Record, absolute: float) -> bool:
    """Whether a mistake shows at all."""
    return bool(wrong.overwritten) or any(
        bool(one.changed) or not same(other, one, absolute)
        for one, other in zip(wrong.calls + wrong.again, right.calls + right.again, strict=True)
    )


def _messages(record: Record) -> list[str]:
    """What was raised; shapes that do not fit a product are said in one way."""
    said = [call.raised.message if call.raised else "" for call in record.calls]
    return ["product" if "matmul" in text or "not aligned" in text else text for text in said]


def same(one: Call, other: Call, absolute: float) -> bool:
    if one.raised or other.raised or not one.value or not other.value:
        return (one.raised and one.raised.type) == (other.raised and other.raised.type)
    return first_fault(one.value, other.value, absolute) is None


def observed(exercise: Function, probes: Sequence[Probe], record: Record) -> Record:
    """The record with each value replaced by what of it has to be equal."""
    if exercise.observed is None:
        return record
    return record._replace(
        calls=tuple(_observe(exercise, p, c) for p, c in zip(probes, record.calls, strict=True)),
        again=tuple(_observe(exercise, p, c) for p, c in zip(probes, record.again, strict=True)),
    )


def _observe(exercise: Function, probe: Probe, call: Call) -> Call:
    if call.value is None or call.value.kind not in ("array", "number", "tuple", "dict"):
        return call
    try:
        return call._replace(value=seen(exercise.observed(probe.args, plain(call.value))))  # type: ignore[misc]
    except (ValueError, TypeError, IndexError, KeyError, AttributeError):
        return call  # not of the kind that can be observed: its type or shape will be named
