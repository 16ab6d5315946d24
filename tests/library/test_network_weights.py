"""The parts of a network: they fit, are drawn, named, copied, saved and loaded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from networks import D, H, K, made

from lstm_lib._npz import save_arrays
from lstm_lib.network import Network
from lstm_lib.weights import DEFAULT_FORGET_BIAS, LSTMWeights

WEIGHTS = LSTMWeights.random(H, D, np.random.default_rng(0))
WIDE = LSTMWeights.random(H, 2 * H, np.random.default_rng(0))


def test_parameters_are_the_weights_themselves() -> None:
    built = made(2, both=True)
    assert list(built.parameters) == [
        "layer_1.W",
        "layer_1.backward.W",
        "layer_2.W",
        "layer_2.backward.W",
        "head",
    ]
    built.parameters["layer_2.backward.W"][...] = 7
    assert (built.layers[1][1].W == 7).all()
    built.dropout = 0.5
    other = built.copy()
    assert other.dropout == 0.5
    for name, w in other.parameters.items():
        np.testing.assert_array_equal(w, built.parameters[name])
        w[...] = 0
    assert all(w.any() for w in built.parameters.values())


def test_random_draws_what_was_asked_for() -> None:
    built = Network.random(6, 50, 9, np.random.default_rng(0), layers=2, bidirectional=True)
    drawn = [weights.W for layer in built.layers for weights in layer]
    assert len({float(W[0, 1]) for W in drawn}) == 4
    rng, other = np.random.default_rng(0), {"dropout": 0.5, "forget_bias": -2.0, "dtype": "f"}
    for outputs in (None, 3):
        single = Network.random(6, 5, outputs, rng, layers=2, **other)
        assert (single.dropout, single.dtype) == (0.5, np.float32)
        assert (single.layers[0][0].f[:, 0] == -2).all()
    assert (built.inputs, built.outputs, len(built.layers)) == (6, 9, 2)
    assert [weights.inputs for layer in built.layers for weights in layer] == [6, 6, 100, 100]
    assert abs(built.head[:, 1:].std() * np.sqrt(100) - 1) < 0.05
    assert not built.head[:, 0].any()
    assert (built.layers[1][0].f[:, 0] == DEFAULT_FORGET_BIAS).all()
    assert Network.random(6, 5, None, np.random.default_rng(0)).outputs == 5
    assert repr(built) == "Network(6 → 100 → 100 → head 9, float64)"


@pytest.mark.parametrize("outputs", [None, K])
def test_saved_and_loaded(outputs: int | None, tmp_path: Path) -> None:
    built = made(2, True, outputs, 0.3, np.float32)
    built.save(tmp_path / "n.npz")
    found = Network.load(tmp_path / "n.npz")
    assert found.dropout == 0.3
    assert found.parameters.keys() == built.parameters.keys()
    for name, w in built.parameters.items():
        np.testing.assert_array_equal(found.parameters[name], w, strict=True)


def test_another_file_is_refused_by_name(tmp_path: Path) -> None:
    made().layers[0][0].save(tmp_path / "w.npz")
    with pytest.raises(
        ValueError, match=r"w\.npz: expected an \.npz file written by Network\.save"
    ):
        Network.load(tmp_path / "w.npz")


@pytest.mark.parametrize("change", [{"layer_3.W": np.ones((8, 5))}, {"steps": np.array(1)}])
def test_a_file_with_more_in_it_is_refused(change: dict[str, np.ndarray], tmp_path: Path) -> None:
    built = made(1)
    save_arrays(tmp_path / "n.npz", built.parameters | {"dropout": np.array(0.0)} | change)
    with pytest.raises(ValueError, match=r"n\.npz: expected .* by Network\.save \(it has layer_1"):
        Network.load(tmp_path / "n.npz")


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (([],), ValueError, "layers: expected at least one layer, got none"),
        (([()],), ValueError, "layer 1: expected one LSTMWeights, or two, got 0"),
        (([(WEIGHTS.W,)],), TypeError, "layer 1: expected a tuple of LSTMWeights, got"),
        (([WEIGHTS],), TypeError, "layer 1: expected a tuple of LSTMWeights, got LSTMWeights"),
        (([(WEIGHTS,), (WIDE,)],), ValueError, "layer 2: expected D = 2, got D = 4"),
        (([(WEIGHTS, WIDE)],), ValueError, "layer 1: expected D = 3, got D = 4"),
        (
            ([(WEIGHTS, LSTMWeights.random(3, D, np.random.default_rng(0)))],),
            ValueError,
            "layer 1: expected H = 2 in both directions, got 3",
        ),
        (([(WEIGHTS, WEIGHTS.astype("float32"))],), TypeError, "layer 1: expected float64"),
        (
            ([(WEIGHTS,)], np.zeros((K, 2))),
            ValueError,
            r"head: expected shape \(K, 1\+H\) with 1\+H = 3",
        ),
        (([(WEIGHTS,)], np.zeros((K, 3), "float32")), TypeError, "head: expected float64"),
        (([(WEIGHTS,)], None, 1.0), ValueError, "dropout: expected 0 ≤ dropout < 1, got 1.0"),
    ],
)
def test_what_does_not_fit_together_is_named(arguments, error, message) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(error, match=message):
        Network(*arguments)


def test_weights_that_two_layers_share_are_refused() -> None:
    """Adam would step them twice."""
    weights = LSTMWeights.random(3, 3, np.random.default_rng(0))
    with pytest.raises(
        ValueError, match=r"layer_2\.W: expected an array separate from layer_1\.W, .* use a copy"
    ):
        Network([(weights,), (weights,)])
    with pytest.raises(ValueError, match=r"layer_1\.backward\.W: expected an array separate"):
        Network([(weights, LSTMWeights(weights.W))])
    with pytest.raises(ValueError, match="head: expected an array separate from layer_1"):
        Network([(weights,)], weights.W[:2, :4])
    Network([(weights,), (weights.copy(),)])


@pytest.mark.parametrize("dropout", [0.1, 0.9])
def test_dropout_needs_two_layers(dropout: float) -> None:
    with pytest.raises(ValueError, match=rf"dropout: expected 0 for one layer, .* got {dropout}"):
        Network.random(2, 3, 1, np.random.default_rng(0), dropout=dropout)
