"""Values as plain data: what they are is read from their bytes, never asked of their methods.

An array that claims to equal everything, or a number that lies about itself, is of a type of its
own; only NumPy's and Python's own types are read, all others are named and refused.
"""

from __future__ import annotations

import copy
from typing import Any, NamedTuple

import numpy as np

from lstm_lib._validation import Array

LARGEST = 50_000_000
"""Bytes of one array that are kept; of a larger one only its shape."""

DEEPEST, LONGEST = 4, 1000

_ndarray, _array, _frombuffer, _tobytes = np.ndarray, np.array, np.frombuffer, np.ndarray.tobytes
_SCALARS = frozenset(np.sctypeDict.values())


class Seen(NamedTuple):
    """One value as plain data."""

    kind: str
    """array, number, flag, text, none, ellipsis, tuple, list, dict, subclass (of array), other."""
    type: str
    shape: tuple[int, ...] = ()
    dtype: str = ""
    data: bytes = b""
    items: tuple[tuple[str, Seen], ...] = ()


def seen(value: object, depth: int = 0) -> Seen:
    """Read a value; of what is neither an array nor made of plain values, only its type."""
    kind = type(value)
    name = kind.__name__
    if kind is _ndarray:
        return _seen_array("array", name, value)  # type: ignore[arg-type]
    if value is None or value is ... or kind is bool:
        return Seen({"NoneType": "none", "bool": "flag"}.get(name, name), name, data=_bytes(value))
    if kind in (int, float) or kind in _SCALARS:
        try:
            number = _array(value)
        except OverflowError:
            return Seen("other", f"{name} too large for float64")
        return _seen_array("flag" if number.dtype.kind == "b" else "number", name, number)
    if kind is str:
        return Seen("text", name, data=_bytes(value))
    if depth < DEEPEST:
        if issubclass(kind, tuple):
            return Seen("tuple", name, items=_seen_items(tuple.__iter__(value), depth))  # type: ignore[arg-type]
        if issubclass(kind, list):
            return Seen("list", name, items=_seen_items(list.__iter__(value), depth))  # type: ignore[arg-type]
        if issubclass(kind, dict):
            pairs: list[Any] = list(dict.items(value))[:LONGEST]  # type: ignore[arg-type]
            named = ((k if type(k) is str else repr(type(k)), seen(v, depth + 1)) for k, v in pairs)
            return Seen("dict", name, items=tuple(named))
    return Seen("subclass" if issubclass(kind, _ndarray) else "other", name)


def array(value: Seen) -> Array:
    """The array or number that was read, in memory of its own."""
    flat: Array = _frombuffer(value.data, dtype=value.dtype)
    return flat.reshape(value.shape).copy()


def plain(value: Seen) -> Any:
    """The value itself again: arrays, numbers as arrays without axes, tuples, dictionaries."""
    if value.kind in ("array", "number"):
        return array(value)
    if value.kind == "dict":
        return {key: plain(item) for key, item in value.items}
    if value.kind in ("tuple", "list"):
        return tuple(plain(item) for _, item in value.items)
    return None if value.kind == "none" else value.data.decode()


def copied(value: Any) -> Any:
    """Arguments for one call: arrays and generators in memory of their own, all else as it is."""
    if type(value) is _ndarray:
        return _array(value, order="C")
    if type(value) in (tuple, list):
        return type(value)([copied(item) for item in value])
    if type(value) is dict:
        return {key: copied(item) for key, item in value.items()}
    return copy.deepcopy(value) if isinstance(value, np.random.Generator) else value


def _bytes(value: object) -> bytes:
    return str(value).encode(errors="replace")


def _seen_array(kind: str, name: str, value: Array) -> Seen:
    kept = value.dtype.kind in "biufc" and value.nbytes <= LARGEST
    data = _tobytes(value) if kept else b""
    return Seen(kind, name, value.shape, value.dtype.str, data)


def _seen_items(values: Any, depth: int) -> tuple[tuple[str, Seen], ...]:
    return tuple((str(k), seen(v, depth + 1)) for k, v in zip(range(LONGEST), values, strict=False))
