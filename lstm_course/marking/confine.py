"""Confinement of the processes that run answers: namespaces, or Landlock where those are refused.

With namespaces a process has its own root, on which only Python can be seen, and read-only; no
network; and no other process. With Landlock it sees the names of files, but opens only those of
Python, writes nowhere, and a filter of system calls keeps it from the network and from other
processes. Neither asks for rights that an ordinary user lacks.
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Sequence
from pathlib import Path

from lstm_course.marking import _system, landlock, seccomp
from lstm_course.marking.kinds import Kind
from lstm_course.marking.landlock import DEVICES, below

SYSTEM = (
    "/bin", "/lib", "/lib32", "/lib64", "/sbin", "/usr/bin", "/usr/lib", "/usr/lib32",
    "/usr/lib64", "/usr/libexec", "/usr/local/bin", "/usr/local/lib", "/usr/local/lib64",
    "/etc/ld.so.cache", "/etc/alternatives", "/nix/store",
)  # fmt: skip
"""Programs and libraries that Python may need; nothing of a person's."""

SCRATCH = "/scratch"
"""With namespaces, a folder of a child's own, in memory and small."""
SCRATCH_SIZE = "size=16m,nr_inodes=1k,mode=777"
STRANGERS = 60_000
"""Root's processes go on as one of the users from here on, who own nothing."""


def readable(stage: Path) -> list[str]:
    """The paths that may be read: the system's, those of this Python, and the stage."""
    python = {sys.prefix, sys.base_prefix, str(Path(os.path.realpath(sys.executable)).parent)}
    wanted = [*SYSTEM, *sorted(python), str(stage)]
    whole = [path for path in wanted if path not in ("/", "/usr") and os.path.exists(path)]
    return [path for path in whole if not any(below(path, other) for other in whole)]


def new_root(root: str, paths: Sequence[str], hidden: Sequence[str]) -> None:
    """Enter namespaces of our own, whose root holds these paths, read-only, and nothing else.

    Args:
        root: an empty folder.
        paths: what can be seen.
        hidden: what cannot be, though it is below one of them.

    Raises:
        OSError: if the system refuses.
    """
    ours = _system.CLONE_NEWNS | _system.CLONE_NEWNET | _system.CLONE_NEWIPC
    ours |= _system.CLONE_NEWUTS | _system.CLONE_NEWPID
    try:
        if os.geteuid():
            raise PermissionError
        _system.unshare(ours)
    except PermissionError:
        user, group = os.geteuid(), os.getegid()
        _system.unshare(ours | _system.CLONE_NEWUSER)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    _system.mount("none", "/", flags=_system.MS_REC | _system.MS_PRIVATE)
    _system.mount("tmpfs", root, "tmpfs", _system.MS_NOSUID, "size=1m,mode=755")
    for path in [*paths, *DEVICES]:
        _show(path, root + path)
    for path in hidden:
        if any(below(path, one) for one in paths) and os.path.isdir(path):
            _system.mount("tmpfs", root + path, "tmpfs", _system.MS_RDONLY, "size=4k,mode=755")
    os.mkdir(root + SCRATCH)
    _system.change_root(root)


def _show(path: str, place: str) -> None:
    os.makedirs(os.path.dirname(place), exist_ok=True)
    if os.path.islink(path):
        os.symlink(os.readlink(path), place)
        return
    if os.path.isdir(path):
        os.mkdir(place)
    else:
        os.close(os.open(place, os.O_CREAT))
    flags = _system.MS_BIND | (_system.MS_REC if os.path.isdir(path) else 0)
    _system.mount(path, place, flags=flags)
    if path not in DEVICES:
        _system.make_read_only(place)


def running() -> int:
    """The number of this user's threads on the whole system, which count towards its limit."""
    user, count = os.getuid(), 0
    for entry in os.scandir("/proc"):
        try:
            if entry.name.isdecimal() and entry.stat().st_uid == user:
                count += len(os.listdir(f"{entry.path}/task"))
        except OSError:  # it has ended meanwhile
            continue
    return count


def limit(seconds: float, memory: int, processes: int, strict: bool) -> None:
    """Limit what this process and its children may use.

    Args:
        seconds: of processor time; past it the system ends the process.
        memory: bytes of address space beyond those in use.
        processes: at most as many at a time, where the system can count them.
        strict: whether a limit that the system does not know is an error.

    Raises:
        OSError, ValueError: if the system refuses.
    """
    whole = int(seconds) + 1
    used = resource.getpagesize() * int(_pages()) if _pages() else 1 << 30
    for kind, most in (
        (resource.RLIMIT_CPU, whole),
        (resource.RLIMIT_AS, used + memory),
        (resource.RLIMIT_FSIZE, 1_000_000),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_NPROC, processes),
        (resource.RLIMIT_CORE, 0),
    ):
        hardest = resource.getrlimit(kind)[1]
        most = most if hardest == resource.RLIM_INFINITY else min(most, hardest)
        try:
            resource.setrlimit(kind, (most, most))
        except (OSError, ValueError):
            if strict:
                raise


_SIZE: list[int] = []


def _pages() -> int:
    """Pages of address space in use when first asked, while /proc can be seen."""
    if not _SIZE:
        try:
            _SIZE.append(int(Path("/proc/self/statm").read_text().split()[0]))
        except OSError:
            _SIZE.append(0)
    return _SIZE[0]


def remember_size() -> None:
    """Note how much address space is in use, before /proc is out of sight."""
    _SIZE.clear()
    _pages()


def become_nobody(kind: Kind) -> None:
    """As root, go on as a user who owns nothing; in any case without a capability.

    Where Landlock says what may be read, the modes of files need not: root's Python may be in
    root's home. Namespaces have shown it in its place before.
    """
    kept = 0
    if os.geteuid() == 0:
        kept = _system.CAP_DAC_READ_SEARCH if kind == "landlock" else 0
        _system.prctl(_system.PR_SET_KEEPCAPS, 1)
        stranger = STRANGERS + os.getppid() % 5000
        os.setgroups([])
        os.setresgid(stranger, stranger, stranger)
        os.setresuid(stranger, stranger, stranger)
    _system.keep_capabilities(kept)
    _system.prctl(_system.PR_SET_NO_NEW_PRIVS, 1)


def seal(kind: Kind, made: int) -> None:
    """Close the last doors, in the process that will run an answer.

    Args:
        kind: how this process is confined.
        made: the descriptor of Landlock's rules.

    Raises:
        OSError: if the system refuses.
    """
    if kind == "namespaces":
        flags = _system.MS_NOSUID | _system.MS_NODEV
        _system.mount("tmpfs", SCRATCH, "tmpfs", flags, SCRATCH_SIZE)
        os.chdir(SCRATCH)
    become_nobody(kind)
    if kind == "landlock":
        landlock.restrict(made)
    seccomp.install(os.getpid() if kind == "landlock" else 0)
