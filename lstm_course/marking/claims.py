"""Claims of a child, checked: plain values become a record for the judge, or are refused."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np

from lstm_course.grading.records import Call, ExceptionInfo, Record, Stopped
from lstm_course.grading.snapshot import Snapshot
from lstm_course.marking.child import LARGEST_ARRAY
from lstm_course.marking.wire import Malformed

KINDS = {
    "array", "number", "flag", "text", "none", "ellipsis", "tuple", "list", "dict", "subclass",
    "other",
}  # fmt: skip
DTYPE = re.compile(r"[<>|=]?[biufcmMOSUV]\d{0,9}(?:\[[^\]]{1,10}\])?")
WORDS = 400
"""Characters of a name or a message."""
TEXT = 50_000
"""Bytes of an answer in words."""


def record(said: Any, cases: int) -> Record:
    """The record of `cases` calls.

    Raises:
        Malformed: if it is none.
    """
    calls, again, overwritten, stopped = _items(said, 4)
    if stopped is not None:
        return Record((), (), stopped=_stopped(stopped, cases))
    calls, again = (tuple(_call(one) for one in _items(part)) for part in (calls, again))
    if len(calls) != cases or len(again) != cases:
        raise Malformed("another number of calls")
    return Record(calls, again, _numbers(overwritten, cases))


def value(said: Any) -> Snapshot:
    """The snapshot of an answer other than a function.

    Raises:
        Malformed: if it is none.
    """
    return _snapshot(said)


def words(said: Any) -> str:
    """A text to be shown, cut off where it is too long."""
    return said[:WORDS] if type(said) is str else ""


def _items(said: Any, count: int | None = None) -> tuple[Any, ...]:
    if type(said) is not tuple or (count is not None and len(said) != count):
        raise Malformed("expected a tuple")
    return said


def _numbers(said: Any, below: int) -> tuple[int, ...]:
    found = _items(said)
    if not all(type(one) is int and 0 <= one < below for one in found):
        raise Malformed("expected small whole numbers")
    return tuple(sorted(set(found)))


def _stopped(said: Any, cases: int) -> Stopped:
    call, reason, seconds = _items(said, 3)
    fits = type(call) is int and 0 <= call < cases and reason in ("endless", "waiting", "slow")
    if not fits or type(seconds) is not float or not 0 <= seconds < 1e6:
        raise Malformed("expected why it was stopped")
    return Stopped(call, reason, seconds)


def _call(said: Any) -> Call:
    result, raised, changed = _items(said, 3)
    if (result is None) == (raised is None):
        raise Malformed("expected a value or an exception")
    return Call(
        None if result is None else _snapshot(result),
        None if raised is None else _exception(raised),
        _numbers(changed, 100),
    )


def _exception(said: Any) -> ExceptionInfo:
    kind, message, line, source, expression, operands = _items(said, 6)
    if type(line) is not int or not 0 <= line < 10**7:
        raise Malformed("expected the number of a line")
    pairs = [_items(one, 2) for one in _items(operands)[:8]]
    shapes = tuple((words(name), _shape(shape)) for name, shape in pairs)
    return ExceptionInfo(
        words(kind), words(message), line, words(source), words(expression), shapes
    )


def _shape(said: Any) -> tuple[int, ...]:
    shape = _items(said)
    if len(shape) > 64 or not all(type(axis) is int and 0 <= axis < 2**40 for axis in shape):
        raise Malformed("expected a shape")
    return shape


def _snapshot(said: Any, depth: int = 0) -> Snapshot:
    kind, name, shape, dtype, data, items = _items(said, 6)
    if kind not in KINDS or type(data) is not bytes or depth > 6:
        raise Malformed("expected a snapshot")
    axes = _shape(shape)
    if kind in ("array", "number") or dtype:
        _check_data(kind, axes, dtype, data)
    elif kind in ("text", "none", "ellipsis", "flag"):
        data = data[:TEXT].decode("utf-8", "replace").encode()
    parts = tuple(_pair(one, depth) for one in _items(items))
    if parts and kind not in ("tuple", "list", "dict"):
        raise Malformed("parts of a value that has none")
    return Snapshot(kind, words(name), axes, dtype if type(dtype) is str else "", data, parts)


def _pair(said: Any, depth: int) -> tuple[str, Snapshot]:
    key, part = _items(said, 2)
    return words(key), _snapshot(part, depth + 1)


def _check_data(kind: str, shape: tuple[int, ...], dtype: Any, data: bytes) -> None:
    """Raise unless the bytes are those of an array of this shape and type, if they have been sent."""
    if type(dtype) is not str or not DTYPE.fullmatch(dtype):
        raise Malformed("expected a type of numbers")
    found = np.dtype(dtype)
    size = found.itemsize * math.prod(shape)
    sent = found.kind in "biufc" and size <= LARGEST_ARRAY
    if len(data) != (size if sent else 0) or (kind == "number" and shape):
        raise Malformed("other bytes than the shape says")
