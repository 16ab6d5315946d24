"""The isolation that works here, found by trying it: a child tries to reach what it must not."""

from __future__ import annotations

import os
import secrets
import socket
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, get_args

from lstm_course.marking import stage
from lstm_course.marking.kinds import Kind
from lstm_course.marking.worker import CannotIsolate, Failed, Times, Worker

ADVICE = """\
Submissions are code, and nothing here would keep it from your files, the network and other
submissions, so nothing was marked. What helps:
- On Linux, either user namespaces or Landlock (Linux 5.13 or later), with the marks command run as
  an ordinary user. In a container, allow one of the two: the default profiles of Docker and Podman
  allow Landlock; where the system is older, run the container with --security-opt seccomp=unconfined.
- On Windows, the same inside WSL 2; on macOS, inside a virtual machine or a container of Linux.
- For practice, --practice marks without isolation, on a machine where nothing can be lost. Every
  page then says that these marks were made so."""


class Refused(Exception):
    """No isolation works here; the message says what was tried and what to do."""


class Found(NamedTuple):
    """The isolation that works here, and those tried before."""

    kind: Kind
    tried: tuple[str, ...] = ()


def secret_paths(*more: Path) -> list[Path]:
    """Paths that no child may read: the course with its references, and whatever else is named."""
    above = {stage.COURSE, stage.LIBRARY}
    for entry in map(Path, sys.path):
        above |= {entry / name for name in ("lstm_course", "lstm_lib") if (entry / name).is_dir()}
    return sorted({path.resolve() for path in (*above, *more)} | above)


def find(hidden: Sequence[Path], kinds: Sequence[Kind] = ("namespaces", "landlock")) -> Found:
    """The first kind of isolation that holds against a trial.

    Args:
        hidden: paths that must not be readable.
        kinds: those to try, in order.

    Raises:
        Refused: if none does.
    """
    assert set(kinds) <= set(get_args(Kind))
    tried: list[str] = []
    for kind in kinds:
        problem = trial(kind, hidden)
        if not problem:
            return Found(kind, tuple(tried))
        tried.append(f"{kind}: {problem}")
    raise Refused("\n".join(["No isolation works on this system.", *tried, "", ADVICE]))


def trial(kind: Kind, hidden: Sequence[Path]) -> str:
    """Fault of this kind of isolation here; empty if it holds."""
    if not sys.platform.startswith("linux"):
        return f"needs Linux, and this is {sys.platform}"
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as server:
        canary = Path(folder) / "canary"
        canary.write_text(secrets.token_hex(), "utf-8")
        canary.chmod(0o644)
        Path(folder).chmod(0o755)
        modules = sorted({str(path) for one in hidden for path in _examples(one)})
        cell = TRIAL.format(
            paths=[str(canary), *modules],
            port=server.getsockname()[1],
            judge=os.getpid(),
            place=str(Path(folder) / "written"),
        )
        job = {"cells": [cell], "name": "told", "barred": [], "twice": False}
        try:
            with Worker(kind, hidden) as worker:
                said = worker.do(job | {"limits": (10.0, 10.0, 30.0)}, Times(20, 60))
        except CannotIsolate as problem:
            return str(problem)
        except Failed as failed:
            return f"a child could not work ({failed.reason})"
        if (Path(folder) / "written").exists():
            return "a child could write a file"
    value = said.get("value")
    if not isinstance(value, tuple) or value[0] != "text":
        return "a child could not work"
    count, _, reached = value[4].decode().partition(" tried: ")
    if count != str(len(modules) + 4):
        return "a child did not try what it was told to"
    return f"a child could reach {reached}" if reached else ""


def _examples(hidden: Path) -> list[Path]:
    """Files to try to read: the path itself, or the first below it."""
    if hidden.is_file():
        return [hidden]
    return [path for path in sorted(hidden.rglob("*.*")) if path.is_file()][:20]


TRIAL = """
import os
import socket

tries = {{path: lambda path=path: open(path, "rb").read(1) for path in {paths!r}}}
tries["the network"] = lambda: socket.create_connection(("127.0.0.1", {port}), 2)
tries["the judge"] = lambda: os.kill({judge}, 0)
tries["a folder of others"] = lambda: open({place!r}, "w").close()

def reached():
    import colorsys  # any module that is there: answers import what they need

    found = []
    for name, attempt in tries.items():
        try:
            attempt()
            found.append(name)
        except OSError:
            pass
    return str(len(tries)) + " tried: " + ", ".join(found)

told = reached()
"""
