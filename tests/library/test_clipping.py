"""Gradients by name: clipping, by hand and against PyTorch; what does not fit the parameters."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from lstm_lib.training import SGD, Adam, clip_by_norm, global_norm

W = {"a": np.zeros(2), "b": np.zeros((1, 3))}


def test_clipping_keeps_the_direction_and_shortens_only_what_is_long() -> None:
    gradients = {"a": np.array([3.0, 0.0]), "b": np.array([[4.0]])}
    assert clip_by_norm(gradients, 5.0) == 5
    np.testing.assert_array_equal(gradients["b"], [[4.0]])
    assert clip_by_norm(gradients, 1.0) == 5
    np.testing.assert_allclose(gradients["a"], [0.6, 0.0])
    np.testing.assert_allclose(gradients["b"], [[0.8]])
    assert global_norm(gradients) == pytest.approx(1, rel=1e-15)
    zeros = {"a": np.zeros(3)}
    assert clip_by_norm(zeros, 1.0) == 0
    assert not zeros["a"].any()


LARGE_AND_SMALL = [
    (np.float32, 1e19),
    (np.float32, 3e38),
    (np.float32, 1e-30),
    (np.float32, 1e-41),
    (np.float64, 1e200),
    (np.float64, 1e307),
    (np.float64, 1e-200),
    (np.float64, 1e-320),
    (np.float64, 1.0),
]


@pytest.mark.parametrize(("dtype", "size"), LARGE_AND_SMALL)
def test_the_norm_neither_overflows_nor_underflows(dtype: Any, size: float) -> None:
    rng = np.random.default_rng(0)
    gradients = {name: (size * rng.uniform(-1, 1, 5)).astype(dtype) for name in "ab"}
    exact = math.hypot(*np.concatenate(list(gradients.values())).astype(float))
    assert global_norm(gradients) == pytest.approx(
        exact, rel=1e-6 if dtype == np.float32 else 1e-14
    )


@pytest.mark.parametrize(("dtype", "size"), LARGE_AND_SMALL)
def test_clipping_works_for_every_finite_gradient(dtype: Any, size: float) -> None:
    direction = np.random.default_rng(1).uniform(-1, 1, 10)
    gradients = {
        "a": (size * direction[:4]).astype(dtype),
        "b": (size * direction[4:]).astype(dtype),
    }
    limit = min(0.25 * size, 1.0)
    norm = clip_by_norm(gradients, limit)
    clipped = np.concatenate(list(gradients.values())).astype(float)
    assert norm == pytest.approx(size * np.linalg.norm(direction), rel=0.1)
    tolerance = 1e-6 if size > 1e-38 else 1e-2  # fewer digits next to the smallest numbers
    assert math.hypot(*clipped) == pytest.approx(limit, rel=tolerance)
    np.testing.assert_allclose(
        clipped / limit, direction / np.linalg.norm(direction), atol=tolerance
    )


def test_a_norm_beyond_float64_is_infinite_and_clipped() -> None:
    gradients = {"a": np.full(100, -1.5e308)}
    assert clip_by_norm(gradients, 2.0) == math.inf
    np.testing.assert_allclose(gradients["a"], -0.2, rtol=1e-14)


def test_one_array_small_beside_another_is_not_lost() -> None:
    gradients = {"a": np.array([3e-30], np.float32), "b": np.array([4e-30], np.float32)}
    assert global_norm(gradients) == pytest.approx(5e-30, rel=1e-6)
    assert global_norm(gradients | {"c": np.zeros(3, np.float32)}) == pytest.approx(5e-30, rel=1e-6)
    assert global_norm(gradients | {"c": np.ones(1, np.float32)}) == 1


def test_an_array_under_two_names_is_scaled_once() -> None:
    shared = np.array([3.0, 4.0])
    assert clip_by_norm({"b_ih": shared, "b_hh": shared}, 1.0) == pytest.approx(math.sqrt(50))
    assert np.linalg.norm(shared) == pytest.approx(math.sqrt(0.5))


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_the_norm_of_what_is_not_finite_is_not_finite(bad: float) -> None:
    for values in ([bad, 1.0], [1.0, bad]):
        assert not math.isfinite(global_norm({"a": np.array([1e300]), "b": np.array(values)}))


def test_clipping_leaves_what_is_not_finite_for_others_to_report() -> None:
    gradients = {"a": np.array([np.inf, 1.0])}
    assert clip_by_norm(gradients, 1.0) == math.inf
    np.testing.assert_array_equal(gradients["a"], [np.inf, 1.0])


def test_clipping_as_pytorch() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    rng = np.random.default_rng(0)
    gradients = {"a": rng.normal(size=(3, 4)), "b": rng.normal(size=5)}
    asked = [torch.zeros(d.shape, dtype=torch.float64) for d in gradients.values()]
    for parameter, d in zip(asked, gradients.values(), strict=True):
        parameter.grad = torch.tensor(d)
    theirs = torch.nn.utils.clip_grad_norm_(asked, 2.0)
    norm = clip_by_norm(gradients, 2.0)
    assert norm == pytest.approx(theirs.item(), rel=1e-13)
    shorter = norm / (norm + 1e-6)  # they add this much to the norm
    for parameter, d in zip(asked, gradients.values(), strict=True):
        np.testing.assert_allclose(d * shorter, parameter.grad.numpy(), rtol=0, atol=1e-12)


def test_lists_are_not_clipped_silently() -> None:
    with pytest.raises(
        TypeError, match=r"gradients\['a'\]: expected an array of floats, got \[3.0, 4.0\]"
    ):
        clip_by_norm({"a": [3.0, 4.0]}, 1.0)


@pytest.mark.parametrize(
    ("gradients", "error", "message"),
    [
        ({"a": W["a"]}, ValueError, "gradients: expected a, b, got a"),
        ({}, ValueError, "gradients: expected a, b, got none"),
        (W | {"c": W["a"]}, ValueError, "gradients: expected a, b, got a, b, c"),
        (
            W | {"b": np.zeros(3)},
            ValueError,
            r"gradients\['b'\]: expected shape \(1, 3\), got \(3,\)",
        ),
        (W | {"a": np.zeros(2, np.float32)}, TypeError, r"gradients\['a'\]: expected float64"),
        (
            W | {"a": np.array([0, np.nan])},
            ValueError,
            r"gradients\['a'\]: expected finite numbers",
        ),
        (W | {"b": [[0.0, 0.0, 0.0]]}, TypeError, r"gradients\['b'\]: expected an array of floats"),
        (W | {"b": np.zeros((1, 3), int)}, TypeError, r"gradients\['b'\]: expected an array of fl"),
        (W | {"a": np.ma.zeros(2)}, TypeError, r"gradients\['a'\]: expected a plain array"),
        (W | {"a": np.zeros(2, complex)}, TypeError, r"gradients\['a'\]: expected float32 or fl"),
    ],
)
@pytest.mark.parametrize("make", [lambda: SGD(0.1), Adam])
def test_gradients_that_do_not_fit_change_nothing(make, gradients, error, message) -> None:  # type: ignore[no-untyped-def]
    optimizer, parameters = make(), {name: w.copy() for name, w in W.items()}
    with pytest.raises(error, match=message):
        optimizer.step(parameters, gradients)
    assert optimizer.steps == 0
    assert not any(w.any() for w in parameters.values())


@pytest.mark.parametrize(
    ("b", "error", "message"),
    [
        ([[1.0, 2.0, 3.0]], TypeError, "expected an array of floats, got \\[\\[1.0"),
        (np.ones((1, 3), int), TypeError, "expected an array of floats, got array"),
        (np.broadcast_to(1.0, (1, 3)), ValueError, "expected an array to change, got a read-only"),
    ],
)
def test_parameters_that_cannot_be_changed_in_place_are_refused(
    b: Any, error: type[Exception], message: str
) -> None:
    parameters = {"a": np.ones(2), "b": b}
    with pytest.raises(error, match=rf"parameters\['b'\]: {message}"):
        Adam().step(parameters, {"a": np.ones(2), "b": np.ones((1, 3))})
    np.testing.assert_array_equal(parameters["a"], 1)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: clip_by_norm(W, "1"), TypeError, "max_norm: expected a number > 0, got '1'"),
        (
            lambda: global_norm({"a": np.ones(2, int)}),
            TypeError,
            r"gradients\['a'\]: expected an array of fl",
        ),
        (lambda: clip_by_norm(W, 0.0), ValueError, "max_norm: expected a number > 0, got 0.0"),
        (
            lambda: clip_by_norm({}, 1.0),
            ValueError,
            "gradients: expected at least one array, got none",
        ),
    ],
)
def test_wrong_arguments_are_named(
    call: Callable[[], object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        call()
