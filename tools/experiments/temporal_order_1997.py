"""Experiments 6a and 6b of 1997: the order of two symbols, and of three."""

from __future__ import annotations

from functools import partial

from lstm_lib.memory_blocks import BlockLayout
from lstm_lib.tasks import temporal_order
from tools.experiments._trials_1997 import START, Array, Criterion, Setting, run, starts

TWO = Setting(
    BlockLayout(inputs=8, blocks=2, cells=2, outputs=4),
    temporal_order.batch,
    rate=0.5,
    tolerance=temporal_order.TOLERANCE,
    criteria={"success": Criterion(wrong=0, mean=0.1)},
    input_bias=(-2, -4),
    classes=True,
)
THREE = TWO._replace(
    layout=BlockLayout(inputs=8, blocks=3, cells=2, outputs=8),
    draw=partial(temporal_order.batch, relevant=3),
    rate=0.1,
    input_bias=(-2, -4, -6),
)


def two(cap: int = 100_000) -> dict[str, Array]:
    """Two symbols, 10 trials."""
    return run({"two": TWO}, 10, cap, seed=6)


def three(cap: int = 60_000) -> dict[str, Array]:
    """Three symbols, 10 trials."""
    return run({"three": THREE}, 10, cap, seed=7)


def record() -> dict[str, Array]:
    """Sequences to success, as `run` returns them."""
    return two() | three()


def sample() -> dict[str, Array]:
    """The first 20 sequences."""
    return starts(two(START) | three(START))
