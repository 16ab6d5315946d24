"""Feedback about a fault: sentences, and the example that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np

from lstm_course.grading.compare import Fault, Rank
from lstm_course.grading.exercise import Exercise, Function
from lstm_course.grading.records import Call, Case, Record, Stopped
from lstm_course.grading.snapshot import Snapshot, plain
from lstm_course.grading.wording import DIGITS, describe_type, digits_apart, format_value

State = Literal["passed", "unanswered", "wrong", "written", "partly"]


class Example(NamedTuple):
    """One call: its arguments by name, what was expected and what came, ready to be shown."""

    call: str
    arguments: tuple[tuple[str, str], ...]
    expected: str
    got: str


class Verdict(NamedTuple):
    """The verdict on an answer."""

    state: State
    message: str
    example: Example | None = None
    misconception: str = ""
    criteria: tuple[str, ...] = ()
    """To compare an explanation with."""
    arguments: tuple[Any, ...] = ()
    """Those of the example, as they are."""
    kind: str = ""
    """The kind of a mistake that is not on the list."""
    parts: tuple[tuple[Function, Verdict], ...] = ()
    """The verdicts on the parts of a project."""


def points_of(exercise: Exercise, verdict: Verdict) -> float:
    """The points that a verdict is worth; explanations are marked by a person."""
    if verdict.parts:
        return sum(part.points for part, one in verdict.parts if one.state == "passed")
    return exercise.points if verdict.state == "passed" else 0


class Found(NamedTuple):
    """A fault, and the case in which it shows."""

    fault: Fault
    case: int


def example_of(
    exercise: Function,
    cases: Sequence[Case],
    expected: Record,
    got: Record,
    found: list[Found],
    hide: bool = False,
) -> Example:
    """The example of the first fault; with `hide`, only the types of what was expected and came.

    Where a result is compared by its properties, showing the reference's own result would give
    the answer away.
    """
    first = found[0]
    digits = digits_apart(*first.fault.pair) if first.fault.pair else DIGITS
    results = [_result(record.calls[first.case], digits, hide) for record in (expected, got)]
    return _example(exercise, cases[first.case], *results)


def _result(call: Call, digits: int, hide: bool) -> str:
    if call.raised:
        return call.raised.type
    assert call.value is not None
    shown = not hide and call.value.kind in ("array", "number", "tuple", "list", "dict")
    if shown and _readable(call.value):
        return format_value(plain(call.value), digits)
    return describe_type(call.value)


def _readable(value: Snapshot) -> bool:
    empty = 0 in value.shape and not np.dtype(value.dtype).hasobject
    return all(_readable(part) for _, part in value.items) and (
        value.kind in ("tuple", "list", "dict") or bool(value.data) or empty
    )


def explain(
    exercise: Function, cases: Sequence[Case], got: Record, found: list[Found], kind: str
) -> str:
    """The first fault in sentences, after the kind of mistake, if that is known."""
    first, k = found[0].fault, found[0].case
    case = cases[k]
    text = first.text if first.text.endswith(".") else first.text + "."
    if case.where:
        entry = _entry(exercise, case, first)
        text = f"Right for ordinary inputs, but not where {case.where}{entry}: {text}"
    value = got.calls[k].value
    if value and value.kind == "none":
        text += " Is the return missing?"
    if first.rank == Rank.UNREPEATABLE:
        text += " It may depend on its arguments alone, not on chance or on earlier calls."
    if first.rank == Rank.CHANGED:
        text += " The caller still needs it: work on a copy."
    if first.rank == Rank.OVERWRITTEN:
        text += " Make a new array in every call."
    also = [
        f.fault.text for f in found if f.fault.rank == Rank.CHANGED and first.rank == Rank.VALUE
    ]
    return " ".join([*([kind] if kind else []), text, *([f"Also: {also[0]}"] if also else [])])


def _entry(exercise: Function, case: Case, fault: Fault) -> str:
    """The entry of the extreme argument, where the result has an entry for each of its own."""
    if case.extreme is None or fault.at is None or len(exercise.inputs) > 1:
        return ""
    extreme = case.args[case.extreme]
    if isinstance(extreme, np.ndarray) and len(fault.at) == extreme.ndim:
        return f" (at {extreme[fault.at]:g})"
    return ""


def stopped(exercise: Function, cases: Sequence[Case], why: Stopped) -> Verdict:
    """The verdict on an answer that took too long."""
    message = {
        "endless": "Your function was stopped during one call. Is there a loop that never ends?",
        "waiting": "Your function was stopped: it waited for something, without computing.",
        "slow": f"Your function is too slow: about {why.seconds:.2g} s for each of many calls, so "
        "the check gave up. What it returned was not compared. Is there a loop inside a loop that "
        "an array operation could replace?",
    }[why.reason]
    case = cases[why.call]
    example = _example(exercise, case, "a result", "none in time")
    return Verdict("wrong", message, example, arguments=case.args)


def _example(exercise: Function, case: Case, expected: str, got: str) -> Example:
    pairs = zip(exercise.inputs, case.args, strict=True)
    arguments = tuple((name, format_value(arg)) for name, arg in pairs)
    return Example(f"{exercise.name}({', '.join(exercise.inputs)})", arguments, expected, got)
