"""One step: the six equations, one number at a time, and their gradients."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from problems import Problem, loss, problem

from lstm_lib.cell import State, Step, step, step_backward, zero_state
from lstm_lib.gradient_check import check_gradient
from lstm_lib.layer import concat, layer
from lstm_lib.weights import LSTMWeights

SIZES = st.tuples(st.integers(1, 4), st.integers(1, 5), st.integers(1, 6))


def by_hand(W: np.ndarray, x: np.ndarray, h: np.ndarray, c: np.ndarray) -> dict[str, list[float]]:
    """The six equations with Python's floats: no arrays, no library."""
    H = len(h)
    seen = [1.0, *h.tolist(), *x.tolist()]
    z = [sum(w * s for w, s in zip(row, seen, strict=True)) for row in W.tolist()]
    i, f, o = ([1 / (1 + math.exp(-z[k * H + j])) for j in range(H)] for k in (0, 1, 3))
    g = [math.tanh(z[2 * H + j]) for j in range(H)]
    new_c = [f[j] * float(c[j]) + i[j] * g[j] for j in range(H)]
    new_h = [o[j] * math.tanh(new_c[j]) for j in range(H)]
    return {"i": i, "f": f, "g": g, "o": o, "c": new_c, "h": new_h}


@given(size=SIZES, seed=st.integers(0, 99))
@settings(max_examples=40, deadline=None, derandomize=True, database=None)
def test_a_step_is_the_six_equations(size: tuple[int, int, int], seed: int) -> None:
    p = problem(1, *size, seed)
    result = step(p.weights, p.x[0], p.state)
    for b in range(size[0]):
        one = step(p.weights, p.x[0, b], State(p.state.h[b], p.state.c[b]))
        truth = by_hand(p.weights.W, p.x[0, b], p.state.h[b], p.state.c[b])
        for name, expected in truth.items():
            np.testing.assert_allclose(getattr(one, name), expected, rtol=1e-12, atol=1e-15)
            np.testing.assert_allclose(getattr(result, name)[b], expected, rtol=1e-12, atol=1e-15)


def test_a_gate_is_a_layer() -> None:
    p = problem(1, 3, 2, 4)
    seen = concat(p.state.h, p.x[0])
    result = step(p.weights, p.x[0], p.state)
    for gate in "ifo":
        np.testing.assert_array_equal(getattr(result, gate), layer(getattr(p.weights, gate), seen))


def test_the_state_of_a_step_is_h_then_c() -> None:
    p = problem(1, 3, 2, 4)
    result = step(p.weights, p.x[0], p.state)
    assert Step._fields == ("i", "f", "g", "o", "c", "h")
    assert State._fields == ("h", "c")
    assert result.state.h is result.h and result.state.c is result.c


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_first_state_is_0(dtype: Any) -> None:
    weights = problem(1, 1, 2, 4, dtype=dtype).weights
    for batch, shape in [(None, (4,)), (3, (3, 4)), (np.int32(2), (2, 4))]:
        state = zero_state(weights, batch)
        for array in state:
            assert array.shape == shape and array.dtype == dtype and not array.any()
        assert not np.shares_memory(*state)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_precision_is_kept(dtype: Any) -> None:
    p = problem(1, 3, 2, 4, dtype=dtype)
    result = step(p.weights, p.x[0], p.state)
    dW, dx, (dh, dc) = step_backward(p.weights, p.x[0], p.state, result, p.dstate)
    assert {array.dtype for array in (*result, dW, dx, dh, dc)} == {np.dtype(dtype)}


@pytest.mark.parametrize("batch", [True, False])
def test_backward_agrees_with_finite_differences(batch: bool) -> None:
    p = problem(1, 3, 2, 4)
    if not batch:
        p = p._replace(
            x=p.x[:, 0], state=State(p.state.h[0], p.state.c[0]), dh=p.dh[:, 0],
            dstate=State(p.dstate.h[0], p.dstate.c[0]),
        )  # fmt: skip
    x = p.x[0]

    def value() -> float:
        return loss(0 * p.dh, step(p.weights, x, p.state).state, p)

    result = step(p.weights, x, p.state)
    dW, dx, dstate = step_backward(p.weights, x, p.state, result, p.dstate)
    for array, gradient in [(p.weights.W, dW), (x, dx), (p.state.h, dstate.h)]:
        assert check_gradient(value, array, gradient) < 1e-8
    assert check_gradient(value, p.state.c, dstate.c) < 1e-8


def test_a_shut_input_gate_writes_nothing_and_an_open_forget_gate_keeps_all() -> None:
    p: Problem = problem(1, 3, 2, 4)
    W = p.weights.W.copy()
    W[:8, 1:] = 0
    W[:4, 0], W[4:8, 0] = -800, 800
    result = step(LSTMWeights(W), p.x[0], p.state)
    np.testing.assert_array_equal(result.c, p.state.c)
