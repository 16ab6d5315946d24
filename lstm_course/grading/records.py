"""Plain data that passes between the parts of the grader: arguments of calls, what the calls did."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from lstm_course.grading.snapshot import Snapshot

NONE: Mapping[str, int] = MappingProxyType({})

Reason = Literal["endless", "waiting", "slow"]
"""One call used up its processor time, waited too long, or all calls together took too long."""


class Case(NamedTuple):
    """Arguments of one call."""

    args: tuple[Any, ...]
    where: str = ""
    """In words, if they are special; empty for ordinary ones."""
    extreme: int | None = None
    """The argument that is at its extremes."""
    sizes: Mapping[str, int] = NONE
    """The size of every letter."""
    base: int | None = None
    """The case that differs from this one in a single argument,"""
    varied: int | None = None
    """and which argument that is."""


class ExceptionInfo(NamedTuple):
    """An exception, and the last place in the learner's own code that it passed through."""

    type: str
    message: str
    line: int = 0
    source: str = ""
    expression: str = ""
    """The expression that failed,"""
    operands: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """and the shapes of the arrays in it."""


class Call(NamedTuple):
    """The outcome of one call: a value or an exception, and the arguments that it changed."""

    value: Snapshot | None
    raised: ExceptionInfo | None = None
    changed: tuple[int, ...] = ()


class Stopped(NamedTuple):
    """The call during which time was up, and why."""

    call: int
    reason: Reason
    seconds: float
    """Processor time of an average call."""


class Record(NamedTuple):
    """The outcomes of all calls, once and once more with equal arguments."""

    calls: tuple[Call, ...]
    again: tuple[Call, ...]
    overwritten: tuple[int, ...] = ()
    """Calls whose result was changed by a later call."""
    stopped: Stopped | None = None
