"""What surrounds a call of a learner's function: silence, restored state, a limit on its time."""

from __future__ import annotations

import builtins
import contextlib
import io
import random
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from types import FrameType

import numpy as np

_errors, _random = (np.geterr, np.seterr), (np.random.get_state, np.random.set_state)


class TimeUp(BaseException):
    """The time limit has passed; no `except Exception` catches it."""


class _Silence(io.TextIOBase):
    """Takes what is printed and keeps nothing."""

    def writable(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        return len(text)


def _no_input(*_: object) -> str:
    raise EOFError("input() was called, but nobody can answer: the arguments are all there is")


@contextlib.contextmanager
def _no_exit() -> Iterator[None]:
    """In a notebook exit() would end the kernel after the cell; here it raises, as elsewhere."""
    shell = None
    if "IPython" in sys.modules:
        from IPython.core.getipython import get_ipython

        shell = get_ipython()
    if shell is None:
        yield
        return

    def ask_exit() -> None:
        raise SystemExit

    shell.ask_exit = ask_exit  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del shell.ask_exit  # type: ignore[attr-defined]


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Nothing is shown or asked; NumPy's error state, random states and warnings are put back."""
    errors, state, python_state = _errors[0](), _random[0](), random.getstate()
    asked, stdin = builtins.input, sys.stdin
    builtins.input = _no_input
    sys.stdin = io.StringIO()
    try:
        with (
            _no_exit(),
            contextlib.redirect_stdout(_Silence()),
            contextlib.redirect_stderr(_Silence()),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            _errors[1](all="warn")
            yield
    finally:
        builtins.input = asked
        sys.stdin = stdin
        _errors[1](**errors)
        _random[1](state)
        random.setstate(python_state)


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TimeUp` in the block after so many seconds, again and again until it has ended.

    Signals reach only the main thread, and do not exist in the browser: there, no limit.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(
        signal, "setitimer"
    ):
        yield
        return
    armed = True

    def ring(number: int, frame: FrameType | None) -> None:
        if armed:
            raise TimeUp

    handler = signal.signal(signal.SIGALRM, ring)
    before, interval = signal.setitimer(signal.ITIMER_REAL, seconds, 0.02)
    try:
        try:
            yield
        finally:
            armed = False
    finally:
        left, _ = signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if before:
            signal.setitimer(signal.ITIMER_REAL, max(0.001, before - (seconds - left)), interval)
