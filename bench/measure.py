"""Taking turns: every process is asked for a few runs, round after round."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from types import TracebackType

from bench.peers import UNTRAINED

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 7
SECONDS_A_TURN = 0.06


class Worker:
    """A process that times one implementation at one size."""

    def __init__(self, who: str, size: str, dtype: str, kernel: str = "") -> None:
        one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        environment = os.environ | one_thread | ({"OPENBLAS_CORETYPE": kernel} if kernel else {})
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.worker", who, size, dtype],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._who = who
        self.features = self._answer().removeprefix("ready").strip()

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._process.communicate()

    def _answer(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline().strip()
        if not line:
            raise RuntimeError(f"{self._who} stopped: see its message above")
        return line

    def seconds(self, task: str, repeats: int) -> float:
        """Processor time of one run, the mean of this many in a row."""
        assert self._process.stdin
        self._process.stdin.write(f"{task} {repeats}\n")
        self._process.stdin.flush()
        return float(self._answer()) / repeats


def compare(entries: dict[str, tuple[Worker, str]]) -> dict[str, float]:
    """Median processor time of one run for each entry, a worker and a task, taking turns."""
    repeats = {}
    for name, (worker, task) in entries.items():
        worker.seconds(task, 1)
        repeats[name] = max(1, round(SECONDS_A_TURN / max(worker.seconds(task, 1), 1e-6)))
    times: dict[str, list[float]] = {name: [] for name in entries}
    for _ in range(ROUNDS):
        for name, (worker, task) in entries.items():
            times[name].append(worker.seconds(task, repeats[name]))
    return {name: median(values) for name, values in times.items()}


def times(
    size: str, dtype: str, who: list[str], kernel: str = ""
) -> tuple[dict[str, dict[str, float]], dict[str, str]]:
    """Times of these implementations and the floor, {task: {implementation: seconds}}, and their
    processor features, {implementation: features}."""
    with ExitStack() as stack:
        workers = {name: stack.enter_context(Worker(name, size, dtype, kernel)) for name in who}
        bottom = stack.enter_context(Worker("floor", size, dtype, kernel))
        top = stack.enter_context(Worker("peak", size, dtype, kernel))
        forward = compare({name: (worker, "forward") for name, worker in workers.items()})
        rest = {task: (bottom, task) for task in ("products", "ufuncs")} | {"peak": (top, "peak")}
        trained = {
            name: (worker, "both") for name, worker in workers.items() if name not in UNTRAINED
        }
        both = compare(trained | rest)
        features = {name: worker.features for name, worker in workers.items()}
    return {"forward": forward, "both": both}, features
