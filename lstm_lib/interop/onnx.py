"""Weights from and to ONNX: single nodes, and whole models."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_array, as_float
from lstm_lib.interop._arrays import expect_option, last_size, plain
from lstm_lib.interop._onnx_graph import Graph, Node, read_graph
from lstm_lib.interop._rows import from_rows, to_rows
from lstm_lib.network import Network
from lstm_lib.weights import LSTMWeights

_RESHAPING = {"Cast", "Dropout", "Flatten", "Identity", "Reshape", "Squeeze", "Transpose"}
_RESHAPING |= {"Unsqueeze"}
_OF_STATES = _RESHAPING | {"Concat", "Gather", "Slice", "Split"}
"""Operations that only rearrange numbers: of the sequence, and of the final states."""
_INPUTS = ("X", "W", "R", "B", "sequence_lens", "initial_h", "initial_c", "P")


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
    direction: str | bytes = "forward",
    activations: Sequence[str | bytes] = (),
    activation_alpha: Sequence[float] | None = None,
    activation_beta: Sequence[float] | None = None,
    clip: float | None = None,
    input_forget: int = 0,
    output_sequence: int = 0,
) -> LSTMWeights:
    """Read the inputs and attributes of an ONNX LSTM node of one direction.

    Args:
        W: (1, 4H, D), order i, o, f, c.
        R: (1, 4H, H).
        B: (1, 8H), two biases that are added; None means zeros.
        P: peepholes, which this LSTM does not have; the one of `variants` has.
        hidden_size: H.
        layout, output_sequence: they concern inputs and outputs of the node, not its weights.
            Layout 0 is X (T, B, D), as here; 1 is X (B, T, D), whose axes have to be swapped.
        direction, activations, activation_alpha, activation_beta, clip, input_forget: attributes
            that ask for another network, unless they have their defaults; text may be bytes. A
            reverse node is this LSTM on the sequence reversed in time: reverse it, pass "forward".

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
    expect_option("direction", _text(direction), "forward")
    if len(activations):
        names = tuple(_text(activation) for activation in activations)
        expect_option("activations", names, ("Sigmoid", "Tanh", "Tanh"))
    expect_option("activation_alpha", activation_alpha or None, None)
    expect_option("activation_beta", activation_beta or None, None)
    expect_option("clip", clip, None)
    expect_option("input_forget", input_forget, 0)
    R = as_float("R", plain(R))
    as_array("R", R, "1 4H H", {"1": 1, "4H": 4 * last_size(R)})
    rows = R.shape[1]
    if hidden_size not in (None, rows // 4):
        raise ValueError(f"hidden_size: expected H = {rows // 4} like R, got {hidden_size!r}")
    W = as_array("W", plain(W), "1 4H D", {"1": 1, "4H": rows}, R.dtype)
    B = np.zeros((1, 2 * rows), R.dtype) if B is None else plain(B)
    B = as_array("B", B, "1 8H", {"1": 1, "8H": 2 * rows}, R.dtype)
    return from_rows(W[0], R[0], B[0, :rows] + B[0, rows:], "iofg")


def network_from_onnx(source: Any, *, lstm_only: bool = False) -> Network:
    """Read a whole ONNX model: a stack of LSTM nodes, and a linear layer on top of it.

    The model's inputs may have the batch first; those of the network are time-major, (T, B, D).

    Args:
        source: path of an .onnx file, its content as bytes, or an `onnx.ModelProto`.
        lstm_only: true to read the LSTM nodes alone, whatever else the model computes.

    Raises:
        FileNotFoundError: if there is no such file.
        TypeError: if arrays differ in precision.
        ValueError: if it is not an ONNX model, computes something that a `Network` does not, or has
            weights that are not constants; the message names the node.
    """
    if hasattr(source, "SerializeToString"):
        source = source.SerializeToString()
    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    where = "source" if isinstance(source, bytes) else os.fspath(source)
    try:
        graph = read_graph(content)
    except (IndexError, KeyError, UnicodeDecodeError, ValueError) as error:
        raise ValueError(f"{where}: expected an ONNX model, got {error}") from error
    layers, head = _walk(graph, lstm_only)
    if not layers:
        kinds = sorted({node.kind for node in graph.nodes})
        raise ValueError(f"{where}: expected LSTM nodes, got only {', '.join(kinds) or 'none'}")
    return Network(layers, head)


def _walk(graph: Graph, lstm_only: bool) -> tuple[list[tuple[LSTMWeights, ...]], Array | None]:
    """Follow the data through the graph: layers from the input upwards, and V of the head."""
    data, states = set(graph.inputs), set[str]()
    layers: list[tuple[LSTMWeights, ...]] = []
    weight: Array | None = None
    bias: Array | None = None
    for node in graph.nodes:
        from_data = not data.isdisjoint(node.inputs)
        from_states = not states.isdisjoint(node.inputs)
        if node.kind == "LSTM" and (from_data or lstm_only):
            layers.append(_layer(node, graph))
            data, states = {node.outputs[0]}, set(node.outputs[1:])
        elif node.kind == "Shape" or not (from_data or from_states):
            continue  # sizes, constants, and initial states made of them
        elif from_states and node.kind in _OF_STATES:
            states.update(node.outputs)
        elif from_data and node.kind in _RESHAPING:
            data.update(node.outputs)
        elif lstm_only:
            continue
        elif layers and weight is None and node.kind in ("MatMul", "Gemm"):
            weight, bias = _linear(node, graph)
            data, states = set(node.outputs), set()
        elif weight is not None and bias is None and node.kind == "Add":
            (bias,) = (_constant(node, graph, k) for k in (0, 1) if node.inputs[k] not in data)
            data = set(node.outputs)
        else:
            raise ValueError(
                f"{node.name}: expected LSTM nodes and at most one linear layer on top, got "
                f"{node.kind}; lstm_only=True reads the LSTM nodes alone"
            )
    if weight is None:
        return layers, None
    weight = as_array("weight of the linear layer", weight, "K H", {})
    bias = np.zeros(len(weight), weight.dtype) if bias is None else bias
    as_array("bias of the linear layer", bias, "K", {"K": len(weight)}, weight.dtype)
    return layers, np.column_stack([bias, weight])


def _layer(node: Node, graph: Graph) -> tuple[LSTMWeights, ...]:
    """The directions of one LSTM node."""
    given = {name: k for k, name in enumerate(_INPUTS[: len(node.inputs)]) if node.inputs[k]}
    arrays = {name: _constant(node, graph, given[name]) for name in "WRBP" if name in given}
    for name in ("initial_h", "initial_c"):
        state = graph.constants.get(node.inputs[given[name]]) if name in given else None
        if state is not None and state.any():
            raise ValueError(
                f"{node.name}: expected initial states of 0, got other numbers as {name}; "
                "network.forward takes initial states"
            )
    attributes: dict[str, Any] = dict(node.attributes)
    direction = attributes.pop("direction", "forward")
    if direction == "reverse":
        raise ValueError(
            f"{node.name}: expected direction forward or bidirectional, got reverse; read its "
            "weights with from_onnx and reverse the sequences in time"
        )
    try:
        return tuple(
            from_onnx(**attributes | {name: a[k : k + 1] for name, a in arrays.items()})
            for k in range(1 + (direction == "bidirectional"))
        )
    except (TypeError, ValueError) as error:
        error.add_note(f"This was the node {node.name}.")
        raise


def _linear(node: Node, graph: Graph) -> tuple[Array, Array | None]:
    """Weight (K, H) and bias, if the node has one, of a linear layer."""
    weight = _constant(node, graph, 1)
    if node.kind == "MatMul":
        return weight.T, None
    for name, expected in (("alpha", 1.0), ("beta", 1.0), ("transA", 0)):
        expect_option(f"{name} of {node.name}", node.attributes.get(name, expected), expected)
    bias = _constant(node, graph, 2) if len(node.inputs) > 2 else None
    return (weight if node.attributes.get("transB") else weight.T), bias


def _constant(node: Node, graph: Graph, k: int) -> Array:
    """The constant that is input k of a node."""
    value = graph.constants.get(node.inputs[k])
    if value is None:
        raise ValueError(
            f"{node.name}: expected constant weights, got {node.inputs[k]}, which the model "
            "computes; export it with constant folding"
        )
    return value


def _text(value: str | bytes) -> str:
    """Text that the onnx package hands out as bytes."""
    return value.decode() if isinstance(value, bytes) else value
