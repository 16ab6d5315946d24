"""The embedded Reber grammar: the second symbol of a string comes again just before the end.

    B ─ T ─ [a string of the Reber grammar] ─ T ─ E
    B ─ P ─ [a string of the Reber grammar] ─ P ─ E

All other symbols can be predicted from the few before them; this one needs memory.

As in the paper: the grammar, one input for each symbol, probability ½ for each of two edges, a
prediction at every step, test strings that do not occur in training, and the definition of a correct
string. Not as in the paper: it has 256 strings for training and for testing; here the numbers are
arguments.

Source: Hochreiter & Schmidhuber 1997, experiment 1; the grammar: Reber 1967.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from lstm_lib._validation import Array, as_float, as_size, expect_rng, expect_shape
from lstm_lib.tasks.batch import Batch

SYMBOLS = "BTSXPVE"
REBER: list[dict[str, int]] = [
    {"B": 1},
    {"T": 2, "P": 3},
    {"S": 2, "X": 4},
    {"T": 3, "V": 5},
    {"X": 3, "S": 6},
    {"P": 4, "V": 6},
    {"E": 7},
]
"""The legal symbols of the Reber grammar in each state, and the states they lead to."""


def _embedded() -> Array:
    """(states, 7), the state that each symbol leads to; −1 where it is not legal."""
    n = len(REBER) + 1
    before_last, end = 2 + 2 * n, 3 + 2 * n
    edges: list[dict[str, int]] = [{"B": 1}, {"T": 2, "P": 2 + n}]
    for outer, offset in edges[1].items():
        edges += [{symbol: offset + to for symbol, to in inner.items()} for inner in REBER]
        edges.append({outer: before_last})
    edges.append({"E": end})
    leads = np.full((end + 1, len(SYMBOLS)), -1)
    for state, symbols in enumerate(edges):
        for symbol, to in symbols.items():
            leads[state, SYMBOLS.index(symbol)] = to
    return leads


LEADS = _embedded()
END = len(LEADS) - 1


def strings(rng: np.random.Generator, count: int, without: Collection[str] = ()) -> list[str]:
    """Draw strings; where two symbols are legal, each has probability ½.

    Args:
        rng: source of the random numbers.
        count: number of strings; a string may occur more than once.
        without: strings to leave out, for example those of a training set.

    Raises:
        TypeError: if rng is not a Generator, or the count is not a whole number.
        ValueError: if the count is less than 1.
    """
    expect_rng(rng)
    count, excluded = as_size("count", "B", count), set(without)
    drawn: list[str] = []
    while len(drawn) < count:
        drawn += [text for text in _draw(rng, count) if text not in excluded]
    return drawn[:count]


def _draw(rng: np.random.Generator, B: int) -> list[str]:
    """Walk through the grammar B times at once."""
    state, steps = np.zeros(B, int), []
    letters = np.array([*SYMBOLS, ""])
    while (state != END).any():
        legal = LEADS[state] >= 0
        number = (rng.random(legal.shape) * legal).argmax(axis=-1)  # each legal one equally likely
        steps.append(letters[np.where(state == END, -1, number)])
        state = np.where(state == END, END, LEADS[state, number])
    return ["".join(symbols) for symbols in np.transpose(steps)]


def encode(texts: Sequence[str], dtype: DTypeLike = np.float64) -> Batch:
    """Encode strings as a batch whose target at each step is the next symbol.

    Args:
        texts: strings of the grammar.
        dtype: of x.

    Returns:
        x (T, B, 7), all symbols but the final one, one-hot in the order of `SYMBOLS`; target
        (T, B), the number of the next symbol; a mask that is true at every step.

    Raises:
        ValueError: if there is no string, or one does not belong to the grammar.
    """
    if not texts:
        raise ValueError("texts: expected at least one string, got none")
    lengths = np.array([len(text) - 1 for text in texts])
    T, B = int(lengths.max(initial=1)), len(texts)
    numbers = np.full((T + 1, B), -1)
    for b, text in enumerate(texts):
        numbers[: len(text), b] = [SYMBOLS.find(symbol) for symbol in text]
    for text, state in zip(texts, _states(numbers, lengths)[-1], strict=True):
        if state != END:
            raise ValueError(f"texts: expected complete strings of the grammar, got {text!r}")
    inside = np.arange(T)[:, None] < lengths
    x = np.where(inside[..., None], np.eye(len(SYMBOLS))[numbers[:-1]], 0).astype(dtype)
    return Batch(x, np.where(inside, numbers[1:], 0), inside, lengths)


def batch(rng: np.random.Generator, count: int, dtype: DTypeLike = np.float64) -> Batch:
    """Draw strings and encode them.

    Raises:
        TypeError, ValueError: as `strings`.
    """
    return encode(strings(rng, count), dtype)


def _states(numbers: Array, lengths: Array) -> Array:
    """State of each string after each symbol: −1 after an illegal one, END once it is complete.

    −1 also indexes `END`, the last state, which no symbol leaves.
    """
    state, states = np.zeros(numbers.shape[1], int), []
    for t, symbols in enumerate(numbers):
        after = np.where(symbols < 0, -1, LEADS[state, symbols])
        state = np.where(t <= lengths, after, state)
        states.append(state)
    return np.array(states)


def successors(text: str) -> list[str]:
    """Legal next symbols after each symbol of a string but the final one.

    Raises:
        ValueError: if the text is not a string of the grammar.
    """
    legal = allowed(encode([text]))[:, 0]
    return ["".join(SYMBOLS[k] for k in np.flatnonzero(row)) for row in legal]


def allowed(batch: Batch) -> Array:
    """(T, B, 7), true for the legal next symbols, false beyond a sequence's length."""
    states = _states(batch.x.argmax(axis=-1), batch.lengths - 1)
    legal: Array = (LEADS[states] >= 0) & batch.mask[..., None]
    return legal


def is_correct(y: ArrayLike, batch: Batch) -> Array:
    """(B,), true where at every step each legal next symbol has a larger output than the others.

    Args:
        y: (T, B, 7), outputs of a network, one number for each symbol.
        batch: the batch that it was given.

    Raises:
        TypeError, ValueError: if y is not made of floats, or not of this shape.
    """
    y = as_float("y", y)
    T, B, _ = batch.x.shape
    expect_shape("y", y, "T B 7", {"T": T, "B": B, "7": 7})
    legal = allowed(batch)
    least = np.where(legal, y, np.inf).min(axis=-1)
    most = np.where(legal, -np.inf, y).max(axis=-1)
    correct: Array = ((least > most) | ~batch.mask).all(axis=0)
    return correct


def mean_length() -> float:
    """Mean number of symbols in a string: the expected length of a random walk to the end."""
    P = np.zeros((END, END + 1))
    for state, leads in enumerate(LEADS[:-1]):
        to = leads[leads >= 0]
        P[state, to] = 1 / len(to)
    return float(np.linalg.solve(np.eye(END) - P[:, :END], np.ones(END))[0])


def baseline() -> float:
    """Fraction of symbols predicted correctly without memory of the second symbol: 1 − ½ / (L − 1).

    L is the mean length. Of all symbols but the first, only the one just before the end has to be
    guessed, so half of the strings are entirely correct.
    """
    return 1 - 0.5 / (mean_length() - 1)
