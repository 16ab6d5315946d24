"""What goes between the rooms: arguments of calls, and what the calls did. Plain data."""

from __future__ import annotations

from typing import Any, NamedTuple

from lstm_course.grading.snapshot import Seen


class Probe(NamedTuple):
    """Arguments of one call; `where` says what is special about them, ordinary ones: nothing."""

    args: tuple[Any, ...]
    where: str = ""
    extreme: int | None = None
    """Which argument is at its extremes."""


class Raised(NamedTuple):
    """An exception, and the last line of the learner's own code that it came through."""

    type: str
    message: str
    line: int = 0
    source: str = ""


class Call(NamedTuple):
    """What one call did: a value or an exception, and which arguments it changed."""

    value: Seen | None
    raised: Raised | None = None
    changed: tuple[int, ...] = ()


class Record(NamedTuple):
    """What all calls did, once and once more with equal arguments."""

    calls: tuple[Call, ...]
    again: tuple[Call, ...]
    overwritten: tuple[int, ...] = ()
    """Calls whose result was changed by a later call."""
    stopped: int | None = None
    """The call during which time was up."""
