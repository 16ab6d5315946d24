"""Networks: every gradient by finite differences, and laws that hold for any network."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from networks import LENGTHS, B, H, K, T, inputs, made, states

from lstm_lib import lstm, network
from lstm_lib.gradient_check import check_gradient
from lstm_lib.network import Network
from lstm_lib.weights import LSTMWeights


@pytest.mark.parametrize(("layers", "dropout"), [(1, 0.0), (3, 0.0), (3, 0.4)])
@pytest.mark.parametrize("outputs", [None, K])
@pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["all", "lengths"])
@pytest.mark.parametrize("both", [False, True])
def test_every_gradient_by_finite_differences(
    layers: int, both: bool, lengths: np.ndarray | None, outputs: int | None, dropout: float
) -> None:
    built, x = made(layers, both, outputs, dropout), inputs()
    state = states(built)
    dy = np.random.default_rng(4).normal(size=(T, B, built.outputs))

    def run() -> network.NetworkOutput:
        return network.forward(built, x, state, lengths, np.random.default_rng(5))

    def value() -> float:
        return float(np.vdot(run().y, dy))

    gradients = network.backward(run(), dy)
    assert list(gradients.parameters) == list(built.parameters)
    for name, w in built.parameters.items():
        check_gradient(value, w, gradients.parameters[name], 1e-8)
    check_gradient(value, x, gradients.x, 1e-8)
    assert [len(layer) for layer in gradients.state] == [len(layer) for layer in state]
    for begin, d in zip(sum(state, ()), sum(gradients.state, ()), strict=True):
        check_gradient(value, begin.h, d.h, 1e-8)
        check_gradient(value, begin.c, d.c, 1e-8)


def test_one_layer_is_the_sequence() -> None:
    built, x = made(1, outputs=None), inputs()
    ((weights,),) = built.layers
    run, expected = (
        network.forward(built, x, lengths=LENGTHS),
        lstm.forward(weights, x, lengths=LENGTHS),
    )
    np.testing.assert_array_equal(run.y, expected.h)
    np.testing.assert_array_equal(run.state[0][0].c, expected.state.c)
    dy = np.random.default_rng(4).normal(size=run.y.shape)
    found, d = network.backward(run, dy), lstm.backward(expected, dy)
    np.testing.assert_array_equal(found.parameters["layer_1.W"], d.W)
    np.testing.assert_array_equal(found.x, d.x)


def test_the_head_is_a_layer_without_activation() -> None:
    built, x = made(1), inputs()
    run = network.forward(built, x)
    np.testing.assert_allclose(run.y, built.head[:, 0] + run.h @ built.head[:, 1:].T, atol=1e-15)


@pytest.mark.parametrize("both", [False, True])
def test_what_lies_past_the_end_is_not_looked_at(both: bool) -> None:
    built, x = made(2, both), inputs()
    past = np.arange(T)[:, None] >= LENGTHS
    dirty = np.where(past[..., None], np.nan, x)
    dy = np.random.default_rng(4).normal(size=(T, B, K))
    clean_run, run = (network.forward(built, data, lengths=LENGTHS) for data in (x, dirty))
    np.testing.assert_array_equal(run.y, clean_run.y)
    assert not run.y[past].any()
    expected = network.backward(clean_run, dy)
    found = network.backward(run, np.where(past[..., None], np.nan, dy))
    assert not found.x[past].any()
    for name, d in found.parameters.items():
        np.testing.assert_array_equal(d, expected.parameters[name])


@pytest.mark.parametrize("both", [False, True])
def test_each_sequence_is_on_its_own(both: bool) -> None:
    """A batch with lengths gives each sequence what it gets alone, at its own length."""
    built, x = made(2, both), inputs()
    run = network.forward(built, x, lengths=LENGTHS)
    for b, length in enumerate(LENGTHS):
        if length:
            alone = network.forward(built, x[:length, [b]])
            np.testing.assert_allclose(run.y[:length, b], alone.y[:, 0], atol=1e-15)
            for one, whole in zip(sum(alone.state, ()), sum(run.state, ()), strict=True):
                np.testing.assert_allclose(whole.h[b], one.h[0], atol=1e-15)


def test_backward_in_time_is_forward_on_the_reversed_sequence() -> None:
    built, x = made(1, both=True, outputs=None), inputs()
    ahead, back = built.layers[0]
    run = network.forward(built, x)
    np.testing.assert_array_equal(run.y[..., :H], lstm.forward(ahead, x).h)
    np.testing.assert_array_equal(run.y[..., H:], lstm.forward(back, x[::-1]).h[::-1])


def test_a_run_goes_on_from_where_another_ended() -> None:
    built, x = made(3), inputs()
    whole = network.forward(built, x)
    first = network.forward(built, x[:2])
    rest = network.forward(built, x[2:], first.state)
    np.testing.assert_allclose(np.concatenate([first.y, rest.y]), whole.y, atol=1e-15)


def test_dropout_keeps_the_mean_and_only_in_training() -> None:
    rng = np.random.default_rng(0)
    built = Network.random(3, 40, None, rng, layers=2, dropout=0.25)
    x = rng.normal(size=(20, 50, 3))
    calm = network.forward(built, x)
    np.testing.assert_array_equal(network.forward(built, x).y, calm.y)
    seen: list[np.ndarray] = []
    top = built.layers[1][0]

    def spy(weights: LSTMWeights, data: np.ndarray, *more: Any) -> lstm.LSTMOutput:
        if weights is top:
            seen.append(data)
        return original(weights, data, *more)

    original = lstm.forward
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lstm, "forward", spy)
        network.forward(built, x, rng=rng)
        network.forward(built, x)
    dropped, whole = seen
    kept = dropped != 0
    assert abs(kept.mean() - 0.75) < 0.01
    np.testing.assert_allclose(dropped[kept], (whole / 0.75)[kept], rtol=1e-14)


@pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["all", "lengths"])
def test_float32_stays_float32(lengths: np.ndarray | None) -> None:
    built, x = made(2, True, dropout=0.3, dtype=np.float32), inputs(np.float32)
    run = network.forward(built, x, lengths=lengths, rng=np.random.default_rng(0))
    found = network.backward(run, np.ones_like(run.y))
    arrays = [run.y, run.h, found.x, *found.parameters.values()]
    arrays += [a for state in sum(run.state + found.state, ()) for a in state]
    assert {a.dtype for a in arrays} == {np.dtype(np.float32)}


def test_float32_is_float64_rounded() -> None:
    built, x = made(2, True), inputs()
    single = made(2, True, dtype=np.float32)
    dy = np.random.default_rng(4).normal(size=(T, B, K))
    runs = [
        network.forward(n, a, lengths=LENGTHS) for n, a in ((built, x), (single, x.astype("f")))
    ]
    np.testing.assert_allclose(runs[1].y, runs[0].y, atol=1e-5)
    found = [network.backward(run, dy.astype(run.y.dtype)) for run in runs]
    for name, d in found[0].parameters.items():
        np.testing.assert_allclose(found[1].parameters[name], d, atol=1e-5)


@pytest.mark.parametrize("outputs", [None, K])
def test_h_is_read_only_because_backward_reads_it(outputs: int | None) -> None:
    output = network.forward(made(outputs=outputs), inputs())
    with pytest.raises(ValueError, match="read-only"):
        output.h *= 0.5


def test_an_output_that_overflows_is_named() -> None:
    built = made()
    built.layers[-1][0].W[:, 0] = 10  # h is near 1
    built.head[...] = 1.7e308  # type: ignore[index]
    with (
        np.errstate(over="ignore"),
        pytest.raises(ValueError, match=r"y: expected finite numbers, got inf at y\["),
    ):
        network.forward(built, inputs())
