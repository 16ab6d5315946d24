"""Landlock: which files a process may open, where it has no namespaces of its own."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator, Sequence

from lstm_course.marking import _system

DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")

EXECUTE, WRITE, READ, READ_DIR = 1, 2, 4, 8
HANDLED = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF}
"""All rights to files that a version of Landlock knows; later ones know that of devices as well."""


def below(path: str, other: str) -> bool:
    """True if a path is inside another."""
    return path != other and path.startswith(other.rstrip("/") + "/")


def rules(paths: Sequence[str], hidden: Sequence[str]) -> int:
    """A descriptor of Landlock's rules: these paths may be read, and what is hidden may not.

    Raises:
        OSError: if the system has no Landlock.
    """
    version = _system.syscall("landlock", _system.LANDLOCK_CREATE, None, ctypes.c_size_t(0), 1)
    handled = (ctypes.c_uint64 * 1)(HANDLED.get(version, HANDLED[3]))
    size = ctypes.c_size_t(ctypes.sizeof(handled))
    made = _system.syscall("landlock", _system.LANDLOCK_CREATE, handled, size, 0)
    for path, rights in _permitted(paths, hidden):
        _permit(made, path, rights)
    for path in DEVICES:
        _permit(made, path, READ | WRITE)
    return made


def _permitted(paths: Sequence[str], hidden: Sequence[str]) -> Iterator[tuple[str, int]]:
    for path in (os.path.realpath(one) for one in paths):
        inside = [one for one in hidden if below(one, path)]
        if not os.path.isdir(path):
            yield path, READ | EXECUTE
        elif inside:
            yield path, READ_DIR
            entries = sorted(entry.path for entry in os.scandir(path))
            yield from _permitted([one for one in entries if one not in inside], inside)
        else:
            yield path, READ | READ_DIR | EXECUTE


def _permit(made: int, path: str, rights: int) -> None:
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    rule = ctypes.create_string_buffer(rights.to_bytes(8, "little") + opened.to_bytes(4, "little"))
    try:
        _system.syscall("landlock", _system.LANDLOCK_ADD, made, 1, rule, 0)
    finally:
        os.close(opened)


def restrict(made: int) -> None:
    """Put the rules in force for this process and all that it starts, for good.

    Raises:
        OSError: if the system refuses.
    """
    _system.syscall("landlock", _system.LANDLOCK_RESTRICT, made, 0)
    os.close(made)
