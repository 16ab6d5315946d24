"""One layer: σ(W [1; x]) and nothing else, for one vector, a batch, a sequence."""

from __future__ import annotations

import inspect
import math

import numpy as np
import pytest

from lstm_lib import cell, lstm
from lstm_lib.activations import DERIVATIVES, Activation, identity, tanh
from lstm_lib.gradient_check import check_gradient
from lstm_lib.layer import concat, layer, layer_backward, with_bias

LEADING = [(), (4,), (3, 4), (2, 3, 4)]
rng = np.random.default_rng(1)


def by_hand(W: np.ndarray, x: np.ndarray) -> list[float]:
    """W [1; x] written out as sums, through the definition of the sigmoid."""
    sums = [row[0] * 1 + sum(w * x_k for w, x_k in zip(row[1:], x, strict=True)) for row in W]
    return [1 / (1 + math.exp(-s)) for s in sums]


@pytest.mark.parametrize("leading", LEADING)
def test_layer_is_the_sigmoid_of_W_times_1_and_x(leading: tuple[int, ...]) -> None:
    W, x = rng.normal(size=(3, 6)), rng.normal(size=(*leading, 5))
    y = layer(W, x)
    assert y.shape == (*leading, 3)
    for k in np.ndindex(leading):
        np.testing.assert_allclose(y[k], by_hand(W, x[k]), rtol=1e-14)


@pytest.mark.parametrize("activation", DERIVATIVES)
def test_other_activations_can_be_chosen(activation: Activation) -> None:
    W, x = rng.normal(size=(3, 6)), rng.normal(size=(4, 5))
    expected = activation(layer(W, x, activation=identity))
    np.testing.assert_array_equal(layer(W, x, activation=activation), expected)
    np.testing.assert_allclose(layer(W, x, activation=identity), x @ W[:, 1:].T + W[:, 0])


@pytest.mark.parametrize("function", [cell.step, cell.step_backward, lstm.forward])
def test_the_cell_leaves_no_choice_of_activation(function: object) -> None:
    parameters = inspect.signature(function).parameters  # type: ignore[arg-type]
    assert not [name for name in parameters if "activation" in name]
    kinds = {parameter.kind for parameter in parameters.values()}
    assert kinds == {inspect.Parameter.POSITIONAL_OR_KEYWORD}  # no **options either


def test_a_gate_is_a_layer_that_sees_h_and_x() -> None:
    H, D = 3, 2
    W, h, x = rng.normal(size=(H, 1 + H + D)), rng.normal(size=H), rng.normal(size=D)
    np.testing.assert_allclose(layer(W, concat(h, x)), by_hand(W, [*h, *x]), rtol=1e-14)


@pytest.mark.parametrize("leading", LEADING)
def test_the_order_is_1_then_h_then_x(leading: tuple[int, ...]) -> None:
    h, x = rng.normal(size=(*leading, 3)), rng.normal(size=(*leading, 2))
    z = with_bias(concat(h, x))
    assert z.shape == (*leading, 6)
    assert (z[..., 0] == 1).all()
    np.testing.assert_array_equal(z[..., 1:4], h)
    np.testing.assert_array_equal(z[..., 4:], x)


@pytest.mark.parametrize("leading", LEADING)
@pytest.mark.parametrize("activation", DERIVATIVES)
def test_backward_agrees_with_finite_differences(
    activation: Activation, leading: tuple[int, ...]
) -> None:
    W, x = rng.normal(size=(3, 3)), rng.normal(size=(*leading, 2))
    dy = rng.normal(size=(*leading, 3))
    dW, dx = layer_backward(W, x, layer(W, x, activation), dy, activation)

    def loss() -> float:
        return float(np.vdot(dy, layer(W, x, activation)))

    check_gradient(loss, W, dW, 1e-8)
    check_gradient(loss, x, dx, 1e-8)


def test_float32_stays_float32() -> None:
    W, x = rng.normal(size=(3, 3)).astype(np.float32), np.ones((4, 2), np.float32)
    y = layer(W, x, tanh)
    dW, dx = layer_backward(W, x, y, y, tanh)
    assert {a.dtype for a in (with_bias(x), concat(x, x), y, dW, dx)} == {np.dtype(np.float32)}


def test_large_numbers_are_fine_where_the_result_is() -> None:
    W = np.array([[0, 1e300], [0, -1e300], [1e300, -1e300]])
    np.testing.assert_array_equal(layer(W, [1.0]), [1, 0, 0.5])
    np.testing.assert_array_equal(layer(W[:1] / 1e300, [-1e300]), [0])
    with np.errstate(over="ignore"), pytest.raises(ValueError, match=r"z: .*got inf at z\[0\]"):
        layer(W, [1e300])
