"""Exercise 17.5, `units_within`."""

from __future__ import annotations

from math import isqrt

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import Sizes, custom


def _budget(rng: np.random.Generator, sizes: Sizes) -> int:
    """Enough for one unit of four blocks with twelve inputs, and now and then exactly enough."""
    H, D, blocks = (int(rng.integers(low, high)) for low, high in ((3, 40), (1, 13), (1, 5)))
    exact = blocks * H * (1 + H + D)
    return max(60, exact + int(rng.integers(0, 3)) * int(rng.integers(-40, 200)))


def _largest(budget: int, blocks: int, rest: int) -> int:
    """The largest H with blocks · H · (H + rest) ≤ budget."""
    return (isqrt(rest * rest + 4 * (budget // blocks)) - rest) // 2


def _nearest(budget: int, blocks: int, D: int) -> int:
    H = _largest(budget, blocks, 1 + D)
    below, above = (blocks * k * (1 + k + D) for k in (H, H + 1))
    return H + (above - budget < budget - below)


equal_weights = Function(
    id="17.5",
    title="Equal weights",
    name="units_within",
    inputs={
        "budget": custom(_budget),
        "blocks": custom(lambda rng, _: int(rng.integers(1, 5))),
        "D": custom(lambda rng, _: int(rng.integers(1, 13))),
    },
    returns="H",
    reference=lambda budget, blocks, D: _largest(budget, blocks, 1 + D),
    extra_cases=lambda rng: (
        [
            (blocks * H * (1 + H + D) + more, blocks, D)
            for blocks, H, D in ((4, 16, 2), (3, 10, 7), (2, 7, 1), (1, 30, 12))
            for more in (-1, 0, 1, 5)
            if blocks * H * (1 + H + D) + more >= 60
        ]
        + [(104, 1, 12), (312, 3, 12)]
    ),  # nearer to 6 units than to 5; without biases 5 as well
    misconceptions=[
        Misconception(
            "nearest",
            _nearest,
            "Yours is the nearest number of units, and sometimes it needs more weights than there "
            "are. The budget is a limit.",
        ),
        Misconception(
            "no-biases",
            lambda budget, blocks, D: _largest(budget, blocks, D),
            "You have forgotten the biases: a unit's row in a block holds 1 + H + D numbers.",
        ),
        Misconception(
            "no-inputs",
            lambda budget, blocks, D: _largest(budget, blocks, 1),
            "You count the recurrent weights and the biases, and not those from the D inputs.",
        ),
        Misconception(
            "square-only",
            lambda budget, blocks, D: isqrt(budget // blocks),
            "You count H² for each block. A row also has a bias and D weights from the input.",
        ),
        Misconception(
            "always-four",
            lambda budget, blocks, D: _largest(budget, 4, 1 + D),
            "You count four blocks for every cell. That is the LSTM; this is what the argument "
            "`blocks` is for.",
        ),
        Misconception(
            "no-recurrence",
            lambda budget, blocks, D: budget // (blocks * (1 + D)),
            "Your row of weights has no recurrent part. Each unit sees all H units, so the number of "
            "weights grows with H².",
        ),
        Misconception(
            "one-too-many",
            lambda budget, blocks, D: _largest(budget, blocks, 1 + D) + 1,
            "That is the first number of units for which the budget is too small, one too many.",
        ),
        Misconception(
            "one-too-few",
            lambda budget, blocks, D: _largest(budget, blocks, 1 + D) - 1,
            "One more unit would still fit.",
        ),
        Misconception(
            "one-block",
            lambda budget, blocks, D: _largest(budget, 1, 1 + D),
            "You spend the whole budget on a single block. All blocks have to share it.",
        ),
        Misconception(
            "not-whole",
            lambda budget, blocks, D: float(
                (np.sqrt((1 + D) ** 2 + 4 * budget / blocks) - 1 - D) / 2
            ),
            "That is where the budget is spent exactly, and it is not whole. Round down: units are "
            "whole.",
        ),
    ],
    on_success="At equal weights, a GRU gets more units than an LSTM, and JANET more still. Equal "
    "units and equal weights are two different questions.",
)
