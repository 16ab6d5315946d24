"""Progress bar and Ctrl-C handling."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from types import FrameType


@contextmanager
def first_interrupt() -> Iterator[Callable[[], bool]]:
    """Record the first Ctrl-C (or notebook interrupt) instead of raising; a second one raises.

    Yields:
        A function that returns true once there has been one. It always returns false outside the
        main thread, which alone receives signals, and where Ctrl-C does not raise in Python.
    """
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield lambda: False
        return
    seen = False

    def record(number: int, frame: FrameType | None) -> None:
        nonlocal seen
        if seen:
            before(number, frame)
        seen = True

    signal.signal(signal.SIGINT, record)
    try:
        yield lambda: seen
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def bar(begin: int, steps: int, shown: bool) -> Iterator[Callable[[float], None]]:
    """Show a progress bar in a terminal or notebook and remove it at the end; elsewhere show nothing.

    It needs tqdm, and is left out where that is not installed or the environment variable
    TQDM_DISABLE is set.

    Args:
        begin: number of steps that are done already.
        steps: number of all steps.
        shown: if false, nothing is shown.

    Yields:
        A function to call after each step with its loss.
    """
    wanted = shown and not os.environ.get("TQDM_DISABLE")
    if not wanted or find_spec("tqdm") is None:  # its import may warn that widgets are missing
        yield lambda loss: None
        return
    from tqdm.auto import tqdm

    # No monitor thread: a browser has no threads, and every step updates the bar anyway.
    threadless = type("Bar", (tqdm,), {"monitor_interval": 0})
    # disable=None hides the bar where there is neither a terminal nor a notebook.
    with threadless(
        total=steps, initial=begin, unit="step", miniters=1, leave=False, disable=None
    ) as shown_bar:

        def advance(loss: float) -> None:
            shown_bar.set_postfix_str(f"loss {loss:.4g}", refresh=False)
            shown_bar.update()

        yield advance
        shown_bar.total = shown_bar.n  # so that stopping early is not marked as a failure
