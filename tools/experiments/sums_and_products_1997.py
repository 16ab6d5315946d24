"""Experiments 4 and 5 of 1997: adding with a linear and with a logistic output, and multiplication."""

from __future__ import annotations

from dataclasses import replace

from lstm_lib.memory_blocks import BlockLayout
from lstm_lib.tasks import adding, multiplication
from tools.experiments._trials_1997 import START, Array, Criterion, Setting, run, starts

TRIALS, CAP = 10, 150_000
LOGISTIC = BlockLayout(inputs=2, blocks=2, cells=2, outputs=1)
ADDING = Setting(
    replace(LOGISTIC, linear=True),
    adding.batch,
    rate=0.5,
    tolerance=adding.TOLERANCE,
    criteria={"success": Criterion(wrong=0, mean=0.01)},
    input_bias=(-3, -6),
)
SETTINGS = {
    "linear": ADDING,
    "logistic": ADDING._replace(layout=LOGISTIC),
    "product": Setting(
        LOGISTIC,
        multiplication.batch,
        rate=0.1,
        tolerance=multiplication.TOLERANCE,
        criteria={"140": Criterion(wrong=139), "13": Criterion(wrong=12)},
    ),
}


def linear(cap: int = CAP) -> dict[str, Array]:
    """Adding with a linear output."""
    return run({"linear": SETTINGS["linear"]}, TRIALS, cap, seed=4)


def logistic(cap: int = 120_000) -> dict[str, Array]:
    """Adding and multiplication with a logistic output, together."""
    return run({name: SETTINGS[name] for name in ("logistic", "product")}, TRIALS, cap, seed=5)


def record() -> dict[str, Array]:
    """Sequences to success of ten trials each, as `run` returns them."""
    return linear() | logistic()


def sample() -> dict[str, Array]:
    """The first 20 sequences."""
    return starts(linear(START) | logistic(START))
