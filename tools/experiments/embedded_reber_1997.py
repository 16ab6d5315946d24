"""Experiment 1 of 1997: the embedded Reber grammar, 256 strings to train on and 256 to be tested on.

As in the paper, three pairs of sets, ten trials with each; strings picked at random from the training
set; an update after every symbol; success once every legal next symbol is more active than all others,
at every place in all 512 strings. The trials step together, each through strings of its own.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_lib.memory_blocks import BlockLayout, MemoryBlocks
from lstm_lib.tasks import Batch, reber

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
PAIRS, TRIALS, STRINGS, CAP, EVERY, START = 3, 10, 256, 50_000, 5_000, 50
NO_BIAS = {"cell_bias": False, "output_bias": False}
SETTINGS = {
    "3x2": (BlockLayout(7, 3, 2, 7, **NO_BIAS), 0.5),
    "3x2 shortcut": (BlockLayout(7, 3, 2, 7, shortcut=True, **NO_BIAS), 0.5),
}


def sets(pair: int) -> tuple[Batch, Batch]:
    """The strings of a pair: those to train on, and all 512."""
    rng = np.random.default_rng((1, pair))
    train = reber.strings(rng, STRINGS)
    return reber.encode(train), reber.encode([*train, *reber.strings(rng, STRINGS, without=train)])


def solved(nets: MemoryBlocks, everything: Batch) -> Array:
    """(R,), true where a network predicts all strings correctly."""
    y = nets.run(everything.x)
    return np.array([reber.is_correct(y[:, r], everything).all() for r in range(y.shape[1])])


def run(
    layout: BlockLayout, rate: float, cap: int = CAP, every: int = EVERY
) -> tuple[Array, Array]:
    """Train 30 networks.

    Returns:
        (30,), strings until success, counted when all 512 are tested, 0 if cap is passed first; and
        (symbols, 30), the largest errors at the first 50 symbols.
    """
    R = PAIRS * TRIALS
    rng = np.random.default_rng(1)
    nets = MemoryBlocks.random(
        layout, R, rng, 0.2, output_bias=[-1.0 - b for b in range(layout.blocks)]
    )
    pairs = [sets(pair) for pair in range(PAIRS)]
    longest = max(len(train.x) for train, _ in pairs)
    symbols = np.zeros((PAIRS, STRINGS, longest + 1), int)  # of the training strings
    ends = np.zeros((PAIRS, STRINGS), int)
    for pair, (train, _) in enumerate(pairs):
        ends[pair] = train.lengths
        symbols[pair, :, 0] = 0  # all begin with B
        symbols[pair, :, 1 : len(train.target) + 1] = train.target.T
    own = np.repeat(np.arange(PAIRS), TRIALS)
    string, at, read, first = (np.zeros(R, int) for _ in range(4))
    string[:] = rng.integers(0, STRINGS, R)
    one_hot, step, beginning = np.eye(7), 0, []
    while (first == 0).any() and read[first == 0].min() < cap:
        step += 1
        nets.step(one_hot[symbols[own, string, at]])
        target = one_hot[symbols[own, string, at + 1]]
        y = nets.predict()
        if step <= START:
            beginning.append(np.abs(y - target).max(axis=1))
        nets.learn(target, rate * (first == 0))
        at += 1
        over = at == ends[own, string]
        if over.any():
            nets.restart(over)
            read += over
            at[over] = 0
            string[over] = rng.integers(0, STRINGS, over.sum())
        if step % every == 0:
            for pair, (_, everything) in enumerate(pairs):
                rows = np.flatnonzero((own == pair) & (first == 0) & (read <= cap))
                if len(rows):
                    tested = MemoryBlocks(layout, nets.W[rows], nets.V[rows])
                    good = rows[solved(tested, everything)]
                    first[good] = read[good]
    return first, np.array(beginning)


def one(name: str) -> dict[str, Array]:
    """Strings to success of 30 trials in one setting, and "name/start"."""
    first, beginning = run(*SETTINGS[name])
    return {name: first, f"{name}/start": beginning}


def record() -> dict[str, Array]:
    """Strings to success of 30 trials by setting, "name/start", and the largest number of strings."""
    return {"cap": np.array(CAP)} | one("3x2") | one("3x2 shortcut")


def sample() -> dict[str, Array]:
    """The first 50 symbols."""
    return {f"{name}/start": run(*setting, cap=10)[1] for name, setting in SETTINGS.items()}
