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

from lstm_lib import network
from lstm_lib.cell import State
from lstm_lib.interop import from_onnx, to_onnx
from lstm_lib.lstm import forward
from lstm_lib.network import Network
from lstm_lib.variants import peephole_forward, peepholes_from_onnx, peepholes_to_onnx
from lstm_lib.weights import LSTMWeights

Arrays = dict[str, np.ndarray]
DIRECTIONS = {"forward": [1], "reverse": [-1], "bidirectional": [1, -1]}
"""In which order each half of a node's weights reads the steps."""


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
    return from_onnx(**{name: given[name] for name in "WRBP" if name in given}, **attributes)


def one_direction(
    x: np.ndarray, given: Arrays, attributes: dict[str, Any]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """h of every step and both of the last, for x (T, B, D) and the weights of one direction."""
    state = State(given["initial_h"][0], given["initial_c"][0]) if "initial_h" in given else None
    weights = convert({name: given[name] for name in "WRB" if name in given}, attributes)
    if "P" in given:
        steps = peephole_forward(weights.W, peepholes_from_onnx(given["P"]), x, state)
        return steps.h, steps.h[-1], steps.c[-1]
    run = forward(weights, x, state)
    return run.h, *run.state


def reproduce(given: Arrays, attributes: dict[str, Any]) -> Arrays:
    """Y (T, directions, B, H), Y_h, Y_c (directions, B, H); with layout 1, the batch stands first."""
    batchwise = attributes.get("layout") == 1
    x = given.pop("X").swapaxes(0, 1) if batchwise else given.pop("X")
    assert (given.pop("sequence_lens", np.array(len(x))) == len(x)).all()
    results = []
    for k, way in enumerate(DIRECTIONS[attributes.get("direction", "forward")]):
        half = {name: a[k : k + 1] for name, a in given.items()}
        h, *end = one_direction(x[::way], half, attributes | {"direction": "forward"})
        results.append((h[::way], *end))
    Y, Y_h, Y_c = (np.stack(parts) for parts in zip(*results, strict=True))
    if batchwise:
        return {"Y": Y.transpose(2, 1, 0, 3), "Y_h": Y_h.swapaxes(0, 1), "Y_c": Y_c.swapaxes(0, 1)}
    return {"Y": Y.swapaxes(0, 1), "Y_h": Y_h, "Y_c": Y_c}


def test_onnx_has_the_six_cases_that_are_reproduced() -> None:
    names = {"defaults", "with_initial_bias", "with_peepholes"}
    assert CASES.keys() == names | {"batchwise", "reverse", "bidirectional"}


@pytest.mark.parametrize("name", CASES)
def test_cases_of_onnx_are_reproduced(name: str) -> None:
    given, attributes, expected = read(CASES[name])
    ours = reproduce(given, attributes)
    assert expected
    for output, truth in expected.items():
        assert ours[output].shape == truth.shape
        np.testing.assert_allclose(ours[output], truth, rtol=1e-5, atol=1e-6)


def test_a_network_of_both_directions_is_onnxs() -> None:
    given, attributes, expected = read(CASES["bidirectional"])
    assert not attributes.keys() - {"hidden_size", "direction"}
    both = tuple(from_onnx(given["W"][[k]], given["R"][[k]]) for k in range(2))
    run = network.forward(Network([both]), given["X"])
    assert expected
    Y_h, Y_c = (np.stack(part) for part in zip(*run.state[0], strict=True))
    ours = {"Y": np.stack(np.split(run.y, 2, axis=-1), axis=1), "Y_h": Y_h, "Y_c": Y_c}
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
    order = ["X", "W", "R", "B", "sequence_lens", "initial_h", "initial_c", "P"]
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


def random_case(T: int, B: int, D: int, H: int, lengths: bool = False) -> Arrays:
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


def error(given: Arrays, weights: LSTMWeights, P: np.ndarray | None = None) -> float:
    """The largest difference between onnxruntime's outputs and ours."""
    state = State(given["initial_h"][0], given["initial_c"][0])
    if P is None:
        run = forward(weights, given["X"], state, given.get("sequence_lens"))
        ours = [run.h, *run.state]
    else:
        steps = peephole_forward(weights.W, P, given["X"], state)
        ours = [steps.h, steps.h[-1], steps.c[-1]]
    Y, Y_h, Y_c = onnxruntime_lstm(given, weights.units)
    theirs = [Y[:, 0], Y_h[0], Y_c[0]]
    return max(float(np.abs(a - b).max()) for a, b in zip(theirs, ours, strict=True))


SIZES = [(1, 1, 1, 1), (5, 3, 4, 2), (12, 2, 3, 8), (20, 4, 7, 16)]


@pytest.mark.parametrize("lengths", [False, True])
@pytest.mark.parametrize("size", SIZES)
def test_onnxruntime_agrees_on_random_weights(
    size: tuple[int, int, int, int], lengths: bool
) -> None:
    given = random_case(*size, lengths)
    assert error(given, from_onnx(given["W"], given["R"], given["B"])) < 1e-5


@pytest.mark.parametrize("size", SIZES)
def test_what_we_export_computes_the_same(size: tuple[int, int, int, int]) -> None:
    rng, H, D = np.random.default_rng(0), size[3], size[2]
    weights = LSTMWeights(rng.normal(size=(4 * H, 1 + H + D)).astype(np.float32))
    P = rng.normal(size=(3, H)).astype(np.float32)
    given = random_case(*size) | to_onnx(weights)
    assert error(given, weights) < 1e-5
    assert error(given | {"P": peepholes_to_onnx(P)}, weights, P) < 1e-5


@pytest.mark.parametrize("size", SIZES)
def test_onnxruntime_agrees_on_random_peepholes(size: tuple[int, int, int, int]) -> None:
    given, H = random_case(*size), size[3]
    given["P"] = np.random.default_rng(1).normal(size=(1, 3 * H)).astype(np.float32)
    weights = from_onnx(given["W"], given["R"], given["B"])
    assert error(given, weights, peepholes_from_onnx(given["P"])) < 1e-5


@pytest.mark.parametrize(("one", "other"), ["if", "ig", "io", "fg", "fo", "go"])
def test_two_gates_exchanged_would_be_seen(one: str, other: str) -> None:
    given = random_case(5, 3, 4, 2)
    weights = from_onnx(given["W"], given["R"], given["B"])
    blocks = {gate: getattr(weights, gate) for gate in "ifgo"}
    blocks[one], blocks[other] = blocks[other], blocks[one]
    assert error(given, LSTMWeights.from_blocks(**blocks)) > 1e-2


@pytest.mark.parametrize("order", [(1, 0, 2), (2, 1, 0), (0, 2, 1)])
def test_two_peepholes_exchanged_would_be_seen(order: tuple[int, int, int]) -> None:
    given = random_case(5, 3, 4, 2)
    P = np.random.default_rng(1).normal(size=(3, 2)).astype(np.float32)
    given["P"] = peepholes_to_onnx(P)
    weights = from_onnx(given["W"], given["R"], given["B"])
    assert error(given, weights, P[list(order)]) > 1e-2
