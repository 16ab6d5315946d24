"""A process that forks a child for each job, so that a child is there in milliseconds.

    python -I server.py CONTROL CONFINEMENT ROOT HIDDEN…

It imports what answers may use, removes the modules' files, so that nobody can read or load them
again, and confines itself. It never sees a submission: each child gets a connection of its own to
the judge. `CONTROL` is the descriptor of the socket through which the judge asks for children.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import pkgutil
import signal
import socket
import struct
import sys
from pathlib import Path
from typing import Any, NoReturn

STAGE = Path(__file__).resolve().parents[2]
MEMORY = 512_000_000
"""Bytes of address space that a child may use."""
PROCESSES = 64
ENVIRONMENT = {
    "HOME": "/scratch",
    "TMPDIR": "/scratch",
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "MPLBACKEND": "Agg",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}
"""All that a child finds in its environment."""


def main(arguments: list[str]) -> None:
    control = socket.socket(fileno=int(arguments[0]))
    kind, root, hidden = arguments[1], arguments[2], arguments[3:]
    sys.argv[1:] = sys.orig_argv[1:] = []
    sys.path.insert(0, str(STAGE))
    sys.dont_write_bytecode = True
    os.environ.clear()
    os.environ.update(ENVIRONMENT)
    _import_everything()
    from lstm_course.marking import child, confine, landlock, messages, wire

    assert child  # it has to be loaded before the files go
    for path in STAGE.rglob("*.py"):
        path.unlink()
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    confine.remember_size()
    made = outer = -1
    processes = PROCESSES
    try:
        if kind == "namespaces":
            confine.new_root(root, confine.readable(STAGE), hidden)
            if os.fork():
                control.close()
                os.wait()
                os._exit(0)
            outer = os.pidfd_open(os.getpid())
        elif kind == "landlock":
            made = landlock.rules(confine.readable(STAGE), hidden)
            processes += confine.running()
    except (OSError, KeyError) as problem:
        messages.send(control.fileno(), wire.pack({"problem": str(problem)}))
        return
    gc.freeze()
    messages.send(control.fileno(), wire.pack({"ready": True}))
    with contextlib.suppress(messages.Closed, ConnectionError):
        while True:
            _one_child(control, kind, made, outer, processes)


def _import_everything() -> None:
    for module in pkgutil.walk_packages([str(STAGE / "lstm_lib")], "lstm_lib."):
        with contextlib.suppress(ImportError):
            importlib.import_module(module.name)
    for name in ("matplotlib.pyplot", "tqdm.auto", "numpy.fft", "numpy.polynomial"):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


REQUEST = struct.Struct("<d")
"""Request for a child, beside the descriptor of its connection: seconds of processor time."""


def _one_child(control: socket.socket, kind: Any, made: int, outer: int, processes: int) -> None:
    """Fork a child when asked to, and end it and all that it has started when asked again."""
    from lstm_course.marking import _system, messages, wire

    asked, descriptors, *_ = socket.recv_fds(control, REQUEST.size, 1)
    if not descriptors:
        raise messages.Closed
    if kind == "namespaces":
        _system.unshare(_system.CLONE_NEWPID)
    child = os.fork()
    if child == 0:
        _live(control, descriptors[0], kind, made, REQUEST.unpack(asked)[0], processes)
    os.close(descriptors[0])
    if kind == "namespaces":
        _system.setns(outer, _system.CLONE_NEWPID)
    else:
        with contextlib.suppress(OSError):
            os.setpgid(child, child)
    goes_on = control.recv(1)
    _end(child, kind)
    _, status, used = os.wait4(child, 0)
    seconds = used.ru_utime + used.ru_stime
    killed = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    messages.send(control.fileno(), wire.pack({"seconds": seconds, "signal": killed}))
    if not goes_on:
        raise messages.Closed


def _end(child: int, kind: Any) -> None:
    """End a child: the first process of its namespace, or else all processes of its group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if kind == "namespaces":
            os.kill(child, signal.SIGKILL)
        else:
            os.killpg(child, signal.SIGKILL)


def _live(
    control: socket.socket, connection: int, kind: Any, made: int, seconds: float, processes: int
) -> NoReturn:
    """The life of a child; it never returns into the server's loop."""
    from lstm_course.marking import _system, child, confine

    try:
        control.close()
        if kind == "namespaces":
            _system.unshare(_system.CLONE_NEWNS)
        else:
            os.setpgid(0, 0)
        nothing = os.open("/dev/null", os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nothing, standard)
        confine.limit(seconds, MEMORY, processes, strict=kind != "none")
        if kind != "none":
            confine.seal(kind, made)
        child.work(connection)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
