"""A session: it runs the cells that a reader asks for, after those that come before them.

A page has one order. To run a cell, the page names it and all cells that it needs, in that order
(a plan); the session goes back to the state after the longest beginning that it has run already,
with the same text, and runs the rest. So a cell shows the same whether or not the reader was
further down the page before.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, NamedTuple

from lstm_course.page import shell, states
from lstm_course.page.cells import Cell, execute
from lstm_course.page.messages import Messages


class Ran(NamedTuple):
    """A cell that was run, and the state that it left behind, if that could be kept.

    A cell that failed, and so ended a run, is None: it is run again.
    """

    cell: Cell | None
    after: states.State | None


class Session:
    """The variables of one page.

    Args:
        tell: called with each message, JSON text (see `Messages`).
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._messages = Messages(tell)
        self._module = ModuleType("__main__")
        self._start = states.take(vars(self._module))
        self._ran: list[Ran] = []
        shell.stand_in(self._messages)

    def run(self, plan: str) -> None:
        """Run the last cell of a plan, and those before it whose state is not at hand.

        Args:
            plan: JSON, `{"cells": [{"id", "number", "source"}, ...], "forgiving": false, "scale":
                1}`: the cells in their order; whether the run goes on after a cell that failed; the
                screen's pixels for each of a figure's.
        """
        given = json.loads(plan)
        cells = [Cell(**cell) for cell in given["cells"]]
        self._messages.scale = given["scale"]
        done = self._back_to(cells)
        with self._in_charge():
            for cell in cells[done:]:
                well = execute(cell, vars(self._module), self._messages)
                counts = well or given["forgiving"]
                self._ran.append(Ran(cell if counts else None, states.take(vars(self._module))))
                if not counts:
                    break

    def _back_to(self, cells: list[Cell]) -> int:
        """Return to a state on the way to the last cell; returns how many cells lie behind it."""
        same = 0
        for ran, cell in zip(self._ran, cells[:-1], strict=False):
            if ran.cell != cell:
                break
            same += 1
        if same < len(self._ran):  # otherwise it is the present state
            while same and self._ran[same - 1].after is None:
                same -= 1
            state = self._ran[same - 1].after if same else self._start
            assert state
            states.put(state, vars(self._module))
            del self._ran[same:]
        return same

    @contextmanager
    def _in_charge(self) -> Iterator[None]:
        """The cells are the program that runs, and what they print is shown."""
        before = sys.modules["__main__"], sys.stdout, sys.stderr, sys.stdin
        sys.modules["__main__"] = self._module
        streams: Any = self._messages.streams()
        sys.stdout, sys.stderr, sys.stdin = streams
        try:
            yield
        finally:
            sys.modules["__main__"], sys.stdout, sys.stderr, sys.stdin = before
