"""Snapshots: values as plain data, read from their bytes and never through their methods.

An array that claims to equal everything, or a number that lies about itself, has a type of its
own; only NumPy's and Python's own types are read, all others are named and refused.
"""

from __future__ import annotations

import copy
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from lstm_lib._validation import Array

LARGEST = 50_000_000
"""Bytes of one array that are kept; for a larger one only its shape is."""

DEEPEST, LONGEST = 4, 1000

_ndarray, _array, _frombuffer, _tobytes = np.ndarray, np.array, np.frombuffer, np.ndarray.tobytes
_SCALARS = frozenset(np.sctypeDict.values())
_name = type.__dict__["__name__"].__get__


def type_name(kind: type) -> str:
    """The name of a type, whatever its metaclass says."""
    return str(_name(kind))


class Snapshot(NamedTuple):
    """One value as plain data."""

    kind: str
    """array, number, flag, text, none, ellipsis, tuple, list, dict, subclass (of array), other."""
    type: str
    shape: tuple[int, ...] = ()
    dtype: str = ""
    data: bytes = b""
    items: tuple[tuple[str, Snapshot], ...] = ()


def take(value: object, depth: int = 0) -> Snapshot:
    """Take a snapshot; of what is neither an array nor made of plain values, only the type."""
    kind = type(value)
    name = type_name(kind)
    if kind is _ndarray:
        return _take_array("array", name, value)  # type: ignore[arg-type]
    if value is None or value is ... or kind is bool:
        return Snapshot(
            {"NoneType": "none", "bool": "flag"}.get(name, name), name, data=_bytes(value)
        )
    if kind in (int, float, Fraction, Decimal) or kind in _SCALARS:
        try:
            number = _array(float(value) if kind in (Fraction, Decimal) else value)  # type: ignore[arg-type]
        except (OverflowError, ValueError):
            return Snapshot("other", f"{name} too large for float64")
        return _take_array("flag" if number.dtype.kind == "b" else "number", name, number)
    if kind is str:
        return Snapshot("text", name, data=_bytes(value))
    if depth < DEEPEST:
        if issubclass(kind, tuple):
            return Snapshot("tuple", name, items=_take_items(tuple.__iter__(value), depth))  # type: ignore[arg-type]
        if issubclass(kind, list):
            return Snapshot("list", name, items=_take_items(list.__iter__(value), depth))  # type: ignore[arg-type]
        if issubclass(kind, dict):
            pairs: list[Any] = list(dict.items(value))[:LONGEST]  # type: ignore[arg-type]
            named = (
                (k if type(k) is str else type_name(type(k)), take(v, depth + 1)) for k, v in pairs
            )
            return Snapshot("dict", name, items=tuple(named))
    return Snapshot("subclass" if issubclass(kind, _ndarray) else "other", name)


def array(value: Snapshot) -> Array:
    """The array or number, as a copy."""
    flat: Array = _frombuffer(value.data, dtype=value.dtype)
    return flat.reshape(value.shape).copy()


def plain(value: Snapshot) -> Any:
    """The value itself again: arrays, numbers as arrays without axes, tuples, dictionaries."""
    if value.kind in ("array", "number"):
        return array(value)
    if value.kind == "dict":
        return {key: plain(item) for key, item in value.items}
    if value.kind in ("tuple", "list"):
        return tuple(plain(item) for _, item in value.items)
    return None if value.kind == "none" else value.data.decode()


def copied(value: Any) -> Any:
    """Arguments for one call: copies of arrays and random generators, all else as it is."""
    if type(value) is _ndarray:
        return _array(value, order="C")
    if type(value) in (tuple, list):
        return type(value)([copied(item) for item in value])
    if type(value) is dict:
        return {key: copied(item) for key, item in value.items()}
    return copy.deepcopy(value) if isinstance(value, np.random.Generator) else value


def _bytes(value: object) -> bytes:
    return str(value).encode(errors="replace")


def _take_array(kind: str, name: str, value: Array) -> Snapshot:
    kept = value.dtype.kind in "biufc" and value.nbytes <= LARGEST
    data = _tobytes(value) if kept else b""
    return Snapshot(kind, name, value.shape, value.dtype.str, data)


def _take_items(values: Any, depth: int) -> tuple[tuple[str, Snapshot], ...]:
    return tuple((str(k), take(v, depth + 1)) for k, v in zip(range(LONGEST), values, strict=False))
