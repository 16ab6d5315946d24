"""Other people's layouts: there and back without loss, equal to their own equations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from problems import Problem, problem

from lstm_lib import layouts
from lstm_lib.activations import sigmoid
from lstm_lib.cell import step
from lstm_lib.weights import LSTMWeights

SIZES = [(1, 1), (1, 4), (4, 1), (3, 5), (4, 4)]
FLOATS = [np.float32, np.float64]
THERE_AND_BACK: dict[str, Callable[[LSTMWeights], LSTMWeights]] = {
    "t-notation": lambda w: layouts.from_t_notation(layouts.to_t_notation(w)),
    "PyTorch": lambda w: layouts.from_pytorch(layouts.to_pytorch(w)),
    "Keras": lambda w: layouts.from_keras(layouts.to_keras(w)),
    "ONNX": lambda w: layouts.from_onnx(**layouts.to_onnx(w)),
}


def case(D: int, H: int, dtype: Any = np.float64) -> Problem:
    return problem(1, 3, D, H, dtype=dtype)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize(("D", "H"), SIZES)
@pytest.mark.parametrize("layout", THERE_AND_BACK)
def test_there_and_back_without_loss(layout: str, D: int, H: int, dtype: Any) -> None:
    weights = case(D, H, dtype).weights
    again = THERE_AND_BACK[layout](weights)
    assert again.dtype == dtype
    np.testing.assert_array_equal(again.W, weights.W)
    assert not np.shares_memory(again.W, weights.W)


@pytest.mark.parametrize(
    "export", [layouts.to_t_notation, layouts.to_pytorch, layouts.to_keras, layouts.to_onnx]
)
def test_what_is_exported_has_memory_of_its_own(export: Callable[[LSTMWeights], Any]) -> None:
    weights = case(3, 3).weights
    parts = export(weights)
    for array in parts if isinstance(parts, list) else parts.values():
        assert array.flags.c_contiguous
        assert not np.shares_memory(array, weights.W)


@pytest.mark.parametrize(("D", "H"), SIZES)
def test_both_notations_are_equal(D: int, H: int) -> None:
    """σ(W_i · [h, x] + b_i) is σ(W [1; h; x]), for each gate."""
    p = case(D, H)
    parts, truth = layouts.to_t_notation(p.weights), step(p.weights, p.x[0], p.state)
    seen = np.concatenate([p.state.h, p.x[0]], axis=1)
    for gate, squash in {"i": sigmoid, "f": sigmoid, "g": np.tanh, "o": sigmoid}.items():
        ours = squash(seen @ parts[f"W_{gate}"].T + parts[f"b_{gate}"])
        np.testing.assert_allclose(ours, getattr(truth, gate), rtol=1e-13)


def equations(
    x: np.ndarray, h: np.ndarray, c: np.ndarray, z: dict[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Hidden state and memory cell from four pre-activations."""
    s = {gate: 1 / (1 + np.exp(-z[gate])) for gate in "ifo"}
    c = s["f"] * c + s["i"] * np.tanh(z["g"])
    return s["o"] * np.tanh(c), c


@pytest.mark.parametrize(("D", "H"), SIZES)
def test_keras_computes_the_same(D: int, H: int) -> None:
    """Keras: z = x · kernel + h · recurrent + bias, split into i, f, c, o."""
    p = case(D, H)
    kernel, recurrent, bias = layouts.to_keras(p.weights)
    assert (kernel.shape, recurrent.shape, bias.shape) == ((D, 4 * H), (H, 4 * H), (4 * H,))
    z = np.split(p.x[0] @ kernel + p.state.h @ recurrent + bias, 4, axis=1)
    ours = equations(p.x[0], *p.state, dict(zip("ifgo", z, strict=True)))
    np.testing.assert_allclose(ours, step(p.weights, p.x[0], p.state).state[:], rtol=1e-12)


@pytest.mark.parametrize(("D", "H"), SIZES)
def test_pytorch_and_onnx_compute_the_same(D: int, H: int) -> None:
    """z = W_ih x + b_ih + W_hh h + b_hh, in PyTorch's order i, f, g, o and ONNX's i, o, f, c."""
    p = case(D, H)
    onnx = layouts.to_onnx(p.weights)
    assert onnx["W"].shape == (1, 4 * H, D) and onnx["R"].shape == (1, 4 * H, H)
    assert onnx["B"].shape == (1, 8 * H)
    for order, (W, R, B) in {
        "ifgo": [layouts.to_pytorch(p.weights)[n] for n in ("weight_ih", "weight_hh", "bias_ih")],
        "iofg": [onnx["W"][0], onnx["R"][0], onnx["B"][0, : 4 * H]],
    }.items():
        z = np.split(p.x[0] @ W.T + p.state.h @ R.T + B, 4, axis=1)
        ours = equations(p.x[0], *p.state, dict(zip(order, z, strict=True)))
        np.testing.assert_allclose(ours, step(p.weights, p.x[0], p.state).state[:], rtol=1e-12)


def test_two_biases_are_added_on_import_and_one_holds_all_on_export() -> None:
    weights = case(2, 3).weights
    parts = layouts.to_pytorch(weights)
    np.testing.assert_array_equal(parts["bias_ih"], weights.W[:, 0])
    assert not parts["bias_hh"].any()
    parts["bias_hh"] = np.arange(12.0)
    added = layouts.from_pytorch(parts).W - weights.W
    np.testing.assert_allclose(added[:, 0], np.arange(12), atol=1e-15)
    assert not added[:, 1:].any()
    onnx = layouts.to_onnx(weights)
    assert not onnx["B"][0, 12:].any()
    onnx["B"] = np.concatenate([np.zeros(12), onnx["B"][0, :12]])[None]
    np.testing.assert_array_equal(layouts.from_onnx(**onnx).W, weights.W)


def test_without_biases_they_are_0() -> None:
    weights = case(2, 3).weights
    weights.W[:, 0] = 0
    torch, onnx = layouts.to_pytorch(weights), layouts.to_onnx(weights)
    without = [
        layouts.from_pytorch({"weight_ih": torch["weight_ih"], "weight_hh": torch["weight_hh"]}),
        layouts.from_keras(layouts.to_keras(weights)[:2]),
        layouts.from_onnx(onnx["W"], onnx["R"]),
    ]
    for again in without:
        np.testing.assert_array_equal(again.W, weights.W)


def test_names_of_a_pytorch_layer_are_read_too() -> None:
    weights = case(2, 3).weights
    layer = {f"{name}_l0": array for name, array in layouts.to_pytorch(weights).items()}
    np.testing.assert_array_equal(layouts.from_pytorch(layer).W, weights.W)


def test_attributes_that_change_nothing_are_accepted() -> None:
    weights = case(2, 3).weights
    again = layouts.from_onnx(
        **layouts.to_onnx(weights),
        direction="forward",
        activations=["Sigmoid", "Tanh", "Tanh"],
        clip=None,
        input_forget=0,
    )
    np.testing.assert_array_equal(again.W, weights.W)


def pytorch(**more: str) -> Callable[[LSTMWeights], LSTMWeights]:
    """Import with arrays of further names."""

    def convert(w: LSTMWeights) -> LSTMWeights:
        parts = layouts.to_pytorch(w)
        return layouts.from_pytorch(parts | {name: parts[old] for name, old in more.items()})

    return convert


OTHER_NETWORKS: list[tuple[str, Callable[[LSTMWeights], LSTMWeights]]] = [
    (
        "recurrent_activation: expected 'sigmoid', .* got 'hard_sigmoid'",
        lambda w: layouts.from_keras(layouts.to_keras(w), recurrent_activation="hard_sigmoid"),
    ),
    (
        "activation: expected 'tanh', .* got 'relu'",
        lambda w: layouts.from_keras(layouts.to_keras(w), activation="relu"),
    ),
    (
        "activations: expected .*'Sigmoid'.* got .*'HardSigmoid'",
        lambda w: layouts.from_onnx(
            **layouts.to_onnx(w), activations=("HardSigmoid", "Tanh", "Tanh")
        ),
    ),
    (
        "activations: expected .* got .*'Relu'",
        lambda w: layouts.from_onnx(**layouts.to_onnx(w), activations=("Sigmoid", "Tanh", "Relu")),
    ),
    ("clip: .* got 3.0", lambda w: layouts.from_onnx(**layouts.to_onnx(w), clip=3.0)),
    ("input_forget: .* got 1", lambda w: layouts.from_onnx(**layouts.to_onnx(w), input_forget=1)),
    (
        "direction: expected 'forward', .* got 'reverse'",
        lambda w: layouts.from_onnx(**layouts.to_onnx(w), direction="reverse"),
    ),
    (
        "P: expected None, since this LSTM has no peepholes",
        lambda w: layouts.from_onnx(**layouts.to_onnx(w), P=np.zeros((1, 3 * w.units))),
    ),
    (
        r"R: expected shape \(1, 4H, H\)",
        lambda w: layouts.from_onnx(**{k: np.concatenate([a, a]) for k, a in ONNX(w).items()}),
    ),
    ("got also weight_ih_l1", pytorch(weight_ih_l1="weight_ih")),
    ("got also weight_hh_l0_reverse", pytorch(weight_hh_l0_reverse="weight_hh")),
    ("got also weight_hr", pytorch(weight_hr_l0="weight_hh")),
    (
        r"weight_hh: expected shape \(4H, H\)",
        lambda w: layouts.from_pytorch({k: a[:-3] for k, a in layouts.to_pytorch(w).items()}),
    ),
    ("weight_ih: expected an array of this name, got only weight_hh", lambda w: without(w)),
    (
        "b_o: expected an array of this name",
        lambda w: layouts.from_t_notation(
            {k: a for k, a in layouts.to_t_notation(w).items() if k != "b_o"}
        ),
    ),
]
ONNX = layouts.to_onnx


def without(w: LSTMWeights) -> LSTMWeights:
    return layouts.from_pytorch({"weight_hh": layouts.to_pytorch(w)["weight_hh"]})


@pytest.mark.parametrize(("message", "convert"), OTHER_NETWORKS)
def test_another_network_is_refused(
    message: str, convert: Callable[[LSTMWeights], LSTMWeights]
) -> None:
    with pytest.raises(ValueError, match=message):
        convert(case(2, 3).weights)
