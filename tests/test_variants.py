"""The plain recurrent layer: its equation, and its backward pass."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from lstm_lib.gradient_check import check_gradient
from lstm_lib.variants import rnn_backward, rnn_forward, rnn_step

SIZES = [(1, 1, 1, 1), (5, 3, 2, 4), (12, 2, 3, 1)]


def draw(T: int, B: int, D: int, H: int, dtype: Any = np.float64) -> tuple[np.ndarray, ...]:
    """W, x, h_0 and dh."""
    rng = np.random.default_rng([T, B, D, H])
    shapes = [(H, 1 + H + D), (T, B, D), (B, H), (T, B, H)]
    return tuple(rng.normal(size=shape).astype(dtype) for shape in shapes)


def test_a_step_is_its_equation() -> None:
    W, x, h, _ = draw(1, 2, 3, 4)
    result = rnn_step(W, x[0], h)
    for b in range(2):
        for k in range(4):
            seen = [1, *h[b], *x[0, b]]
            z = sum(w * s for w, s in zip(W[k], seen, strict=True))
            assert result[b, k] == pytest.approx(math.tanh(z), rel=1e-13)
        np.testing.assert_allclose(rnn_step(W, x[0, b], h[b]), result[b], rtol=1e-13)


@pytest.mark.parametrize("size", SIZES)
def test_a_run_is_its_steps(size: tuple[int, int, int, int]) -> None:
    W, x, h, _ = draw(*size)
    outputs = rnn_forward(W, x, h)
    for t, x_t in enumerate(x):
        h = rnn_step(W, x_t, h)
        np.testing.assert_allclose(outputs[t], h, rtol=1e-13, atol=1e-15)  # sums in another order


@pytest.mark.parametrize("size", SIZES)
def test_backward_agrees_with_finite_differences(size: tuple[int, int, int, int]) -> None:
    W, x, h, dh = draw(*size)

    def loss() -> float:
        return float(np.vdot(rnn_forward(W, x, h), dh))

    gradients = rnn_backward(W, x, h, rnn_forward(W, x, h), dh)
    for array, gradient in zip((W, x, h), gradients, strict=True):
        assert check_gradient(loss, array, gradient) < 1e-8


def test_no_state_is_the_zero_state() -> None:
    W, x, h, dh = draw(5, 3, 2, 4)
    outputs = rnn_forward(W, x)
    np.testing.assert_array_equal(outputs, rnn_forward(W, x, 0 * h))
    none, zero = (rnn_backward(W, x, start, outputs, dh) for start in (None, 0 * h))
    for a, b in zip(none, zero, strict=True):
        np.testing.assert_array_equal(a, b)


def test_float32_stays_float32_and_arguments_stay_as_they_are() -> None:
    W, x, h, dh = arguments = draw(5, 3, 2, 4, np.float32)
    before = [a.copy() for a in arguments]
    outputs = rnn_forward(W, x, h)
    results = [rnn_step(W, x[0], h), outputs, *rnn_backward(W, x, h, outputs, dh)]
    assert {a.dtype for a in results} == {np.dtype(np.float32)}
    for a, b in zip(arguments, before, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("width", [3, 4])
def test_weights_without_room_for_an_input_are_refused(width: int) -> None:
    with pytest.raises(ValueError, match=r"W: expected shape \(H, 1\+H\+D\) with D ≥ 1, got"):
        rnn_forward(np.ones((3, width)), np.ones((2, 1, 1)))
