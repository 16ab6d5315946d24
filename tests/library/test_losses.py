"""Losses: by hand, by finite differences, against PyTorch; what is not judged does not count."""

from __future__ import annotations

import numpy as np
import pytest

from lstm_lib.gradient_check import check_gradient
from lstm_lib.training import cross_entropy, softmax, squared_error

T, B, K = 3, 4, 5


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def test_squared_error_by_hand() -> None:
    y, target = np.array([[[1.0, 2.0]], [[0.0, 5.0]]]), np.array([[[0.0, 4.0]], [[9.0, 5.0]]])
    loss, dy = squared_error(y, target)
    assert loss == (1 + 4 + 81 + 0) / 4
    np.testing.assert_array_equal(dy, np.array([[[1.0, -2.0]], [[-9.0, 0.0]]]) / 2)
    loss, dy = squared_error(y, target, np.array([[True], [False]]))
    assert loss == (1 + 4) / 2
    np.testing.assert_array_equal(dy, np.array([[[1.0, -2.0]], [[0.0, 0.0]]]))


@pytest.mark.parametrize("size", [1e19, 1e25, 1e-25])
def test_the_squares_of_float32_errors_neither_overflow_nor_underflow(size: float) -> None:
    y = np.full((2, 3, 1), size, np.float32)
    loss, dy = squared_error(y, np.zeros_like(y))
    assert loss == pytest.approx(size**2, rel=1e-6)
    np.testing.assert_allclose(dy, 2 * size / 6, rtol=1e-6)


def test_one_answer_is_judged_without_a_half() -> None:
    assert squared_error([[[3.0]]], [[[1.0]]]) == (4.0, np.array([[[4.0]]]))


def test_cross_entropy_by_hand() -> None:
    y = np.log([[[0.5, 0.25, 0.25]]])
    loss, dy = cross_entropy(y, [[1]])
    assert loss == pytest.approx(np.log(4), rel=1e-14)
    np.testing.assert_allclose(dy, [[[0.5, -0.75, 0.25]]], rtol=1e-14)


def test_as_much_added_to_every_class_changes_nothing(rng: np.random.Generator) -> None:
    y, target = rng.normal(size=(T, B, K)), rng.integers(K, size=(T, B))
    loss, dy = cross_entropy(y, target)
    other, dy_other = cross_entropy(y + rng.normal(size=(T, B, 1)), target)
    assert other == pytest.approx(loss, rel=1e-13)
    np.testing.assert_allclose(dy_other, dy, atol=1e-15)
    np.testing.assert_allclose(dy.sum(axis=-1), 0, atol=1e-16)


def test_huge_answers_neither_overflow_nor_warn() -> None:
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        loss, dy = cross_entropy([[[1000.0, -1000.0]]], [[1]])
        np.testing.assert_array_equal(
            softmax([[1e300, -1e300], [-9e9, -9e9]]), [[1, 0], [0.5, 0.5]]
        )
    assert loss == 2000
    np.testing.assert_array_equal(dy, [[[1, -1]]])


def test_softmax_adds_up_to_one(rng: np.random.Generator) -> None:
    shares = softmax(rng.normal(size=(T, B, K)))
    np.testing.assert_allclose(shares.sum(axis=-1), 1, rtol=1e-15)
    assert softmax(np.float32([1, 2])).dtype == np.float32


@pytest.mark.parametrize("judge", [False, True])
def test_gradients_by_finite_differences(judge: bool, rng: np.random.Generator) -> None:
    y, target = rng.normal(size=(T, B, K)), rng.normal(size=(T, B, K))
    classes = rng.integers(K, size=(T, B))
    mask = rng.random((T, B)) < 0.5 if judge else None
    check_gradient(
        lambda: squared_error(y, target, mask)[0], y, squared_error(y, target, mask)[1], 1e-8
    )
    check_gradient(
        lambda: cross_entropy(y, classes, mask)[0], y, cross_entropy(y, classes, mask)[1], 1e-8
    )


def test_what_is_not_judged_is_not_looked_at(rng: np.random.Generator) -> None:
    y, target = rng.normal(size=(T, B, K)), rng.normal(size=(T, B, K))
    mask = rng.random((T, B)) < 0.5
    expected = squared_error(y, target, mask)
    assert not expected[1][~mask].any()
    assert expected[0] == pytest.approx(np.mean((y - target)[mask] ** 2), rel=1e-14)
    for filler in (np.nan, np.inf, -1e308):
        hidden = np.where(mask[..., None], target, filler)
        with np.errstate(all="raise"):
            found = squared_error(y, hidden, mask)
        assert found[0] == expected[0]
        np.testing.assert_array_equal(found[1], expected[1])
    classes = rng.integers(K, size=(T, B))
    loss, dy = cross_entropy(y, classes, mask)
    assert cross_entropy(y, np.where(mask, classes, -99), mask)[0] == loss
    assert not dy[~mask].any()


def test_against_pytorch(rng: np.random.Generator) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    y, target = rng.normal(size=(T, B, K)), rng.normal(size=(T, B, K))
    classes = rng.integers(K, size=(T, B))
    asked = torch.tensor(y, requires_grad=True)
    for ours, theirs in (
        (squared_error(y, target), torch.nn.functional.mse_loss(asked, torch.tensor(target))),
        (
            cross_entropy(y, classes),
            torch.nn.functional.cross_entropy(asked.reshape(-1, K), torch.tensor(classes).ravel()),
        ),
    ):
        asked.grad = None
        theirs.backward()
        assert ours[0] == pytest.approx(theirs.item(), rel=1e-13)
        np.testing.assert_allclose(ours[1], asked.grad.numpy(), atol=1e-15)


def test_against_pytorch_where_only_some_are_judged(rng: np.random.Generator) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    y, target = rng.normal(size=(T, B, K)), rng.normal(size=(T, B, K))
    classes, mask = rng.integers(K, size=(T, B)), rng.random((T, B)) < 0.5
    asked, there = torch.tensor(y, requires_grad=True), torch.tensor(mask)
    for ours, theirs in (
        (
            squared_error(y, target, mask),
            torch.nn.functional.mse_loss(asked[there], torch.tensor(target)[there]),
        ),
        (
            cross_entropy(y, classes, mask),
            torch.nn.functional.cross_entropy(asked[there], torch.tensor(classes)[there]),
        ),
    ):
        asked.grad = None
        theirs.backward()
        assert ours[0] == pytest.approx(theirs.item(), rel=1e-13)
        np.testing.assert_allclose(ours[1], asked.grad.numpy(), atol=1e-15)


@pytest.mark.parametrize("loss", [squared_error, cross_entropy])
def test_float32_stays_float32(loss) -> None:  # type: ignore[no-untyped-def]
    y = np.zeros((T, B, K), np.float32)
    target = np.ones((T, B, K), np.float32) if loss is squared_error else np.ones((T, B), int)
    value, dy = loss(y, target)
    assert type(value) is float
    assert dy.dtype == np.float32


Y = np.zeros((T, B, K))
CLASSES = np.zeros((T, B), int)


@pytest.mark.parametrize(
    ("loss", "arguments", "error", "message"),
    [
        (squared_error, (Y[0], Y[0]), ValueError, r"y: expected shape \(T, B, K\)"),
        (squared_error, (Y, Y[:2]), ValueError, r"target: expected shape \(T, B, K\) with T = 3"),
        (squared_error, (Y, Y.astype(np.float32)), TypeError, "target: expected float64"),
        (squared_error, (Y, Y + np.inf), ValueError, "target: expected finite numbers, got inf"),
        (squared_error, (Y, Y, CLASSES), TypeError, "mask: expected booleans, got int64"),
        (squared_error, (Y, Y, CLASSES[0] > 0), ValueError, r"mask: expected shape \(T, B\)"),
        (
            squared_error,
            (Y, Y, CLASSES > 0),
            ValueError,
            "mask: expected true for at least one step",
        ),
        (cross_entropy, (Y + np.nan, CLASSES), ValueError, "y: expected finite numbers, got nan"),
        (
            cross_entropy,
            (Y, CLASSES + 0.5),
            TypeError,
            "target: expected whole numbers, got float64",
        ),
        (cross_entropy, (Y, CLASSES[0]), ValueError, r"target: expected shape \(T, B\)"),
        (cross_entropy, (Y, CLASSES + K), ValueError, "expected 0 ≤ class < K = 5, got 5 … 5"),
        (cross_entropy, (Y, CLASSES - 1), ValueError, "expected 0 ≤ class < K = 5, got -1 … -1"),
        (softmax, ([1.0, np.nan],), ValueError, "y: expected finite numbers, got nan"),
        (softmax, (1.0,), ValueError, r"y: expected shape \(…, K\) with K ≥ 1, got \(\)"),
        (softmax, (np.ones((2, 0)),), ValueError, r"y: expected shape \(…, K\) with K ≥ 1, got"),
        (cross_entropy, (Y, np.ma.zeros((T, B), int)), TypeError, "target: expected a plain array"),
        (cross_entropy, (Y, [[0], [0, 1]]), TypeError, "target: expected an array of numbers"),
        (cross_entropy, (Y, CLASSES > 0), TypeError, "target: expected whole numbers, got bool"),
        (cross_entropy, (Y, CLASSES, np.ma.ones((T, B), bool)), TypeError, "mask: expected a pl"),
        (
            cross_entropy,
            (Y, CLASSES, CLASSES > 0),
            ValueError,
            "mask: expected true for at least one step",
        ),
    ],
)
def test_wrong_arguments_are_named(loss, arguments, error, message) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(error, match=message):
        loss(*arguments)
