"""How one result differs from another, in the order type, shape, dtype, nan, value."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from lstm_course.grading.snapshot import Snapshot, array
from lstm_course.grading.wording import describe_type, two_numbers
from lstm_lib._validation import Array


class Rank(IntEnum):
    """Faults, in the order in which they are reported."""

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
    """The entry of the array where it shows,"""
    pair: tuple[float, float] | None = None
    """and what was expected there and what came."""


class Tolerance(NamedTuple):
    """Errors allowed in an entry: as a fraction of the largest (at least 1), and of itself."""

    absolute: float
    relative: float


def first_fault(
    expected: Snapshot, got: Snapshot, allowed: Tolerance, name: str = ""
) -> Fault | None:
    """The first fault of `got`; None if there is none. A list of results is as good as a tuple."""
    if got == expected:
        return None
    names = [part.strip() for part in name.split(",")] if name else []
    if expected.kind in ("array", "number"):
        return _arrays(expected, got, allowed, name)
    if expected.kind in ("tuple", "dict"):
        kinds = {"tuple": ("tuple", "list"), "dict": ("dict",)}[expected.kind]
        if got.kind not in kinds or len(got.items) != len(expected.items):
            wanted = _results(expected, name)
            return Fault(Rank.TYPE, f"Expected {wanted}, got {describe_type(got)}")
        for k, ((key, one), (other_key, other)) in enumerate(
            zip(sorted(expected.items), sorted(got.items), strict=True)
        ):
            if key != other_key:
                return Fault(Rank.TYPE, f"Expected the names {_keys(expected)}, got {_keys(got)}")
            part = names[k] if len(names) == len(expected.items) else _part(expected, key)
            fault = first_fault(one, other, allowed, part)
            if fault:
                return fault
        return None
    if expected.kind == "list" and got.kind == "tuple":
        return None
    if (got.kind, got.data) != (expected.kind, expected.data):
        rank = Rank.TYPE if got.kind != expected.kind else Rank.VALUE
        return Fault(rank, f"Expected {describe_type(expected)}, got {describe_type(got)}")
    return None


def close(expected: Array, got: Array, allowed: Tolerance) -> Array:
    """Which entries agree; nan agrees with nan, infinity with the same infinity."""
    with np.errstate(all="ignore"):
        sizes = np.abs(expected)
        finite = sizes[np.isfinite(sizes)]
        error = allowed.relative * sizes
        error = error + allowed.absolute * max(1.0, float(finite.max(initial=0)))
        near = np.abs(got - expected) <= np.where(np.isfinite(sizes), error, 0)
        same: Array = near | (got == expected) | (np.isnan(got) & np.isnan(expected))
        return same


def _arrays(expected: Snapshot, got: Snapshot, allowed: Tolerance, name: str) -> Fault | None:
    what = f"{name}: expected" if name else "Expected"
    if got.kind not in ("array", "number") or (got.kind == "number" and expected.shape):
        wanted = f"an array of shape {expected.shape}" if expected.shape else "a number"
        return Fault(Rank.TYPE, f"{what} {wanted}, got {describe_type(got)}")
    if got.shape != expected.shape:
        hint = _shape_hint(expected.shape, got.shape)
        return Fault(Rank.SHAPE, f"{what} shape {expected.shape}, got {got.shape}{hint}")
    dtype, came = np.dtype(expected.dtype), np.dtype(got.dtype)
    plain = not expected.shape and got.type in ("int", "float", "Fraction", "Decimal")
    if not plain and (came != dtype if dtype.kind == "f" else came.kind != dtype.kind):
        return Fault(Rank.DTYPE, f"{what} {dtype}, got {came}")
    e, g = (array(one) for one in (expected, got))
    if e.dtype.kind == "b":
        e, g = e.astype(int), g.astype(int)
    agree = close(e, g, allowed)
    if agree.all():
        return None
    lost = ~np.isfinite(g) & np.isfinite(e)
    at = tuple(int(k) for k in np.argwhere(lost if lost.any() else ~agree)[0])
    rank = Rank.NAN if lost.any() else Rank.VALUE
    place = f" at {list(at)}" if at else ""
    pair = float(e[at]), float(g[at])
    wanted, came_out = two_numbers(*pair)
    return Fault(rank, f"{what} {wanted}{place}, got {came_out}", at, pair)


def _shape_hint(expected: tuple[int, ...], got: tuple[int, ...]) -> str:
    if len(got) > 1 and got == expected[::-1]:
        return ": it is transposed"
    if got and tuple(n for n in got if n != 1) == tuple(n for n in expected if n != 1):
        return ": an axis of length 1 too " + ("many" if len(got) > len(expected) else "few")
    return ""


def _results(expected: Snapshot, name: str) -> str:
    if expected.kind == "dict":
        return f"a dictionary with {_keys(expected)}"
    return f"the results ({name})" if name else f"{len(expected.items)} results"


def _part(whole: Snapshot, key: str) -> str:
    return f"the entry {key!r}" if whole.kind == "dict" else f"result {int(key) + 1}"


def _keys(value: Snapshot) -> str:
    return ", ".join(key for key, _ in value.items)
