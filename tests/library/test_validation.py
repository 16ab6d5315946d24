"""The checks themselves: what they let through, and how they say what they do not."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

from lstm_lib._validation import as_array, as_float, as_size, expect_finite, expect_shape


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_floats_pass_as_they_are(dtype: Any) -> None:
    array = np.ones((2, 3), dtype)
    assert as_float("x", array) is array
    assert as_float("x", array, np.dtype(dtype)) is array


@pytest.mark.parametrize("whole", [3, True, [1, 2], np.uint8([1, 2]), [[True], [False]]])
@pytest.mark.parametrize("dtype", [None, np.dtype("float32"), np.dtype("float64")])
def test_whole_numbers_become_floats(whole: Any, dtype: Any) -> None:
    array = as_float("x", whole, dtype)
    assert array.dtype == (dtype or np.float64)
    np.testing.assert_array_equal(array, whole)


@pytest.mark.parametrize("kind", ["f4", "f8", "i4", "u2"])
@pytest.mark.parametrize("order", "<>=")
def test_numbers_of_either_byte_order_are_taken(kind: str, order: str) -> None:
    array = as_float("x", np.arange(5).astype(order + kind))
    assert array.dtype == (np.float32 if kind == "f4" else np.float64)
    assert array.dtype.isnative
    np.testing.assert_array_equal(array, np.arange(5))


def test_lists_of_floats_are_float64() -> None:
    assert as_float("x", [1.5, 2]).dtype == np.float64
    with pytest.raises(TypeError, match="x: expected float32 like the weights, got float64"):
        as_float("x", [1.5], np.dtype("float32"))


@pytest.mark.parametrize(
    ("wrong", "got"),
    [
        ([1j], "complex128"),
        (["a"], "<U1"),
        ([None], "object"),
        (None, "object"),
        (np.float16(1), "float16"),
        (np.datetime64("2000-01-01"), "datetime64"),
        (np.ma.masked_array([1.0], [True]), "a masked array; fill it first"),
        ([[1.0], [1.0, 2.0]], r"\[\[1\.0\], \[1\.0, 2\.0\]\]"),
    ],
)
def test_anything_else_is_named(wrong: Any, got: str) -> None:
    with pytest.raises(TypeError, match=f"^dh: expected .*, got .*{got}"):
        as_float("dh", wrong)


def test_shapes_are_said_in_letters() -> None:
    array = np.ones((4, 3))
    expect_shape("x", array, "B D", {})
    expect_shape("x", array, "B D", {"B": 4, "D": 3, "H": 9})
    for letters, sizes, message in [
        ("B D", {"D": 2}, r"x: expected shape \(B, D\) with D = 2, got \(4, 3\)"),
        ("B D", {"B": 1, "D": 3}, r"\(B, D\) with B = 1, D = 3, got \(4, 3\)"),
        ("T B D", {"D": 3}, r"\(T, B, D\) with D = 3, got \(4, 3\)"),
        ("D", {}, r"x: expected shape \(D,\), no axis empty, got \(4, 3\)"),
    ]:
        with pytest.raises(ValueError, match=message):
            expect_shape("x", array, letters, sizes)
    for sizes in ({}, {"B": 4}, {"B": 0}):
        with pytest.raises(ValueError, match=r"\(B, D\).*, no axis empty, got \(\d, 0\)") as caught:
            expect_shape("x", array[: sizes.get("B"), :0], "B D", sizes)
        assert "B = 0" not in str(caught.value)


def test_the_sum_of_squares_is_returned() -> None:
    assert expect_finite("x", np.array([3.0, 4.0])) == 25
    assert expect_finite("x", np.float32([3e38])) == np.inf


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_every_finite_number_passes_in_silence(dtype: Any) -> None:
    info = np.finfo(dtype)
    array = np.array([info.max, -info.max, info.tiny, info.smallest_subnormal, 0], dtype)
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        for part in (array, np.tile(array, (50, 7)), np.tile(array, 9)[::2], array[:1], array[:0]):
            expect_finite("x", part)
        expect_finite("x", array[0])


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("position", [(0, 0, 0), (1, 0, 2), (1, 4, 3)])
def test_what_is_not_finite_is_found_wherever_it_is(bad: float, position: Any) -> None:
    array = np.full((2, 5, 4), 1e300)
    array[position] = bad
    message = f"x: expected finite numbers, got {bad:g} at x{list(position)} (1 of 40 entries"
    for arranged in (array, np.asfortranarray(array), array[::-1].copy()[::-1]):
        with pytest.raises(ValueError) as caught:  # noqa: PT011
            expect_finite("x", arranged)
        assert str(caught.value).startswith(message)


def test_the_first_is_named_and_all_are_counted() -> None:
    array = np.array([1, np.nan, np.inf, -np.inf, np.nan])
    with pytest.raises(ValueError, match=r"got nan at h\[1\] \(4 of 5 entries are not finite\)"):
        expect_finite("h", array)
    with np.errstate(all="raise"), pytest.raises(ValueError, match="inf"):
        expect_finite("h", array[2:4])  # their squares do not cancel


def test_all_three_at_once() -> None:
    array = np.ones((4, 3))
    assert as_array("x", array, "B D", {"D": 3}, np.dtype(float)) is array
    for wrong, error in [
        (array * 1j, TypeError),
        (array[0], ValueError),
        (array * np.inf, ValueError),
    ]:
        with pytest.raises(error, match=r"^x: "):
            as_array("x", wrong, "B D", {"D": 3}, np.dtype(float))


def test_sizes_are_whole_and_at_least_1() -> None:
    assert as_size("units", "H", np.int64(3)) == 3
    for wrong, error, got in [
        (0, ValueError, "0"),
        (-3, ValueError, "-3"),
        (2.0, TypeError, "2.0"),
        ("2", TypeError, "'2'"),
        (None, TypeError, "None"),
    ]:
        with pytest.raises(error, match=f"units: expected .*H ≥ 1, got {got}"):
            as_size("units", "H", wrong)  # type: ignore[arg-type]
