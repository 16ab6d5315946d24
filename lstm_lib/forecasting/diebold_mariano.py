"""The test of Diebold and Mariano: is one forecast's loss really smaller than another's?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import as_array


class Comparison(NamedTuple):
    """Difference of two mean losses.

    Attributes:
        mean: mean of first loss minus second loss; above 0 if the second forecast is better.
        standard_error: its standard error.
        t: their ratio; beyond ±2 the difference is hard to explain by chance.
    """

    mean: float
    standard_error: float
    t: float


def diebold_mariano(first: ArrayLike, second: ArrayLike, lags: int | None = None) -> Comparison:
    """Compare the losses of two forecasts of the same steps.

    With d_k = first_k − second_k and γ_j its autocovariance at lag j, the variance of the mean is
    (γ_0 + 2 Σ_j (1 − j/(lags+1)) γ_j) / N, with j from 1 to `lags`: neighbouring errors are alike,
    and N of them count for fewer than N.

    Args:
        first, second: (N,), the losses, for example squared errors.
        lags: number of lags, from 0 to N − 1; None means the whole part of N^(1/3).

    Raises:
        TypeError, ValueError: if the losses are not finite numbers, differ in number, never differ,
            or the lags do not fit.

    Source: Diebold & Mariano 1995; the weights of the lags: Newey & West 1987.
    """
    first = as_array("first", first, "N", {})
    second = as_array("second", second, "N", {"N": len(first)})
    N = len(first)
    lags = int(N ** (1 / 3)) if lags is None else lags
    if not 0 <= lags < N:
        raise ValueError(f"lags: expected 0 ≤ lags < N = {N}, got {lags}")
    d = first - second
    c = d - d.mean()
    gamma = np.array([c[j:] @ c[: N - j] / N for j in range(lags + 1)])
    weights = np.where(np.arange(lags + 1) == 0, 1, 2 * (1 - np.arange(lags + 1) / (lags + 1)))
    variance = float(weights @ gamma)
    if not variance > 0:
        raise ValueError("first and second: expected losses that differ, got a constant difference")
    error = float(np.sqrt(variance / N))
    return Comparison(float(d.mean()), error, float(d.mean()) / error)
