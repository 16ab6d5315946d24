"""Messages between the judge and a child: a length and as many bytes, each waited for only so long."""

from __future__ import annotations

import os
import select
import struct
import time
from typing import Final

from lstm_course.marking.wire import Malformed

LARGEST = 8_000_000
"""Bytes of a message."""

_LENGTH: Final = struct.Struct("<I")


class TimeUp(Exception):
    """No message came in time."""


class Closed(Exception):
    """The other side has gone."""


def send(descriptor: int, message: bytes, deadline: float | None = None) -> None:
    """Send a message.

    Raises:
        Closed: if nobody reads it.
        TimeUp: if it is not read by the deadline.
    """
    left = memoryview(_LENGTH.pack(len(message)) + message)
    while left:
        _wait([], [descriptor], deadline)
        try:
            left = left[os.write(descriptor, left[:65536]) :]
        except OSError:
            raise Closed from None


def receive(descriptor: int, deadline: float | None = None, largest: int = LARGEST) -> bytes:
    """Wait for a message.

    Raises:
        Closed: if the other side has gone.
        Malformed: if it would be longer than `largest`.
        TimeUp: if it has not come by the deadline, a time of `time.monotonic`.
    """
    size = _LENGTH.unpack(_exactly(descriptor, 4, deadline))[0]
    if size > largest:
        raise Malformed(f"a message of {size} bytes")
    return _exactly(descriptor, size, deadline)


def _exactly(descriptor: int, size: int, deadline: float | None) -> bytes:
    found = bytearray()
    while len(found) < size:
        _wait([descriptor], [], deadline)
        try:
            piece = os.read(descriptor, min(65536, size - len(found)))
        except OSError:
            piece = b""
        if not piece:
            raise Closed
        found += piece
    return bytes(found)


def _wait(reading: list[int], writing: list[int], deadline: float | None) -> None:
    if deadline is None:
        return
    left = deadline - time.monotonic()
    if left <= 0 or not any(select.select(reading, writing, [], left)):
        raise TimeUp
