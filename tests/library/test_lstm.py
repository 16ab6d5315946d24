"""The fast path: equal to stepping the cell, exact at every length, careful with its arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from problems import Problem, loss, problem

from lstm_lib import cell
from lstm_lib.cell import State
from lstm_lib.gradient_check import check_gradient
from lstm_lib.lstm import LSTMGradients, backward, forward
from lstm_lib.weights import LSTMWeights

FLOATS = [np.float32, np.float64]
SIZES = st.tuples(st.integers(1, 12), st.integers(1, 5), st.integers(1, 6), st.integers(1, 9))
repeatable = settings(max_examples=40, deadline=None, derandomize=True, database=None)


def stepped(p: Problem, lengths: Any) -> tuple[np.ndarray, np.ndarray, State]:
    """h, c and the last state by `cell.step`, one sequence after the other."""
    T, B, _ = p.x.shape
    h, c = np.zeros((2, T, B, p.weights.units), p.x.dtype)
    last = State(p.state.h.copy(), p.state.c.copy())
    for b in range(B):
        state = State(p.state.h[b], p.state.c[b])
        for t in range(lengths[b]):
            state = cell.step(p.weights, p.x[t, b], state).state
            h[t, b], c[t, b] = state
        last.h[b], last.c[b] = state
    return h, c, last


def stepped_backward(p: Problem, lengths: Any) -> LSTMGradients:
    """The same by `cell.step_backward`."""
    _, B, _ = p.x.shape
    dW, dx = np.zeros_like(p.weights.W), np.zeros_like(p.x)
    dstart = State(np.zeros_like(p.state.h), np.zeros_like(p.state.c))
    for b in range(B):
        states = [State(p.state.h[b], p.state.c[b])]
        steps = []
        for x in p.x[: lengths[b], b]:
            steps.append(cell.step(p.weights, x, states[-1]))
            states.append(steps[-1].state)
        d = State(p.dstate.h[b], p.dstate.c[b])
        for t in reversed(range(lengths[b])):
            d = State(d.h + p.dh[t, b], d.c)
            dW_t, dx[t, b], d = cell.step_backward(p.weights, p.x[t, b], states[t], steps[t], d)
            dW += dW_t
        dstart.h[b], dstart.c[b] = d
    return LSTMGradients(dW, dx, dstart)


def draw_lengths(p: Problem, seed: int = 0) -> np.ndarray:
    T, B, _ = p.x.shape
    return np.random.default_rng(seed).integers(0, T, size=B, endpoint=True)


def arrays(d: LSTMGradients) -> dict[str, np.ndarray]:
    return {"W": d.W, "x": d.x, "h": d.state.h, "c": d.state.c}


def assert_same(one: LSTMGradients, other: LSTMGradients, tolerance: float = 0.0) -> None:
    for name, a in arrays(one).items():
        b = arrays(other)[name]
        assert (a.shape, a.dtype) == (b.shape, b.dtype), name
        scale = max(1, float(np.abs(b).max()))
        np.testing.assert_allclose(a, b, rtol=0, atol=tolerance * scale, err_msg=name)


@pytest.mark.parametrize("dtype", FLOATS)
@example(size=(30, 40, 3, 8), lengths_differ=True)  # backward in several stretches
@example(size=(100, 1, 1, 30), lengths_differ=False)
@given(size=SIZES, lengths_differ=st.booleans())
@repeatable
def test_a_run_is_the_cell_stepped(
    dtype: Any, size: tuple[int, int, int, int], lengths_differ: bool
) -> None:
    p = problem(*size, dtype=dtype)
    p = p._replace(weights=LSTMWeights(p.weights.W / dtype(np.sqrt(size[3]))))
    T, B = size[:2]
    lengths = draw_lengths(p) if lengths_differ else None
    each = [T] * B if lengths is None else lengths
    h, c, last = stepped(p, each)
    run = forward(p.weights, p.x, p.state, lengths)
    tolerance = 200 * float(np.finfo(dtype).eps)
    for ours, truth in [(run.h, h), (run.c, c), (run.state.h, last.h), (run.state.c, last.c)]:
        assert (ours.shape, ours.dtype) == (truth.shape, dtype)
        np.testing.assert_allclose(
            ours, truth, rtol=0, atol=tolerance * max(1, np.abs(truth).max())
        )
    past = np.arange(T)[:, None] >= np.array(each)
    assert not run.h[past].any() and not run.c[past].any()
    d = backward(run, p.dh, p.dstate)
    assert_same(d, stepped_backward(p, each), 10 * tolerance)
    assert not d.x[past].any()


@pytest.mark.parametrize("lengths", [None, [0, 1, 4], [4, 4, 2], [0, 0, 0]])
@pytest.mark.parametrize("given_gradients", ["dh", "dstate", "both"])
def test_gradients_agree_with_finite_differences(given_gradients: str, lengths: Any) -> None:
    p = problem(4, 3, 2, 3)
    zeros = {
        "dh": p._replace(dstate=State(0 * p.dstate.h, 0 * p.dstate.c)),
        "dstate": p._replace(dh=0 * p.dh),
        "both": p,
    }
    p = zeros[given_gradients]

    def value() -> float:
        run = forward(p.weights, p.x, p.state, lengths)
        return loss(run.h, run.state, p)

    d = backward(
        forward(p.weights, p.x, p.state, lengths),
        None if given_gradients == "dstate" else p.dh,
        None if given_gradients == "dh" else p.dstate,
    )
    for x, gradient in [(p.weights.W, d.W), (p.x, d.x), (p.state.h, d.state.h)]:
        check_gradient(value, x, gradient, 1e-8)
    check_gradient(value, p.state.c, d.state.c, 1e-8)


def test_no_state_is_the_zero_state() -> None:
    p = problem(5, 3, 2, 4)
    run = forward(p.weights, p.x)
    zero = forward(p.weights, p.x, cell.zero_state(p.weights, 3))
    np.testing.assert_array_equal(run.h, zero.h)
    assert_same(backward(run, p.dh), backward(zero, p.dh))


@pytest.mark.parametrize("dtype", FLOATS)
def test_no_lengths_are_full_lengths(dtype: Any) -> None:
    p = problem(5, 3, 2, 4, dtype=dtype)
    runs = [forward(p.weights, p.x, p.state, lengths) for lengths in (None, [5, 5, 5])]
    np.testing.assert_array_equal(runs[0].h, runs[1].h)
    np.testing.assert_array_equal(runs[0].state, runs[1].state)
    assert_same(backward(runs[0], p.dh, p.dstate), backward(runs[1], p.dh, p.dstate))


def test_a_run_continues_from_the_state_of_another() -> None:
    p = problem(7, 3, 2, 4)
    first = forward(p.weights, p.x[:3], p.state)
    second = forward(p.weights, p.x[3:], first.state)
    whole = forward(p.weights, p.x, p.state)
    np.testing.assert_allclose(np.concatenate([first.h, second.h]), whole.h, atol=1e-14)
    d2 = backward(second, p.dh[3:], p.dstate)
    d1 = backward(first, p.dh[:3], d2.state)
    joined = LSTMGradients(d1.W + d2.W, np.concatenate([d1.x, d2.x]), d1.state)
    assert_same(joined, backward(whole, p.dh, p.dstate), 1e-13)


@pytest.mark.parametrize("filler", [np.nan, np.inf, 1e308])
def test_what_lies_past_the_end_is_not_looked_at(filler: float) -> None:
    p, lengths = problem(6, 4, 2, 3), [0, 2, 5, 6]
    clean = forward(p.weights, p.x, p.state, lengths)
    expected = backward(clean, p.dh, p.dstate)
    past = np.arange(6)[:, None] >= np.array(lengths)
    x, dh = p.x.copy(), p.dh.copy()
    x[past], dh[past] = filler, filler
    run = forward(p.weights, x, p.state, lengths)
    np.testing.assert_array_equal(run.h, clean.h)
    np.testing.assert_array_equal(run.state, clean.state)
    assert_same(backward(run, dh, p.dstate), expected)


@pytest.mark.parametrize("kind", [list, tuple, np.uint8, np.int32, np.int64])
def test_lengths_may_be_whole_numbers_of_any_kind(kind: Any) -> None:
    p, plain = problem(6, 3, 2, 3), [1, 0, 6]
    lengths = kind(plain) if kind in (list, tuple) else np.array(plain, kind)
    expected = forward(p.weights, p.x, lengths=plain)
    np.testing.assert_array_equal(forward(p.weights, p.x, lengths=lengths).h, expected.h)


def fortran(a: np.ndarray) -> np.ndarray:
    return np.asfortranarray(a)


def strided(a: np.ndarray) -> np.ndarray:
    wide = np.full((*a.shape[:-1], 2 * a.shape[-1]), np.nan, a.dtype)
    wide[..., ::2] = a
    return wide[..., ::2]


def reversed_twice(a: np.ndarray) -> np.ndarray:
    return a[::-1].copy()[::-1]


def read_only(a: np.ndarray) -> np.ndarray:
    a = a.copy()
    a.flags.writeable = False
    return a


@pytest.mark.parametrize("arrange", [fortran, strided, reversed_twice, read_only])
@pytest.mark.parametrize("lengths", [None, [2, 0, 5]])
def test_the_memory_of_the_arguments_does_not_matter(
    arrange: Callable[[np.ndarray], np.ndarray], lengths: Any
) -> None:
    p = problem(5, 3, 2, 4)
    q = Problem(
        LSTMWeights(arrange(p.weights.W)),
        arrange(p.x),
        State(arrange(p.state.h), arrange(p.state.c)),
        arrange(p.dh),
        State(arrange(p.dstate.h), arrange(p.dstate.c)),
    )
    runs = [forward(a.weights, a.x, a.state, lengths) for a in (p, q)]
    np.testing.assert_array_equal(runs[0].h, runs[1].h)
    assert_same(*[backward(run, a.dh, a.dstate) for run, a in zip(runs, (p, q), strict=True)])


@pytest.mark.parametrize("lengths", [None, [2, 0, 5]])
def test_arguments_are_never_changed_and_results_never_share_their_memory(lengths: Any) -> None:
    p, untouched = problem(5, 3, 2, 4), problem(5, 3, 2, 4)
    run = forward(p.weights, p.x, p.state, lengths)
    d = backward(run, p.dh, p.dstate)

    def parts(q: Problem) -> list[np.ndarray]:
        return [q.weights.W, q.x, *q.state, q.dh, *q.dstate]

    for a, b in zip(parts(p), parts(untouched), strict=True):
        np.testing.assert_array_equal(a, b)
    for result in [run.h, *run.state, *arrays(d).values()]:
        assert not any(np.shares_memory(result, a) for a in parts(p))


def test_weights_changed_between_forward_and_backward_do_not_matter() -> None:
    p = problem(5, 3, 2, 4)
    expected = backward(forward(p.weights, p.x, p.state), p.dh)
    run = forward(p.weights, p.x, p.state)
    p.weights.W[...] = 0
    assert_same(backward(run, p.dh), expected)


@pytest.mark.parametrize("dtype", FLOATS)
def test_extreme_weights_saturate_without_a_warning(dtype: Any) -> None:
    p = problem(6, 3, 2, 4, dtype=dtype)
    big = LSTMWeights(p.weights.W * dtype(1e4))
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        run = forward(big, p.x, p.state)
        d = backward(run, p.dh, p.dstate)
    assert all(np.isfinite(a).all() for a in [run.h, *arrays(d).values()])


@pytest.mark.parametrize("dtype", FLOATS)
def test_the_sigmoid_of_the_fast_path_is_right_to_2_eps(dtype: Any) -> None:
    """Absolutely, where `activations.sigmoid` is relatively: measured in the gates of a run."""
    z = np.concatenate([np.linspace(-40, 40, 4001), np.linspace(-2, 2, 2001)]).astype(dtype)
    weights = LSTMWeights(np.tile(np.array([[0, 0, 1]], dtype), (4, 1)))
    run = forward(weights, z[None, :, None])
    true = 1 / (1 + np.exp(-z.astype(np.longdouble)))
    for gate in range(3):  # o, i, f
        error = np.abs(run.cache.S[0, gate, :, 0] - true).max()
        assert error <= 2 * np.finfo(dtype).eps


def steps_or_error(weights: LSTMWeights, x: np.ndarray, state: State) -> tuple[list[Any], str]:
    """h of each step by `cell.step`, and the message of the error that ends it, if one does."""
    h: list[Any] = []
    try:
        for x_t in x:
            step = cell.step(weights, x_t, state)
            state = step.state
            h.append(step.h)
    except ValueError as error:
        return h, str(error)
    return h, ""


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("exponent", [-60, -4, -2, -1, 0])
@pytest.mark.parametrize("large", ["W", "x", "h", "W x"])
@pytest.mark.parametrize("dtype", FLOATS)
def test_near_overflow_forward_gives_the_numbers_or_the_error_of_the_step(
    dtype: Any, large: str, exponent: int
) -> None:
    p = problem(6, 3, 2, 4, dtype=dtype)
    limit = float(np.finfo(dtype).max) / 8 * 2.0**exponent
    factor = dtype(limit**0.5 if large == "W x" else limit)
    weights = LSTMWeights(p.weights.W * (factor if "W" in large else dtype(1)))
    x = p.x * (factor if "x" in large else dtype(1))
    state = State(p.state.h * (factor if large == "h" else dtype(1)), p.state.c)
    h, message = steps_or_error(weights, x, state)
    if message:
        assert message.startswith("z: expected finite numbers, got ")
        with pytest.raises(ValueError) as caught:  # noqa: PT011
            forward(weights, x, state)
        assert str(caught.value) == message
    else:
        output = forward(weights, x, state)
        np.testing.assert_allclose(output.h, h, rtol=1e-4, atol=1e-5)
        backward(output, p.dh)


def test_both_outcomes_occur_near_overflow() -> None:
    weights, x = LSTMWeights(np.full((4, 4), 1e200)), np.full((2, 1, 2), 1e107)
    state = cell.zero_state(weights, 1)
    assert steps_or_error(weights, x, state)[1] == ""
    with np.errstate(over="ignore"):
        assert steps_or_error(weights, 10 * x, state)[1].startswith("z: ")
    assert forward(weights, x).h.shape == (2, 1, 1)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_gradient_that_overflows_is_named() -> None:
    p = problem(4, 2, 2, 3)
    with pytest.raises(ValueError, match=r"dc: expected finite numbers, got"):
        backward(forward(p.weights, p.x), np.full_like(p.dh, 1.7e308))
