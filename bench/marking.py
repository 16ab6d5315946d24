"""The time that marking takes: 500 submissions to two chapters, twelve tasks, and the memory.

`python -m bench` measures this too, `python -m bench.marking` this alone, and
`python -m bench.marking COUNT` with another number of submissions.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import nbformat

from bench.aims import Aim
from bench.machine import machine
from bench.report import publish
from lstm_course.marking.chapters import tasks_of

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).with_name("marking.md")
CHAPTERS = ("04", "05")
COUNT, WORKERS = 500, 2
AIM = 15 * 60
"""Seconds for 500 submissions with twelve tasks each, on two cores."""
WRONG = 0.3
"""Fraction of the answers that are replaced by another task's."""


class Measured(NamedTuple):
    """Seconds on the clock and of processor time, megabytes of the largest process."""

    submissions: int
    tasks: int
    seconds: float
    processor: float
    megabytes: float


def submissions(folder: Path, count: int) -> None:
    """Notebooks that answer both chapters, in each of which other answers are wrong."""
    rng = random.Random(0)
    cells = list(_cells())
    for k in range(count):
        place = folder / f"Student {k}_{k}_assignsubmission_file_"
        place.mkdir(parents=True)
        sources = [
            source.replace("return ", "return 0.5 * ", 1)
            if id.startswith("answer") and rng.random() < WRONG
            else source
            for id, source in cells
        ]
        node = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(source) for source in sources]
        )
        nbformat.write(node, place / "answers.ipynb")


def _cells() -> Iterator[tuple[str, str]]:
    for chapter in CHAPTERS:
        (path,) = (ROOT / "exercises" / "solutions").glob(f"{chapter}_*.ipynb")
        for cell in nbformat.read(path, 4).cells:
            if cell.cell_type == "code":
                yield cell.id, cell.source


def measure(count: int) -> Measured:
    """Mark a class of this size, chapter by chapter."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        submissions(folder / "in", count)
        (folder / "seed").write_text("1234567890\n", "utf-8")
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
        for chapter in CHAPTERS:
            command = [sys.executable, "-m", "lstm_course.marking", "mark", str(folder / "in")]
            command += ["--seed-file", str(folder / "seed"), "--out", str(folder / chapter)]
            command += ["--chapter", chapter, "--workers", str(WORKERS)]
            environment = os.environ | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
            subprocess.run(command, cwd=ROOT, env=environment, check=True)
        seconds = perf_counter() - start
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    tasks = sum(len(tasks_of(chapter)) for chapter in CHAPTERS)
    return Measured(count, tasks, seconds, processor, used.ru_maxrss / 1000)


def report(found: Measured) -> str:
    """The measurement in sentences."""
    each = 1000 * found.processor / (found.submissions * found.tasks)
    return (
        f"{machine()}; {date.today()}.\n\n"
        f"{found.submissions} submissions with {found.tasks} tasks each, {WORKERS} at a time: "
        f"{found.seconds / 60:.1f} minutes on the clock, {found.processor / 60:.1f} minutes of "
        f"processor time in all, {each:.0f} ms for each task; at most {found.megabytes:.0f} MB in "
        "one process."
    )


def aims(found: Measured) -> list[Aim]:
    """The time, scaled to the class that the aim is for."""
    scale = COUNT * 12 / (found.submissions * found.tasks)
    return [Aim("marking 500 submissions with 12 tasks, seconds", scale * found.seconds, most=AIM)]


def main(count: int = COUNT) -> None:
    print("marking …", flush=True)
    found = measure(count)
    publish(report(found), RESULTS, aims(found))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
