"""What is said about a fault, and the example that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from lstm_course.grading.compare import Fault, Rank, described, shown
from lstm_course.grading.exercise import Function
from lstm_course.grading.records import Call, Probe, Record
from lstm_course.grading.snapshot import Seen, plain

State = Literal["passed", "unanswered", "wrong", "written"]


class Example(NamedTuple):
    """One call: its arguments by name, what was expected and what came, ready to be shown."""

    call: str
    arguments: tuple[tuple[str, str], ...]
    expected: str
    got: str


class Verdict(NamedTuple):
    """What is said about an answer."""

    state: State
    message: str
    example: Example | None = None
    misconception: str = ""
    points: tuple[str, ...] = ()
    """What an explanation in words is to be compared with."""


class Found(NamedTuple):
    """A fault, and the probe on which it shows."""

    fault: Fault
    probe: int


def example_of(
    exercise: Function, probes: Sequence[Probe], expected: Record, got: Record, found: list[Found]
) -> Example:
    k = found[0].probe
    return _example(exercise, probes[k], _result(expected.calls[k]), _result(got.calls[k]))


def _result(call: Call) -> str:
    if call.raised:
        return call.raised.type
    assert call.value is not None
    if call.value.kind in ("array", "number", "tuple", "dict") and _readable(call.value):
        return shown(plain(call.value))
    return described(call.value)


def _readable(value: Seen) -> bool:
    return all(_readable(part) for _, part in value.items) and (
        value.kind in ("tuple", "dict") or bool(value.data) or 0 in value.shape
    )


def told(exercise: Function, probes: Sequence[Probe], got: Record, found: list[Found]) -> str:
    first, k = found[0].fault, found[0].probe
    probe = probes[k]
    text = first.text if first.text.endswith(".") else first.text + "."
    if probe.where:
        text = (
            f"Right for ordinary inputs, but not where {probe.where}{_entry(probe, first)}: {text}"
        )
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
    return text + (f" Also: {also[0]}" if also else "")


def _entry(probe: Probe, fault: Fault) -> str:
    if probe.extreme is None or fault.at is None:
        return ""
    extreme = probe.args[probe.extreme]
    if isinstance(extreme, np.ndarray) and len(fault.at) == extreme.ndim:
        try:
            return f" (at {extreme[fault.at]:g})"
        except IndexError:
            return ""
    return ""


def stopped(exercise: Function, probe: Probe) -> Verdict:
    message = "Your function was stopped, it took too long. Is there a loop that never ends?"
    return Verdict("wrong", message, _example(exercise, probe, "a result", "none in time"))


def _example(exercise: Function, probe: Probe, expected: str, got: str) -> Example:
    pairs = zip(exercise.inputs, probe.args, strict=True)
    arguments = tuple((name, shown(arg)) for name, arg in pairs)
    return Example(f"{exercise.name}({', '.join(exercise.inputs)})", arguments, expected, got)
