"""A filter of system calls: what no answer to an exercise needs fails with "not permitted"."""

from __future__ import annotations

import ctypes
import errno
import struct
from collections.abc import Iterator

from lstm_course.marking import _system

CALLS = {
    "x86_64": {
        "socket": 41, "shmget": 29, "shmat": 30, "semget": 64, "msgget": 68, "mq_open": 240,
        "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312,
        "keyctl": 250, "add_key": 248, "request_key": 249, "bpf": 321, "perf_event_open": 298,
        "userfaultfd": 323, "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161,
        "unshare": 272, "setns": 308, "open_by_handle_at": 304, "name_to_handle_at": 303,
        "init_module": 175, "finit_module": 313, "delete_module": 176, "kexec_load": 246,
        "reboot": 169, "swapon": 167, "acct": 163, "quotactl": 179,
    },
    "aarch64": {
        "socket": 198, "shmget": 194, "shmat": 196, "semget": 190, "msgget": 186, "mq_open": 180,
        "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "kcmp": 272,
        "keyctl": 219, "add_key": 217, "request_key": 218, "bpf": 280, "perf_event_open": 241,
        "userfaultfd": 282, "mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51,
        "unshare": 97, "setns": 268, "open_by_handle_at": 265, "name_to_handle_at": 264,
        "init_module": 105, "finit_module": 273, "delete_module": 106, "kexec_load": 104,
        "reboot": 142, "swapon": 224, "acct": 89, "quotactl": 60,
    },
}  # fmt: skip
"""Numbers of calls that are refused, by processor."""

EVERYWHERE = {
    "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "open_tree": 428,
    "move_mount": 429, "fsopen": 430, "fsmount": 432, "pidfd_getfd": 438, "process_madvise": 440,
    "mount_setattr": 442,
}  # fmt: skip
"""More of them, with the same number on all processors."""

NEIGHBOURS = {
    "x86_64": {
        "kill": 62, "tkill": 200, "rt_sigqueueinfo": 129, "rt_tgsigqueueinfo": 297, "setsid": 112,
        "setpgid": 109, "setpriority": 141, "sched_setparam": 142, "sched_setscheduler": 144,
        "sched_setaffinity": 203, "sched_setattr": 314, "ioprio_set": 251, "migrate_pages": 256,
        "move_pages": 279, "pidfd_send_signal": 424, "pidfd_open": 434,
    },
    "aarch64": {
        "kill": 129, "tkill": 130, "rt_sigqueueinfo": 138, "rt_tgsigqueueinfo": 240, "setsid": 157,
        "setpgid": 154, "setpriority": 140, "sched_setparam": 118, "sched_setscheduler": 119,
        "sched_setaffinity": 122, "sched_setattr": 274, "ioprio_set": 30, "migrate_pages": 238,
        "move_pages": 239, "pidfd_send_signal": 424, "pidfd_open": 434,
    },
}  # fmt: skip
"""Calls that reach other processes, refused where those can be seen."""

CLONE, PRLIMIT, TGKILL = (
    {"x86_64": 56, "aarch64": 220},
    {"x86_64": 302, "aarch64": 261},
    {"x86_64": 234, "aarch64": 131},
)
CLONE3 = 435
ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
NAMESPACES = (
    _system.CLONE_NEWNS
    | _system.CLONE_NEWUTS
    | _system.CLONE_NEWIPC
    | _system.CLONE_NEWUSER
    | _system.CLONE_NEWPID
    | _system.CLONE_NEWNET
)

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCH, FIRST = 0, 4, 16
ALLOW, ERROR = 0x7FFF0000, 0x00050000
OTHER_ABI = 0x40000000
"""Numbers from here on are another way into the same calls."""


def _operation(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("HBBI", code, yes, no, value)


def _refuse(number: int = errno.EPERM) -> bytes:
    return _operation(RETURN, ERROR | number)


def program(machine: str, own: int = 0) -> bytes:
    """The filter in the machine's form.

    Args:
        machine: the processor.
        own: this process, if other processes can be seen, so that they are out of reach.
    """
    return b"".join(_operations(machine, own))


def _operations(machine: str, own: int) -> Iterator[bytes]:
    yield _operation(LOAD, ARCH)
    yield _operation(EQUAL, ARCHITECTURE[machine], 1)
    yield _refuse()
    yield _operation(LOAD, NUMBER)
    yield _operation(AT_LEAST, OTHER_ABI, 0, 1)
    yield _refuse()
    refused = [*CALLS[machine].values(), *EVERYWHERE.values()]
    refused += NEIGHBOURS[machine].values() if own else []
    for number in refused:
        yield _operation(EQUAL, number, 0, 1)
        yield _refuse()
    yield _operation(EQUAL, CLONE3, 0, 1)
    yield _refuse(errno.ENOSYS)  # its flags cannot be read here; the C library then uses clone
    yield from _argument(CLONE[machine], ANY_BIT, NAMESPACES, refused_if=True)
    if own:
        yield from _argument(PRLIMIT[machine], EQUAL, 0, refused_if=False)
        yield from _argument(TGKILL[machine], EQUAL, own, refused_if=False)
    yield _operation(RETURN, ALLOW)


def _argument(number: int, test: int, value: int, refused_if: bool) -> Iterator[bytes]:
    """Refuse a call by its first argument."""
    yield _operation(EQUAL, number, 0, 4)
    yield _operation(LOAD, FIRST)
    yield _operation(test, value, 0, 1) if refused_if else _operation(test, value, 1)
    yield _refuse()
    yield _operation(LOAD, NUMBER)


def install(own: int = 0) -> None:
    """Filter the calls of this process and of all that it starts, for good.

    Raises:
        OSError: if the system does not filter.
        KeyError: on a processor whose numbers are not known.
    """
    code = program(_system.machine(), own)
    buffer = ctypes.create_string_buffer(code, len(code))

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]

    whole = Program(len(code) // 8, ctypes.addressof(buffer))
    _system.prctl(_system.PR_SET_NO_NEW_PRIVS, 1)
    _system.prctl(_system.PR_SET_SECCOMP, 2, ctypes.byref(whole))
