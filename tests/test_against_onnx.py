"""The LSTM against ONNX: its own test cases, and onnxruntime on random weights."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper
from onnx.backend.test.case.node import collect_testcases

from lstm_lib.cell import State
from lstm_lib.layouts import from_onnx, to_onnx
from lstm_lib.sequence import forward
from lstm_lib.weights import LSTMWeights

Arrays = dict[str, np.ndarray]
KNOWN_TO_THE_CONVERTER = ("direction", "activations", "clip", "input_forget")


def cases() -> dict[str, Any]:
    """ONNX's own; most of the warnings come from the cases of other operators, made on the way."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return {case.name.removeprefix("test_lstm_"): case for case in collect_testcases("LSTM")}


CASES = cases()


def read(case: Any) -> tuple[Arrays, dict[str, Any], Arrays]:
    """Inputs by name, attributes and outputs by name."""
    (node,) = case.model.graph.node
    ((inputs, outputs),) = case.data_sets
    attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
    attributes |= {k: v.decode() for k, v in attributes.items() if isinstance(v, bytes)}
    given = dict(zip([name for name in node.input if name], inputs, strict=True))
    return given, attributes, dict(zip([n for n in node.output if n], outputs, strict=True))


def convert(given: Arrays, attributes: dict[str, Any]) -> LSTMWeights:
    weights = {name: given[name] for name in "WRBP" if name in given}
    known = {name: attributes[name] for name in KNOWN_TO_THE_CONVERTER if name in attributes}
    return from_onnx(**weights, **known)


def test_onnx_has_the_cases_that_we_know() -> None:
    refused = {"with_peepholes", "bidirectional"}
    reproduced = {"defaults", "with_initial_bias", "batchwise", "reverse"}
    assert CASES.keys() == refused | reproduced


@pytest.mark.parametrize("name", ["defaults", "with_initial_bias", "batchwise", "reverse"])
def test_cases_of_onnx_are_reproduced(name: str) -> None:
    given, attributes, expected = read(CASES[name])
    batchwise, backwards = attributes.get("layout") == 1, attributes.get("direction") == "reverse"
    x = given["X"].swapaxes(0, 1) if batchwise else given["X"]
    weights = convert(given, attributes | ({"direction": "forward"} if backwards else {}))
    run = forward(weights, x[::-1] if backwards else x)
    h = run.h[::-1] if backwards else run.h
    ends = {"Y_h": run.state.h, "Y_c": run.state.c}
    ours = {"Y": h[:, None]} | {name: end[None] for name, end in ends.items()}  # one direction
    if batchwise:
        ours = {"Y": h.swapaxes(0, 1)[:, :, None]}
        ours |= {name: end[:, None] for name, end in ends.items()}
    assert expected
    for output, truth in expected.items():
        assert ours[output].shape == truth.shape
        np.testing.assert_allclose(ours[output], truth, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("with_peepholes", "P: expected None, since this LSTM has no peepholes"),
        ("bidirectional", "direction: expected 'forward', .* got 'bidirectional'"),
        ("reverse", "direction: expected 'forward', .* got 'reverse'"),
    ],
)
def test_other_networks_are_refused(name: str, message: str) -> None:
    given, attributes, _ = read(CASES[name])
    with pytest.raises(ValueError, match=message):
        convert(given, attributes)


def onnxruntime_lstm(given: Arrays, hidden: int) -> list[np.ndarray]:
    """Y, Y_h, Y_c of one LSTM node in a model of its own."""
    order = ["X", "W", "R", "B", "sequence_lens", "initial_h", "initial_c"]
    node = helper.make_node(
        "LSTM",
        [name if name in given else "" for name in order],
        ["Y", "Y_h", "Y_c"],
        hidden_size=hidden,
    )
    graph = helper.make_graph(
        [node],
        "lstm",
        [
            helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(a.dtype), a.shape)
            for name, a in given.items()
        ],
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, [None] * axes)
            for name, axes in {"Y": 4, "Y_h": 3, "Y_c": 3}.items()
        ],
    )
    opset = [helper.make_opsetid("", 14)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=10)
    onnx.checker.check_model(model)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    results: list[np.ndarray] = session.run(None, given)
    return results


def random_case(T: int, B: int, D: int, H: int, lengths: bool) -> Arrays:
    rng = np.random.default_rng([T, B, D, H])
    shapes = {
        "X": (T, B, D),
        "W": (1, 4 * H, D),
        "R": (1, 4 * H, H),
        "B": (1, 8 * H),
        "initial_h": (1, B, H),
        "initial_c": (1, B, H),
    }
    given = {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    if lengths:
        given["sequence_lens"] = rng.integers(1, T, size=B, endpoint=True).astype(np.int32)
    return given


def error(given: Arrays, weights: LSTMWeights, lengths: bool) -> float:
    """The largest difference between onnxruntime's outputs and ours."""
    state = State(given["initial_h"][0], given["initial_c"][0])
    run = forward(weights, given["X"], state, given["sequence_lens"] if lengths else None)
    Y, Y_h, Y_c = onnxruntime_lstm(given, weights.units)
    pairs = [(Y[:, 0], run.h), (Y_h[0], run.state.h), (Y_c[0], run.state.c)]
    return max(float(np.abs(theirs - ours).max()) for theirs, ours in pairs)


SIZES = [(1, 1, 1, 1), (5, 3, 4, 2), (12, 2, 3, 8), (20, 4, 7, 16)]


@pytest.mark.parametrize("lengths", [False, True])
@pytest.mark.parametrize("size", SIZES)
def test_onnxruntime_agrees_on_random_weights(size: tuple[int, ...], lengths: bool) -> None:
    given = random_case(*size, lengths)
    assert error(given, from_onnx(given["W"], given["R"], given["B"]), lengths) < 1e-5


@pytest.mark.parametrize("size", SIZES)
def test_what_we_export_computes_the_same(size: tuple[int, ...]) -> None:
    given = random_case(*size, False)
    rng, H, D = np.random.default_rng(0), size[3], size[2]
    weights = LSTMWeights(rng.normal(size=(4 * H, 1 + H + D)).astype(np.float32))
    assert error(given | to_onnx(weights), weights, False) < 1e-5


@pytest.mark.parametrize(("one", "other"), ["if", "ig", "io", "fg", "fo", "go"])
def test_two_gates_exchanged_would_be_seen(one: str, other: str) -> None:
    given = random_case(5, 3, 4, 2, False)
    weights = from_onnx(given["W"], given["R"], given["B"])
    blocks = {gate: getattr(weights, gate) for gate in "ifgo"}
    blocks[one], blocks[other] = blocks[other], blocks[one]
    assert error(given, LSTMWeights.from_blocks(**blocks), False) > 1e-2
