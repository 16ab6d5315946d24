"""Between a long loop and the person who waits for it: a progress bar, and Ctrl-C."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def first_interrupt() -> Iterator[Callable[[], bool]]:
    """Remember the first Ctrl-C (or interrupt of a notebook); the next does what it always does.

    Yields:
        Whether there has been one. Always false in a thread, since signals come to the main
        thread, and where Ctrl-C does not raise in Python in the first place.
    """
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield lambda: False
        return
    seen = False

    def remember(number: int, frame: FrameType | None) -> None:
        nonlocal seen
        if seen:
            before(number, frame)
        seen = True

    signal.signal(signal.SIGINT, remember)
    try:
        yield lambda: seen
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def bar(begin: int, steps: int, shown: bool) -> Iterator[Callable[[float], None]]:
    """A progress bar in a terminal or notebook, gone at the end; elsewhere nothing is shown.

    The environment variable TQDM_DISABLE hides it too.

    Args:
        begin: how many steps are done already.
        steps: how many there are.
        shown: false: nothing is shown, and tqdm is not needed.

    Yields:
        What is to be called after each step, with its loss.
    """
    if not shown or os.environ.get("TQDM_DISABLE"):  # its import may warn that widgets are missing
        yield lambda loss: None
        return
    from tqdm.auto import tqdm

    # No thread that watches for slow steps: a browser has none, and every step updates the bar.
    threadless = type("Bar", (tqdm,), {"monitor_interval": 0})
    # disable=None: where there is neither a terminal nor a notebook.
    with threadless(
        total=steps, initial=begin, unit="step", miniters=1, leave=False, disable=None
    ) as shown_bar:

        def advance(loss: float) -> None:
            shown_bar.set_postfix_str(f"loss {loss:.4g}", refresh=False)
            shown_bar.update()

        yield advance
        shown_bar.total = shown_bar.n  # a run that stopped early is no failure, to be left in red
