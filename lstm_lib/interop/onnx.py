"""Weights from and to ONNX."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_array, as_float
from lstm_lib.interop._rows import from_rows, last, only, to_rows
from lstm_lib.weights import LSTMWeights


def to_onnx(weights: LSTMWeights) -> dict[str, Array]:
    """Inputs W (1, 4H, D), R (1, 4H, H), B (1, 8H) of ONNX's LSTM; order i, o, f, c."""
    inputs, recurrent, bias = to_rows(weights, "iofg")
    return {
        "W": inputs[None],
        "R": recurrent[None],
        "B": np.concatenate([bias, np.zeros_like(bias)])[None],
    }


def from_onnx(
    W: ArrayLike,
    R: ArrayLike,
    B: ArrayLike | None = None,
    P: ArrayLike | None = None,
    *,
    hidden_size: int | None = None,
    layout: int = 0,
    direction: str = "forward",
    activations: Sequence[str] = ("Sigmoid", "Tanh", "Tanh"),
    activation_alpha: Sequence[float] | None = None,
    activation_beta: Sequence[float] | None = None,
    clip: float | None = None,
    input_forget: int = 0,
) -> LSTMWeights:
    """Read the inputs and attributes of an ONNX LSTM node.

    Args:
        W: (1, 4H, D), order i, o, f, c.
        R: (1, 4H, H).
        B: (1, 8H), two biases that are added; None means zeros.
        P: peepholes, which this LSTM does not have; the one of `variants` has.
        hidden_size: H.
        layout: 0 for X (T, B, D), 1 for X (B, T, D); it concerns what is computed with the
            weights, not the weights.
        direction, activations, activation_alpha, activation_beta, clip, input_forget: attributes
            that ask for another network, unless they are as here. A reverse node is this LSTM on
            the sequence flipped in time: flip it and say "forward".

    Raises:
        TypeError: if an array is not made of real numbers of one precision.
        ValueError: if an attribute asks for another network, a shape does not fit or a number is
            not finite.
    """
    if P is not None:
        raise ValueError(
            "P: expected None, since this LSTM has no peepholes (lstm_lib.variants has, and reads "
            "P with peepholes_from_onnx); got an array"
        )
    if layout not in (0, 1):
        raise ValueError(f"layout: expected 0 or 1, got {layout!r}")
    only("direction", direction, "forward")
    only("activations", tuple(activations), ("Sigmoid", "Tanh", "Tanh"))
    only("activation_alpha", activation_alpha, None)
    only("activation_beta", activation_beta, None)
    only("clip", clip, None)
    only("input_forget", input_forget, 0)
    R = as_float("R", R)
    as_array("R", R, "1 4H H", {"1": 1, "4H": 4 * last(R)})
    rows = R.shape[1]
    if hidden_size not in (None, rows // 4):
        raise ValueError(f"hidden_size: expected H = {rows // 4} like R, got {hidden_size!r}")
    W = as_array("W", W, "1 4H D", {"1": 1, "4H": rows}, R.dtype)
    B = np.zeros((1, 2 * rows), R.dtype) if B is None else B
    B = as_array("B", B, "1 8H", {"1": 1, "8H": 2 * rows}, R.dtype)
    return from_rows(W[0], R[0], B[0, :rows] + B[0, rows:], "iofg")
