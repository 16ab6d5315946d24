"""Two companies whose prices differ only on day 1; predict day 5 from days 1 to 4."""

from __future__ import annotations

import numpy as np

from lstm_lib.tasks.batch import Batch, last_steps
from lstm_lib.weights import LSTMWeights

PRICES = {"A": (0.0, 0.5, 0.25, 1.0), "B": (1.0, 0.5, 0.25, 1.0)}
"""Prices on days 1 to 4."""
TARGETS = {"A": 0.0, "B": 1.0}
"""Prices on day 5, the targets."""


def batch() -> Batch:
    """Both companies, A and B: x (4, 2, 1), and the target at the final day.

    Source: Starmer 2022.
    """
    x = np.array(list(PRICES.values())).T[:, :, None]
    lengths = np.array([4, 4])
    mask = last_steps(lengths)
    target = np.where(mask, list(TARGETS.values()), 0.0)[:, :, None]
    return Batch(x, target, mask, lengths)


def published_start() -> LSTMWeights:
    """The 12 weights of one unit before the published training run.

    Source: Starmer 2023.
    """
    return LSTMWeights.from_blocks(
        i=[[0, 0.234462, 0.230333]],
        f=[[0, 0.33669, 0.128809]],
        g=[[0, -1.122856, -0.186328]],
        o=[[0, 2.208201, -0.637997]],
    )


def published_end() -> LSTMWeights:
    """The same weights after it, to four decimals: 5,000 times A then B, Adam with rate 0.001.

    Source: Starmer 2023.
    """
    return LSTMWeights.from_blocks(
        i=[[0.6204, 1.9983, 1.6525]],
        f=[[1.6234, 2.7043, 1.6307]],
        g=[[-0.3217, 1.4122, 0.9393]],
        o=[[0.5935, 4.3848, -0.1943]],
    )
