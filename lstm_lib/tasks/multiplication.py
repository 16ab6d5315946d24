"""The multiplication problem: two of many numbers are marked; output their product at the end.

Values in [0, 1]; marks, lengths and positions as in the adding problem. If the first step is marked,
its value is 1.

Source: Hochreiter & Schmidhuber 1997, experiment 5.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib.tasks import adding
from lstm_lib.tasks.batch import Batch

TOLERANCE = adding.TOLERANCE
"""An output is correct if its error is smaller."""


def batch(
    rng: np.random.Generator, count: int, steps: int = 100, dtype: DTypeLike = np.float64
) -> Batch:
    """Draw sequences of pairs (value, mark), whose target is the product of the marked values.

    Args:
        rng: source of the random numbers.
        count: B, the number of sequences.
        steps: the shortest length, at least 10; 100 in the paper.
        dtype: of x and target.

    Returns:
        x (T, B, 2), target (T, B, 1).

    Raises:
        TypeError: if rng is not a Generator, or a size is not a whole number.
        ValueError: if a size is too small.
    """
    x, _, mask, lengths = adding.batch(rng, count, steps)
    inside = np.arange(len(x))[:, None] < lengths
    x[..., 0] = np.where(inside, (x[..., 0] + 1) / 2, 0)
    marked = x[..., 1] == 1
    x[0, marked[0], 0] = 1
    products = np.where(marked, x[..., 0], 1).prod(axis=0)
    target = np.where(mask, products, 0.0)[:, :, None]
    return Batch(x.astype(dtype), target.astype(dtype), mask, lengths)
