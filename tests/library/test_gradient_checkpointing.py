"""Gradients from one state in k are those of the whole run, and take less memory."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest
from problems import Problem, problem

from lstm_lib import _buffers
from lstm_lib._validation import Array
from lstm_lib.gradient_check import numerical_gradient
from lstm_lib.gradient_checkpointing import checkpointed_gradients
from lstm_lib.lstm import LSTMGradients, backward, forward
from lstm_lib.weights import LSTMWeights

T = 23


def in_pieces(p: Problem, k: int) -> LSTMGradients:
    return checkpointed_gradients(p.weights, p.x, lambda t, h: p.dh[t : t + len(h)], k)


@pytest.mark.parametrize("k", [1, 2, 5, 22, 23])
def test_equal_to_backward(k: int) -> None:
    p = problem(T, 3, 2, 4)
    expected, found = backward(forward(p.weights, p.x), p.dh), in_pieces(p, k)
    pairs = zip(
        (found.W, found.x, *found.state), (expected.W, expected.x, *expected.state), strict=True
    )
    for mine, whole in pairs:
        np.testing.assert_allclose(mine, whole, rtol=0, atol=1e-12 * np.abs(whole).max())


def test_equal_to_finite_differences_for_a_loss_of_the_hidden_states() -> None:
    p = problem(6, 2, 2, 3)

    def loss() -> float:
        return float(np.sum(forward(LSTMWeights(p.weights.W), p.x).h ** 2))

    d = checkpointed_gradients(p.weights, p.x, lambda t, h: 2 * h, 4)
    np.testing.assert_allclose(d.W, numerical_gradient(loss, p.weights.W), atol=1e-6)
    np.testing.assert_allclose(d.x, numerical_gradient(loss, p.x), atol=1e-6)


def test_asks_about_every_step_once_and_the_final_piece_first() -> None:
    p, asked = problem(T, 3, 2, 4), []

    def gradient_of(t: int, h: Array) -> Array:
        asked.append((t, t + len(h)))
        np.testing.assert_allclose(h, whole[t : t + len(h)], rtol=0, atol=1e-12)
        return np.zeros_like(h)

    whole = forward(p.weights, p.x).h
    checkpointed_gradients(p.weights, p.x, gradient_of, 10)
    assert asked == [(20, 23), (10, 20), (0, 10)]


def peak(p: Problem, k: int | None) -> int:
    """Bytes that the gradients need at most, their results included."""
    _buffers._pool.clear()
    end = np.zeros((1, *p.dh.shape[1:]))
    tracemalloc.start()
    try:
        if k is None:
            dh = np.zeros_like(p.dh)
            dh[-1] = 1
            backward(forward(p.weights, p.x), dh)
        else:
            checkpointed_gradients(
                p.weights, p.x, lambda t, h: np.concatenate([np.zeros_like(h[1:]), end + 1]), k
            )
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_is_that_of_one_piece_and_one_state_in_k() -> None:
    """By formula 7H + D + 1 for each step of a piece, 2H for each state; measured against the whole."""
    T, B, D, H, k = 900, 8, 1, 24, 30
    p = problem(T, B, D, H)
    whole, least = peak(p, None), peak(p, k)
    kept, stored = (7 * H + D + 1) * T, (7 * H + D + 1) * k + 2 * H * T // k
    assert kept / stored > 23
    assert whole / least > 8  # beside them: dx, dW, the weights' copies, the loops' views
    assert peak(p, 300) > 4 * least


@pytest.mark.parametrize(
    ("k", "error", "message"),
    [
        (0, ValueError, "k: expected k ≥ 1, got 0"),
        (-3, ValueError, "k: expected k ≥ 1, got -3"),
        (24, ValueError, "k: expected 1 ≤ k ≤ T = 23, got 24"),
        (2.5, TypeError, "k: expected a whole number"),
        (None, TypeError, "k: expected a whole number"),
    ],
)
def test_rejects_a_bad_k(k: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        in_pieces(problem(T, 3, 2, 4), k)


def test_rejects_a_gradient_that_does_not_fit() -> None:
    p = problem(T, 3, 2, 4)
    with pytest.raises(ValueError, match="dh: expected shape"):
        checkpointed_gradients(p.weights, p.x, lambda t, h: h[:-1], 5)
    with pytest.raises(TypeError, match="weights: expected LSTMWeights"):
        checkpointed_gradients(p.weights.W, p.x, lambda t, h: h, 5)  # type: ignore[arg-type]
