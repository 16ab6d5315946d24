"""The weights in the t-notation: a matrix and a bias for each gate."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_array
from lstm_lib.interop._arrays import expect_mapping, require
from lstm_lib.weights import GATES, LSTMWeights, expect_weights


def to_t_notation(weights: LSTMWeights) -> dict[str, Array]:
    """W_i, W_f, W_g, W_o (H, H+D), acting on [h_{t−1}, x_t], and b_i … b_o (H,), apart."""
    expect_weights(weights)
    parts = {}
    for name, block in zip(GATES, np.split(weights.W, 4), strict=True):
        parts[f"W_{name}"], parts[f"b_{name}"] = block[:, 1:].copy(), block[:, 0].copy()
    return parts


def from_t_notation(parts: Mapping[str, ArrayLike]) -> LSTMWeights:
    """The inverse of `to_t_notation`.

    Raises:
        TypeError: if `parts` is not a dictionary, or an array not of one precision.
        ValueError: if a name is missing, a shape does not fit or a number is not finite.
    """
    expect_mapping("parts", parts)
    W_i = as_array("W_i", require(parts, "W_i"), "H H+D", {})
    sizes, dtype = dict(zip(("H", "H+D"), W_i.shape, strict=True)), W_i.dtype
    blocks = []
    for gate in GATES:
        W = as_array(f"W_{gate}", require(parts, f"W_{gate}"), "H H+D", sizes, dtype)
        b = as_array(f"b_{gate}", require(parts, f"b_{gate}"), "H", sizes, dtype)
        blocks.append(np.column_stack([b, W]))
    return LSTMWeights.from_blocks(*blocks)
