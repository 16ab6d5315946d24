"""One implementation in a process of its own: checked first, then timed whenever it is asked.

python -m bench.worker WHO SIZE DTYPE

Reads lines "TASK REPEATS" and answers each with the processor time of that many runs, in seconds.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np

from bench import SIZES, Size, floor, inference
from bench.machine import blas_kernel
from bench.peers import OURS, PEERS
from bench.problem import problem
from bench.training_step import SAME, STEPS
from bench.tricks import LOOPS

RUNS = {**LOOPS, inference.INFER: inference.run}
"""Implementations that run forward alone."""
SMALLEST = Size(1, 1, 1, 1)
TOLERANCE = {"float32": 1e-4, "float64": 1e-12}


def tasks(who: str, size: Size, dtype: str) -> dict[str, Callable[[], object]]:
    """The calls that this worker can time.

    Raises:
        AssertionError: if the implementation does not compute what lstm_lib computes.
    """
    if who == "floor":
        return {"products": floor.products(size, dtype), "ufuncs": floor.ufuncs(size, dtype)}
    if who == inference.LIMIT:
        return {
            "products": inference.products(size, dtype),
            "ufuncs": inference.ufuncs(size, dtype),
        }
    if who == "peak":
        return {"peak": floor.peak(dtype)}
    given = problem(size, dtype)
    if who in STEPS:
        step = STEPS[who](given)
        if who in SAME:
            same = STEPS[SAME[who]](given)
            for _ in range(3):  # the later ones see what the first have changed
                expect_close(np.asarray(step(), dtype), np.asarray(same(), dtype), dtype)
        return {"step": step}
    ours = PEERS[OURS](given)
    if who in RUNS:
        forward = RUNS[who](given)
        expect_close(forward(), ours.forward(), dtype)
        return {"forward": forward}
    peer = PEERS[who](given)
    expect_close(peer.forward(), ours.forward(), dtype)
    if not (peer.both and peer.stacked and ours.both and ours.stacked):
        return {"forward": peer.forward}
    expected_h, gradients = ours.both()
    expected_dW = ours.stacked(gradients)
    for _ in range(2):  # the second time shows whether gradients of the first are left over
        h, gradients = peer.both()
        expect_close(h, expected_h, dtype)
        expect_close(peer.stacked(gradients), expected_dW, dtype)
    return {"forward": peer.forward, "both": peer.both}


def features(who: str, dtype: str) -> str:
    """The instructions that an implementation uses on this processor; empty: NumPy's."""
    return (PEERS[who](problem(SMALLEST, dtype)).features if who in PEERS else "") or blas_kernel()


def expect_close(found: object, expected: np.ndarray, dtype: str) -> None:
    """Compare up to rounding, relative to the largest entry.

    Raises:
        AssertionError: if the numbers, the shape or the precision differ.
    """
    array = np.asarray(found)
    assert array.dtype == dtype, f"expected {dtype}, got {array.dtype}"
    largest = float(np.abs(expected).max())
    np.testing.assert_allclose(
        array, expected, rtol=0, atol=TOLERANCE[dtype] * largest, strict=True
    )


def seconds(run: Callable[[], object], repeats: int) -> float:
    """Processor time of this process for this many runs."""
    begin = time.process_time()
    for _ in range(repeats):
        run()
    return time.process_time() - begin


if __name__ == "__main__":
    who, size, dtype = sys.argv[1:]
    runs = tasks(who, SIZES[size], dtype)
    print("ready", features(who, dtype), flush=True)
    for line in sys.stdin:
        task, repeats = line.split()
        print(seconds(runs[task], int(repeats)), flush=True)
