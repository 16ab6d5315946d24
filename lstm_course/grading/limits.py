"""Limits on an answer's processor time, and the stop button: an interrupt ends the check at once."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType
from typing import Any, NamedTuple

from lstm_course.grading.records import Reason

TICK = 0.05
"""Seconds between two looks at the clock."""


class Limits(NamedTuple):
    """Seconds: of processor time for one call and for all, of waiting for one call."""

    call: float = 5.0
    total: float = 60.0
    waiting: float = 60.0


class TimeLimitExceeded(BaseException):
    """A limit has been reached; no `except Exception` catches it."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class Watch:
    """The clocks of a check, and whether somebody pressed stop."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.interrupted = False
        self.began = self.call_began = time.process_time()
        self.call_began_wall = time.monotonic()

    def next_call(self) -> None:
        """Start the clocks of a call.

        Raises:
            KeyboardInterrupt: if there was an interrupt that the answer caught itself.
            TimeLimitExceeded: if all calls together have used up their time.
        """
        self.call_began, self.call_began_wall = time.process_time(), time.monotonic()
        if self.interrupted:
            raise KeyboardInterrupt
        if self.call_began - self.began > self.limits.total:
            raise TimeLimitExceeded("slow")

    def look(self) -> None:
        """Raise during a call what has to be raised, as often as it takes."""
        if self.interrupted:
            raise KeyboardInterrupt
        now = time.process_time()
        if now - self.call_began > self.limits.call:
            raise TimeLimitExceeded("endless")
        if now - self.began > self.limits.total:
            raise TimeLimitExceeded("slow")
        if time.monotonic() - self.call_began_wall > self.limits.waiting:
            raise TimeLimitExceeded("waiting")


@contextlib.contextmanager
def watched(limits: Limits) -> Iterator[Watch]:
    """Raise in the block when a limit is reached or somebody interrupts.

    Signals reach only the main thread, and only between two instructions of Python: a single call
    of compiled code that never returns is not stopped. Without a timer (in the browser, on
    Windows), neither is an endless loop, but an interrupt still is obeyed.
    """
    watch = Watch(limits)
    if threading.current_thread() is not threading.main_thread():
        yield watch
        return
    active = True

    def on_tick(number: int, frame: FrameType | None) -> None:
        if active:
            watch.look()

    def on_interrupt(number: int, frame: FrameType | None) -> None:
        watch.interrupted = True
        if active:
            raise KeyboardInterrupt

    with _handler(signal.SIGINT, on_interrupt), _timer(on_tick):
        try:
            yield watch
        finally:
            active = False
    if watch.interrupted:
        raise KeyboardInterrupt


@contextlib.contextmanager
def _handler(number: int, handler: Any) -> Iterator[None]:
    try:
        before = signal.signal(number, handler)
    except (ValueError, OSError):  # an embedded interpreter without signals
        yield
        return
    try:
        yield
    finally:
        signal.signal(number, before)


@contextlib.contextmanager
def _timer(on_tick: Any) -> Iterator[None]:
    """Call `on_tick` again and again; another timer that was running goes on afterwards."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    with _handler(signal.SIGALRM, on_tick):
        began = time.monotonic()
        before, interval = signal.setitimer(signal.ITIMER_REAL, TICK, TICK)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    if before:
        left = before - (time.monotonic() - began)
        signal.setitimer(signal.ITIMER_REAL, max(0.001, left), interval)
