"""Sums of squares that neither overflow nor underflow."""

from __future__ import annotations

import math
from collections.abc import Collection

import numpy as np

from lstm_lib._validation import Array


def scaled_squares(arrays: Collection[Array]) -> tuple[float, float]:
    """Sum of the squares of all entries, as (s, Σ (a/s)²), so that the sum is s² times the second.

    s is 1 unless squares overflow, or underflow enough to matter, in the arrays' own precision;
    then it is the largest absolute entry. If an entry is not finite, neither is s.
    """
    total = sum(float(np.vdot(a, a)) for a in arrays)
    if _underflow(arrays) < total < math.inf:
        return 1.0, total
    largest = float(np.max([np.abs(a).max(initial=0) for a in arrays]))
    if not 0 < largest < math.inf:
        return largest, 1.0
    return largest, sum(float(np.vdot(a / largest, a / largest)) for a in arrays)


def _underflow(arrays: Collection[Array]) -> float:
    """The sum below which squares that underflow to 0 may change its last digit."""
    limits = {dtype: np.finfo(dtype) for dtype in {a.dtype for a in arrays}}
    return sum(a.size * float(limits[a.dtype].tiny / limits[a.dtype].eps) for a in arrays)
