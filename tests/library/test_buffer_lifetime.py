"""The end of runs: by the garbage collector at any moment, at exit; and what lengths cost."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from problems import memory, problem

from lstm_lib import _buffers
from lstm_lib._buffers import BackwardBuffers, acquire
from lstm_lib.lstm import forward


def run_in_a_cycle() -> None:
    """A run that only the garbage collector can end."""
    p = problem(3, 2, 2, 3)
    cycle: list[object] = [forward(p.weights, p.x)]
    cycle.append(cycle)


def test_the_garbage_collector_may_end_a_run_while_buffers_are_borrowed() -> None:
    """At each of the first allocations inside `acquire`, one after the other."""

    def borrow_often() -> None:
        for k in range(40):
            gc.collect()
            gc.disable()
            run_in_a_cycle()
            gc.set_threshold(gc.get_count()[0] + k, 1000, 1000)
            gc.enable()
            acquire(BackwardBuffers, 1, 1, 1, np.dtype(float))
            gc.set_threshold(*thresholds)

    thresholds = gc.get_threshold()
    gc.freeze()  # of all that is alive by now, nothing needs to be searched
    thread = threading.Thread(target=borrow_often, daemon=True)
    thread.start()
    thread.join(20)
    gc.set_threshold(*thresholds)
    gc.unfreeze()
    assert not thread.is_alive(), "acquire waits for itself"
    assert len({id(buffers) for buffers in _buffers._pool}) == len(_buffers._pool)


def test_a_run_alive_at_exit_ends_in_silence() -> None:
    code = (
        "import numpy as np\n"
        "from lstm_lib.lstm import forward\n"
        "from lstm_lib.weights import LSTMWeights\n"
        "run = forward(LSTMWeights.random(2, 1, np.random.default_rng(0)), np.ones((3, 1, 1)))\n"
    )
    root = Path(__file__).parents[2]
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=root, capture_output=True, check=True
    )
    assert (ended.stdout, ended.stderr) == (b"", b"")


@pytest.mark.parametrize(("T", "B", "D", "H"), [(18, 100, 8, 16), (200, 16, 16, 32)])
def test_memory_with_lengths(T: int, B: int, D: int, H: int) -> None:
    """Sequences of different lengths cost no more than others: 4H·T·B values in backward."""
    p = problem(T, B, D, H)
    lengths = np.random.default_rng(0).integers(0, T, size=B, endpoint=True)
    _buffers._pool.clear()
    held, added, d = memory(p, lengths)
    steps = 12 * B * H + 3 * p.weights.W.size
    assert held <= 8 * ((7 * H + D + 1) * T * B + steps) + 1_800 * T
    assert added <= 8 * (4 * H * T * B + steps) + 30_000
    assert d.x.nbytes < added
