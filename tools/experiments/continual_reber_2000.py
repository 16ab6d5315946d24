"""Gers, Schmidhuber & Cummins 2000: strings of the embedded Reber grammar without end, no resets.

A training stream ends with the first wrong prediction, or after 20,000 symbols; the next one begins
with all activations at 0. After a stream of at least 1,000 symbols the weights are tested as they
are, on ten streams of 20,000 symbols: success is ten without an error. Every trial may learn from
400,000 symbols. In the paper, streams have a million symbols, a test follows every stream, and training
goes on for 30,000 streams.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lstm_lib.memory_blocks import BlockLayout, MemoryBlocks
from lstm_lib.tasks.reber_stream import TOLERANCE, ReberStreams

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
TRIALS, SYMBOLS, LONG, WORTH, TESTS, RATE = 10, 400_000, 20_000, 1_000, 10, 0.5
START = 50
LAYOUT = BlockLayout(7, 4, 2, 7, gates_as_sources=False, shortcut=True, cell_bias=False)
BIAS = np.array([-0.5, -1.0, -1.5, -2.0])


class Way(NamedTuple):
    """A way to live with a stream: resets from outside, and the factor on the rate at every step."""

    reset: bool = False
    decay: float = 1.0


STANDARD = {"standard": Way(), "external resets": Way(reset=True)}
FORGET = {"forget gates": Way(), "forget gates, decaying rate": Way(decay=0.99)}


def wrong(y: Array, legal: Array) -> Array:
    """(R,), true where an output is off by 0.49 or more."""
    found: Array = (np.abs(y - legal) >= TOLERANCE).any(axis=1)
    return found


def passes(nets: MemoryBlocks, r: int, reset: bool, seed: tuple[int, ...]) -> bool:
    """True if trial r, whose weights stay as they are, makes no error on any of the test streams."""
    tested = MemoryBlocks(
        nets.layout, np.repeat(nets.W[r : r + 1], TESTS, 0), np.repeat(nets.V[r : r + 1], TESTS, 0)
    )
    streams = ReberStreams(np.random.default_rng(seed), TESTS)
    for _ in range(LONG):
        streams.advance()
        tested.step(streams.x, learning=False)
        if wrong(tested.predict(), streams.legal).any():
            return False
        if reset and streams.ended.any():
            tested.restart(streams.ended)
    return True


def run(layout: BlockLayout, ways: dict[str, Way], symbols: int = SYMBOLS) -> dict[str, Array]:
    """Train ten networks in each way, all together.

    Returns:
        For each way, "name/streams": (10,), training streams until success, 0 without; "name/best":
        (10,), symbols in the longest training stream; "name/read", streams read in all; "name/W" and
        "name/V", weights of the first trial that succeeded, or of the first trial; "name/start":
        (50, 10), the largest errors at the first 50 symbols.
    """
    R, rng = len(ways) * TRIALS, np.random.default_rng(2000)
    nets = MemoryBlocks.random(layout, R, rng, 0.2, BIAS, BIAS, -BIAS if layout.forget else None)
    reset = np.repeat([way.reset for way in ways.values()], TRIALS)
    decay = np.repeat([way.decay for way in ways.values()], TRIALS)
    streams = ReberStreams(rng, R)
    rate, at = np.full(R, RATE), np.zeros(R, int)
    best, read, first = (np.zeros(R, int) for _ in range(3))
    beginning = []
    for symbol in range(symbols):
        streams.advance()
        nets.step(streams.x)
        y = nets.predict()
        if symbol < START:
            beginning.append(np.abs(y - streams.legal).max(axis=1))
        failed = wrong(y, streams.legal)
        nets.learn(streams.legal, rate * (first == 0))
        rate *= decay
        at += 1
        again = streams.ended & reset
        ended = failed | (at >= LONG)
        for r in np.flatnonzero(ended & (first == 0)):
            read[r] += 1
            best[r] = max(best[r], at[r])
            if at[r] >= WORTH and passes(nets, r, reset[r], (2000, r, read[r])):
                first[r] = read[r]
        if ended.any():
            rate[ended], at[ended] = RATE, 0
            streams.restart(ended)
        if (ended | again).any():
            nets.restart(ended | again)
        if (first > 0).all():
            break
    record: dict[str, Array] = {}
    for k, name in enumerate(ways):
        here = slice(k * TRIALS, (k + 1) * TRIALS)
        shown = here.start + int((first[here] > 0).argmax())
        parts = {"streams": first[here], "best": best[here], "read": read[here]}
        parts |= {"W": nets.W[shown], "V": nets.V[shown], "start": np.array(beginning)[:, here]}
        record |= {f"{name}/{part}": value for part, value in parts.items()}
    return record


def standard(symbols: int = SYMBOLS) -> dict[str, Array]:
    """Without forget gates."""
    return run(LAYOUT, STANDARD, symbols)


def forget(symbols: int = SYMBOLS) -> dict[str, Array]:
    """With forget gates."""
    return run(BlockLayout(**(vars(LAYOUT) | {"forget": True})), FORGET, symbols)


def record() -> dict[str, Array]:
    """The four ways of the paper's table, as `run` returns them."""
    return standard() | forget() | {"symbols": np.array(SYMBOLS)}


def sample() -> dict[str, Array]:
    """The first 50 symbols."""
    parts = standard(START) | forget(START)
    return {key: value for key, value in parts.items() if key.endswith("/start")}
