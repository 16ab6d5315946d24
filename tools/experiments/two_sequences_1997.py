"""Experiments 3a, 3b and 3c of 1997: a class told by the first three values, then noise."""

from __future__ import annotations

from functools import partial

from lstm_lib.memory_blocks import BlockLayout
from lstm_lib.tasks import two_sequences
from tools.experiments._trials_1997 import START, Array, Criterion, Setting, run, starts

TRIALS, CAP = 10, 100_000


def criteria(wrong: int, mean: float) -> dict[str, Criterion]:
    """ST1, and ST2, which also asks for a small mean error; both on 256 fresh sequences."""
    return {
        "ST1": Criterion(wrong, of=256, fresh=True),
        "ST2": Criterion(wrong, of=256, fresh=True, mean=mean),
    }


EXACT = Setting(
    BlockLayout(inputs=1, blocks=3, cells=1, outputs=1, output_bias=False),
    partial(two_sequences.batch, version="3a"),
    rate=1.0,
    tolerance=0.2,
    criteria=criteria(0, 0.01),
    input_bias=(-1, -3, -5),
    output_bias=(-2, -4, -6),
)
SETTINGS = {
    "3a": EXACT,
    "3b": EXACT._replace(
        draw=partial(two_sequences.batch, version="3b"), criteria=criteria(5, 0.04)
    ),
    "3c": EXACT._replace(
        draw=partial(two_sequences.batch, version="3c"),
        rate=0.1,
        tolerance=0.1,
        criteria={"ST2": criteria(0, 0.015)["ST2"]},
        clean=two_sequences.without_noise,
    ),
}


def record() -> dict[str, Array]:
    """Sequences to success of ten trials each, as `run` returns them."""
    return run(SETTINGS, TRIALS, CAP, seed=3)


def sample() -> dict[str, Array]:
    """The first 20 sequences."""
    return starts(run(SETTINGS, TRIALS, START, seed=3))
