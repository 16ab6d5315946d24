"""Weights from and to Keras."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_array, as_float
from lstm_lib.interop._rows import from_rows, last, only, to_rows
from lstm_lib.weights import LSTMWeights


def to_keras(weights: LSTMWeights) -> list[Array]:
    """Arrays for `LSTM.set_weights` in Keras: kernel (D, 4H), recurrent (H, 4H), bias (4H,)."""
    inputs, recurrent, bias = to_rows(weights, "ifgo")
    return [inputs.T.copy(), recurrent.T.copy(), bias]


def from_keras(
    arrays: Sequence[ArrayLike],
    activation: str = "tanh",
    recurrent_activation: str = "sigmoid",
) -> LSTMWeights:
    """Read what Keras's `LSTM.get_weights` returns (without bias: zeros).

    Args:
        arrays: kernel (D, 4H), recurrent kernel (H, 4H), bias (4H,) unless `use_bias=False`.
        activation, recurrent_activation: as in the Keras layer's configuration.

    Raises:
        TypeError: if `arrays` is not such a list, or an array not of one precision.
        ValueError: if an activation is another one, a shape does not fit or a number is not finite.
    """
    only("activation", activation, "tanh")
    only("recurrent_activation", recurrent_activation, "sigmoid")
    if not isinstance(arrays, Sequence) or len(arrays) not in (2, 3):
        raise TypeError(
            "arrays: expected a list [kernel, recurrent_kernel] or [kernel, recurrent_kernel, "
            f"bias], got {arrays!r:.60}"
        )
    recurrent = as_float("recurrent_kernel", arrays[1])
    dtype = recurrent.dtype
    as_array("recurrent_kernel", recurrent, "H 4H", {"H": last(recurrent) // 4})
    sizes = {"4H": recurrent.shape[1]}
    kernel = as_array("kernel", arrays[0], "D 4H", sizes, dtype)
    bias = np.zeros(sizes["4H"], dtype)
    if len(arrays) == 3:
        bias = as_array("bias", arrays[2], "4H", sizes, dtype)
    return from_rows(kernel.T, recurrent.T, bias, "ifgo")
