"""Keras's arrays and models: of versions 1 to 3, of cuDNN, in one direction and in both."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lstm_lib import network
from lstm_lib.interop import from_keras, network_from_keras, to_keras
from lstm_lib.weights import LSTMWeights
from tools.make_model_vectors import VECTORS, D, H, K, keras_models


def keras_vectors() -> dict[str, list[np.ndarray]]:
    """tests/vectors/models/keras.npz: get_weights() of models, and their inputs and outputs."""
    with np.load(VECTORS / "keras.npz") as file:
        names = sorted(file.files, key=lambda name: (name.split("/")[0], name))
        models: dict[str, list[np.ndarray]] = {}
        for name in names:
            models.setdefault(name.split("/")[0], []).append(file[name])
    return {name: arrays for name, arrays in models.items() if name != "made_by"}


@pytest.mark.parametrize("name", keras_vectors())
def test_keras_models_are_read_with_their_outputs(name: str) -> None:
    *weights, x, y = keras_vectors()[name]
    built = network_from_keras(weights)
    ours = network.forward(built, x.swapaxes(0, 1)).y.swapaxes(0, 1)
    np.testing.assert_allclose(ours, y, atol=1e-6)


def test_keras_still_gives_the_stored_outputs() -> None:
    pytest.importorskip("keras", reason="keras is not installed")
    with np.load(VECTORS / "keras.npz") as file:
        stored = dict(file)
    made = keras_models()
    assert made.keys() == stored.keys()
    for name in made.keys() - {"made_by"}:
        np.testing.assert_allclose(made[name], stored[name], atol=1e-6)


def lstm(inputs: int, units: int, seed: int = 0) -> LSTMWeights:
    weights = LSTMWeights.random(units, inputs, np.random.default_rng([seed, inputs, units]))
    weights.W[:, 0] = np.random.default_rng(seed).normal(size=4 * units)
    return weights


def test_keras_1_is_read() -> None:
    """W, U and b of each gate, in the order i, c, f, o."""
    weights = lstm(D, H)
    arrays = []
    for block in (weights.i, weights.g, weights.f, weights.o):
        arrays += [block[:, 1 + H :].T, block[:, 1 : 1 + H].T, block[:, 0]]
    np.testing.assert_array_equal(from_keras(arrays).W, weights.W)
    both = network_from_keras(arrays + arrays)
    assert [len(layer) for layer in both.layers] == [2]


def test_cudnn_is_read() -> None:
    """cuDNN keeps a gate's matrix (H, D) row by row, in memory that Keras gives shape (D, H)."""
    weights = lstm(D, H)
    blocks = np.split(weights.W, 4)
    kernel = np.hstack([block[:, 1 + H :].reshape(D, H) for block in blocks])
    recurrent = np.hstack([block[:, 1 : 1 + H].reshape(H, H) for block in blocks])
    half = np.random.default_rng(1).normal(size=4 * H)
    bias = np.concatenate([weights.W[:, 0] - half, half])
    np.testing.assert_allclose(from_keras([kernel, recurrent, bias]).W, weights.W, rtol=1e-12)


def test_shapes_tell_directions_from_layers() -> None:
    one, other = to_keras(lstm(D, H)), to_keras(lstm(D, H, 1))
    upper, head = to_keras(lstm(2 * H, 3)), [np.ones((3, K)), np.arange(K)]
    built = network_from_keras([*one, *other, *upper, *head])
    assert [len(layer) for layer in built.layers] == [2, 1]
    np.testing.assert_array_equal(built.head, np.column_stack([np.arange(K), np.ones((K, 3))]))
    stack = network_from_keras([*one, *to_keras(lstm(H, 3))])
    assert [len(layer) for layer in stack.layers] == [1, 1]
    assert not network_from_keras(one[:2]).layers[0][0].W[:, 0].any()


def test_shapes_that_fit_twice_need_a_word() -> None:
    square = to_keras(lstm(H, H)) + to_keras(lstm(H, H, 1))
    with pytest.raises(ValueError, match="which fit several; pass bidirectional"):
        network_from_keras(square)
    for bidirectional, layers in ((True, 1), (False, 2)):
        built = network_from_keras(square, bidirectional=bidirectional)
        assert len(built.layers) == layers
    head = [np.ones((2 * H, K))]
    assert len(network_from_keras(square + head).layers) == 1  # the head tells


kernel, recurrent, bias = to_keras(lstm(D, H))
gru = [np.ones((D, 3 * H)), np.ones((H, 3 * H)), np.ones((2, 3 * H))]
tensorflow = [np.ones((D + H, 4 * H)), np.ones(4 * H)]
KERAS_REFUSED: list[tuple[Any, type[Exception], str]] = [
    (
        lambda: from_keras([kernel, recurrent, bias] * 2),
        ValueError,
        "got 6 arrays .* several layers",
    ),
    (lambda: from_keras([kernel, recurrent, bias, bias]), ValueError, r"got 4 arrays .*\(4, 16\)"),
    (lambda: from_keras(gru), ValueError, "got 3 arrays .* a GRU"),
    (lambda: network_from_keras(gru), ValueError, "got 3 arrays .* a GRU"),
    (lambda: from_keras([kernel[:, :H], recurrent[:, :H], bias[:H]]), ValueError, "a SimpleRNN"),
    (lambda: from_keras(tensorflow), ValueError, "TensorFlow 1, with order i, c, f, o"),
    (
        lambda: from_keras([kernel, recurrent], np.tanh, np.sin),
        ValueError,
        "recurrent_.* got 'sin'",
    ),
    (lambda: network_from_keras("model.keras"), TypeError, r"keras\.models\.load_model"),
    (lambda: network_from_keras([]), ValueError, "got 0 arrays"),
    (lambda: network_from_keras([kernel, recurrent, bias, kernel]), ValueError, "fit none"),
]


@pytest.mark.parametrize(("call", "error", "message"), KERAS_REFUSED)
def test_what_keras_arrays_cannot_be_read_is_explained(
    call: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        call()


def test_the_advice_for_tensorflow_1_works() -> None:
    """The code of the message, carried out: order i, c, f, o, and 1 added to f."""
    weights = lstm(D, H)
    i, f, g, o = (block.copy() for block in np.split(weights.W, 4))
    f[:, 0] -= 1  # what the cell adds
    rows = np.concatenate([i, g, f, o])
    kernel, bias = np.hstack([rows[:, 1 + H :], rows[:, 1 : 1 + H]]).T, rows[:, 0]
    forget_bias = 1.0
    i, c, f, o = np.split(np.vstack([kernel, bias]), 4, axis=1)
    f[-1] += forget_bias
    rows = np.hstack([i, f, c, o])
    again = from_keras([rows[:D], rows[D:-1], rows[-1]])
    np.testing.assert_allclose(again.W, weights.W, rtol=1e-14, atol=1e-15)


class Layer:
    """A layer as Keras has it: attributes, and weights."""

    def __init__(self, kind: str, arrays: list[np.ndarray], **configuration: Any) -> None:
        vars(self).update(configuration)
        self.__class__ = type(kind, (Layer,), {})
        self.arrays = arrays

    def get_weights(self) -> list[np.ndarray]:
        return self.arrays


def keras_lstm(**changes: Any) -> Layer:
    def tanh() -> None: ...
    def sigmoid() -> None: ...

    options = {"activation": tanh, "recurrent_activation": sigmoid, "go_backwards": False}
    return Layer("LSTM", [kernel, recurrent, bias], **options | changes)


def keras_model(*layers: Layer) -> Layer:
    arrays = [a for layer in layers for a in layer.arrays]
    return Layer("Sequential", arrays, layers=[Layer("InputLayer", []), *layers])


def linear() -> None: ...


def softmax() -> None: ...


def test_a_keras_model_is_read_with_its_configuration() -> None:
    dense = Layer("Dense", [np.ones((H, K)), np.ones(K)], activation=linear)
    built = network_from_keras(keras_model(keras_lstm(), Layer("Dropout", []), dense))
    np.testing.assert_array_equal(built.layers[0][0].W, lstm(D, H).W)
    assert built.outputs == K
    assert network_from_keras(keras_lstm()).outputs == H
    both = Layer(
        "Bidirectional",
        [kernel, recurrent, bias] * 2,
        merge_mode="concat",
        forward_layer=keras_lstm(),
    )
    assert network_from_keras(keras_model(both)).outputs == 2 * H


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ([keras_lstm(go_backwards=True)], "go_backwards: expected False"),
        ([keras_lstm(activation=softmax)], "activation: expected 'tanh'.* got 'softmax'"),
        (
            [keras_lstm(), Layer("Dense", [np.ones((H, K))], activation=softmax)],
            "activation of Dense: expected 'linear'.* got 'softmax'",
        ),
        ([Layer("Embedding", [np.ones((9, D))]), keras_lstm()], "got Embedding"),
        (
            [Layer("Bidirectional", [kernel], merge_mode="sum", forward_layer=keras_lstm())],
            "Bidirectional.merge_mode: expected 'concat'",
        ),
    ],
)
def test_a_keras_model_that_computes_something_else_is_refused(
    layers: list[Layer], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        network_from_keras(keras_model(*layers))
