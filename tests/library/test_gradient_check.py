"""Finite differences: exact for quadratics, relative to the gradient's scale, x restored."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_lib import lstm
from lstm_lib.gradient_check import check_gradient, numerical_gradient
from lstm_lib.weights import LSTMWeights

repeatable = settings(max_examples=40, deadline=None, derandomize=True, database=None)


@given(shape=st.lists(st.integers(1, 3), max_size=3), seed=st.integers(0, 99))
@repeatable
def test_exact_for_quadratic_functions(shape: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, a, b = (np.array(rng.normal(size=shape)) for _ in range(3))
    truth = 2 * a * x + b
    gradient = numerical_gradient(lambda: float((a * x * x + b * x).sum()), x)
    assert (gradient.shape, gradient.dtype) == (x.shape, x.dtype)
    np.testing.assert_allclose(gradient, truth, rtol=0, atol=1e-8)
    assert check_gradient(lambda: float((a * x * x + b * x).sum()), x, truth) < 1e-8


@pytest.mark.parametrize("epsilon", [1e-1, 1e-2, 1e-3])
def test_its_error_shrinks_with_the_square_of_epsilon(epsilon: float) -> None:
    x = np.array([0.7])
    error = numerical_gradient(lambda: float(np.exp(x[0])), x, epsilon)[0] - np.exp(0.7)
    assert error / epsilon**2 == pytest.approx(np.exp(0.7) / 6, rel=1e-2)


@pytest.mark.parametrize("sign", [-1, 1])
@pytest.mark.parametrize("position", list(np.ndindex(2, 3)))
@pytest.mark.parametrize("scale", [1e-30, 1e-3, 1.0, 1e3])
def test_an_error_of_1e_5_is_seen_and_shown(
    scale: float, position: tuple[int, int], sign: int
) -> None:
    x = np.linspace(0, 1, 6).reshape(2, 3)  # the largest entry of the gradient is `scale`
    gradient = scale * np.cos(x)

    def function() -> float:
        return float(scale * np.sin(x).sum())

    assert check_gradient(function, x, gradient) < 1e-7
    off = gradient.copy()
    off[position] += sign * 1e-5 * scale
    with pytest.raises(AssertionError) as caught:
        check_gradient(function, x, off)
    numbers = re.fullmatch(
        r"gradient at \[(\d), (\d)\]: expected (\S+) \(finite differences\), got (\S+); "
        r"relative error (\S+)",
        str(caught.value),
    )
    assert numbers
    assert (int(numbers[1]), int(numbers[2])) == position
    assert float(numbers[3]) == pytest.approx(gradient[position], rel=1e-6)
    assert float(numbers[4]) == pytest.approx(off[position], rel=1e-9)
    relative = 1e-5 * scale / abs(gradient[position])
    assert float(numbers[5]) == pytest.approx(relative, rel=0.1)


def fading() -> tuple[Callable[[], float], np.ndarray, np.ndarray]:
    """A loss at the end of 30 steps through which gradients fade, x, and dx."""
    rng = np.random.default_rng(0)
    weights = LSTMWeights.random(3, 2, rng, forget_bias=-2.0)
    x = rng.normal(size=(30, 2, 2))
    output = lstm.forward(weights, x)
    dh = np.zeros_like(output.h)
    dh[-1] = 1
    dx = lstm.backward(output, dh).x
    return lambda: float(lstm.forward(weights, x).h[-1].sum()), x, dx


def test_a_wrong_gradient_at_fading_steps_is_refused() -> None:
    loss, x, dx = fading()
    check_gradient(loss, x, dx)
    wrong = dx.copy()
    wrong[:20] *= -5
    with pytest.raises(AssertionError, match="relative error"):
        check_gradient(loss, x, wrong)


@pytest.mark.parametrize("unit", [1e-12, 1e-7, 1.0, 1e7])
def test_the_unit_of_the_loss_does_not_matter(unit: float) -> None:
    loss, x, dx = fading()
    check_gradient(lambda: unit * loss(), x, unit * dx)
    for wrong in (0.0, -1.0, 1.0001):
        with pytest.raises(AssertionError, match="relative error"):
            check_gradient(lambda: unit * loss(), x, wrong * unit * dx)


@pytest.mark.parametrize("size", [1e-9, 1e-12, 1e-15, 0.0])
def test_a_correct_gradient_hidden_by_rounding_passes(size: float) -> None:
    """Near F = 7 a change of 1e-15 is below the spacing of float64 numbers."""
    x = np.random.default_rng(0).normal(size=5)
    slope = size * np.array([1.0, -2.0, 0.5, 3.0, 1.0])
    check_gradient(lambda: float(7 + slope @ x), x, slope)
    with pytest.raises(AssertionError):
        check_gradient(lambda: float(7 + slope @ x), x, slope + 1e-6)


def test_the_tolerance_is_above_0() -> None:
    with pytest.raises(ValueError, match="tolerance: expected a number > 0, got 0"):
        check_gradient(lambda: 0.0, np.zeros(2), np.zeros(2), tolerance=0)


def test_tolerance_and_epsilon_are_obeyed() -> None:
    x = np.array([0.7])
    wrong = np.exp(x) + 1e-4
    assert check_gradient(lambda: float(np.exp(x[0])), x, wrong, tolerance=1e-4) > 1e-5
    with pytest.raises(AssertionError, match="relative error"):
        check_gradient(lambda: float(np.exp(x[0])), x, np.exp(x), epsilon=0.1)


@pytest.mark.parametrize("make", [np.ascontiguousarray, np.asfortranarray, lambda x: x[::-1]])
def test_x_is_shifted_in_place_and_put_back_bit_for_bit(make: object) -> None:
    x = make(np.random.default_rng(0).normal(size=(3, 2)))  # type: ignore[operator]
    before, seen = x.copy(), []

    def function() -> float:
        seen.append(x - before)
        return float(x.sum())

    numerical_gradient(function, x, 1e-3)
    assert x.tobytes() == before.tobytes()
    assert len(seen) == 2 * x.size
    shifts = np.array(seen).reshape(2 * x.size, -1)
    assert (np.count_nonzero(shifts, axis=1) == 1).all()
    np.testing.assert_allclose(np.abs(shifts).sum(axis=1), 1e-3)


@pytest.mark.parametrize("call", range(6))
def test_x_is_put_back_even_if_the_function_raises(call: int) -> None:
    x = np.arange(3.0)
    left = [call]

    def function() -> float:
        left[0] -= 1
        if left[0] < 0:
            raise ZeroDivisionError
        return 0.0

    with pytest.raises(ZeroDivisionError):
        numerical_gradient(function, x)
    np.testing.assert_array_equal(x, [0, 1, 2])


@pytest.mark.parametrize("epsilon", [0, -1e-6, np.nan])
def test_epsilon_is_positive(epsilon: float) -> None:
    with pytest.raises(ValueError, match="epsilon: expected ε > 0, got"):
        numerical_gradient(lambda: 0.0, np.zeros(2), epsilon)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_value_that_is_not_finite_is_named_by_position(bad: float) -> None:
    x = np.zeros((2, 2))
    with pytest.raises(ValueError, match=r"function: expected finite values near x\[1, 0\], got"):
        numerical_gradient(lambda: bad if x[1, 0] else 0.0, x)
    assert not x.any()


@pytest.mark.parametrize(
    ("x", "got"),
    [
        (np.zeros(2, np.float32), "float32"),
        (np.zeros(2, np.int64), "int64"),
        ([0.5], "list"),
        (0.5, "float"),
        (np.float64(0.5), "the single number 0.5"),
    ],
)
def test_only_float64_has_the_digits(x: np.ndarray, got: str) -> None:
    with pytest.raises(TypeError, match=f"x: expected a float64 array, got {got}$"):
        numerical_gradient(lambda: 0.0, x)


def test_what_cannot_be_shifted_is_refused() -> None:
    x = np.zeros(2)
    x.flags.writeable = False
    with pytest.raises(ValueError, match=r"x: expected entries .* got a read-only array"):
        numerical_gradient(lambda: 0.0, x)
    with pytest.raises(ValueError, match=r"x: expected entries .* got an empty array"):
        numerical_gradient(lambda: 0.0, np.zeros(0))


def test_a_gradient_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match=r"gradient: expected shape \(2,\) like x, got \(2, 1\)"):
        check_gradient(lambda: 0.0, np.zeros(2), np.zeros((2, 1)))


def test_the_worst_entry_is_the_one_that_is_shown() -> None:
    with pytest.raises(AssertionError, match=r"gradient at \[2\]: expected 0 .*, got 0\.5;"):
        check_gradient(lambda: 0.0, np.zeros(4), [0.0, 0.1, 0.5, 0.3])
