"""Activations: as exact as their docstrings say, silent, and their slopes are their slopes."""

from __future__ import annotations

import warnings
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest

from lstm_lib import activations
from lstm_lib.activations import DERIVATIVES, Activation, identity, sigmoid, tanh
from lstm_lib.gradient_check import numerical_gradient

FLOATS = [np.float32, np.float64]


def points(dtype: Any) -> np.ndarray:
    """Dense over the whole range down to where σ leaves the normal numbers, and around 0."""
    rng = np.random.default_rng(0)
    lowest = np.log(float(np.finfo(dtype).tiny)) + 0.01
    z = np.concatenate(
        [
            np.linspace(lowest, -lowest, 1501),
            rng.uniform(-40, 40, 1500),
            rng.normal(size=500),
            2.0 ** np.arange(-60, 6),
            -(2.0 ** np.arange(-60, 6)),
        ]
    )
    return z.astype(dtype)


def true_sigmoid(z: float) -> Decimal:
    return 1 / (1 + (-Decimal(z)).exp())


@pytest.mark.parametrize("dtype", FLOATS)
def test_sigmoid_is_right_to_a_few_ulp_of_itself(dtype: Any) -> None:
    z = points(dtype)
    a = sigmoid(z)
    assert a.dtype == dtype
    with localcontext(prec=40):
        for z_k, a_k in zip(z, a, strict=True):
            true = true_sigmoid(float(z_k))
            ulp = Decimal(float(np.spacing(dtype(true))))
            assert abs(Decimal(float(a_k)) - true) <= 4 * ulp, f"σ({z_k!r}) = {a_k!r}"


@pytest.mark.parametrize("dtype", FLOATS)
def test_below_the_normal_numbers_sigmoid_fades_to_0(dtype: Any) -> None:
    info = np.finfo(dtype)
    z = np.linspace(np.log(float(info.tiny)) - 25, np.log(float(info.tiny)), 300).astype(dtype)
    with localcontext(prec=40):
        for z_k, a_k in zip(z, sigmoid(z), strict=True):
            error = abs(Decimal(float(a_k)) - true_sigmoid(float(z_k)))
            assert error <= 4 * Decimal(float(info.smallest_subnormal))
    assert sigmoid(info.min) == 0


@pytest.mark.parametrize("dtype", FLOATS)
def test_no_finite_input_makes_sigmoid_or_tanh_complain(dtype: Any) -> None:
    info = np.finfo(dtype)
    extremes = [
        0,
        info.max,
        info.max / 2,
        info.tiny,
        info.smallest_subnormal,
        info.eps,
        88,
        710,
        745,
    ]
    z = np.concatenate([points(dtype), np.array(extremes, dtype), -np.array(extremes, dtype)])
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        for value in (z, *z[-18:]):
            a = sigmoid(value)
            assert ((a >= 0) & (a <= 1)).all()
    with warnings.catch_warnings(), np.errstate(over="raise", divide="raise", invalid="raise"):
        warnings.simplefilter("error")
        assert (np.abs(tanh(z)) <= 1).all()


@pytest.mark.parametrize("dtype", FLOATS)
def test_the_identities_of_sigmoid(dtype: Any) -> None:
    z, eps = np.sort(points(dtype)), np.finfo(dtype).eps
    np.testing.assert_allclose(sigmoid(-z), 1 - sigmoid(z), rtol=0, atol=2 * eps)
    np.testing.assert_allclose(tanh(z), 2 * sigmoid(2 * z) - 1, rtol=0, atol=4 * eps)
    assert (np.diff(sigmoid(np.linspace(-80, 30, 500, dtype=dtype))) >= 0).all()
    assert sigmoid(dtype(0)) == 0.5


def test_tanh_and_identity_are_what_they_are_called() -> None:
    z = points(np.float64)
    np.testing.assert_array_equal(tanh(z), np.tanh(z))
    np.testing.assert_array_equal(identity(z), z)


@pytest.mark.parametrize("activation", DERIVATIVES)
def test_slopes_are_those_of_the_activations(activation: Activation) -> None:
    z = np.linspace(-4, 4, 31)
    numerical = numerical_gradient(lambda: float(activation(z).sum()), z)
    np.testing.assert_allclose(DERIVATIVES[activation](activation(z)), numerical, atol=1e-9)


def test_every_activation_has_its_slope() -> None:
    names = {name for name in vars(activations) if name.endswith("_derivative")}
    assert {slope.__name__ for slope in DERIVATIVES.values()} == names
    assert all(f"{a.__name__}_derivative" == slope.__name__ for a, slope in DERIVATIVES.items())


@pytest.mark.parametrize("function", [*DERIVATIVES, *DERIVATIVES.values()])
def test_shapes_and_precision_are_kept_and_whole_numbers_become_floats(
    function: Activation,
) -> None:
    for dtype in FLOATS:
        for shape in [(), (3,), (2, 3), (2, 1, 3), (0,)]:
            a = function(np.full(shape, 0.25, dtype))
            assert (np.shape(a), a.dtype) == (shape, dtype)
    for whole in (1, True, [1, 0], np.uint8(1)):
        assert function(whole).dtype == np.float64
        np.testing.assert_array_equal(function(whole), function(np.asarray(whole, float)))
