"""Checks of arguments. Each message names the argument, what was expected and what came.

Sizes are in the letters of the equations: T steps, B sequences in a
batch, D inputs, H units.
"""

from __future__ import annotations

import math
import operator
import sys
from collections.abc import Mapping
from itertools import combinations
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]


def as_plain(name: str, value: ArrayLike) -> Array:
    """Return `value` as an array, whatever its dtype.

    Raises:
        TypeError: for masked or ragged values.
    """
    masked = sys.modules.get("numpy.ma")  # large, and without it there is no masked array
    if masked and isinstance(value, masked.MaskedArray):
        raise TypeError(f"{name}: expected a plain array, got a masked array; fill it first")
    try:
        return np.asarray(value)
    except ValueError as error:
        raise TypeError(f"{name}: expected an array of numbers, got {value!r:.60}") from error


def as_float(name: str, value: ArrayLike, dtype: np.dtype[Any] | None = None) -> Array:
    """Return `value` as a float32 or float64 array in the machine's byte order.

    Whole numbers and booleans become floats.

    If `dtype` is given, floats of another precision are refused rather than mixed silently.

    Raises:
        TypeError: for masked, complex, text, object, ragged or half-precision values, or another dtype.
    """
    array = as_plain(name, value)
    if array.dtype.kind in "biu":
        return array.astype(dtype or np.float64)
    if not array.dtype.isnative:
        array = array.astype(array.dtype.newbyteorder("="))
    if array.dtype not in (np.float32, np.float64):
        raise TypeError(f"{name}: expected float32 or float64, got {array.dtype}")
    if dtype is not None and array.dtype != dtype:
        raise TypeError(f"{name}: expected {dtype} like the weights, got {array.dtype}")
    return array


def expect_shape(name: str, array: Array, letters: str, sizes: Mapping[str, int]) -> None:
    """Check that `array` has one axis for each of `letters`, not empty and of its size in `sizes`.

    Raises:
        ValueError: with the expected letters and sizes, and the shape of the array.
    """
    axes = letters.split()
    fits = array.ndim == len(axes) and all(
        size == sizes.get(axis, size) and size > 0
        for axis, size in zip(axes, array.shape, strict=True)
    )
    if not fits:
        known = [f"{axis} = {sizes[axis]}" for axis in axes if sizes.get(axis)]
        shape = f"({', '.join(axes)}{',' if len(axes) == 1 else ''})"
        sizes_known = f" with {', '.join(known)}" if known else ""
        not_empty = ", no axis empty" if not known or 0 in array.shape else ""
        raise ValueError(
            f"{name}: expected shape {shape}{sizes_known}{not_empty}, got {array.shape}"
        )


class NotFiniteError(ValueError):
    """Raised for an array that holds NaN or infinity.

    Attributes:
        name: the argument, or the quantity that overflowed.
    """

    def __init__(self, name: str, array: Array, bad: Array) -> None:
        position = tuple(int(k) for k in bad[0])
        super().__init__(
            f"{name}: expected finite numbers, got {array[position]:g} at "
            f"{name}{list(position)} ({len(bad)} of {array.size} entries are not finite)"
        )
        self.name = name


def expect_finite(name: str, array: Array) -> float:
    """Check that no entry of `array` is NaN or infinite; normally this costs one dot product.

    Returns:
        Σ a², which is infinite if the squares of finite numbers overflow.

    Raises:
        NotFiniteError: with the first such entry and its position.
    """
    squares = float(np.vdot(array, array))  # unlike dot, vdot never warns
    if not math.isfinite(squares):
        bad = np.argwhere(~np.isfinite(array))
        if len(bad):
            raise NotFiniteError(name, array, bad)
    return squares


def as_array(
    name: str,
    value: ArrayLike,
    letters: str,
    sizes: Mapping[str, int],
    dtype: np.dtype[Any] | None = None,
) -> Array:
    """Return `value` as a float array after three checks: dtype, shape, finite numbers.

    Raises:
        TypeError, ValueError: as `as_float`, `expect_shape` and `expect_finite`.
    """
    array = as_float(name, value, dtype)
    expect_shape(name, array, letters, sizes)
    expect_finite(name, array)
    return array


def expect_separate(arrays: Mapping[str, Array]) -> None:
    """Check that no two arrays share memory: an optimizer would update it twice.

    Raises:
        ValueError: naming the first two that do.
    """
    for (first, one), (second, other) in combinations(arrays.items(), 2):
        if np.may_share_memory(one, other) and np.shares_memory(one, other):
            raise ValueError(
                f"{second}: expected an array separate from {first}, got one that shares its "
                "memory, so that an optimizer would update it twice; use a copy"
            )


def as_size(name: str, letter: str, value: int) -> int:
    """Return `value` as an int, at least 1.

    Raises:
        TypeError: if it is not a whole number.
        ValueError: if it is less than 1.
    """
    try:
        size = operator.index(value)
    except TypeError:
        raise TypeError(f"{name}: expected a whole number {letter} ≥ 1, got {value!r}") from None
    if size < 1:
        raise ValueError(f"{name}: expected {letter} ≥ 1, got {size}")
    return size


def expect_rng(rng: object) -> None:
    """Check that `rng` is a generator.

    Raises:
        TypeError: otherwise.
    """
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng: expected a numpy.random.Generator, got {type(rng).__name__}")


def expect_positive(name: str, value: float) -> None:
    """Check that `value` is a finite number above 0.

    Raises:
        TypeError: if it is not a number.
        ValueError: if it lies outside.
    """
    _expect_number(name, value, " > 0")
    if not 0 < value < math.inf:
        raise ValueError(f"{name}: expected a number > 0, got {value}")


def expect_fraction(name: str, value: float) -> None:
    """Check that `value` is a number from 0 to below 1.

    Raises:
        TypeError: if it is not a number.
        ValueError: if it lies outside.
    """
    _expect_number(name, value, f", 0 ≤ {name} < 1")
    if not 0 <= value < 1:
        raise ValueError(f"{name}: expected 0 ≤ {name} < 1, got {value}")


def _expect_number(name: str, value: object, within: str) -> None:
    if not isinstance(value, Real):
        raise TypeError(f"{name}: expected a number{within}, got {value!r:.60}")
