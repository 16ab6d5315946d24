"""How one result differs from another, in the order type, shape, dtype, nan, value."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np

from lstm_course.grading.snapshot import Seen, array
from lstm_lib._validation import Array

RELATIVE = 1e-7


class Rank(IntEnum):
    """Faults, the one to be told first standing first."""

    RAISED = 0
    TYPE = 1
    SHAPE = 2
    DTYPE = 3
    NAN = 4
    UNREPEATABLE = 5
    VALUE = 6
    CHANGED = 7
    OVERWRITTEN = 8


class Fault(NamedTuple):
    """What is wrong, in words."""

    rank: Rank
    text: str
    at: tuple[int, ...] | None = None
    """The entry of the array where it shows."""


def first_fault(expected: Seen, got: Seen, absolute: float, name: str = "") -> Fault | None:
    """The first fault of `got`; None if there is none."""
    if got == expected:
        return None
    names = [part.strip() for part in name.split(",")] if name else []
    if expected.kind in ("array", "number"):
        return _arrays(expected, got, absolute, name)
    if expected.kind in ("tuple", "dict"):
        if got.kind != expected.kind or len(got.items) != len(expected.items):
            wanted = _results(expected, name)
            return Fault(Rank.TYPE, f"Expected {wanted}, got {described(got)}")
        for k, ((key, one), (other_key, other)) in enumerate(
            zip(sorted(expected.items), sorted(got.items), strict=True)
        ):
            if key != other_key:
                return Fault(Rank.TYPE, f"Expected the names {_keys(expected)}, got {_keys(got)}")
            part = names[k] if len(names) == len(expected.items) else _part(expected, key)
            fault = first_fault(one, other, absolute, part)
            if fault:
                return fault
        return None
    if (got.kind, got.data) != (expected.kind, expected.data):
        rank = Rank.TYPE if got.kind != expected.kind else Rank.VALUE
        return Fault(rank, f"Expected {described(expected)}, got {described(got)}")
    return None


def close(expected: Array, got: Array, absolute: float) -> Array:
    """Which entries agree; nan agrees with nan, infinity with the same infinity."""
    with np.errstate(all="ignore"):
        sizes = np.abs(expected)
        finite = sizes[np.isfinite(sizes)]
        allowed = RELATIVE * sizes + absolute * max(1.0, float(finite.max(initial=0)))
        near = np.abs(got - expected) <= np.where(np.isfinite(sizes), allowed, 0)
        same: Array = near | (got == expected) | (np.isnan(got) & np.isnan(expected))
        return same


def described(value: Seen) -> str:
    """A value's type, as a sentence about it says it."""
    if value.kind == "array":
        return f"an array of shape {value.shape}"
    if value.kind in ("tuple", "list", "dict"):
        return f"a {value.type} of {len(value.items)}"
    if value.kind == "subclass":
        return f"{value.type}, a class of its own, not a plain array (np.asarray makes one)"
    plain = {"none": "None", "ellipsis": "...", "flag": "a truth value", "text": "text"}
    return plain.get(value.kind, f"a {value.type}" if value.type else "nothing")


def _arrays(expected: Seen, got: Seen, absolute: float, name: str) -> Fault | None:
    what = f"{name}: expected" if name else "Expected"
    if got.kind not in ("array", "number") or (got.kind == "number" and expected.shape):
        wanted = f"an array of shape {expected.shape}" if expected.shape else "a number"
        return Fault(Rank.TYPE, f"{what} {wanted}, got {described(got)}")
    if got.shape != expected.shape:
        hint = _shape_hint(expected.shape, got.shape)
        return Fault(Rank.SHAPE, f"{what} shape {expected.shape}, got {got.shape}{hint}")
    dtype, came = np.dtype(expected.dtype), np.dtype(got.dtype)
    plain = not expected.shape and got.type in ("int", "float")  # Python's own numbers
    if not plain and (came != dtype if dtype.kind == "f" else came.kind != dtype.kind):
        return Fault(Rank.DTYPE, f"{what} {dtype}, got {came}")
    e, g = array(expected), array(got)
    agree = close(e, g, absolute)
    if agree.all():
        return None
    lost = ~np.isfinite(g) & np.isfinite(e)
    at = tuple(int(k) for k in np.argwhere(lost if lost.any() else ~agree)[0])
    rank = Rank.NAN if lost.any() else Rank.VALUE
    place = f" at {list(at)}" if at else ""
    return Fault(rank, f"{what} {e[at]:.4g}{place}, got {g[at]:.4g}", at)


def _shape_hint(expected: tuple[int, ...], got: tuple[int, ...]) -> str:
    if len(got) > 1 and got == expected[::-1]:
        return ": it is transposed"
    if got and tuple(n for n in got if n != 1) == tuple(n for n in expected if n != 1):
        return ": an axis of length 1 too " + ("many" if len(got) > len(expected) else "few")
    return ""


def _results(expected: Seen, name: str) -> str:
    if expected.kind == "dict":
        return f"a dictionary with {_keys(expected)}"
    return f"a tuple ({name})" if name else f"a tuple of {len(expected.items)}"


def _part(whole: Seen, key: str) -> str:
    return f"the entry {key!r}" if whole.kind == "dict" else f"result {int(key) + 1}"


def _keys(value: Seen) -> str:
    return ", ".join(key for key, _ in value.items)


def shown(value: Any) -> str:
    """A value as an example shows it: four digits, at most a few rows."""
    if isinstance(value, np.ndarray):
        if not value.ndim:
            return f"{value[()]:.4g}"
        wide = max((len(f"{number:.4g}") for number in value.flat), default=0)
        with np.printoptions(threshold=40, edgeitems=3, linewidth=72):
            return np.array2string(
                value,
                separator=", ",
                formatter={"float": lambda number: f"{number:{wide}.4g}"},
            )
    if isinstance(value, dict):
        return "\n".join(f"{key}: {shown(part)}" for key, part in value.items())
    if isinstance(value, tuple | list):
        return "\n".join(shown(part) for part in value)
    return getattr(value, "__name__", None) or repr(value)[:200]
