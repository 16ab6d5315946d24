"""System calls of Linux that Python has no function for, through the C library."""

from __future__ import annotations

import ctypes
import os
from typing import Any

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
MS_RDONLY, MS_NOSUID, MS_NODEV = 1, 2, 4
MNT_DETACH = 2

MOUNT_SETATTR, LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 442, 444, 445, 446
"""Numbers of system calls that are the same on all processors."""
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
CAPSET = {"x86_64": 126, "aarch64": 91}

PR_SET_KEEPCAPS, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 8, 22, 38
CAP_DAC_READ_SEARCH = 1 << 2
AT_FDCWD, AT_RECURSIVE = -100, 0x8000
ATTR_RDONLY, ATTR_NOSUID, ATTR_NODEV = 1, 2, 4

_libc: Any = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None


def machine() -> str:
    """The processor's family, as in the tables of numbers."""
    return os.uname().machine


def _checked(result: int, name: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result


def syscall(name: str, number: int, *args: Any) -> int:
    """Make a system call by its number.

    Raises:
        OSError: if it fails; the message begins with `name`.
    """
    return _checked(_libc.syscall(ctypes.c_long(number), *args), name)


def unshare(flags: int) -> None:
    """Put this process (with CLONE_NEWPID its future children) into new namespaces."""
    _checked(_libc.unshare(flags), "unshare")


def setns(descriptor: int, kind: int) -> None:
    """Put this process (or its future children) into a namespace that a descriptor stands for."""
    _checked(_libc.setns(descriptor, kind), "setns")


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    """Mount a file system, or a part of one in another place."""
    texts = [text.encode() or None for text in (source, target, kind)]
    found = _libc.mount(*texts, ctypes.c_ulong(flags), options.encode() or None)
    _checked(found, f"mount {target}")


def make_read_only(target: str) -> None:
    """Let nothing be written below a mount, at any depth, and no file lend its owner's rights."""
    attributes = (ctypes.c_uint64 * 4)(ATTR_RDONLY | ATTR_NOSUID | ATTR_NODEV, 0, 0, 0)
    path = ctypes.c_char_p(target.encode())
    size = ctypes.c_size_t(ctypes.sizeof(attributes))
    syscall("mount_setattr", MOUNT_SETATTR, AT_FDCWD, path, AT_RECURSIVE, attributes, size)


def change_root(folder: str) -> None:
    """Make a mounted folder the root, and let go of what was the root before."""
    os.chdir(folder)
    here = ctypes.c_char_p(b".")
    syscall("pivot_root", PIVOT_ROOT[machine()], here, here)
    _checked(_libc.umount2(b".", MNT_DETACH), "umount2")
    os.chdir("/")


def prctl(option: int, *values: Any) -> int:
    """Set an attribute of this process."""
    rest = [ctypes.c_ulong(value) if isinstance(value, int) else value for value in values]
    rest += [ctypes.c_ulong(0)] * (4 - len(rest))
    return _checked(_libc.prctl(option, *rest), "prctl")


def keep_capabilities(kept: int = 0) -> None:
    """Give up every capability but these bits, for good once `PR_SET_NO_NEW_PRIVS` is set."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    data = (ctypes.c_uint32 * 6)(kept, kept)
    syscall("capset", CAPSET[machine()], header, data)
