"""Call a function on the arguments of all cases and keep what came back.

Values, exceptions and changed arguments, as plain data: a child process could send the same record.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from lstm_course.grading.exceptions import exception_info
from lstm_course.grading.limits import Limits, TimeLimitExceeded, Watch, watched
from lstm_course.grading.records import Call, Record, Stopped
from lstm_course.grading.sandbox import quiet, switched_off
from lstm_course.grading.snapshot import Snapshot, copied, take


def run(
    function: Callable[..., object],
    arguments: Sequence[tuple[Any, ...]],
    *,
    twice: bool = True,
    limits: Limits | None = None,
    without: Sequence[Callable[..., Any]] = (),
) -> Record:
    """Call `function` on each tuple of arguments, and then (if twice) on all of them again.

    Args:
        function: what is called.
        arguments: those of each call; every call gets copies of its own.
        twice: whether to call it again with equal arguments.
        limits: on time; without them it may take as long as it likes.
        without: library functions that are switched off meanwhile.

    Raises:
        KeyboardInterrupt: if somebody interrupts, and there are limits.
    """
    if limits is None:
        return _run(function, arguments, twice, None, without)
    with watched(limits) as watch:
        return _run(function, arguments, twice, watch, without)


def _run(
    function: Callable[..., object],
    arguments: Sequence[tuple[Any, ...]],
    twice: bool,
    watch: Watch | None,
    without: Sequence[Callable[..., Any]],
) -> Record:
    calls: list[Call] = []
    results: list[object] = []
    began = time.process_time()
    try:
        with quiet() as figures, switched_off(without):
            before = [(args, [take(arg) for arg in args]) for args in arguments]
            for args, snapshots in [*before, *before] if twice else before:
                if watch:
                    watch.next_call()
                call, result = _call(function, copied(args), snapshots, watch)
                calls.append(call)
                results.append(result)
                figures.close()
            overwritten = _overwritten(calls[: len(arguments)], results)
    except TimeLimitExceeded as limit:
        seconds = (time.process_time() - began) / max(1, len(calls))
        stopped = Stopped(len(calls) % len(arguments), limit.reason, seconds)
        return Record((), (), stopped=stopped)
    half = len(arguments)
    return Record(tuple(calls[:half]), tuple(calls[-half:]), overwritten)


def _call(
    function: Callable[..., object],
    args: tuple[Any, ...],
    before: Sequence[Snapshot],
    watch: Watch | None,
) -> tuple[Call, object]:
    value = raised = result = None
    try:
        result = function(*args)
        value = take(result)
    except TimeLimitExceeded:
        raise
    except BaseException as error:  # whatever a learner's code raises is a result, not a fault
        if watch and watch.interrupted:
            raise KeyboardInterrupt from None
        raised = exception_info(error)
    changed = tuple(k for k, arg in enumerate(args) if take(arg) != before[k])
    return Call(value, raised, changed), result


def _overwritten(calls: list[Call], results: list[object]) -> tuple[int, ...]:
    pairs = enumerate(zip(calls, results, strict=False))
    return tuple(k for k, (call, now) in pairs if call.value and take(now) != call.value)
