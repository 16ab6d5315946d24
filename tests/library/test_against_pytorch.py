"""LSTM, plain recurrent layer and GRU against PyTorch: values and every gradient.

Vectors stored beside the tests are compared always; where PyTorch is installed, it is asked anew
for random shapes. `tools/make_vectors.py` does the asking for both.
"""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lstm_lib.cell import State
from lstm_lib.interop import from_pytorch, to_pytorch
from lstm_lib.lstm import backward, forward
from lstm_lib.variants import gru_backward, gru_forward, rnn_backward, rnn_forward

Arrays = dict[str, np.ndarray]
VECTORS = sorted((Path(__file__).parents[1] / "vectors").glob("*.npz"))
PARAMETERS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
SHAPES: dict[str, Any] = {
    "T": st.integers(1, 20),
    "B": st.integers(1, 6),
    "D": st.integers(1, 9),
    "H": st.integers(1, 17),
    "seed": st.integers(0, 99),
}
repeatable = settings(max_examples=40, deadline=None, derandomize=True, database=None)


@pytest.fixture(scope="module")
def pytorch() -> ModuleType:
    pytest.importorskip("torch", reason="PyTorch is not installed: stored vectors only")
    from tools import make_vectors

    return make_vectors


def like_pytorch(dW: np.ndarray, H: int) -> Arrays:
    """Columns 1, h, x of dW under PyTorch's names; each of its two biases has all of dW's."""
    return {
        "d_weight_ih": dW[:, 1 + H :],
        "d_weight_hh": dW[:, 1 : 1 + H],
        "d_bias_ih": dW[:, 0],
        "d_bias_hh": dW[:, 0],
    }


def lstm(a: Arrays) -> Arrays:
    weights = from_pytorch({name: a[name] for name in PARAMETERS})
    run = forward(weights, a["x"], State(a["h0"], a["c0"]), a.get("lengths"))
    d = backward(run, a["dh"], State(a["dh_end"], a["dc_end"]))
    return {
        "h": run.h,
        "h_end": run.state.h,
        "c_end": run.state.c,
        "d_x": d.x,
        "d_h0": d.state.h,
        "d_c0": d.state.c,
        **like_pytorch(d.W, weights.units),
    }


def rnn(a: Arrays) -> Arrays:
    bias = a["bias_ih"] + a["bias_hh"]
    W = np.column_stack([bias, a["weight_hh"], a["weight_ih"]])
    h = rnn_forward(W, a["x"], a["h0"])
    dW, dx, dh0 = rnn_backward(W, a["x"], a["h0"], h, a["dh"])
    return {"h": h, "d_x": dx, "d_h0": dh0, **like_pytorch(dW, len(W))}


def gru(a: Arrays) -> Arrays:
    W_x = np.column_stack([a["bias_ih"], a["weight_ih"]])
    W_h = np.column_stack([a["bias_hh"], a["weight_hh"]])
    run = gru_forward(W_x, W_h, a["x"], a["h0"])
    dW_x, dW_h, dx, dh0 = gru_backward(W_x, W_h, a["x"], a["h0"], run, a["dh"])
    return {
        "h": run.h,
        "d_x": dx,
        "d_h0": dh0,
        "d_weight_ih": dW_x[:, 1:],
        "d_weight_hh": dW_h[:, 1:],
        "d_bias_ih": dW_x[:, 0],
        "d_bias_hh": dW_h[:, 0],
    }


OURS = {"lstm": lstm, "rnn": rnn, "gru": gru}


def compare(ours: Arrays, expected: Arrays, tolerance: float) -> None:
    """Every array of one is in the other, of one dtype, equal up to its largest entry's error."""
    assert {f"expected_{name}" for name in ours} == expected.keys()
    for name, a in ours.items():
        truth = expected[f"expected_{name}"]
        assert (a.shape, a.dtype) == (truth.shape, truth.dtype), name
        error = np.abs(a - truth).max() / max(1, np.abs(truth).max())
        assert error <= tolerance, f"{name}: off by {error:.1e}"


def read(path: Path) -> tuple[str, Arrays, Arrays]:
    """Kind, arguments and expected results of a stored vector."""
    with np.load(path) as file:
        arrays = dict(file)
    assert str(arrays.pop("made_by")).startswith("PyTorch ")
    expected = {name: arrays.pop(name) for name in list(arrays) if name.startswith("expected_")}
    return path.stem.split("_")[0], arrays, expected


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_stored_vectors(path: Path) -> None:
    kind, arrays, expected = read(path)
    compare(OURS[kind](arrays), expected, 1e-10)


def test_the_stored_vectors_are_small_and_of_every_kind() -> None:
    assert {path.stem for path in VECTORS} == {
        "lstm_one",
        "lstm_steps",
        "lstm_lengths",
        "lstm_long",
        "rnn_steps",
        "gru_steps",
    }
    assert sum(path.stat().st_size for path in VECTORS) < 200_000


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_the_script_still_makes_the_stored_vectors(path: Path, pytorch: ModuleType) -> None:
    kind, arrays, expected = read(path)
    drawn = pytorch.draw(kind, *pytorch.SIZES[path.stem])
    assert drawn.keys() == arrays.keys()
    for name, a in drawn.items():
        np.testing.assert_array_equal(arrays[name], a)
    compare(
        {name.removeprefix("expected_"): a for name, a in expected.items()},
        pytorch.reference(kind, arrays),
        1e-12,
    )


@example(T=30, B=40, D=3, H=8, seed=0, packed=True)  # backward in several stretches
@given(packed=st.booleans(), **SHAPES)
@repeatable
def test_lstm(pytorch: ModuleType, T: int, B: int, D: int, H: int, seed: int, packed: bool) -> None:
    arrays = pytorch.draw("lstm", T, B, D, H, packed, seed)
    compare(lstm(arrays), pytorch.reference("lstm", arrays), 1e-10)


@pytest.mark.parametrize("kind", ["rnn", "gru"])
@given(**SHAPES)
@repeatable
def test_variants(
    pytorch: ModuleType, kind: str, T: int, B: int, D: int, H: int, seed: int
) -> None:
    arrays = pytorch.draw(kind, T, B, D, H, False, seed)
    compare(OURS[kind](arrays), pytorch.reference(kind, arrays), 1e-10)


@pytest.mark.parametrize("kind", OURS)
@given(**SHAPES)
@repeatable
def test_float32(pytorch: ModuleType, kind: str, T: int, B: int, D: int, H: int, seed: int) -> None:
    arrays = pytorch.draw(kind, T, B, D, H, False, seed)
    single = {name: a.astype(np.float32) for name, a in arrays.items()}
    compare(OURS[kind](single), pytorch.reference(kind, single), 1e-5)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("bias", [True, False])
def test_state_dicts_go_in_and_out(bias: bool, dtype: str) -> None:
    torch = pytest.importorskip("torch")
    options = {"bias": bias, "dtype": getattr(torch, dtype)}
    for network in (torch.nn.LSTM(3, 4, **options), torch.nn.LSTMCell(3, 4, **options)):
        weights = from_pytorch(network.state_dict())
        assert (weights.units, weights.inputs, weights.dtype) == (4, 3, dtype)
    cell = torch.nn.LSTMCell(3, 4, dtype=getattr(torch, dtype))
    arrays = {name: torch.tensor(a) for name, a in to_pytorch(weights).items()}
    assert str(cell.load_state_dict(arrays)) == "<All keys matched successfully>"
    np.testing.assert_array_equal(from_pytorch(cell.state_dict()).W, weights.W)


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"num_layers": 2}, "expected one layer in one direction"),
        ({"bidirectional": True}, "expected one layer in one direction"),
        ({"proj_size": 2}, r"projections \(proj_size\) are not supported"),
    ],
)
def test_other_networks_of_pytorch_are_refused(option: dict[str, Any], message: str) -> None:
    torch = pytest.importorskip("torch")
    with pytest.raises(ValueError, match=message):
        from_pytorch(torch.nn.LSTM(3, 4, **option).state_dict())
    with pytest.raises(ValueError, match=r"weight_hh_l0: expected shape \(4H, H\)"):
        from_pytorch(torch.nn.GRU(3, 4).state_dict())
