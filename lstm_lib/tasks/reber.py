"""The embedded Reber grammar: the symbol before the last is the second one again.

    B ─ T ─ [a string of the Reber grammar] ─ T ─ E
    B ─ P ─ [a string of the Reber grammar] ─ P ─ E

Everything else can be predicted from the last few symbols; the one before the last needs memory.

As in the paper: the grammar, one number for each symbol, one half for each of two edges, every
next symbol asked for, test strings that were not among those of training, and what counts as
right. Not as in the paper: it has 256 strings of each kind; here their numbers are arguments.

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
"""The Reber grammar. For each state, the symbols that may follow, and where they lead."""


def _embedded() -> Array:
    """(states, 7), where each symbol leads from each state; −1 where it may not follow."""
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
    """Draw strings; where two symbols may follow, each with probability ½.

    Args:
        rng: source of the random numbers.
        count: how many strings; the same may come more than once.
        without: strings that are drawn anew, those of a training set for example.

    Raises:
        TypeError: if rng is not a Generator, or the count not a whole number.
        ValueError: if the count is less than 1.
    """
    expect_rng(rng)
    count, known = as_size("count", "B", count), set(without)
    drawn: list[str] = []
    while len(drawn) < count:
        drawn += [text for text in _draw(rng, count) if text not in known]
    return drawn[:count]


def _draw(rng: np.random.Generator, B: int) -> list[str]:
    """Walk through the grammar B times at once."""
    state, steps = np.zeros(B, int), []
    letters = np.array([*SYMBOLS, ""])
    while (state != END).any():
        legal = LEADS[state] >= 0
        number = (rng.random(legal.shape) * legal).argmax(axis=-1)  # each legal one as likely
        steps.append(letters[np.where(state == END, -1, number)])
        state = np.where(state == END, END, LEADS[state, number])
    return ["".join(symbols) for symbols in np.transpose(steps)]


def encode(texts: Sequence[str], dtype: DTypeLike = np.float64) -> Batch:
    """Strings as a batch: at each step the next symbol is asked for.

    Args:
        texts: strings of the grammar.
        dtype: of x.

    Returns:
        x (T, B, 7), one-hot in the order of `SYMBOLS`, all symbols but the last; target (T, B),
        the number of the next symbol; every step is judged.

    Raises:
        ValueError: if there is no string, or one is not of the grammar.
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
            raise ValueError(f"texts: expected strings of the grammar, whole ones, got {text!r}")
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
    """Where each string stands after each symbol; −1 after a wrong one; at the end it stays.

    −1 also is the number of `END`, the last state, from where no symbol leads on.
    """
    state, found = np.zeros(numbers.shape[1], int), []
    for t, symbols in enumerate(numbers):
        after = np.where(symbols < 0, -1, LEADS[state, symbols])
        state = np.where(t <= lengths, after, state)
        found.append(state)
    return np.array(found)


def successors(text: str) -> list[str]:
    """For each symbol of a string but the last, the symbols that may follow it.

    Raises:
        ValueError: if the text is not a string of the grammar.
    """
    may = allowed(encode([text]))[:, 0]
    return ["".join(SYMBOLS[k] for k in np.flatnonzero(row)) for row in may]


def allowed(given: Batch) -> Array:
    """(T, B, 7), true for the symbols that may follow; all false past the end."""
    states = _states(given.x.argmax(axis=-1), given.lengths - 1)
    may: Array = (LEADS[states] >= 0) & given.mask[..., None]
    return may


def is_correct(y: ArrayLike, given: Batch) -> Array:
    """(B,), true if at every step each symbol that may follow got more than each that may not.

    Args:
        y: (T, B, 7), one number for each symbol, as a network answers.
        given: the batch that was asked.

    Raises:
        TypeError, ValueError: if y is not made of floats, or not of this shape.
    """
    y = as_float("y", y)
    T, B, _ = given.x.shape
    expect_shape("y", y, "T B 7", {"T": T, "B": B, "7": 7})
    may = allowed(given)
    least = np.where(may, y, np.inf).min(axis=-1)
    most = np.where(may, -np.inf, y).max(axis=-1)
    right: Array = ((least > most) | ~given.mask).all(axis=0)
    return right


def mean_length() -> float:
    """How many symbols a string has on average: the steps of a random walk to the end."""
    share = np.zeros((END, END + 1))
    for state, leads in enumerate(LEADS[:-1]):
        to = leads[leads >= 0]
        share[state, to] = 1 / len(to)
    return float(np.linalg.solve(np.eye(END) - share[:, :END], np.ones(END))[0])


def baseline() -> float:
    """Share of symbols predicted right by who knows all but the second symbol: 1 − ½ / (L − 1).

    L is the mean length; of all symbols but the first, only the one before the last is guessed,
    and so half of the strings are wholly right.
    """
    return 1 - 0.5 / (mean_length() - 1)
