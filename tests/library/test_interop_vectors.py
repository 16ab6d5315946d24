"""The vectors that chapter 9 reads: still what the frameworks say, and able to find mistakes."""

from __future__ import annotations

import itertools
import warnings

import numpy as np
import pytest

from lstm_lib.interop import from_keras, from_onnx, from_pytorch
from lstm_lib.lstm import forward
from lstm_lib.weights import LSTMWeights
from tools.make_layout_vectors import MAKERS, VECTORS

Arrays = dict[str, np.ndarray]
ORDERS = [list(order) for order in itertools.permutations(range(4))]
EPS = {"pytorch": 1e-12, "keras": 1e-12, "onnx": 1e-6, "onnx_constant": 1e-6}


def read(name: str) -> Arrays:
    with np.load(VECTORS / f"{name}.npz") as file:
        return dict(file)


def layer(name: str) -> tuple[LSTMWeights, np.ndarray, np.ndarray]:
    """Weights, x (T, B, D), and the outputs to reach: (T, B, H), or the last, (B, H)."""
    a = read(name)
    if name == "pytorch":
        return from_pytorch({k: v for k, v in a.items() if k.endswith("_l0")}), a["x"], a["y"]
    if name == "keras":
        weights = from_keras([a["kernel"], a["recurrent_kernel"], a["bias"]])
        return weights, a["x"].swapaxes(0, 1), a["y"].swapaxes(0, 1)
    return from_onnx(a["W"], a["R"], a["B"]), a["X"], a["Y" if name == "onnx" else "Y_h"]


def off(weights: LSTMWeights, x: np.ndarray, expected: np.ndarray) -> float:
    h = forward(weights, x).h
    return float(np.abs((h if expected.ndim == 3 else h[-1]) - expected).max())


def right_orders(name: str) -> list[list[int]]:
    """Orders of the four blocks with which the outputs are still right."""
    weights, x, expected = layer(name)
    blocks = np.split(weights.W, 4)
    orders = []
    for order in ORDERS:
        other = LSTMWeights(np.concatenate([blocks[k] for k in order]))
        if off(other, x, expected) <= EPS[name]:
            orders.append(order)
    return orders


def test_every_file_has_a_maker_and_is_small() -> None:
    files = list(VECTORS.glob("*.npz"))
    assert {file.stem for file in files} >= MAKERS.keys()
    assert sum(file.stat().st_size for file in files) < 100_000


@pytest.mark.parametrize("name", MAKERS)
def test_the_script_still_makes_the_stored_vectors(name: str) -> None:
    try:
        made = MAKERS[name]()
    except ModuleNotFoundError as error:
        pytest.skip(f"{error.name} is not installed")
    stored = read(name)
    assert made.keys() == stored.keys()
    for key in made.keys() - {"made_by"}:
        assert made[key].dtype == stored[key].dtype
        np.testing.assert_allclose(made[key], stored[key], rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("name", ["pytorch", "keras", "onnx"])
def test_vectors_with_random_weights_are_right_in_one_order_only(name: str) -> None:
    assert right_orders(name) == [[0, 1, 2, 3]]


def test_the_constant_case_of_onnx_is_right_in_every_order() -> None:
    assert right_orders("onnx_constant") == ORDERS


def test_no_case_of_onnx_tells_one_gate_from_another() -> None:
    cases = pytest.importorskip("onnx.backend.test.case.node")
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        found = cases.collect_testcases("LSTM")
    assert len(found) == 6
    for case in found:
        (node,) = case.model.graph.node
        ((inputs, _),) = case.data_sets
        given = dict(zip([name for name in node.input if name], inputs, strict=True))
        for weights in (given["W"], given["R"]):
            blocks = np.split(weights, 4, axis=1)
            assert all(np.array_equal(blocks[0], block) for block in blocks)
        for half in np.split(given.get("B", np.zeros((1, 8))), 2, axis=1):
            assert np.ptp(half) == 0
        assert "P" not in given or np.ptp(given["P"]) == 0


def test_two_biases_and_one_are_told_apart() -> None:
    """Both biases of PyTorch and ONNX are at work: without the second, the outputs are wrong."""
    a = read("pytorch")
    weights = from_pytorch(
        {k: v for k, v in a.items() if k in ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0")}
    )
    assert off(weights, a["x"], a["y"]) > 0.1
    b = read("onnx")
    b["B"][:, b["B"].shape[1] // 2 :] = 0
    assert off(from_onnx(b["W"], b["R"], b["B"]), b["X"], b["Y"]) > 0.1
