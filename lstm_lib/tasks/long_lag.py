"""A long time lag without regularities: the second symbol comes again at the end, after noise.

    b x a₁₇ a₄ … a₃₁ e → x
    b y a₂ a₄₀ … a₅ e → y

As in the paper: the symbols, the lengths, the noise, and an output at the end only.

Source: Hochreiter & Schmidhuber 1997, experiment 2c.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib._validation import as_size, expect_rng
from lstm_lib.tasks.batch import Batch, last_steps

STOP = 0.1
"""After the first q distractors, the probability at each step that e comes next."""
TOLERANCE = 0.2
"""An output is correct if the error of both its numbers is smaller."""


def batch(
    rng: np.random.Generator,
    count: int,
    distractors: int = 50,
    lag: int = 50,
    dtype: DTypeLike = np.float64,
) -> Batch:
    """Draw sequences b, x or y, q + k distractors, e: one-hot in the order a₁ … a_p, e, b, x, y.

    k is geometric, P(k) = 0.1 · 0.9^k. Every distractor is equally likely at every place.

    Args:
        rng: source of the random numbers.
        count: B, the number of sequences.
        distractors: p, the number of distractor symbols.
        lag: q, the smallest number of distractors in a sequence.
        dtype: of x and target.

    Returns:
        x (T, B, p + 4), target (T, B, 2), at the final step (1, 0) for x and (0, 1) for y.

    Raises:
        TypeError: if rng is not a Generator, or a size is not a whole number.
        ValueError: if a size is less than 1.
    """
    expect_rng(rng)
    B, p = as_size("count", "B", count), as_size("distractors", "p", distractors)
    q = as_size("lag", "q", lag)
    lengths = q + 3 + rng.geometric(STOP, size=B) - 1
    which, rows = rng.integers(0, 2, size=B), np.arange(B)
    symbols = rng.integers(0, p, size=(lengths.max(), B))
    symbols[0], symbols[1], symbols[lengths - 1, rows] = p + 1, p + 2 + which, p
    x = np.eye(p + 4, dtype=dtype)[symbols]
    x[np.arange(len(x))[:, None] >= lengths] = 0
    mask = last_steps(lengths)
    target = np.where(mask[..., None], np.eye(2)[which], 0)
    return Batch(x, target.astype(dtype), mask, lengths)
