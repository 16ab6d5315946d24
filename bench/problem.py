"""The problem every implementation is given, and the interface it has to offer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench import Size
from lstm_lib.weights import LSTMWeights

Array = NDArray[Any]


class Problem(NamedTuple):
    """Weights, inputs x (T, B, D), and gradients dh (T, B, H) of a loss."""

    weights: LSTMWeights
    x: Array
    dh: Array


class Peer(NamedTuple):
    """An implementation, ready to run.

    `forward` returns h (T, B, H); `both` runs forward and backward, to x too, and returns h and
    the gradients of the weights as the implementation has them. These two are timed, `stacked`,
    which turns such gradients into dW (4H, 1+H+D), is not. An implementation that cannot be trained
    has `forward` alone. `features` names the processor's instructions that it uses.
    """

    forward: Callable[[], Any]
    both: Callable[[], tuple[Any, Any]] | None = None
    stacked: Callable[[Any], Array] | None = None
    features: str = ""


def problem(size: Size, dtype: str) -> Problem:
    """Random weights, inputs and output gradients, the same in every process."""
    rng = np.random.default_rng(0)
    T, B, D, H = size
    weights = LSTMWeights.random(H, D, rng, dtype=dtype)
    x, dh = rng.normal(size=(T, B, D)), rng.normal(size=(T, B, H))
    return Problem(weights, x.astype(dtype), dh.astype(dtype))
