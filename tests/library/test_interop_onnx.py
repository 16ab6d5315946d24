"""ONNX models of one node: how constants and attributes are stored, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from lstm_lib.interop import network_from_onnx

B, D, H = 3, 2, 4


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no protobuf", b"\x08", b"\x0f" * 40])
def test_what_is_not_an_onnx_model_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "m.onnx").write_bytes(content)
    with pytest.raises(ValueError, match=r"m\.onnx: expected an ONNX model"):
        network_from_onnx(tmp_path / "m.onnx")
    with pytest.raises(ValueError, match="source: expected an ONNX model"):
        network_from_onnx(content)


def node_model(store: Any = numpy_helper.from_array, **attributes: Any) -> onnx.ModelProto:
    """One LSTM node with random weights; `store` makes its constants."""
    rng = np.random.default_rng(2)
    shapes = {"W": (1, 4 * H, D), "R": (1, 4 * H, H), "B": (1, 8 * H)}
    constants = [store(rng.normal(size=s).astype(np.float32), n) for n, s in shapes.items()]
    node = helper.make_node("LSTM", ["X", "W", "R", "B"], ["Y"], hidden_size=H, **attributes)
    ends = [helper.make_tensor_value_info(n, TensorProto.FLOAT, None) for n in "XY"]
    graph = helper.make_graph([node], "g", ends[:1], ends[1:], constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)


def as_floats(a: np.ndarray, name: str) -> onnx.TensorProto:
    return helper.make_tensor(name, TensorProto.FLOAT, a.shape, a.ravel().tolist())


def as_half(a: np.ndarray, name: str) -> onnx.TensorProto:
    return numpy_helper.from_array(a.astype(np.float16), name)


def as_half_numbers(a: np.ndarray, name: str) -> onnx.TensorProto:
    return helper.make_tensor(name, TensorProto.FLOAT16, a.shape, a.ravel().tolist())


def as_bfloat16(a: np.ndarray, name: str) -> onnx.TensorProto:
    return helper.make_tensor(name, TensorProto.BFLOAT16, a.shape, a.ravel().tolist())


def as_double(a: np.ndarray, name: str) -> onnx.TensorProto:
    return helper.make_tensor(name, TensorProto.DOUBLE, a.shape, a.ravel().tolist())


@pytest.mark.parametrize(
    "store", [numpy_helper.from_array, as_floats, as_half, as_half_numbers, as_bfloat16, as_double]
)
def test_constants_are_read_however_they_are_stored(store: Any) -> None:
    built = network_from_onnx(node_model(store))
    truth = network_from_onnx(node_model())
    halves = {as_half: 4e-3, as_half_numbers: 4e-3, as_bfloat16: 4e-2}
    np.testing.assert_allclose(
        built.layers[0][0].W, truth.layers[0][0].W, atol=halves.get(store, 1e-6)
    )
    assert built.dtype == (np.float64 if store is as_double else np.float32)


def test_attributes_are_read_as_the_package_hands_them_out() -> None:
    spelled = node_model(
        direction="forward", activations=["Sigmoid", "Tanh", "Tanh"], input_forget=0, layout=0
    )
    (node,) = spelled.graph.node
    attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
    assert attributes["direction"] == b"forward"
    built = network_from_onnx(spelled)
    np.testing.assert_array_equal(
        built.layers[0][0].W, network_from_onnx(node_model()).layers[0][0].W
    )


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        ({"direction": "reverse"}, "expected direction forward or bidirectional, got reverse"),
        ({"clip": 3.0}, "clip: expected None"),
        ({"activations": ["Relu", "Tanh", "Tanh"]}, "activations: expected"),
        ({"input_forget": 1}, "input_forget: expected 0"),
    ],
)
def test_nodes_of_other_networks_are_refused(attributes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        network_from_onnx(node_model(**attributes))


def test_initial_states_other_than_0_are_refused() -> None:
    for value, refused in ((0.0, False), (0.5, True)):
        model = node_model()
        state = np.full((1, B, H), value, np.float32)
        model.graph.node[0].input.extend(["", "h0", "c0"])
        model.graph.initializer.extend(numpy_helper.from_array(state, n) for n in ("h0", "c0"))
        if refused:
            with pytest.raises(ValueError, match=r"expected initial states of 0, got .* initial_h"):
                network_from_onnx(model)
        else:
            assert network_from_onnx(model).outputs == H


def test_weights_that_are_computed_are_named() -> None:
    model = node_model()
    model.graph.node[0].input[1] = "computed"
    with pytest.raises(ValueError, match="expected constant weights, got computed"):
        network_from_onnx(model)


def test_weights_in_another_file_are_named(tmp_path: Path) -> None:
    path = tmp_path / "m.onnx"
    onnx.save_model(node_model(), path, save_as_external_data=True, size_threshold=0)
    with pytest.raises(ValueError, match=r"in another file; save the model with its weights"):
        network_from_onnx(path)
