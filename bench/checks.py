"""The time that a learner waits: for a check, and for the first import of the grader.

`python -m bench` measures this too, `python -m bench.checks` this alone.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.aims import Aim
from bench.machine import machine
from bench.report import publish
from lstm_course.grading.check import verdict_on
from lstm_course.grading.exercises import all_functions

RESULTS = Path(__file__).with_name("checks.md")
AIM = 0.3
"""Seconds, for a check as for the import."""
ROUNDS = 5
IMPORT = """
import numpy
from time import perf_counter
start = perf_counter()
import lstm_course.grading
print(perf_counter() - start)
"""


def waits() -> dict[str, float]:
    """Seconds of every check of a function: its reference, and each misconception by its name."""
    found = {}
    for exercise in all_functions():
        exercise = replace(exercise, without=())  # the reference may use all of the library
        answers = {one.id: one.answer for one in exercise.misconceptions}
        for name, answer in {"right": exercise.reference, **answers}.items():
            found[f"{exercise.id} {name}"] = _seconds(
                lambda one=exercise, answer=answer: verdict_on(one, answer)
            )
    return found


def import_time() -> float:
    """Seconds of the grader's import beyond NumPy's, in a fresh interpreter."""
    said = [subprocess.check_output([sys.executable, "-c", IMPORT]) for _ in range(ROUNDS)]
    return median(map(float, said))


def _seconds(task: Callable[[], object]) -> float:
    """The fastest of three, so that other work of the machine does not count."""
    times = []
    for _ in range(3):
        start = perf_counter()
        task()
        times.append(perf_counter() - start)
    return min(times)


def report(seconds: dict[str, float], importing: float) -> str:
    """The measurements in sentences."""
    slowest = max(seconds, key=lambda name: seconds[name])
    return (
        f"Seconds; {machine()}; {date.today()}.\n\n"
        f"{len(seconds)} checks, right and wrong answers to all functions: median "
        f"{median(seconds.values()):.3f}, slowest {seconds[slowest]:.3f} ({slowest}). "
        f"First import of `lstm_course.grading` beyond NumPy's: {importing:.3f}."
    )


def aims(seconds: dict[str, float], importing: float) -> list[Aim]:
    """Every check that is too slow, or the slowest if none is, and the import."""
    slow = {name: value for name, value in seconds.items() if value > AIM}
    if not slow:
        slowest = max(seconds, key=lambda name: seconds[name])
        slow = {slowest: seconds[slowest]}
    return [Aim(name, value, most=AIM) for name, value in slow.items()] + [
        Aim("first import", importing, most=AIM)
    ]


def main() -> None:
    print("checks …", flush=True)
    found = waits(), import_time()
    publish(report(*found), RESULTS, aims(*found))


if __name__ == "__main__":
    main()
