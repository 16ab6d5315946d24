"""Plain values as bytes, and bytes as plain values: what passes between the judge and a child.

Each value is a letter, and for most a length and content. Nothing in it names a class or a
function, so that reading it makes nothing but plain values; what is too long or too deep is refused.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, Final

import numpy as np

DEEPEST = 24
MANY = 200_000
"""Values in a message."""

_LENGTH: Final = struct.Struct("<I")
_NUMERIC = "biufc"


class Malformed(Exception):
    """Bytes that are no message."""


def pack(value: Any, name: Callable[[Any], int] | None = None) -> bytes:
    """A value as bytes: None, ..., truth values, numbers, texts, bytes, arrays of numbers, random
    generators, and lists, tuples and dictionaries of such.

    Args:
        value: what is sent.
        name: a number for a function, by which the other side may call it.

    Raises:
        TypeError: for anything else.
    """
    parts: list[bytes] = []
    _pack(value, parts.append, name)
    return b"".join(parts)


def _pack(value: Any, put: Callable[[bytes], None], name: Callable[[Any], int] | None) -> None:
    kind = type(value)
    if value is None or value is ... or kind is bool:
        put({None: b"N", ...: b"E", True: b"T", False: b"F"}[value])
    elif kind is int:
        _put(put, b"i", str(value).encode())
    elif kind is float:
        put(b"f" + struct.pack("<d", value))
    elif kind is str:
        _put(put, b"s", value.encode("utf-8", "replace"))
    elif kind is bytes:
        _put(put, b"b", value)
    elif kind is np.ndarray and value.dtype.kind in _NUMERIC:
        axes = ",".join(map(str, value.shape))
        _put(put, b"a", f"{value.dtype.str};{axes}".encode())
        _put(put, b"b", np.ascontiguousarray(value).tobytes())
    elif isinstance(value, np.generic) and value.dtype.kind in _NUMERIC:
        put(b"g")
        _pack(np.asarray(value), put, name)
    elif kind in (list, tuple) or isinstance(value, tuple):
        put((b"l" if kind is list else b"t") + _LENGTH.pack(len(value)))
        for one in value:
            _pack(one, put, name)
    elif isinstance(value, dict):
        put(b"d" + _LENGTH.pack(len(value)))
        for key, one in value.items():
            _pack(key, put, name)
            _pack(one, put, name)
    elif isinstance(value, np.random.Generator):
        put(b"r")
        _pack(value.bit_generator.state, put, name)
    elif name is not None and callable(value):
        put(b"c")
        _pack(name(value), put, name)
        _pack(getattr(value, "__name__", ""), put, name)
    else:
        raise TypeError(f"expected plain values, got {kind}")


def _put(put: Callable[[bytes], None], letter: bytes, content: bytes) -> None:
    put(letter + _LENGTH.pack(len(content)) + content)


def unpack(data: bytes, function: Callable[[int, str], Any] | None = None) -> Any:
    """The value that bytes stand for.

    Args:
        data: a message.
        function: makes a function from its number and name; without it there may be none.

    Raises:
        Malformed: if the bytes are no message, or too deep or too many values.
    """
    reader = _Reader(data, function)
    try:
        value = reader.value(0)
    except (struct.error, ValueError, TypeError, KeyError, OverflowError, MemoryError) as error:
        raise Malformed(str(error)) from None
    if reader.at != len(data):
        raise Malformed("bytes are left over")
    return value


class _Reader:
    """Reads one value after the other."""

    def __init__(self, data: bytes, function: Callable[[int, str], Any] | None) -> None:
        self.data, self.function = data, function
        self.at = self.count = 0

    def take(self, size: int) -> bytes:
        if self.at + size > len(self.data):
            raise Malformed("the message ends too early")
        self.at += size
        return self.data[self.at - size : self.at]

    def content(self) -> bytes:
        return self.take(_LENGTH.unpack(self.take(4))[0])

    def value(self, depth: int) -> Any:
        self.count += 1
        if depth > DEEPEST or self.count > MANY:
            raise Malformed("too deep, or too many values")
        letter = self.take(1)
        if letter in _SINGLE:
            return _SINGLE[letter]
        if letter == b"f":
            return struct.unpack("<d", self.take(8))[0]
        if letter == b"i":
            return self.integer()
        if letter == b"s":
            return self.content().decode("utf-8")
        if letter == b"b":
            return self.content()
        if letter == b"a":
            return self.array(depth)
        if letter in (b"l", b"t"):
            items = [self.value(depth + 1) for _ in range(self.length())]
            return items if letter == b"l" else tuple(items)
        if letter == b"d":
            pairs = ((self.value(depth + 1), self.value(depth + 1)) for _ in range(self.length()))
            return dict(pairs)
        if letter == b"g":
            return self.value(depth + 1)[()]
        if letter == b"r":
            return _generator(self.value(depth + 1))
        if letter == b"c" and self.function:
            return self.function(self.value(depth + 1), self.value(depth + 1))
        raise Malformed(f"unknown letter {letter!r}")

    def integer(self) -> int:
        digits = self.content()
        if len(digits) > 400:
            raise Malformed("a number of too many digits")
        return int(digits)

    def length(self) -> int:
        found: int = _LENGTH.unpack(self.take(4))[0]
        if found > MANY:
            raise Malformed("too many values")
        return found

    def array(self, depth: int) -> Any:
        kind, _, axes = self.content().decode("ascii").partition(";")
        dtype = np.dtype(kind)
        if dtype.kind not in _NUMERIC:
            raise Malformed("an array of no numbers")
        shape = tuple(int(axis) for axis in axes.split(",")) if axes else ()
        return np.frombuffer(self.value(depth + 1), dtype).reshape(shape).copy()


_SINGLE = {b"N": None, b"E": ..., b"T": True, b"F": False}


def _generator(state: Any) -> np.random.Generator:
    bits = getattr(np.random, state["bit_generator"])(0)
    bits.state = state
    return np.random.Generator(bits)
