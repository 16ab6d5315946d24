"""The judge's end of a child: it asks for one, sends a job, answers its calls, and waits no longer
than it must."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

import numpy as np

from lstm_course.marking import messages, server, stage, wire
from lstm_course.marking.kinds import Kind

MOST_CALLS = 300_000
"""Calls of functions among the arguments, in one job."""
STARTING = 60.0
GRACE = 1.0
"""Seconds of the system's own work, for each job."""


class Failed(Exception):
    """A child that gave no result; `reason` says why in one word, `seconds` what it used."""

    def __init__(self, reason: str, seconds: float = 0.0) -> None:
        super().__init__(reason)
        self.reason, self.seconds = reason, seconds


class CannotIsolate(Exception):
    """The system does not confine processes in this way; the message says what it said."""


class Times(NamedTuple):
    """Seconds that a job may take: of processor time, and on the clock."""

    processor: float
    clock: float


class Worker:
    """A server of children, for one job at a time."""

    def __init__(self, kind: Kind, hidden: Sequence[Path] = ()) -> None:
        self.kind = kind
        self.hidden = [str(path) for path in hidden]
        self._folder = Path(tempfile.mkdtemp(prefix="marking-"))
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the server and remove its files."""
        self._stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _stop(self) -> None:
        if self._control:
            self._control.close()
        if self._process:
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._control = self._process = None

    def _start(self) -> socket.socket:
        """The connection to the server, which is started if there is none.

        Raises:
            CannotIsolate: if it cannot confine itself.
        """
        if self._control:
            return self._control
        self._folder.chmod(0o755)
        place = Path(tempfile.mkdtemp(dir=self._folder))
        program = stage.set_up(place / "stage")
        (place / "root").mkdir()
        place.chmod(0o755)
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-I", str(program), str(theirs.fileno()), self.kind),
                    *(str(place / "root"), *self.hidden),
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                cwd="/",
            )
        try:
            said = wire.unpack(messages.receive(ours.fileno(), time.monotonic() + STARTING))
        except (messages.Closed, messages.TimeUp):
            said = {"problem": "the process that should run answers did not start"}
        if "problem" in said:
            ours.close()
            self._stop()
            raise CannotIsolate(said["problem"])
        self._control = ours
        return ours

    def do(
        self, job: dict[str, Any], times: Times, largest: int = messages.LARGEST
    ) -> dict[str, Any]:
        """Send a job to a new child and return what it says: a claim, not a fact.

        Raises:
            Failed: if it says nothing that can be read, or not in time.
            CannotIsolate: if there can be no child.
        """
        for attempt in (1, 2):
            control = self._start()
            try:
                return self._do(control, job, times, largest)
            except (messages.Closed, messages.TimeUp, OSError):
                # the server itself has gone: the system may have been out of memory
                self._stop()
                if attempt == 2:
                    raise Failed("gone") from None
        raise AssertionError

    def _do(
        self, control: socket.socket, job: dict[str, Any], times: Times, largest: int
    ) -> dict[str, Any]:
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                socket.send_fds(control, [server.REQUEST.pack(times.processor)], [theirs.fileno()])
            ours.setblocking(False)
            said: Any = None
            try:
                said = _conversation(ours.fileno(), job, time.monotonic() + times.clock, largest)
                reason = "malformed"
            except messages.Closed:
                reason = "died"
            except messages.TimeUp:
                reason = "waiting"
            except wire.Malformed:
                reason = "malformed"
        control.sendall(b"k")
        end = wire.unpack(messages.receive(control.fileno(), time.monotonic() + STARTING))
        if isinstance(said, dict):
            return said
        if reason in ("died", "waiting") and end["seconds"] >= 0.9 * times.processor:
            reason = "endless"
        raise Failed(reason, end["seconds"])


def _conversation(descriptor: int, job: dict[str, Any], deadline: float, largest: int) -> Any:
    """Send the job, answer calls of functions among its arguments, and wait for the result."""
    functions: list[Callable[..., Any]] = []
    numbers: dict[int, int] = {}

    def name(function: Callable[..., Any]) -> int:
        if id(function) not in numbers:
            numbers[id(function)] = len(functions)
            functions.append(function)
        return numbers[id(function)]

    messages.send(descriptor, wire.pack(job, name), deadline)
    for _ in range(MOST_CALLS):
        said = wire.unpack(messages.receive(descriptor, deadline, largest))
        if not isinstance(said, tuple) or len(said) not in (2, 3):
            raise wire.Malformed("no message of a child")
        if said[0] == "done":
            return said[1]
        answer = _called(functions, *said[1:])
        messages.send(descriptor, wire.pack(answer), deadline)
    raise messages.TimeUp


def _called(functions: list[Callable[..., Any]], number: Any, args: Any = ()) -> dict[str, Any]:
    """Result of a function among the arguments, with its arguments as it left them."""
    if type(number) is not int or not 0 <= number < len(functions) or type(args) is not tuple:
        raise wire.Malformed("a call of no function")
    try:
        with np.errstate(all="ignore"), contextlib.redirect_stdout(None):
            value = functions[number](*args)
        return {"value": value, "arguments": args}
    except Exception as error:  # of arguments that an answer made
        return {"raised": (type(error).__name__, str(error)[:300])}
