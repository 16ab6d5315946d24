"""The work of a child: find an answer in cells that came in, call it, and say what came back.

The child is forked for one job and ends with it. It holds no reference, no expected value and no
seed, and it may be wholly in the hands of the answer: what it says is a claim, which the judge
checks like any other.
"""

from __future__ import annotations

import builtins
import contextlib
import importlib
import linecache
import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lstm_course.grading import snapshot
from lstm_course.grading.exceptions import exception_info
from lstm_course.grading.form import is_stub, misfit
from lstm_course.grading.limits import Limits, TimeLimitExceeded, watched
from lstm_course.grading.run import run
from lstm_course.grading.sandbox import quiet, refusal
from lstm_course.marking import messages, notebook, slicing, wire

LARGEST_ARRAY = 1_000_000
"""Bytes of an array that are sent; of a larger one only its shape is."""

MISSING = ("NameError", "AttributeError", "ImportError", "ModuleNotFoundError", "UnboundLocalError")
"""Raised where a statement was left out that an answer needs."""


def work(descriptor: int) -> None:
    """Do the one job that comes through the descriptor."""
    job = wire.unpack(
        messages.receive(descriptor, largest=64_000_000), _Remote(descriptor).function
    )
    snapshot.LARGEST = LARGEST_ARRAY
    said = read(job) if "file" in job else answer(job)
    messages.send(descriptor, wire.pack(("done", said)))


def read(job: dict[str, Any]) -> dict[str, Any]:
    """The code cells of a file, and the names that they define."""
    try:
        cells = notebook.code_cells(job["file"])
    except notebook.Unreadable as problem:
        return {"problem": str(problem)[:300]}
    return {"cells": cells}


class _Remote:
    """Functions among the arguments: a call is sent to the judge, which holds them."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor, self.lock = descriptor, threading.Lock()

    def function(self, number: int, name: str) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            with self.lock:
                messages.send(self.descriptor, wire.pack(("call", number, args)))
                outcome = wire.unpack(messages.receive(self.descriptor))
            if "raised" in outcome:
                kind, message = outcome["raised"]
                error = getattr(builtins, kind, RuntimeError)
                raise error(message)
            _put_back(args, outcome["arguments"])
            return outcome["value"]

        call.__name__ = name
        return call


def _put_back(before: Any, after: Any) -> None:
    """Let arrays that a function changed in place be changed here as well."""
    if isinstance(before, np.ndarray):
        if before.shape == np.shape(after) and not np.array_equal(before, after, equal_nan=True):
            before[...] = after
    elif isinstance(before, dict):
        for key in before.keys() & after.keys():
            _put_back(before[key], after[key])
    elif isinstance(before, list | tuple):
        for one, other in zip(before, after, strict=False):
            _put_back(one, other)


def answer(job: dict[str, Any]) -> dict[str, Any]:
    """Look up the answer with a name, or call it.

    Args:
        job: `cells`; the `name` of the answer; for a function, the names of its `inputs`, the
            `arguments` of all calls, `barred` functions of the library, whether to call it `twice`;
            and `limits`, seconds for one call, for all, of waiting.
    """
    _bar(job["barred"])
    limits = Limits(*job["limits"])
    parsed = slicing.parse(job["cells"])
    statements, broken = parsed
    chosen = slicing.slice_for(job["name"], statements)
    said = _attempt(job, chosen, limits)
    if _lacks_something(said) and len(chosen) < len(statements):
        again = _attempt(job, statements, limits)
        said = said if _lacks_something(again) else again
    if "missing" in said:
        unread = [one for one in broken if job["name"] in one.source]
        if unread:
            said["problem"] = f"cell {unread[-1].cell + 1} is not Python: {unread[-1].problem}"
    return said


def _lacks_something(said: dict[str, Any]) -> bool:
    if "missing" in said:
        return True
    calls = said.get("record", ((),))[0]
    return any(call[1] is not None and call[1][0] in MISSING for call in calls)


def _bar(names: Sequence[tuple[str, str]]) -> None:
    """Take the code out of functions of the library, so that it is nowhere in this process."""
    for module, path in names:
        owner: Any = importlib.import_module(module)
        for part in path.split("."):
            owner = getattr(owner, part)
        owner.__code__ = refusal(owner)


def _attempt(
    job: dict[str, Any], statements: Sequence[slicing.Statement], limits: Limits
) -> dict[str, Any]:
    try:
        with quiet(), watched(limits) as watch:
            watch.next_call()
            names, problem = _executed(statements, job["cells"])
    except TimeLimitExceeded:
        return {"missing": True, "problem": "the cells before the answer were stopped: too slow"}
    except KeyboardInterrupt:
        return {"missing": True, "problem": "the cells before the answer were interrupted"}
    if job["name"] not in names:
        return {"missing": True, "problem": problem}
    found = names[job["name"]]
    if "inputs" not in job:
        with quiet():
            return {"value": snapshot.take(found)}
    if found is None or found is ... or is_stub(found):
        return {"stub": True}
    if not callable(found):
        return {"uncallable": snapshot.take(found)}
    with quiet():
        complaint = misfit(found, job["inputs"])
    if complaint:
        return {"misfit": complaint[:500]}
    return {"record": run(found, job["arguments"], twice=job["twice"], limits=limits)}


def _executed(
    statements: Sequence[slicing.Statement], cells: Sequence[str]
) -> tuple[dict[str, Any], str]:
    """The names that statements define, and the first thing that one of them raised.

    A statement that raises is tried again after the others: cells may have been moved.
    """
    names: dict[str, Any] = {"__name__": "__main__", "__builtins__": builtins}
    left, problem = list(statements), ""
    while left:
        failed = []
        for one in left:
            file = f"<cell {one.cell + 1}>"
            lines = cells[one.cell].splitlines(keepends=True)
            linecache.cache[file] = (len(cells[one.cell]), None, lines, file)
            try:
                exec(slicing.code_of(one, file), names)
            except TimeLimitExceeded:
                raise
            except BaseException as error:
                with contextlib.suppress(Exception):
                    info = exception_info(error)
                    problem = problem or f"{info.type} in cell {one.cell + 1}: {info.message}"[:300]
                failed.append(one)
        if len(failed) == len(left):
            break
        left = failed
    return names, problem
