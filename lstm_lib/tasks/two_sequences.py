"""The two-sequence problem: the first values tell the class, then only noise follows.

The class decides whether the first values are 1 or −1; later ones are Gaussian with mean 0 and
variance 0.2. At the end the class is asked for. Three versions, as in the paper:

    3a: the first values are exact; the target is 1 or 0.
    3b: the same noise is added to the first values too.
    3c: the first values are exact; the target is 0.2 or 0.8, with Gaussian noise of variance 0.1.

Source: Hochreiter & Schmidhuber 1997, experiment 3; Bengio, Simard & Frasconi 1994.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib._validation import Array, as_size, expect_rng
from lstm_lib.tasks.batch import Batch, last_steps

VERSIONS = {"3a": (1.0, 0.0), "3b": (1.0, 0.0), "3c": (0.2, 0.8)}
"""Targets of class 1, whose sequences begin with 1, and of class 2, which begin with −1."""
VARIANCE = 0.2
"""Variance of the noise in the input."""
TARGET_VARIANCE = 0.1
"""Variance of the noise on the targets of 3c."""


def batch(
    rng: np.random.Generator,
    count: int,
    steps: int = 100,
    version: str = "3a",
    informative: int = 3,
    dtype: DTypeLike = np.float64,
) -> Batch:
    """Draw sequences of one value per step; lengths are uniform in `steps` … `steps` + `steps`/10.

    Args:
        rng: source of the random numbers.
        count: B, the number of sequences.
        steps: the shortest length; 100 and 1000 in the paper.
        version: "3a", "3b" or "3c".
        informative: N, how many values at the beginning tell the class; 1 or 3 in the paper.
        dtype: of x and target.

    Returns:
        x (T, B, 1), target (T, B, 1), at the final step, with its noise.

    Raises:
        TypeError: if rng is not a Generator, or a size is not a whole number.
        ValueError: if a size is too small, the version unknown, or informative above steps.
    """
    expect_rng(rng)
    B, steps = as_size("count", "B", count), as_size("steps", "T", steps)
    N = as_size("informative", "N", informative)
    if version not in VERSIONS:
        raise ValueError(f"version: expected one of {', '.join(VERSIONS)}, got {version!r}")
    if steps < N:
        raise ValueError(f"informative: expected at most steps = {steps}, got {N}")
    lengths = rng.integers(steps, steps + steps // 10, size=B, endpoint=True)
    second = rng.integers(0, 2, size=B)  # 0 for class 1, 1 for class 2
    x = rng.normal(0, VARIANCE**0.5, size=(lengths.max(), B))
    x[:N] = 1 - 2 * second + (x[:N] if version == "3b" else 0)
    x[np.arange(len(x))[:, None] >= lengths] = 0
    mask = last_steps(lengths)
    target = np.array(VERSIONS[version])[second]
    if version == "3c":
        target = target + rng.normal(0, TARGET_VARIANCE**0.5, size=B)
    return Batch(
        x[..., None].astype(dtype),
        np.where(mask, target, 0)[..., None].astype(dtype),
        mask,
        lengths,
    )


def without_noise(batch: Batch) -> Array:
    """(B,), the targets of 3c without their noise, which the first value of a sequence tells."""
    first, second = VERSIONS["3c"]
    targets: Array = np.where(batch.x[0, :, 0] > 0, first, second)
    return targets
