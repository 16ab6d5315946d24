"""One implementation in a process of its own: checked first, then timed whenever it is asked.

python -m bench.worker WHO SIZE DTYPE

Reads lines "TASK REPEATS" and answers each with the processor time of that many runs, in seconds.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np

from bench import SIZES, floor
from bench.peers import PEERS, lstm_lib, problem


def tasks(who: str, size: str, dtype: str) -> dict[str, Callable[[], object]]:
    """What this worker can time.

    Raises:
        AssertionError: if the implementation does not compute what lstm_lib computes.
    """
    if who == "floor":
        parts = floor.products(SIZES[size], dtype), floor.ufuncs(SIZES[size], dtype)
        return dict(zip(("products", "ufuncs"), parts, strict=True))
    if who == "peak":
        return {"peak": floor.peak(dtype)}
    given = problem(SIZES[size], dtype)
    peer = PEERS[who](given)
    expected_h, expected_dW = lstm_lib(given).both()
    h, dW = peer.both()
    tolerance = 1e-3 if dtype == "float32" else 1e-9
    np.testing.assert_allclose(h, expected_h, rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(peer.forward(), expected_h, rtol=tolerance, atol=tolerance)
    largest = float(np.abs(expected_dW).max())
    np.testing.assert_allclose(dW, expected_dW, rtol=tolerance, atol=tolerance * largest)
    return {"forward": peer.forward, "both": peer.both}


def seconds(run: Callable[[], object], repeats: int) -> float:
    """Processor time of this process for so many runs."""
    begin = time.process_time()
    for _ in range(repeats):
        run()
    return time.process_time() - begin


if __name__ == "__main__":
    runs = tasks(*sys.argv[1:])
    print("ready", flush=True)
    for line in sys.stdin:
        task, repeats = line.split()
        print(seconds(runs[task], int(repeats)), flush=True)
