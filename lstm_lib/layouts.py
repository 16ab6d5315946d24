"""The same weights in other people's layouts: the t-notation, PyTorch, Keras, ONNX."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib.checks import Array, as_array, as_float
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
    _expect_mapping("parts", parts)
    W_i = as_array("W_i", _named(parts, "W_i"), "H H+D", {})
    sizes, dtype = dict(zip(("H", "H+D"), W_i.shape, strict=True)), W_i.dtype
    blocks = []
    for gate in GATES:
        W = as_array(f"W_{gate}", _named(parts, f"W_{gate}"), "H H+D", sizes, dtype)
        b = as_array(f"b_{gate}", _named(parts, f"b_{gate}"), "H", sizes, dtype)
        blocks.append(np.column_stack([b, W]))
    return LSTMWeights.from_blocks(*blocks)


def _to_rows(weights: LSTMWeights, order: str) -> tuple[Array, Array, Array]:
    """Split into input (4H, D), recurrent (4H, H) and bias (4H,), gates in another order."""
    expect_weights(weights)
    rows = np.concatenate([getattr(weights, gate) for gate in order])
    H = weights.units
    return rows[:, 1 + H :].copy(), rows[:, 1 : 1 + H].copy(), rows[:, 0].copy()


def _from_rows(inputs: Array, recurrent: Array, bias: Array, order: str) -> LSTMWeights:
    """The inverse of `_to_rows`."""
    blocks = np.split(np.column_stack([bias, recurrent, inputs]), 4)
    return LSTMWeights(np.concatenate([blocks[order.index(gate)] for gate in GATES]))


def to_pytorch(weights: LSTMWeights) -> dict[str, Array]:
    """Arrays named as in PyTorch's `nn.LSTMCell`; the whole bias is in `bias_ih`."""
    inputs, recurrent, bias = _to_rows(weights, "ifgo")
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
    _expect_mapping("arrays", arrays)
    named = {name.removesuffix("_l0"): array for name, array in arrays.items()}
    unknown = sorted(set(named) - {"weight_ih", "weight_hh", "bias_ih", "bias_hh"})
    if unknown:
        raise ValueError(
            "expected one layer in one direction without projection (weight_ih, weight_hh, "
            f"bias_ih, bias_hh), got also {', '.join(unknown)}"
        )
    recurrent = as_float("weight_hh", _named(named, "weight_hh"))
    dtype = recurrent.dtype
    as_array("weight_hh", recurrent, "4H H", {"4H": 4 * _last(recurrent)})
    sizes = {"4H": len(recurrent)}
    inputs = as_array("weight_ih", _named(named, "weight_ih"), "4H D", sizes, dtype)
    bias = np.zeros(len(recurrent), dtype)
    for name in ("bias_ih", "bias_hh"):
        if name in named:
            bias = bias + as_array(name, named[name], "4H", sizes, dtype)
    return _from_rows(inputs, recurrent, bias, "ifgo")


def to_keras(weights: LSTMWeights) -> list[Array]:
    """What Keras's `LSTM.set_weights` takes: kernel (D, 4H), recurrent (H, 4H), bias (4H,)."""
    inputs, recurrent, bias = _to_rows(weights, "ifgo")
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
    _only("activation", activation, "tanh")
    _only("recurrent_activation", recurrent_activation, "sigmoid")
    if not isinstance(arrays, Sequence) or len(arrays) not in (2, 3):
        raise TypeError(
            "arrays: expected a list [kernel, recurrent_kernel] or [kernel, recurrent_kernel, "
            f"bias], got {arrays!r:.60}"
        )
    recurrent = as_float("recurrent_kernel", arrays[1])
    dtype = recurrent.dtype
    as_array("recurrent_kernel", recurrent, "H 4H", {"H": _last(recurrent) // 4})
    sizes = {"4H": recurrent.shape[1]}
    kernel = as_array("kernel", arrays[0], "D 4H", sizes, dtype)
    bias = np.zeros(sizes["4H"], dtype)
    if len(arrays) == 3:
        bias = as_array("bias", arrays[2], "4H", sizes, dtype)
    return _from_rows(kernel.T, recurrent.T, bias, "ifgo")


def to_onnx(weights: LSTMWeights) -> dict[str, Array]:
    """Inputs W (1, 4H, D), R (1, 4H, H), B (1, 8H) of ONNX's LSTM; order i, o, f, c."""
    inputs, recurrent, bias = _to_rows(weights, "iofg")
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
    _only("direction", direction, "forward")
    _only("activations", tuple(activations), ("Sigmoid", "Tanh", "Tanh"))
    _only("activation_alpha", activation_alpha, None)
    _only("activation_beta", activation_beta, None)
    _only("clip", clip, None)
    _only("input_forget", input_forget, 0)
    R = as_float("R", R)
    as_array("R", R, "1 4H H", {"1": 1, "4H": 4 * _last(R)})
    rows = R.shape[1]
    if hidden_size not in (None, rows // 4):
        raise ValueError(f"hidden_size: expected H = {rows // 4} like R, got {hidden_size!r}")
    W = as_array("W", W, "1 4H D", {"1": 1, "4H": rows}, R.dtype)
    B = np.zeros((1, 2 * rows), R.dtype) if B is None else B
    B = as_array("B", B, "1 8H", {"1": 1, "8H": 2 * rows}, R.dtype)
    return _from_rows(W[0], R[0], B[0, :rows] + B[0, rows:], "iofg")


def _expect_mapping(name: str, arrays: Mapping[str, ArrayLike]) -> None:
    if not isinstance(arrays, Mapping):
        raise TypeError(f"{name}: expected a dictionary of arrays, got {arrays!r:.60}")


def _named(arrays: Mapping[str, ArrayLike], name: str) -> ArrayLike:
    if name not in arrays:
        raise ValueError(f"{name}: expected an array of this name, got only {', '.join(arrays)}")
    return arrays[name]


def _last(array: Array) -> int:
    """Size of the last axis; 0 for a single number, which no shape then fits."""
    return array.shape[-1] if array.ndim else 0


def _only(name: str, value: object, expected: object) -> None:
    """Stop a conversion that would silently compute something else."""
    if value != expected:
        raise ValueError(f"{name}: expected {expected!r}, the LSTM of this library; got {value!r}")
