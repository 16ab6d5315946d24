"""The continual embedded Reber grammar: one string after another, and nothing says where one ends.

Source: Gers, Schmidhuber & Cummins 2000, sec. 4.1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_size, expect_rng
from lstm_lib.tasks.reber import END, LEADS, SYMBOLS

TOLERANCE = 0.49
"""A prediction is correct if the error of each of the seven outputs is smaller."""


class ReberStreams:
    """Endless strings of the grammar, one stream for each of R trials, symbol by symbol.

    Attributes:
        state: (R,), the state of the grammar in each stream.
        x: (R, 7), the current symbol, one-hot in the order of `SYMBOLS`.
        legal: (R, 7), 1 for each symbol that may follow it; after an E, that is B.
        ended: (R,), true where the current symbol ends a string.
    """

    def __init__(self, rng: np.random.Generator, count: int) -> None:
        """Streams before their first symbol.

        Args:
            rng: source of the random numbers.
            count: R.

        Raises:
            TypeError: if rng is not a Generator, or count is not a whole number.
            ValueError: if count is less than 1.
        """
        expect_rng(rng)
        self._rng, self.state = rng, np.zeros(as_size("count", "R", count), int)
        self.x = np.zeros((len(self.state), len(SYMBOLS)))
        self.legal = np.zeros_like(self.x)
        self.ended = np.zeros(len(self.state), bool)

    def restart(self, streams: ArrayLike) -> None:
        """Begin a new stream where `streams`, (R,), is true: the next symbol is B."""
        self.state[np.asarray(streams)] = 0

    def advance(self) -> None:
        """Draw the next symbol of each stream; where two are legal, each has probability ½."""
        allowed = _LEGAL[self.state]
        symbol = (self._rng.random(allowed.shape) * allowed).argmax(axis=1)
        self.state = LEADS[self.state, symbol]
        self.ended = self.state == END
        self.state[self.ended] = 0
        self.x, self.legal = _ONE_HOT[symbol], _LEGAL[self.state]


_LEGAL: Array = (LEADS >= 0).astype(float)
_ONE_HOT: Array = np.eye(len(SYMBOLS))
