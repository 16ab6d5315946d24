"""Kneser–Ney n-grams: the next symbol from counts of the few before it, the rival of every network.

Source: Kneser & Ney 1995; in the interpolated form of Chen & Goodman 1999, sec. 2.7.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from lstm_lib._validation import Array, as_size

Counts = dict[bytes, Counter[int]]
"""For each context, how often each symbol followed it."""

MOST_SYMBOLS = 256
"""Symbols are stored as bytes."""


def count_ngrams(sequences: Sequence[bytes], order: int) -> Counts:
    """Count each symbol after each context of order − 1 symbols; 0 marks both ends of a sequence."""
    counts: Counts = defaultdict(Counter)
    for sequence in sequences:
        padded = bytes(order - 1) + sequence + bytes(1)
        for k in range(order - 1, len(padded)):
            counts[padded[k - order + 1 : k]][padded[k]] += 1
    return counts


def continuations(counts: Counts) -> Counts:
    """Count, for contexts shorter by one, the different symbols that each n-gram followed.

    N(• context, symbol) = number of symbols v with counts[v context][symbol] > 0: a context is worth
    what it can follow, however often it did.
    """
    shorter: Counts = defaultdict(Counter)
    for context, following in counts.items():
        for symbol in following:
            shorter[context[1:]][symbol] += 1
    return shorter


def discount(counts: Counts) -> float:
    """D = n_1 / (n_1 + 2 n_2), from the numbers of n-grams that were counted once and twice.

    Where none was, D = ½.

    Source: Ney, Essen & Kneser 1994.
    """
    how_often = Counter(n for following in counts.values() for n in following.values())
    once, twice = how_often[1], how_often[2]
    return once / (once + 2 * twice) if once + twice else 0.5


class KneserNey:
    """A model of the next symbol with interpolated Kneser–Ney smoothing.

    p(s | context) = max(N(context, s) − D, 0) / N(context) + D u(context) / N(context) · p(s | shorter),

    where N counts n-grams at the full order and continuations below it, u(context) is the number of
    different symbols after the context, and the shortest estimate of all is 1/K.

    Args:
        sequences: whole numbers 1 … K − 1; symbol 0, which marks both ends, is added.
        order: n, the number of symbols in an n-gram: n − 1 of context, and the next.
        symbols: K, at most 256, the mark included.

    Raises:
        TypeError: if order or symbols is not a whole number.
        ValueError: if there is no sequence, or a symbol lies outside 1 … K − 1.
    """

    def __init__(self, sequences: Sequence[Sequence[int]], order: int, symbols: int) -> None:
        self.order = as_size("order", "n", order)
        self.symbols = as_size("symbols", "K", symbols)
        if self.symbols > MOST_SYMBOLS:
            raise ValueError(f"symbols: expected K ≤ {MOST_SYMBOLS}, got {symbols}")
        if not sequences:
            raise ValueError("sequences: expected at least one sequence, got none")
        texts = [self._checked(sequence) for sequence in sequences]
        self.counts = [count_ngrams(texts, self.order)]
        while len(self.counts) < self.order:
            self.counts.insert(0, continuations(self.counts[0]))
        self.discounts = [discount(counts) for counts in self.counts]

    def _checked(self, sequence: Sequence[int]) -> bytes:
        if len(sequence) and not 0 < min(sequence) <= max(sequence) < self.symbols:
            raise ValueError(
                f"sequences: expected symbols 1 … {self.symbols - 1}, got {min(sequence)} … "
                f"{max(sequence)}"
            )
        return bytes(sequence)

    @property
    def size(self) -> int:
        """Number of counts that are stored, over all orders."""
        return sum(len(following) for counts in self.counts for following in counts.values())

    def next(self, context: Sequence[int]) -> Array:
        """(K,), probabilities of the next symbol after a beginning of a sequence.

        Raises:
            ValueError: if a symbol lies outside 1 … K − 1.
        """
        return self._distribution(bytes(self.order - 1) + self._checked(context))

    def _distribution(self, text: bytes) -> Array:
        p = np.full(self.symbols, 1 / self.symbols)
        for k, (counts, D) in enumerate(zip(self.counts, self.discounts, strict=True)):
            following = counts.get(text[len(text) - k :])
            if following is None:
                break  # a context that never occurred says nothing
            N = following.total()
            p *= D * len(following) / N
            for symbol, n in following.items():
                p[symbol] += max(n - D, 0) / N
        return p

    def probabilities(self, sequence: Sequence[int]) -> Array:
        """(n + 1,), the probability of each symbol of a sequence, and of its end, given those before.

        Raises:
            ValueError: if a symbol lies outside 1 … K − 1.
        """
        padded = bytes(self.order - 1) + self._checked(sequence) + bytes(1)
        return np.array([self._at(padded, k) for k in range(self.order - 1, len(padded))])

    def _at(self, padded: bytes, k: int) -> float:
        """One entry of `_distribution`, without the others."""
        p = 1 / self.symbols
        for length, (counts, D) in enumerate(zip(self.counts, self.discounts, strict=True)):
            following = counts.get(padded[k - length : k])
            if following is None:
                break
            N = following.total()
            p = max(following.get(padded[k], 0) - D, 0) / N + D * len(following) / N * p
        return p
