"""`infer` computes what `forward` does, bit for bit or nearly, and keeps nothing."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest
from problems import problem

from lstm_lib import _buffers
from lstm_lib.cell import State, step
from lstm_lib.inference import infer
from lstm_lib.lstm import forward
from lstm_lib.weights import LSTMWeights

SIZES = [(1, 1, 1, 1), (7, 3, 2, 5), (8, 2, 3, 4), (9, 16, 5, 8), (40, 1, 2, 33), (17, 32, 64, 64)]
"""Less, as much, and more than the steps that are copied together, and no multiple of them."""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 1e-5)])
def test_equal_to_forward(size: tuple[int, int, int, int], dtype: Any, tolerance: float) -> None:
    p = problem(*size, dtype=dtype)
    expected = forward(p.weights, p.x, p.state)
    h, state = infer(p.weights, p.x, p.state)
    assert h.dtype == state.h.dtype == state.c.dtype == dtype
    for found, wanted in [(h, expected.h), *zip(state, expected.state, strict=True)]:
        np.testing.assert_allclose(found, wanted, rtol=0, atol=tolerance, strict=True)


def test_equal_to_the_equations() -> None:
    p = problem(11, 3, 2, 4)
    state = State(np.zeros((3, 4)), np.zeros((3, 4)))
    h, end = infer(p.weights, p.x)
    for t, x_t in enumerate(p.x):
        state = step(p.weights, x_t, state).state
        np.testing.assert_allclose(h[t], state.h, rtol=0, atol=1e-12)
    np.testing.assert_allclose(end, state, rtol=0, atol=1e-12)


def test_goes_on_where_it_stopped() -> None:
    p = problem(21, 3, 2, 4)
    whole, end = infer(p.weights, p.x, p.state)
    first, state = infer(p.weights, p.x[:13], p.state)
    second, state = infer(p.weights, p.x[13:], state)
    assert np.array_equal(np.concatenate([first, second]), whole)
    assert all(np.array_equal(a, b) for a, b in zip(state, end, strict=True))


def test_results_are_copies_and_arguments_stay_as_they_are() -> None:
    p = problem(9, 3, 2, 4)
    before = [array.copy() for array in (p.weights.W, p.x, *p.state)]
    h, state = infer(p.weights, p.x, p.state)
    kept = [array.copy() for array in (h, *state)]
    infer(p.weights, 2 * p.x, p.state)  # takes the same buffers from the pool
    assert all(np.array_equal(a, b) for a, b in zip((h, *state), kept, strict=True))
    after = (p.weights.W, p.x, *p.state)
    assert all(np.array_equal(a, b) for a, b in zip(after, before, strict=True))


def test_memory_beside_the_result_does_not_grow_with_the_steps() -> None:
    peaks = []
    for T in (100, 1000):
        p = problem(T, 4, 3, 16)
        _buffers._pool.clear()
        tracemalloc.start()
        h, _ = infer(p.weights, p.x)
        peaks.append(tracemalloc.get_traced_memory()[1] - h.nbytes)
        tracemalloc.stop()
    assert peaks[1] < 1.1 * peaks[0]


def test_a_large_cell_state_is_halved_before_it_overflows() -> None:
    weights = LSTMWeights(np.zeros((4, 3)))
    weights.f[:, 0] = 40
    huge = State(np.zeros((1, 1)), np.full((1, 1), 1.5e308))
    assert infer(weights, np.zeros((3, 1, 1)), huge)[1].c[0, 0] == 1.5e308


def test_names_the_number_that_overflows() -> None:
    weights = LSTMWeights(np.full((4, 3), 1e200))
    with np.errstate(over="ignore"), pytest.raises(ValueError, match="finite"):
        infer(weights, np.full((2, 1, 1), 1e200))


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"weights": np.ones((4, 3))}, TypeError, "expected LSTMWeights"),
        ({"x": np.zeros((5, 2))}, ValueError, "x: expected shape"),
        ({"x": np.zeros((5, 3, 2), np.float32)}, TypeError, "x: expected float64"),
        ({"x": np.full((5, 3, 2), np.nan)}, ValueError, "x"),
        ({"state": (np.zeros((3, 4)),)}, TypeError, "state: expected State"),
        ({"state": State(np.zeros((2, 4)), np.zeros((3, 4)))}, ValueError, r"state\.h"),
    ],
)
def test_rejects_what_forward_rejects(
    change: dict[str, Any], error: type[Exception], message: str
) -> None:
    p = problem(5, 3, 2, 4)
    with pytest.raises(error, match=message):
        infer(**({"weights": p.weights, "x": p.x, "state": None} | change))
