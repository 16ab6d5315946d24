"""Encoder and decoder: gradients by finite differences, the greedy loop against `forward`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lstm_lib import lstm
from lstm_lib.encoder_decoder import EncoderDecoder
from lstm_lib.gradient_check import check_gradient
from lstm_lib.tasks import copying
from lstm_lib.training import cross_entropy
from lstm_lib.weights import LSTMWeights

START = copying.SYMBOLS + 1
BATCH = copying.batch(np.random.default_rng(1), [3, 5, 1])


def small(attention: bool, dtype: Any = np.float64) -> EncoderDecoder:
    rng = np.random.default_rng(0)
    return EncoderDecoder.random(8, 10, 3, 9, rng, attention, dtype)


@pytest.mark.parametrize("attention", [False, True])
def test_backward_agrees_with_finite_differences(attention: bool) -> None:
    model = small(attention)

    def loss() -> float:
        output = model.forward(BATCH.source, BATCH.inputs, BATCH.lengths)
        return cross_entropy(output.y, BATCH.target, BATCH.mask)[0]

    output = model.forward(BATCH.source, BATCH.inputs, BATCH.lengths)
    gradients = model.backward(output, cross_entropy(output.y, BATCH.target, BATCH.mask)[1])
    assert gradients.keys() == model.parameters.keys()
    for name, array in model.parameters.items():
        check_gradient(loss, array, gradients[name], 1e-7)


def test_the_context_is_the_mean_of_what_the_weights_say() -> None:
    """One step by hand: scores, softmax, mean, head."""
    model = small(True)
    h = lstm.forward(model.encoder, BATCH.source, lengths=BATCH.lengths)
    s = lstm.forward(model.decoder, BATCH.inputs, h.state).h
    u, b, length = 2, 0, 3
    scores = np.array([s[u, b] @ model.W_a @ h.h[t, b] for t in range(length)])
    A = np.exp(scores) / np.exp(scores).sum()
    seen = np.concatenate([[1.0], s[u, b], A @ h.h[:length, b]])
    output = model.forward(BATCH.source, BATCH.inputs, BATCH.lengths)
    np.testing.assert_allclose(output.y[u, b], model.head @ seen, rtol=1e-12)
    assert output.weights is not None
    np.testing.assert_allclose(output.weights[b, u], [*A, 0, 0], rtol=1e-12)


@pytest.mark.parametrize("attention", [False, True])
def test_greedy_writes_what_forward_says_when_it_reads_that(attention: bool) -> None:
    model = small(attention)
    symbols, weights = model.greedy(BATCH.source, START, 6, BATCH.lengths)
    read = np.concatenate([np.full((1, 3), START), symbols[:-1]])
    output = model.forward(BATCH.source, np.eye(START + 1)[read], BATCH.lengths)
    np.testing.assert_array_equal(output.y.argmax(axis=-1), symbols)
    assert (weights is None) == (not attention)
    if weights is not None:
        np.testing.assert_allclose(weights, output.weights, rtol=1e-10, atol=1e-14)


def test_a_longer_padding_changes_nothing() -> None:
    model = small(True)
    padded = np.concatenate([BATCH.source, np.ones((2, 3, 8))])
    ours = model.forward(BATCH.source, BATCH.inputs, BATCH.lengths).y
    np.testing.assert_allclose(
        model.forward(padded, BATCH.inputs, BATCH.lengths).y, ours, rtol=1e-12
    )


@pytest.mark.parametrize("attention", [False, True])
def test_float32_stays_float32(attention: bool) -> None:
    model = small(attention, np.float32)
    batch = copying.batch(np.random.default_rng(1), [3, 5, 1], np.float32)
    output = model.forward(batch.source, batch.inputs, batch.lengths)
    gradients = model.backward(output, np.ones_like(output.y))
    assert {a.dtype for a in [output.y, *gradients.values()]} == {np.dtype(np.float32)}


def test_backward_uses_an_output_once() -> None:
    model = small(True)
    output = model.forward(BATCH.source, BATCH.inputs, BATCH.lengths)
    model.backward(output, np.ones_like(output.y))
    with pytest.raises(RuntimeError, match="call forward again"):
        model.backward(output, np.ones_like(output.y))


RNG = np.random.default_rng(0)
A, B = LSTMWeights.random(3, 8, RNG), LSTMWeights.random(4, 10, RNG)
HEAD = np.ones((9, 4))
REFUSED: list[tuple[str, type[Exception], Any]] = [
    ("decoder: expected H = 3", ValueError, lambda: EncoderDecoder(A, B, HEAD)),
    (
        "decoder: expected float64",
        TypeError,
        lambda: EncoderDecoder(A, LSTMWeights.random(3, 10, RNG, dtype=np.float32), HEAD),
    ),
    ("weights: expected LSTMWeights", TypeError, lambda: EncoderDecoder(A.W, A, HEAD)),  # type: ignore[arg-type]
    ("head: expected shape", ValueError, lambda: EncoderDecoder(A, A.copy(), HEAD, np.eye(3))),
    ("W_a: expected shape", ValueError, lambda: EncoderDecoder(A, A.copy(), HEAD, np.eye(4))),
    ("decoder.W: expected an array separate", ValueError, lambda: EncoderDecoder(A, A, HEAD)),
    ("outputs: expected K ≥ 1", ValueError, lambda: EncoderDecoder.random(8, 10, 3, 0, RNG)),
    ("steps: expected U ≥ 1", ValueError, lambda: small(True).greedy(BATCH.source, START, 0)),
    ("start: expected a symbol 0 … 9", ValueError, lambda: small(True).greedy(BATCH.source, 10, 2)),
]


@pytest.mark.parametrize(("message", "error", "call"), REFUSED, ids=[row[0] for row in REFUSED])
def test_arguments_that_do_not_fit_are_named(
    message: str, error: type[Exception], call: Any
) -> None:
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(message)
