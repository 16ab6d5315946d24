"""The referee: exact where it can be, strict where it must be, and leaves no trace."""

from __future__ import annotations

import re

import numpy as np
import pytest

from lstm_lib.gradient_check import check_gradient, numerical_gradient
from lstm_lib.layer import layer, layer_backward

rng = np.random.default_rng(0)


@pytest.mark.parametrize("shape", [(), (4,), (2, 3), (2, 1, 3)])
def test_the_gradient_of_a_cubic_is_known(shape: tuple[int, ...]) -> None:
    x = rng.normal(size=shape)
    numerical = numerical_gradient(lambda: float((x**3).sum()), x)
    assert numerical.shape == shape
    np.testing.assert_allclose(numerical, 3 * x**2, atol=1e-8)


def test_the_differences_are_central() -> None:
    """Exact for a parabola whatever ε is, where a one-sided difference would be off by ε."""
    x = np.array([0.75])
    np.testing.assert_allclose(numerical_gradient(lambda: float(x[0] ** 2), x, 0.5), 1.5)


def test_x_is_put_back_to_the_bit() -> None:
    x = rng.normal(size=(3, 3))
    before = x.copy()
    check_gradient(lambda: float((x**2).sum()), x, 2 * x)
    np.testing.assert_array_equal(x, before)


def test_x_is_put_back_even_if_the_function_raises() -> None:
    x = np.array([0.1, 0.2, 0.3])
    calls = iter(range(100))

    def fails() -> float:
        if next(calls) == 3:
            raise KeyboardInterrupt
        return 0.0

    with pytest.raises(KeyboardInterrupt):
        numerical_gradient(fails, x)
    np.testing.assert_array_equal(x, [0.1, 0.2, 0.3])


def test_a_view_is_shifted_in_place() -> None:
    W = rng.normal(size=(4, 3))
    np.testing.assert_allclose(
        numerical_gradient(lambda: float((W**2).sum()), W[1::2, ::2]), 2 * W[1::2, ::2], atol=1e-8
    )


@pytest.mark.parametrize("k", range(6))
def test_an_error_of_1e_5_in_one_entry_is_caught_and_shown(k: int) -> None:
    x = np.linspace(-1, 1, 6).reshape(2, 3)
    gradient = np.cos(x)

    def value() -> float:
        return float(np.sin(x).sum())

    assert check_gradient(value, x, gradient) < 1e-9
    position = [int(n) for n in np.unravel_index(k, x.shape)]
    wrong = gradient.copy()
    wrong.flat[k] += 1e-5
    with pytest.raises(AssertionError) as caught:
        check_gradient(value, x, wrong)
    shown = re.fullmatch(
        r"gradient at (.*): expected (.*) \(finite differences\), got (.*); relative error 1\.0e-05",
        str(caught.value),
    )
    assert shown and shown[1] == str(position)
    assert float(shown[2]) == pytest.approx(gradient.flat[k], abs=1e-8)
    assert float(shown[3]) == pytest.approx(wrong.flat[k], abs=1e-9)
    assert check_gradient(value, x, wrong, tolerance=1e-4) == pytest.approx(1e-5, rel=1e-3)


def test_large_gradients_are_compared_relatively() -> None:
    x = np.array([1.0])
    assert check_gradient(lambda: float(1e6 * x[0]), x, [1e6 * (1 + 1e-7)]) == pytest.approx(
        1e-7, rel=0.01
    )
    with pytest.raises(AssertionError, match=r"gradient at \[0\]"):
        check_gradient(lambda: float(1e6 * x[0]), x, [1e6 * (1 + 1e-5)])


def test_the_worst_entry_is_the_one_that_is_shown() -> None:
    x = np.zeros(4)
    with pytest.raises(AssertionError, match=r"gradient at \[2\]: expected 0 .*, got 0\.5;"):
        check_gradient(lambda: 0.0, x, [0.0, 0.1, 0.5, 0.3])


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_function_that_is_not_finite_is_named(bad: float) -> None:
    with pytest.raises(ValueError, match=r"function: expected finite values near x\[0, 0\], got"):
        numerical_gradient(lambda: bad, np.zeros((1, 2)))


def test_it_sees_a_missing_factor_in_a_backward_pass() -> None:
    W, x, dy = rng.normal(size=(3, 3)), rng.normal(size=(4, 2)), rng.normal(size=(4, 3))
    y = layer(W, x)
    dW, _ = layer_backward(W, x, y, dy)
    without_slope = (dy / (y * (1 - y))).T @ np.column_stack([np.ones(4), x])

    def value() -> float:
        return float(np.vdot(dy, layer(W, x)))

    check_gradient(value, W, dW)
    with pytest.raises(AssertionError):
        check_gradient(value, W, without_slope)
