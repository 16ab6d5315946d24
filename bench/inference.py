"""Forward alone, as after training: `lstm_lib.inference.infer` beside the others, and its limit.

`python -m bench` measures this too, `python -m bench.inference` this alone. The limit is what the
matrix products and ufuncs of `infer` take by themselves, on the buffers that it works on.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from bench import SIZES, Size
from bench.aims import Aim
from bench.machine import machine
from bench.measure import Worker, compare
from bench.peers import OURS, installed
from bench.problem import Problem
from bench.report import Row, aims, publish, table
from bench.tables import NONE, Targets, targets
from lstm_lib._buffers import InferenceBuffers
from lstm_lib.inference import infer

RESULTS = Path(__file__).with_name("inference.md")
INFER, LIMIT, PYTORCH, ONNX = "infer", "infer limit", "PyTorch nn.LSTM", "ONNX Runtime"
OTHERS = {"float32": [PYTORCH, ONNX], "float64": [PYTORCH]}
AT_LEAST: dict[str, Targets] = {
    "float32": targets(None, 0.7, 0.85, 0.9, 0.95),
    "float64": targets(None, 0.9, 0.9, 0.9, 0.9),
}
AT_MOST = targets(None, 1.3, 1.15, 1.1, 1.1)
EXPLANATION = """\
A run forward that keeps nothing for a backward pass: the time of each implementation divided by that
of `infer`. The *limit* is the time of the products and ufuncs of `infer` alone; PyTorch's time divided
by it is the most that its ratio could become. Measured on one thread; {machine}; {date}."""


def run(given: Problem) -> Callable[[], Any]:
    """`infer` as it is used."""
    return lambda: infer(given.weights, given.x)[0]


def _buffers(size: Size, dtype: str) -> InferenceBuffers:
    """Those of one step at a time, filled with a harmless number."""
    buffers = InferenceBuffers(1, *size[1:], np.dtype(dtype))
    for array in (buffers.Z, buffers.S, buffers.W, buffers.terms, buffers.tanh_c):
        array[...] = 0.01
    return buffers


def products(size: Size, dtype: str) -> Callable[[], None]:
    """One product for each step."""
    buffers = _buffers(size, dtype)
    gates = buffers.S[:4].reshape(len(buffers.W), -1)

    def run() -> None:
        for _ in range(size.T):
            np.dot(buffers.W, buffers.Z[0], gates)

    return run


def ufuncs(size: Size, dtype: str) -> Callable[[], None]:
    """The elementwise work of every step, on gates that are the same each time."""
    buffers = _buffers(size, dtype)
    S, terms, tanh_c = buffers.S, buffers.terms, buffers.tanh_c
    half, one = np.array(0.5, dtype), np.array(1, dtype)
    tanh, multiply, add = np.tanh, np.multiply, np.add

    def run() -> None:
        for _ in range(size.T):
            tanh(S[:4], S[:4])
            add(S[:3], one, S[:3])
            multiply(S[1:3], S[3:], terms)
            add(terms[0], terms[1], S[4])
            multiply(S[4], half, S[4])
            tanh(S[4], tanh_c)
            multiply(S[0], tanh_c, buffers.h[1])

    return run


def rows(times: dict[str, dict[str, float]], dtype: str) -> list[Row]:
    """The rows of one table, from {size: {what: seconds}}."""

    def over(one: str, other: str) -> dict[str, float]:
        return {size: at[one] / at[other] for size, at in times.items()}

    times = {size: at | {LIMIT: at["products"] + at["ufuncs"]} for size, at in times.items()}
    lines = []
    for other in OTHERS[dtype]:
        if any(other not in at for at in times.values()):
            lines.append(Row(f"{other}: not installed", NONE))
            continue
        least = AT_LEAST[dtype] if other == PYTORCH else NONE
        lines.append(Row(other, over(other, INFER), at_least=least))
        if other == PYTORCH:
            lines.append(Row(f"{other}, over the limit", over(other, LIMIT), at_least=least))
    lines.append(Row("`lstm.forward`", over(OURS, INFER)))
    lines.append(Row("`infer` over its limit", over(INFER, LIMIT), at_most=AT_MOST))
    return lines


def measured(size: str, dtype: str) -> dict[str, float]:
    """Times of all of them, taking turns: {what: seconds}."""
    names = [INFER, OURS, *(name for name in OTHERS[dtype] if installed(name))]
    with ExitStack() as stack:
        workers = {name: stack.enter_context(Worker(name, size, dtype)) for name in names}
        limit = stack.enter_context(Worker(LIMIT, size, dtype))
        entries = {name: (worker, "forward") for name, worker in workers.items()}
        return compare(entries | {task: (limit, task) for task in ("products", "ufuncs")})


def main() -> None:
    parts = [EXPLANATION.format(machine=machine(), date=date.today())]
    held: list[Aim] = []
    for dtype in OTHERS:
        times = {}
        for size in SIZES:
            print("inference", dtype, size, "…", flush=True)
            times[size] = measured(size, dtype)
        lines = rows(times, dtype)
        parts += [dtype, table(lines)]
        held += aims(lines, dtype)
    publish("\n\n".join(parts), RESULTS, held)


if __name__ == "__main__":
    main()
