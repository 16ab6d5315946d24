"""Call a function on probes and keep what came back: values, exceptions, changed arguments.

In this process; a child process would send the same records, which are plain data.
"""

from __future__ import annotations

import linecache
import os
import traceback
from collections.abc import Callable, Sequence
from typing import Any

from lstm_course.grading.records import Call, Raised, Record
from lstm_course.grading.sandbox import TimeUp, quiet, time_limit
from lstm_course.grading.snapshot import Seen, copied, seen

TIME_LIMIT = 5.0
"""Seconds for all calls together."""

_HERE = os.path.dirname(os.path.abspath(__file__))


def run(
    function: Callable[..., object],
    probes: Sequence[tuple[Any, ...]],
    twice: bool = True,
) -> Record:
    """Call `function` on each tuple of arguments, and then (if twice) on all of them again."""
    calls: list[Call] = []
    results: list[object] = []
    try:
        with quiet(), time_limit(TIME_LIMIT):
            given = [(args, [seen(arg) for arg in args]) for args in probes]
            for args, before in [*given, *given] if twice else given:
                call, result = _call(function, copied(args), before)
                calls.append(call)
                results.append(result)
            overwritten = _overwritten(calls[: len(probes)], results)
    except TimeUp:
        return Record((), (), stopped=len(calls) % len(probes))
    half = len(probes)
    return Record(tuple(calls[:half]), tuple(calls[-half:]), overwritten)


def _call(
    function: Callable[..., object], args: tuple[Any, ...], before: Sequence[Seen]
) -> tuple[Call, object]:
    value = raised = result = None
    try:
        result = function(*args)
        value = seen(result)
    except TimeUp:
        raise
    except BaseException as error:  # whatever a learner's code raises is a result, not a fault
        raised = _raised(error)
    changed = tuple(k for k, arg in enumerate(args) if seen(arg) != before[k])
    return Call(value, raised, changed), result


def _overwritten(calls: list[Call], results: list[object]) -> tuple[int, ...]:
    pairs = enumerate(zip(calls, results, strict=False))
    return tuple(k for k, (call, now) in pairs if call.value and seen(now) != call.value)


def _raised(error: BaseException) -> Raised:
    try:
        message = str(error)[:300]
    except TimeUp:
        raise
    except BaseException:
        message = ""
    frames = [(f.f_code.co_filename, line) for f, line in traceback.walk_tb(error.__traceback__)]
    own = [(file, line) for file, line in frames if _is_own(file)]
    if not own:
        return Raised(type(error).__name__, message)
    file, line = own[-1]
    return Raised(type(error).__name__, message, line, linecache.getline(file, line).strip()[:80])


def _is_own(file: str) -> bool:
    """Neither the judge's code, nor a library's."""
    installed = "site-packages" in file or file.startswith(os.path.dirname(os.__file__))
    return not installed and not os.path.abspath(file).startswith(os.path.dirname(_HERE))
