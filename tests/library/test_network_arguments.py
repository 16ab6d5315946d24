"""Networks: wrong arguments are named, right ones stay as they are; memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest
from networks import LENGTHS, B, K, T, inputs, made, states

from lstm_lib import _buffers, lstm, network
from lstm_lib.cell import State
from lstm_lib.network import Network
from lstm_lib.training import Adam, clip_by_norm, squared_error

W_5 = np.zeros((B, 5))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda n: network.forward(n, inputs()[..., :2]), ValueError, "x: expected shape"),
        (lambda n: network.forward(n, inputs("float32")), TypeError, "x: expected float64"),
        (lambda n: network.forward(n, inputs() * np.inf), ValueError, "x: expected finite numbers"),
        (lambda n: network.forward(n, inputs(), [()]), ValueError, "state: expected one State for"),
        (
            lambda n: network.forward(n, inputs(), [states(n)[0][0]] * 2),
            ValueError,
            "state: expected one State for each direction of 2 layers",
        ),
        (
            lambda n: network.forward(n, inputs(), states(n)[0]),
            ValueError,
            "state: expected one State for each direction of 2 layers",
        ),
        (
            lambda n: network.forward(n, inputs(), [states(n)[0], (inputs(),)]),
            TypeError,
            r"state\[1\]\[0\]: expected State",
        ),
        (
            lambda n: network.forward(n, inputs(), [states(n)[0], (State(0 * W_5, 0 * W_5),)]),
            ValueError,
            r"state\[1\]\[0\]\.h: expected shape \(B, H\) with B = 4, H = 2, got \(4, 5\)",
        ),
        (lambda n: network.forward(n, inputs(), rng=7), TypeError, "rng: expected a numpy.random"),
        (
            lambda n: network.forward(n.layers, inputs()),
            TypeError,
            "network: expected Network, got",
        ),
        (
            lambda n: network.forward(n, inputs(), lengths=[9] * B),
            ValueError,
            "lengths: expected 0",
        ),
        (
            lambda n: network.backward(n, inputs()),
            TypeError,
            "output: expected what network.forward",
        ),
        (
            lambda n: network.backward(network.forward(n, inputs()), inputs()),
            ValueError,
            r"dy: expected shape \(T, B, K\) with T = 5, B = 4, K = 2, got \(5, 4, 3\)",
        ),
        (
            lambda n: network.backward(network.forward(n, inputs()), np.full((T, B, K), np.nan)),
            ValueError,
            "dy: expected finite numbers, got nan",
        ),
        (
            lambda n: Network.random(0, 1, 1, np.random.default_rng()),
            ValueError,
            "inputs: expected D",
        ),
        (
            lambda n: Network.random(1, 1, 0, np.random.default_rng()),
            ValueError,
            "outputs: expected K",
        ),
        (lambda n: Network.random(1, 1, 1, 7), TypeError, "rng: expected a numpy.random.Generator"),
        (
            lambda n: Network.random(1, 1, 1, np.random.default_rng(), layers=0),
            ValueError,
            "layers: expected layers ≥ 1, got 0",
        ),
    ],
)
def test_wrong_arguments_are_named(call, error, message) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(error, match=message):
        call(made())


@pytest.mark.parametrize(("name", "argument"), [("layer_2.W", "W"), ("head", "head")])
def test_weights_that_went_bad_are_named(name: str, argument: str) -> None:
    built = made()
    built.parameters[name][1, 2] = np.nan
    with pytest.raises(
        ValueError, match=rf"{argument}: expected finite numbers, got nan at .*1, 2"
    ):
        network.forward(built, inputs())


def test_a_run_is_differentiated_once() -> None:
    run = network.forward(made(), inputs())
    network.backward(run, np.zeros((T, B, K)))
    with pytest.raises(RuntimeError, match="output: expected the result of a new forward call"):
        network.backward(run, np.zeros((T, B, K)))


def test_weights_changed_between_forward_and_backward_do_not_matter() -> None:
    dy, found = np.random.default_rng(4).normal(size=(T, B, K)), []
    for change in (False, True):
        built = made()
        run = network.forward(built, inputs())
        if change:
            for w in built.parameters.values():
                w[...] = 0
        found.append(network.backward(run, dy))
    for name, d in found[0].parameters.items():
        np.testing.assert_array_equal(found[1].parameters[name], d)
    np.testing.assert_array_equal(found[1].x, found[0].x)


@pytest.mark.parametrize("outputs", [None, K])
def test_arguments_are_never_changed_and_results_never_share_their_memory(
    outputs: int | None,
) -> None:
    built, x = made(2, True, outputs, 0.5), inputs()
    state, dy = states(built), np.ones((T, B, built.outputs))
    given = [x, dy, *built.parameters.values(), *(a for s in sum(state, ()) for a in s)]
    before = [a.copy() for a in given]
    run = network.forward(built, x, state, LENGTHS, np.random.default_rng(0))
    y = run.y.copy()
    found = network.backward(run, dy)
    for a, old in zip(given, before, strict=True):
        np.testing.assert_array_equal(a, old)
    np.testing.assert_array_equal(run.y, y)
    results = [run.y, run.h, found.x, *found.parameters.values()]
    results += [a for s in sum(run.state + found.state, ()) for a in s]
    assert not any(np.shares_memory(a, b) for a in results for b in given)
    assert not np.shares_memory(run.h, found.x)


def test_a_network_needs_no_more_memory_than_its_sequences() -> None:
    built = Network.random(8, 32, None, np.random.default_rng(0), layers=2)
    (lower,), (upper,) = built.layers
    x = np.random.default_rng(0).normal(size=(120, 16, 8))

    def by_sequences() -> Callable[[], object]:
        first = lstm.forward(lower, x)
        second = lstm.forward(upper, first.h)
        return lambda: lstm.backward(first, lstm.backward(second, second.h).x)

    def by_network() -> Callable[[], object]:
        run = network.forward(built, x)
        return lambda: network.backward(run, run.y)

    used = []
    for forward in (by_sequences, by_network):
        _buffers._pool.clear()
        tracemalloc.start()
        try:
            backward = forward()
            held = tracemalloc.get_traced_memory()[0]
            tracemalloc.reset_peak()
            backward()
            used.append((held, tracemalloc.get_traced_memory()[1] - held))
        finally:
            tracemalloc.stop()
    small = upper.W.nbytes + 10_000  # dW of the upper layer is kept
    assert all(ours <= theirs + small for theirs, ours in zip(*used, strict=True))
    assert x.nbytes > small


def test_a_training_step_allocates_nothing_that_grows_with_the_steps_before() -> None:
    built, x, optimizer = made(dtype=np.float32), inputs(np.float32), Adam(0.001)

    def step() -> None:
        run = network.forward(built, x)
        _, dy = squared_error(run.y, x[..., :K])
        gradients = network.backward(run, dy).parameters
        clip_by_norm(gradients, 1.0)
        optimizer.step(built.parameters, gradients)

    def peak(steps: int) -> int:
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(steps):
            step()
        return tracemalloc.get_traced_memory()[1] - before

    tracemalloc.start()
    try:
        peak(5)
        early = peak(3)
        peak(200)
        assert peak(3) <= early + 512
    finally:
        tracemalloc.stop()
