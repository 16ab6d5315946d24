"""How long a learner waits: for a check, and for the first import of the judge.

`python -m bench` measures this too, `python -m bench.checks` this alone.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.machine import machine
from bench.report import publish
from lstm_course.grading.check import verdict_on
from lstm_course.grading.exercise import Function
from lstm_course.grading.exercises import all_exercises

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
    """Seconds of every check of a function: its reference, and each mistake by its name."""
    found = {}
    for exercise in all_exercises():
        if isinstance(exercise, Function):
            answers = {
                "right": exercise.reference,
                **{w.id: w.answer for w in exercise.misconceptions},
            }
            for name, answer in answers.items():
                found[f"{exercise.id} {name}"] = _seconds(
                    lambda one=exercise, answer=answer: verdict_on(one, answer)
                )
    return found


def import_time() -> float:
    """Seconds of the judge's import beyond NumPy's, in a fresh interpreter."""
    said = [subprocess.check_output([sys.executable, "-c", IMPORT]) for _ in range(ROUNDS)]
    return median(map(float, said))


def _seconds(task: Callable[[], object]) -> float:
    """The fastest of three: what the machine does besides is not waited for."""
    times = []
    for _ in range(3):
        start = perf_counter()
        task()
        times.append(perf_counter() - start)
    return min(times)


def report(seconds: dict[str, float], importing: float) -> str:
    """What was measured, in sentences."""
    slowest = max(seconds, key=lambda name: seconds[name])
    missed = [name for name, value in seconds.items() if value > AIM]
    return (
        f"Seconds, aimed at below {AIM}; {machine()}; {date.today()}.\n\n"
        f"{len(seconds)} checks, right and wrong answers to all functions: median "
        f"{median(seconds.values()):.3f}, slowest {seconds[slowest]:.3f} ({slowest}), "
        f"{len(missed)} missed. First import of `lstm_course.grading` beyond NumPy's: {importing:.3f}"
        f"{' missed' if importing > AIM else ''}."
    )


def main() -> None:
    print("checks …", flush=True)
    publish(report(waits(), import_time()), RESULTS)


if __name__ == "__main__":
    main()
