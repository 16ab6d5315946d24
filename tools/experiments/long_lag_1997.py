"""Experiment 2c of 1997: a symbol to remember over at least 51 steps of noise."""

from __future__ import annotations

from lstm_lib.memory_blocks import BlockLayout
from lstm_lib.tasks import long_lag
from tools.experiments._trials_1997 import START, Array, Criterion, Setting, run, starts

TRIALS, CAP = 10, 100_000
SETTING = Setting(
    BlockLayout(54, 2, 1, 2, cell_bias=False, gate_bias=False, output_bias=False),
    long_lag.batch,
    rate=0.01,
    tolerance=long_lag.TOLERANCE,
    criteria={"success": Criterion(wrong=0, of=10_000, fresh=True)},
    scale=0.2,
)


def record() -> dict[str, Array]:
    """Sequences to success of ten trials, as `run` returns them."""
    return run({"2c": SETTING}, TRIALS, CAP, seed=2)


def sample() -> dict[str, Array]:
    """The first 20 sequences."""
    return starts(run({"2c": SETTING}, TRIALS, START, seed=2))
