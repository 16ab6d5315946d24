"""Gradient clipping by the global norm, and checks that gradients fit the parameters."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from lstm_lib._validation import Array, as_float, expect_finite, expect_positive
from lstm_lib.training._norms import scaled_squares

Arrays = Mapping[str, Array]
"""Arrays by name, such as `Network.parameters`."""


def clip_by_norm(gradients: Arrays, max_norm: float) -> float:
    """Scale all gradients by one factor, in place, so that ‖d‖ ≤ max_norm: d ← d min(1, max_norm/‖d‖).

    Args:
        gradients: arrays by name; ‖d‖ is the norm of all their entries together.
        max_norm: the largest norm allowed, above 0.

    Returns:
        ‖d‖ before clipping, infinite if it is too large for float64. Finite gradients are clipped
        however large they are; if an entry is not finite, nothing is changed.

    Raises:
        TypeError: if a gradient is not an array of floats.
        ValueError: if there is no gradient, or max_norm is not above 0.

    Source: Pascanu, Mikolov & Bengio 2013, sec. 3.2.
    """
    expect_positive("max_norm", max_norm)
    scale, squares = _checked_squares(gradients)
    norm = scale * math.sqrt(squares)
    if max_norm < norm and scale < math.inf:
        for d in {id(d): d for d in gradients.values()}.values():  # once if two names share it
            if scale != 1:
                d /= scale
            d *= max_norm / math.sqrt(squares)
    return norm


def global_norm(gradients: Arrays) -> float:
    """Global norm ‖d‖, the root of the sum of squares of all entries of all arrays.

    Raises:
        TypeError, ValueError: as `clip_by_norm`.
    """
    scale, squares = _checked_squares(gradients)
    return scale * math.sqrt(squares)


def _checked_squares(gradients: Arrays) -> tuple[float, float]:
    if not gradients:
        raise ValueError("gradients: expected at least one array, got none")
    for name, d in gradients.items():
        _expect_array(f"gradients[{name!r}]", d)
    return scaled_squares(gradients.values())


def expect_gradients(parameters: Arrays, gradients: Arrays) -> bool:
    """Check that there is one gradient for each parameter, of its shape and dtype, and finite.

    Returns:
        True if no sum of squares of a gradient overflows.

    Raises:
        TypeError: if a dtype differs, or something is not an array.
        ValueError: if a name is missing or unknown, a shape differs, a number is not finite, or a
            parameter is read-only.
    """
    if parameters.keys() != gradients.keys():
        raise ValueError(
            f"gradients: expected {', '.join(sorted(parameters))}, "
            f"got {', '.join(sorted(gradients)) or 'none'}"
        )
    squares_fit = True
    for name, w in parameters.items():
        _expect_array(f"parameters[{name!r}]", w)
        if not w.flags.writeable:
            raise ValueError(
                f"parameters[{name!r}]: expected an array to change, got a read-only one"
            )
        d = gradients[name]
        _expect_array(f"gradients[{name!r}]", d, w.dtype)
        if d.shape != w.shape:
            raise ValueError(f"gradients[{name!r}]: expected shape {w.shape}, got {d.shape}")
        squares_fit &= math.isfinite(expect_finite(f"gradients[{name!r}]", d))
    return squares_fit


def _expect_array(name: str, array: Array, dtype: np.dtype[Any] | None = None) -> None:
    """Check that it is already an array of floats: a copy could not be changed in place."""
    if as_float(name, array, dtype) is not array:
        raise TypeError(f"{name}: expected an array of floats, got {array!r:.60}")
