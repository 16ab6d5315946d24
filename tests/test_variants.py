"""The plain recurrent layer: h_t = tanh(W [1; h_{t−1}; x_t]), and its gradients."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from problems import problem

from lstm_lib.gradient_check import check_gradient
from lstm_lib.variants import rnn_backward, rnn_forward, rnn_step

SIZES = [(1, 1, 1, 1), (4, 3, 2, 5), (6, 1, 3, 2)]


@pytest.mark.parametrize("size", SIZES)
def test_a_step_is_its_equation(size: tuple[int, int, int, int]) -> None:
    p = problem(*size)
    W, h, x = p.weights.g, p.state.h, p.x[0]
    batch = rnn_step(W, x, h)
    for b in range(size[1]):
        seen = [1.0, *h[b], *x[b]]
        expected = [math.tanh(sum(w * s for w, s in zip(row, seen, strict=True))) for row in W]
        np.testing.assert_allclose(batch[b], expected, rtol=1e-12)
        np.testing.assert_allclose(rnn_step(W, x[b], h[b]), expected, rtol=1e-12)


@pytest.mark.parametrize("size", SIZES)
def test_forward_repeats_the_step(size: tuple[int, int, int, int]) -> None:
    p = problem(*size)
    W, h = p.weights.g, p.state.h
    outputs = rnn_forward(W, p.x, h)
    assert outputs.shape == (*size[:2], size[3])
    for t in range(size[0]):
        h = rnn_step(W, p.x[t], h)
        np.testing.assert_array_equal(outputs[t], h)
    zeros = np.zeros_like(h)
    np.testing.assert_array_equal(rnn_forward(W, p.x), rnn_forward(W, p.x, zeros))


@pytest.mark.parametrize("size", SIZES)
def test_backward_agrees_with_finite_differences(size: tuple[int, int, int, int]) -> None:
    p = problem(*size)
    W, h = p.weights.g.copy(), p.state.h

    def value() -> float:
        return float(np.vdot(p.dh, rnn_forward(W, p.x, h)))

    gradients = rnn_backward(W, p.x, h, rnn_forward(W, p.x, h), p.dh)
    for array, gradient in zip((W, p.x, h), gradients, strict=True):
        assert check_gradient(value, array, gradient) < 1e-8


def test_no_state_is_the_zero_state_backwards_too() -> None:
    p = problem(4, 3, 2, 5)
    W = p.weights.g
    outputs = rnn_forward(W, p.x)
    zero = np.zeros_like(p.state.h)
    for one, other in zip(
        rnn_backward(W, p.x, None, outputs, p.dh),
        rnn_backward(W, p.x, zero, outputs, p.dh),
        strict=True,
    ):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_precision_is_kept(dtype: Any) -> None:
    p = problem(4, 3, 2, 5, dtype=dtype)
    outputs = rnn_forward(p.weights.g, p.x)
    gradients = rnn_backward(p.weights.g, p.x, None, outputs, p.dh)
    assert {array.dtype for array in (outputs, *gradients)} == {np.dtype(dtype)}


@pytest.mark.parametrize("width", [3, 4])
def test_weights_without_room_for_an_input_are_refused(width: int) -> None:
    with pytest.raises(ValueError, match=r"W: expected shape \(H, 1\+H\+D\) with D ≥ 1, got"):
        rnn_forward(np.ones((3, width)), np.ones((2, 1, 1)))
