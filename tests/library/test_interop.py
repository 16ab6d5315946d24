"""Other people's layouts: round trips, their own equations by hand, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from problems import problem

from lstm_lib.cell import State, step
from lstm_lib.interop import (
    from_keras,
    from_onnx,
    from_pytorch,
    from_t_notation,
    to_keras,
    to_onnx,
    to_pytorch,
    to_t_notation,
)
from lstm_lib.weights import LSTMWeights

repeatable = settings(max_examples=20, deadline=None, derandomize=True, database=None)
Convert = tuple[Callable[[LSTMWeights], Any], Callable[[Any], LSTMWeights]]
ROUND_TRIPS: dict[str, Convert] = {
    "t": (to_t_notation, from_t_notation),
    "PyTorch": (to_pytorch, from_pytorch),
    "Keras": (to_keras, from_keras),
    "ONNX": (to_onnx, lambda arrays: from_onnx(**arrays)),
}


def listed(arrays: Any) -> list[np.ndarray]:
    return list(arrays.values()) if isinstance(arrays, dict) else arrays


@pytest.mark.parametrize("layout", ROUND_TRIPS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@given(H=st.integers(1, 6), D=st.integers(1, 6))
@repeatable
def test_there_and_back_changes_nothing(dtype: Any, layout: str, H: int, D: int) -> None:
    weights = problem(1, 1, D, H, dtype=dtype).weights
    there, back = ROUND_TRIPS[layout]
    arrays = there(weights)
    again = back(arrays)
    np.testing.assert_array_equal(again.W, weights.W)
    assert again.dtype == dtype
    assert {a.dtype for a in listed(arrays)} == {np.dtype(dtype)}
    for a in listed(arrays):
        assert a.flags.c_contiguous
        assert not np.shares_memory(a, weights.W)
        assert not np.shares_memory(a, again.W)


def sigmoid(z: np.ndarray) -> np.ndarray:
    return np.array([1 / (1 + math.exp(-z_k)) for z_k in z])


def cell_by_hand(z: dict[str, np.ndarray], c: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """h and c from the pre-activations."""
    c = sigmoid(z["f"]) * c + sigmoid(z["i"]) * np.tanh(z["g"])
    return sigmoid(z["o"]) * np.tanh(c), c


def t_notation(a: Any, x: np.ndarray, h: np.ndarray) -> dict[str, np.ndarray]:
    """W_i · [h_{t−1}, x_t] + b_i, and so on."""
    return {gate: a[f"W_{gate}"] @ [*h, *x] + a[f"b_{gate}"] for gate in "ifgo"}


def pytorch(a: Any, x: np.ndarray, h: np.ndarray) -> dict[str, np.ndarray]:
    """W_ih x + b_ih + W_hh h + b_hh, rows in the order i, f, g, o."""
    z = a["weight_ih"] @ x + a["bias_ih"] + a["weight_hh"] @ h + a["bias_hh"]
    return dict(zip("ifgo", np.split(z, 4), strict=True))


def keras(a: Any, x: np.ndarray, h: np.ndarray) -> dict[str, np.ndarray]:
    """x kernel + h recurrent_kernel + bias, columns in the order i, f, c, o."""
    kernel, recurrent_kernel, bias = a
    return dict(zip("ifgo", np.split(x @ kernel + h @ recurrent_kernel + bias, 4), strict=True))


def onnx(a: Any, x: np.ndarray, h: np.ndarray) -> dict[str, np.ndarray]:
    """x Wᵀ + h Rᵀ + Wb + Rb, rows in the order i, o, f, c."""
    Wb, Rb = np.split(a["B"][0], 2)
    z = x @ a["W"][0].T + h @ a["R"][0].T + Wb + Rb
    return dict(zip("iofg", np.split(z, 4), strict=True))


BY_HAND = {"t": t_notation, "PyTorch": pytorch, "Keras": keras, "ONNX": onnx}


@pytest.mark.parametrize("layout", BY_HAND)
@pytest.mark.parametrize(("D", "H"), [(1, 1), (2, 3), (3, 2), (2, 2)])
def test_their_equations_with_our_export_give_our_step(D: int, H: int, layout: str) -> None:
    p = problem(1, 1, D, H)
    x, h, c = p.x[0, 0], p.state.h[0], p.state.c[0]
    there, _ = ROUND_TRIPS[layout]
    ours = step(p.weights, x, State(h, c))
    theirs = cell_by_hand(BY_HAND[layout](there(p.weights), x, h), c)
    np.testing.assert_allclose((ours.h, ours.c), theirs, rtol=1e-12)


rng = np.random.default_rng(3)
H, D = 3, 2
FOREIGN: dict[str, Any] = {
    "PyTorch": {
        "weight_ih": rng.normal(size=(4 * H, D)),
        "weight_hh": rng.normal(size=(4 * H, H)),
        "bias_ih": rng.normal(size=4 * H),
        "bias_hh": rng.normal(size=4 * H),
    },
    "Keras": [rng.normal(size=shape) for shape in [(D, 4 * H), (H, 4 * H), (4 * H,)]],
    "ONNX": {
        "W": rng.normal(size=(1, 4 * H, D)),
        "R": rng.normal(size=(1, 4 * H, H)),
        "B": rng.normal(size=(1, 8 * H)),
    },
}


@pytest.mark.parametrize("layout", FOREIGN)
def test_our_step_with_their_weights_gives_their_equations(layout: str) -> None:
    """Both of their biases count."""
    p = problem(1, 1, D, H)
    x, h, c = p.x[0, 0], p.state.h[0], p.state.c[0]
    _, back = ROUND_TRIPS[layout]
    ours = step(back(FOREIGN[layout]), x, State(h, c))
    theirs = cell_by_hand(BY_HAND[layout](FOREIGN[layout], x, h), c)
    np.testing.assert_allclose((ours.h, ours.c), theirs, rtol=1e-12)


def test_export_puts_the_whole_bias_into_the_first_of_two() -> None:
    weights = problem(1, 1, D, H).weights
    arrays = to_pytorch(weights)
    np.testing.assert_array_equal(arrays["bias_ih"], weights.W[:, 0])
    assert not arrays["bias_hh"].any()
    Wb, Rb = np.split(to_onnx(weights)["B"][0], 2)
    np.testing.assert_array_equal(np.sort(Wb), np.sort(weights.W[:, 0]))
    assert not Rb.any()


def test_a_layer_without_bias_has_bias_0() -> None:
    torch, keras, onnx = (FOREIGN[layout] for layout in ("PyTorch", "Keras", "ONNX"))
    without = [
        from_pytorch({name: torch[name] for name in ("weight_ih", "weight_hh")}),
        from_keras(keras[:2]),
        from_onnx(onnx["W"], onnx["R"]),
    ]
    full = [from_pytorch(torch), from_keras(keras), from_onnx(**onnx)]
    for one, other in zip(without, full, strict=True):
        assert not one.W[:, 0].any()
        np.testing.assert_array_equal(one.W[:, 1:], other.W[:, 1:])


def test_shapes_are_theirs() -> None:
    weights = problem(1, 1, D, H).weights
    for layout, arrays in FOREIGN.items():
        ours = ROUND_TRIPS[layout][0](weights)
        assert [a.shape for a in listed(ours)] == [a.shape for a in listed(arrays)]
    assert to_pytorch(weights).keys() == FOREIGN["PyTorch"].keys()
    assert to_onnx(weights).keys() == FOREIGN["ONNX"].keys()


@pytest.mark.parametrize("layout", [0, 1])
def test_attributes_that_change_nothing_are_accepted(layout: int) -> None:
    weights = problem(1, 1, D, H).weights
    spelled = {"direction": "forward", "activations": ["Sigmoid", "Tanh", "Tanh"]}
    again = from_onnx(**to_onnx(weights), hidden_size=H, layout=layout, **spelled, input_forget=0)
    np.testing.assert_array_equal(again.W, weights.W)


def test_names_of_the_first_layer_are_understood() -> None:
    plain = FOREIGN["PyTorch"]
    suffixed = {f"{name}_l0": a for name, a in plain.items()}
    np.testing.assert_array_equal(from_pytorch(suffixed).W, from_pytorch(plain).W)


def torch_with(**changes: Any) -> dict[str, Any]:
    arrays = FOREIGN["PyTorch"] | changes
    return {name: a for name, a in arrays.items() if a is not None}


W, R, B = FOREIGN["ONNX"].values()
kernel, recurrent, bias = FOREIGN["Keras"]
one = np.ones(1)
parts = to_t_notation(LSTMWeights(np.ones((4, 3))))
only = "expected one layer in one direction without projection .* got also "
REFUSED: list[tuple[str, Callable[[], LSTMWeights]]] = [
    (only + "weight_ih_l1", lambda: from_pytorch(torch_with(weight_ih_l1=one))),
    (only + "weight_ih_l0_reverse", lambda: from_pytorch(torch_with(weight_ih_l0_reverse=one))),
    (only + "weight_hr", lambda: from_pytorch(torch_with(weight_hr_l0=one))),
    ("weight_ih: expected an array", lambda: from_pytorch(torch_with(weight_ih=None))),
    ("weight_hh: expected an array", lambda: from_pytorch(torch_with(weight_hh=None))),
    (
        r"weight_hh: expected shape \(4H, H\)",  # a GRU
        lambda: from_pytorch(torch_with(weight_hh=np.ones((3 * H, H)))),
    ),
    ("activation: expected 'tanh'.* got 'relu'", lambda: from_keras([kernel], "relu")),
    (
        "recurrent_activation: expected 'sigmoid'.* got 'hard_sigmoid'",
        lambda: from_keras([kernel, recurrent, bias], recurrent_activation="hard_sigmoid"),
    ),
    (
        r"recurrent_kernel: expected shape \(H, 4H\)",  # a GRU
        lambda: from_keras([np.ones((D, 3 * H)), np.ones((H, 3 * H))]),
    ),
    (r"bias: expected shape \(4H,\)", lambda: from_keras([kernel, recurrent, bias[:-1]])),
    ("direction: expected 'forward'", lambda: from_onnx(W, R, direction="reverse")),
    ("direction: expected 'forward'", lambda: from_onnx(W, R, direction="bidirectional")),
    ("P: expected None.* no peepholes", lambda: from_onnx(W, R, B, np.zeros((1, 3 * H)))),
    (
        "activations: expected .'Sigmoid', 'Tanh', 'Tanh'.* got .'HardSigmoid'",
        lambda: from_onnx(W, R, activations=["HardSigmoid", "Tanh", "Tanh"]),
    ),
    ("activations: ", lambda: from_onnx(W, R, activations=["Sigmoid", "Tanh", "Relu"])),
    ("hidden_size: expected H = 3 like R, got 4", lambda: from_onnx(W, R, hidden_size=4)),
    ("hidden_size: expected H = 3 like R, got 12", lambda: from_onnx(W, R, hidden_size=4 * H)),
    ("layout: expected 0 or 1, got 2", lambda: from_onnx(W, R, layout=2)),
    ("activation_alpha: expected None", lambda: from_onnx(W, R, activation_alpha=[0.5])),
    ("activation_beta: expected None", lambda: from_onnx(W, R, activation_beta=[0.5])),
    ("clip: expected None", lambda: from_onnx(W, R, clip=3.0)),
    ("input_forget: expected 0", lambda: from_onnx(W, R, input_forget=1)),
    ("R: expected shape", lambda: from_onnx(np.ones((2, 12, 2)), np.ones((2, 12, 3)))),
    ("W: expected shape", lambda: from_onnx(W[:, :-1], R)),
    ("B: expected shape", lambda: from_onnx(W, R, B[:, : 4 * H])),
    *[
        (
            f"{name}: expected an array of this name",
            lambda name=name: from_t_notation(
                {other: a for other, a in parts.items() if other != name}
            ),
        )
        for name in parts
    ],
]


@pytest.mark.parametrize(("message", "call"), REFUSED, ids=[message for message, _ in REFUSED])
def test_another_network_is_refused(message: str, call: Callable[[], LSTMWeights]) -> None:
    with pytest.raises(ValueError, match=message):
        call()
