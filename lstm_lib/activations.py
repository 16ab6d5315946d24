"""Activation functions, and their derivatives in terms of their outputs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_float, expect_finite

Activation = Callable[[ArrayLike], Array]


def _finite(name: str, value: ArrayLike) -> Array:
    array = as_float(name, value)
    expect_finite(name, array)
    return array


def sigmoid(z: ArrayLike) -> Array:
    """Logistic sigmoid, σ(z) = 1 / (1 + e^(−z)), of every element: between 0 and 1.

    Only e^(−|z|) ≤ 1 is ever computed, so nothing overflows, and the result is accurate to a few
    units in the last place until σ(z) underflows (z ≈ −708 in float64, −87 in float32).

    Args:
        z: pre-activations, any shape; float32 stays float32, whole numbers become float64.

    Raises:
        TypeError: if z is not made of real numbers.
        ValueError: if one is NaN or infinite (named by position).

    Source: Higham, Accuracy and Stability of Numerical Algorithms, ch. 1 (relative error).
    """
    z = _finite("z", z)
    with np.errstate(under="ignore"):
        e = np.exp(-np.abs(z))
        a: Array = np.where(z >= 0, z.dtype.type(1), e) / (1 + e)
    return a


def tanh(z: ArrayLike) -> Array:
    """Hyperbolic tangent of every element, between −1 and 1; tanh(z) = 2 σ(2z) − 1.

    Args:
        z: pre-activations, any shape.

    Raises:
        TypeError: if z is not made of real numbers.
        ValueError: if one is NaN or infinite (named by position).
    """
    a: Array = np.tanh(_finite("z", z))
    return a


def identity(z: ArrayLike) -> Array:
    """The activation of a linear layer: z itself.

    Raises:
        TypeError: if z is not made of real numbers.
        ValueError: if one is NaN or infinite (named by position).
    """
    return _finite("z", z)


def sigmoid_derivative(a: ArrayLike) -> Array:
    """Derivative of the sigmoid where its output is a: dσ/dz = a (1 − a), at most ¼.

    Raises:
        TypeError: if a is not made of real numbers.
        ValueError: if one is NaN or infinite (named by position).
    """
    a = _finite("a", a)
    derivative: Array = a * (1 - a)
    return derivative


def tanh_derivative(a: ArrayLike) -> Array:
    """Derivative of tanh where its output is a: d tanh/dz = 1 − a², at most 1.

    Raises:
        TypeError: if a is not made of real numbers.
        ValueError: if one is NaN or infinite (named by position).
    """
    a = _finite("a", a)
    derivative: Array = 1 - a * a
    return derivative


def identity_derivative(a: ArrayLike) -> Array:
    """Derivative of the identity: 1 everywhere.

    Raises:
        TypeError: if a is not made of real numbers.
        ValueError: if one is NaN or infinite (named by position).
    """
    return np.ones_like(_finite("a", a))


DERIVATIVES: dict[Activation, Callable[[ArrayLike], Array]] = {
    sigmoid: sigmoid_derivative,
    tanh: tanh_derivative,
    identity: identity_derivative,
}
"""Derivative of each activation, in terms of its output."""
