"""Weights from and to Keras: single layers, and whole models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_array, as_float
from lstm_lib.interop._arrays import expect_option, last_size, plain, shapes
from lstm_lib.interop._rows import from_rows, to_rows
from lstm_lib.network import Network
from lstm_lib.weights import LSTMWeights

_NAMES = ("kernel", "recurrent_kernel", "bias")
_TENSORFLOW_1 = (
    ": a cell of TensorFlow 1, with order i, c, f, o and a forget_bias (1 by default) that is added "
    "to f. To convert it: i, c, f, o = np.split(np.vstack([kernel, bias]), 4, axis=1); "
    "f[-1] += forget_bias; rows = np.hstack([i, f, c, o]); "
    "from_keras([rows[:D], rows[D:-1], rows[-1]]), D being the size of the input"
)


def to_keras(weights: LSTMWeights) -> list[Array]:
    """Arrays for `LSTM.set_weights` in Keras: kernel (D, 4H), recurrent (H, 4H), bias (4H,)."""
    inputs, recurrent, bias = to_rows(weights, "ifgo")
    return [inputs.T.copy(), recurrent.T.copy(), bias]


def from_keras(
    arrays: Sequence[ArrayLike],
    activation: object = "tanh",
    recurrent_activation: object = "sigmoid",
) -> LSTMWeights:
    """Read the result of `get_weights()` of one Keras LSTM, in one direction.

    Keras 2 and 3: kernel (D, 4H), recurrent kernel (H, 4H), and bias (4H,) unless `use_bias=False`,
    columns in the order i, f, c, o. `CuDNNLSTM`: the same with a bias (8H,), and kernels in cuDNN's
    layout. Keras 1: twelve arrays, W (D, H), U (H, H), b (H,) for each of i, c, f, o.

    Keras puts the batch first, (B, T, D), and `pad_sequences` puts padding in front unless
    `padding="post"`; here x is (T, B, D), with padding at the end (see `lstm.forward`). A layer
    with `go_backwards=True` has the same arrays, and reads each sequence from its end: reverse x.

    Args:
        arrays: as above.
        activation, recurrent_activation: as in the layer's configuration, by name or as functions.
            Older versions of Keras had `hard_sigmoid` for gates.

    Raises:
        TypeError: if `arrays` is not such a list, or the arrays differ in precision.
        ValueError: if an activation is another one, a shape does not fit or a number is not finite;
            the message says what the arrays are, if that can be told.
    """
    expect_option("activation", _name(activation), "tanh")
    expect_option("recurrent_activation", _name(recurrent_activation), "sigmoid")
    if not isinstance(arrays, Sequence) or len(arrays) < 2:
        raise TypeError(f"arrays: expected the list of arrays of get_weights(), got {arrays!r:.60}")
    arrays = _floats(arrays)
    count = _count(arrays)
    if count != len(arrays):
        raise ValueError(
            "arrays: expected [kernel, recurrent_kernel, bias] (or without bias, or Keras 1's "
            f"twelve), got {len(arrays)} arrays of shapes {shapes(arrays)}{_explanation(arrays)}"
        )
    return _read(arrays)


def network_from_keras(source: Any, *, bidirectional: bool | None = None) -> Network:
    """Read a whole Keras model: LSTM layers, in one or both directions, and a final Dense layer.

    Args:
        source: a Keras model, whose configuration is then checked too, or its `get_weights()`.
            Layers in both directions must merge them by concatenation, Keras's default; a Dense
            layer must have no activation: `training.softmax` gives probabilities. The outputs of
            the network are those of `return_sequences=True`.
        bidirectional: true or false if every layer reads, or none reads, in both directions; None:
            the shapes tell.

    Raises:
        TypeError: if `source` is neither, or the arrays differ in precision.
        ValueError: if the model has other layers, the shapes do not fit or fit in two ways, or a
            number is not finite.
    """
    if hasattr(source, "get_weights"):
        for layer in getattr(source, "layers", [source]):
            _check_layer(layer)
        source = source.get_weights()
    if not isinstance(source, Sequence) or isinstance(source, str):
        raise TypeError(
            f"source: expected a Keras model or the list of arrays of get_weights(), got "
            f"{source!r:.60}; Keras reads its own files: keras.models.load_model(path)"
        )
    arrays = _floats(source)
    groups = []
    while count := _count(arrays):
        groups.append(_read(arrays[:count]))
        arrays = arrays[count:]
    if not groups or len(arrays) > 2:
        raise ValueError(
            "source: expected arrays of LSTM layers and at most one Dense layer, got "
            f"{len(source)} arrays of shapes {shapes(source)}{_explanation(source)}"
        )
    stacks = [s for s in _stacks(groups) if bidirectional is None or _all(s, bidirectional)]
    head = _head(arrays)
    fitting = [s for s in stacks if head is None or head.shape[1] == 1 + _size(s[-1])]
    if len(fitting) != 1:
        fit = "none" if not fitting else "several; pass bidirectional"
        raise ValueError(
            f"source: expected shapes of one network, got {shapes(source)}, which fit {fit}"
        )
    return Network(fitting[0], head)


def _floats(arrays: Sequence[Any]) -> list[Array]:
    """Arrays of floats, or an error with the name of one of them."""
    few = len(arrays) <= len(_NAMES)
    names = _NAMES if few else [f"arrays[{k}]" for k in range(len(arrays))]
    floats = [as_float(name, plain(a)) for name, a in zip(names, arrays, strict=False)]
    kinds = sorted({str(a.dtype) for a in floats})
    if len(kinds) > 1:
        raise TypeError(f"arrays: expected one precision, got {' and '.join(kinds)}")
    return floats


def _count(arrays: Sequence[Any]) -> int:
    """Number of arrays, from the first, that are one LSTM; 0 if they are something else."""
    kinds = [np.shape(a) for a in arrays]
    if len(kinds) < 2 or [len(kind) for kind in kinds[:2]] != [2, 2]:
        return 0
    H, columns = kinds[1]
    if columns == 4 * H and kinds[0][1] == 4 * H:
        return 3 if len(kinds) > 2 and len(kinds[2]) == 1 else 2
    old = [(kinds[0][0], H), (H, H), (H,)] * 4
    return 12 if kinds[:12] == old else 0


def _read(arrays: Sequence[Any]) -> LSTMWeights:
    """One LSTM, in any of the three layouts."""
    order = "ifgo"
    if len(arrays) == 12:
        order = "igfo"
        arrays = [np.concatenate(arrays[part::3], axis=-1) for part in range(3)]
    recurrent = as_float("recurrent_kernel", arrays[1])
    dtype = recurrent.dtype
    H = last_size(recurrent) // 4
    as_array("recurrent_kernel", recurrent, "H 4H", {"H": H})
    kernel = as_array("kernel", arrays[0], "D 4H", {"4H": 4 * H}, dtype)
    bias = np.zeros(4 * H, dtype)
    if len(arrays) == 3 and np.shape(arrays[2]) == (8 * H,):  # cuDNN
        bias = as_array("bias", arrays[2], "8H", {"8H": 8 * H}, dtype)
        bias = bias[: 4 * H] + bias[4 * H :]
        kernel = np.hstack([k.reshape(H, -1).T for k in np.split(kernel, 4, axis=1)])
        recurrent = np.hstack([k.T for k in np.split(recurrent, 4, axis=1)])
    elif len(arrays) == 3:
        bias = as_array("bias", arrays[2], "4H", {"4H": 4 * H}, dtype)
    return from_rows(kernel.T, recurrent.T, bias, order)


def _stacks(groups: list[LSTMWeights]) -> list[list[tuple[LSTMWeights, ...]]]:
    """Every way to read the groups as layers of one or two directions whose sizes fit."""

    def rest(k: int, below: int) -> list[list[tuple[LSTMWeights, ...]]]:
        if k == len(groups):
            return [[]]
        stacks = []
        for end in range(k + 1, min(k + 2, len(groups)) + 1):
            layer = tuple(groups[k:end])
            if all((w.units, w.inputs) == (groups[k].units, below) for w in layer):
                stacks += [[layer, *others] for others in rest(end, _size(layer))]
        return stacks

    return rest(0, groups[0].inputs)


def _all(stack: list[tuple[LSTMWeights, ...]], bidirectional: bool) -> bool:
    return all(len(layer) == 1 + bidirectional for layer in stack)


def _size(layer: tuple[LSTMWeights, ...]) -> int:
    return sum(weights.units for weights in layer)


def _head(arrays: Sequence[Any]) -> Array | None:
    """V of a Dense layer: kernel (H, K), and bias (K,) unless there is none."""
    if not arrays:
        return None
    kernel = as_array("kernel of Dense", arrays[0], "H K", {})
    K = kernel.shape[1]
    bias = np.zeros(K, kernel.dtype)
    if len(arrays) == 2:
        bias = as_array("bias of Dense", arrays[1], "K", {"K": K}, kernel.dtype)
    return np.column_stack([bias, kernel.T])


def _name(activation: Any) -> Any:
    """The name of an activation that may be given as a function."""
    return getattr(activation, "__name__", activation)


def _check_layer(layer: Any) -> None:
    """Check the kind and configuration of one layer of a Keras model."""
    kind, inner = type(layer).__name__, layer
    if kind == "Bidirectional":
        expect_option("Bidirectional.merge_mode", layer.merge_mode, "concat")
        inner = layer.forward_layer
    elif kind == "TimeDistributed":
        inner = layer.layer
    kind = type(inner).__name__
    if kind == "LSTM":
        expect_option("activation", _name(inner.activation), "tanh")
        expect_option("recurrent_activation", _name(inner.recurrent_activation), "sigmoid")
        expect_option("go_backwards", inner.go_backwards, False)
    elif kind == "Dense":
        expect_option("activation of Dense", _name(inner.activation), "linear")
    elif kind not in ("InputLayer", "Dropout", "SpatialDropout1D"):
        raise ValueError(
            f"source: expected layers LSTM, Bidirectional and Dense, got {kind}; get_weights() of "
            "the LSTM layers alone can be read"
        )


def _explanation(arrays: Sequence[Any]) -> str:
    """Guess what the arrays are, for a message."""
    kinds = [np.shape(a) for a in arrays]
    if len(kinds) == 2 and kinds[0][1:] == kinds[1] and kinds[1][0] % 4 == 0:
        return _TENSORFLOW_1
    if len(kinds) < 2 or [len(kind) for kind in kinds[:2]] != [2, 2]:
        return ""
    H, columns = kinds[1]
    if columns in (H, 3 * H):
        kind = "a SimpleRNN" if columns == H else "a GRU"
        return f": {kind}, by the shape of its recurrent kernel; lstm_lib.variants has this cell"
    if len(kinds) > 3:
        return ": several layers or directions, which network_from_keras reads"
    return ""
