"""Weights from and to PyTorch."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_array, as_float
from lstm_lib.interop._rows import expect_mapping, from_rows, last, require, to_rows
from lstm_lib.weights import LSTMWeights


def to_pytorch(weights: LSTMWeights) -> dict[str, Array]:
    """Arrays named as in PyTorch's `nn.LSTMCell`; the whole bias is in `bias_ih`."""
    inputs, recurrent, bias = to_rows(weights, "ifgo")
    return {
        "weight_ih": inputs,
        "weight_hh": recurrent,
        "bias_ih": bias,
        "bias_hh": np.zeros_like(bias),
    }


def from_pytorch(arrays: Mapping[str, ArrayLike]) -> LSTMWeights:
    """Read one layer of PyTorch's `nn.LSTM` (names ending in _l0) or an `nn.LSTMCell`.

    The two biases are added; a layer made with `bias=False` gets zeros.

    Raises:
        TypeError: if `arrays` is not a dictionary, or an array not of one precision.
        ValueError: if a name is missing or unknown (a second layer, a reverse direction, a
            projection), a shape does not fit or a number is not finite.
    """
    expect_mapping("arrays", arrays)
    named = {name.removesuffix("_l0"): array for name, array in arrays.items()}
    unknown = sorted(set(named) - {"weight_ih", "weight_hh", "bias_ih", "bias_hh"})
    if unknown:
        raise ValueError(
            "expected one layer in one direction without projection (weight_ih, weight_hh, "
            f"bias_ih, bias_hh), got also {', '.join(unknown)}"
        )
    recurrent = as_float("weight_hh", require(named, "weight_hh"))
    dtype = recurrent.dtype
    as_array("weight_hh", recurrent, "4H H", {"4H": 4 * last(recurrent)})
    sizes = {"4H": len(recurrent)}
    inputs = as_array("weight_ih", require(named, "weight_ih"), "4H D", sizes, dtype)
    bias = np.zeros(len(recurrent), dtype)
    for name in ("bias_ih", "bias_hh"):
        if name in named:
            bias = bias + as_array(name, named[name], "4H", sizes, dtype)
    return from_rows(inputs, recurrent, bias, "ifgo")
