"""One step: the six equations, in both notations, and its backward pass."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from problems import problem

from lstm_lib.cell import State, Step, step, step_backward, zero_state
from lstm_lib.gradient_check import check_gradient
from lstm_lib.interop import to_t_notation
from lstm_lib.layer import concat, layer
from lstm_lib.weights import LSTMWeights

FLOATS = [np.float32, np.float64]


def by_hand(weights: LSTMWeights, x: np.ndarray, state: State) -> Step:
    """The equations in the t-notation, one number at a time."""
    t = to_t_notation(weights)
    seen = [*state.h, *x]

    def pre_activation(gate: str, k: int) -> float:
        row, bias = t[f"W_{gate}"][k], t[f"b_{gate}"][k]
        return float(sum(w * s for w, s in zip(row, seen, strict=True)) + bias)

    numbers = []
    for k in range(weights.units):
        i, f, o = (1 / (1 + math.exp(-pre_activation(gate, k))) for gate in "ifo")
        g = math.tanh(pre_activation("g", k))
        c = f * state.c[k] + i * g
        numbers.append((i, f, g, o, c, o * math.tanh(c)))
    return Step(*np.array(numbers).T)


@pytest.mark.parametrize("seed", range(5))
def test_a_step_is_the_six_equations(seed: int) -> None:
    p = problem(1, 1, 2, 3, seed)
    x, state = p.x[0, 0], State(p.state.h[0], p.state.c[0])
    result, truth = step(p.weights, x, state), by_hand(p.weights, x, state)
    for name in Step._fields:
        expected = getattr(truth, name)
        np.testing.assert_allclose(getattr(result, name), expected, rtol=1e-13, err_msg=name)
    assert result.state == State(result.h, result.c)


@pytest.mark.parametrize("dtype", FLOATS)
def test_a_batch_is_its_sequences_one_by_one(dtype: Any) -> None:
    p = problem(1, 4, 2, 3, dtype=dtype)
    tolerance = {"rtol": 0, "atol": 20 * np.finfo(dtype).eps}
    whole = step(p.weights, p.x[0], p.state)
    dW, dx, dstate = step_backward(p.weights, p.x[0], p.state, whole, p.dstate)
    sum_dW = np.zeros_like(dW)
    for b in range(4):
        x, state, d = p.x[0, b], State(*(a[b] for a in p.state)), State(*(a[b] for a in p.dstate))
        single = step(p.weights, x, state)
        for batched, one in zip(whole, single, strict=True):
            assert (batched.dtype, one.dtype) == (dtype, dtype)
            np.testing.assert_allclose(batched[b], one, **tolerance)
        dW_b, dx_b, dstate_b = step_backward(p.weights, x, state, single, d)
        sum_dW += dW_b
        np.testing.assert_allclose(dx[b], dx_b, **tolerance)
        np.testing.assert_allclose(dstate.h[b], dstate_b.h, **tolerance)
        np.testing.assert_allclose(dstate.c[b], dstate_b.c, **tolerance)
    assert {a.dtype for a in (dW, dx, *dstate)} == {np.dtype(dtype)}
    np.testing.assert_allclose(dW, sum_dW, **tolerance)


@pytest.mark.parametrize("batch", [None, 1, 3])
@pytest.mark.parametrize(("D", "H"), [(1, 1), (2, 3), (4, 2)])
def test_backward_agrees_with_finite_differences(D: int, H: int, batch: int | None) -> None:
    p = problem(1, batch or 1, D, H)
    row = slice(None) if batch else 0
    x = p.x[0, row].copy()
    state, dstate = (State(*(a[row].copy() for a in s)) for s in (p.state, p.dstate))

    def loss() -> float:
        end = step(p.weights, x, state)
        return float(np.vdot(end.h, dstate.h) + np.vdot(end.c, dstate.c))

    dW, dx, d = step_backward(p.weights, x, state, step(p.weights, x, state), dstate)
    for array, gradient in [(p.weights.W, dW), (x, dx), (state.h, d.h), (state.c, d.c)]:
        check_gradient(loss, array, gradient, 1e-8)


def test_what_each_gate_does_when_it_is_open_or_shut() -> None:
    """i = 0 keeps the memory; f = 0 clears it; o = 0 hides it; all open adds to it."""
    H, x, state = 2, np.array([0.3]), State(np.array([0.1, -0.2]), np.array([0.7, -0.4]))
    shut, half = -800.0, 0.5

    def run(**biases: float) -> Step:
        blocks = {gate: np.zeros((H, 1 + H + 1)) for gate in "ifgo"}
        for gate, bias in ({"g": half} | biases).items():
            blocks[gate][:, 0] = bias
        return step(LSTMWeights.from_blocks(**blocks), x, state)

    np.testing.assert_array_equal(run(i=shut, f=-shut).c, state.c)
    np.testing.assert_allclose(run(i=-shut, f=shut).c, np.tanh([half, half]), rtol=1e-15)
    np.testing.assert_array_equal(run(o=shut).h, [0, 0])
    np.testing.assert_allclose(run(i=-shut, f=-shut).c, state.c + np.tanh(half), rtol=1e-15)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize(("batch", "shape"), [(None, (3,)), (1, (1, 3)), (4, (4, 3))])
def test_the_zero_state(batch: int | None, shape: tuple[int, ...], dtype: Any) -> None:
    state = zero_state(problem(1, 1, 2, 3, dtype=dtype).weights, batch)
    for a in state:
        assert (a.shape, a.dtype, a.any()) == (shape, dtype, False)
    assert not np.shares_memory(state.h, state.c)


@pytest.mark.parametrize(("batch", "error"), [(0, ValueError), (-1, ValueError), (1.5, TypeError)])
def test_a_batch_of_the_zero_state_is_a_size(batch: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match=f"batch: expected .*got {batch}"):
        zero_state(problem(1, 1, 2, 3).weights, batch)


def test_a_gate_is_a_layer_that_sees_h_and_x() -> None:
    p = problem(1, 3, 2, 4)
    seen = concat(p.state.h, p.x[0])
    result = step(p.weights, p.x[0], p.state)
    for gate in "ifo":
        np.testing.assert_array_equal(getattr(result, gate), layer(getattr(p.weights, gate), seen))
