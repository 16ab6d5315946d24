"""The embedded Reber grammar: the symbol before the last is the second one again.

    B ─ T ─ [a string of the Reber grammar] ─ T ─ E
    B ─ P ─ [a string of the Reber grammar] ─ P ─ E

Everything else can be predicted from the last few symbols; the one before the last needs memory.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib.checks import Array, as_size
from lstm_lib.tasks.batch import Batch, expect_rng

SYMBOLS = "BTSXPVE"
EDGES = [
    {"B": 1},
    {"T": 2, "P": 3},
    {"S": 2, "X": 4},
    {"T": 3, "V": 5},
    {"X": 3, "S": 6},
    {"P": 4, "V": 6},
    {"E": 7},
]
"""The Reber grammar: for each state, the symbols that may follow, and where they lead."""
END = 7


def string(rng: np.random.Generator) -> str:
    """Draw one string; where two symbols may follow, each with probability ½.

    Raises:
        TypeError: if rng is not a Generator.

    Source: Reber 1967, and in this form Hochreiter & Schmidhuber 1997, experiment 1.
    """
    expect_rng(rng)
    state, inner = 0, ""
    outer = "TP"[rng.integers(2)]
    while state != END:
        symbols = sorted(EDGES[state])
        inner += symbols[rng.integers(len(symbols))]
        state = EDGES[state][inner[-1]]
    return f"B{outer}{inner}{outer}E"


def successors(text: str) -> list[str]:
    """For each symbol of a string but the last, the symbols that may follow it.

    Raises:
        ValueError: if the grammar does not make this string, naming the first wrong symbol.
    """
    allowed, state = ["TP"], 0
    for k, symbol in enumerate(text[:-1]):
        expected = "B" if k == 0 else allowed[-1]
        if symbol not in expected:
            raise ValueError(f"text: expected {' or '.join(expected)} at {k}, got {text!r}")
        if k == 0:
            continue
        if k == 1:
            allowed.append("B")
        elif state == END:
            allowed.append("E")
        else:
            state = EDGES[state][symbol]
            allowed.append("".join(sorted(EDGES[state])) if state != END else text[1])
    if len(text) < 2 or allowed[-1] != "E" or text[-1] != "E":
        raise ValueError(f"text: expected a string of the grammar up to its last E, got {text!r}")
    return allowed


def encode(texts: Sequence[str], dtype: DTypeLike = np.float64) -> Batch:
    """Strings as a batch: at each step the next symbol is asked for.

    Args:
        texts: strings of the grammar.
        dtype: of x.

    Returns:
        x (T, B, 7), one-hot in the order of `SYMBOLS`, all symbols but the last; target (T, B),
        the number of the next symbol; every step is judged.

    Raises:
        ValueError: if there is no string, or one has a symbol of another alphabet.
    """
    if not texts:
        raise ValueError("texts: expected at least one string, got none")
    lengths = np.array([len(text) - 1 for text in texts])
    T, B = lengths.max(), len(texts)
    x, target = np.zeros((T, B, len(SYMBOLS)), dtype), np.zeros((T, B), np.intp)
    for b, text in enumerate(texts):
        numbers = np.array([SYMBOLS.index(symbol) for symbol in text])
        x[np.arange(lengths[b]), b, numbers[:-1]] = 1
        target[: lengths[b], b] = numbers[1:]
    return Batch(x, target, np.arange(T)[:, None] < lengths, lengths)


def batch(rng: np.random.Generator, count: int, dtype: DTypeLike = np.float64) -> Batch:
    """Draw strings and encode them.

    Raises:
        TypeError, ValueError: if rng is not a Generator, or the count not a whole number ≥ 1.
    """
    return encode([string(rng) for _ in range(as_size("count", "B", count))], dtype)


def allowed(given: Batch) -> Array:
    """(T, B, 7), true for the symbols that may follow; all false past the end."""
    numbers = given.x.argmax(axis=-1)
    found = np.zeros(given.x.shape, bool)
    for b, length in enumerate(given.lengths):
        text = "".join(SYMBOLS[k] for k in numbers[:length, b]) + "E"
        for t, symbols in enumerate(successors(text)):
            found[t, b, [SYMBOLS.index(symbol) for symbol in symbols]] = True
    return found


def wholly_right(y: Array, given: Batch) -> Array:
    """(B,), true if at every step each symbol that may follow got more than each that may not.

    Args:
        y: (T, B, 7), one number for each symbol, as a network answers.
        given: the batch that was asked.
    """
    may = allowed(given)
    least = np.where(may, y, np.inf).min(axis=-1)
    most = np.where(may, -np.inf, y).max(axis=-1)
    right: Array = ((least > most) | ~given.scored).all(axis=0)
    return right
