"""Windows, baselines, scores, bootstrap, Diebold–Mariano, free run: hand-worked numbers and laws."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from lstm_lib import network
from lstm_lib.activations import identity
from lstm_lib.forecasting import (
    block_indices,
    diebold_mariano,
    fit_kernel_ridge,
    fit_linear,
    free_run,
    har_averages,
    predict_kernel_ridge,
    predict_linear,
    rmse,
    seasonal_naive,
    skill,
    window_batches,
    windows,
)
from lstm_lib.layer import layer
from lstm_lib.network import Network
from lstm_lib.training import Adam, squared_error, train


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_windows_of_a_short_series() -> None:
    inputs, targets = windows([10, 11, 12, 13, 14], 3)
    np.testing.assert_array_equal(inputs, [[10, 11], [11, 12], [12, 13]])
    np.testing.assert_array_equal(targets, [[11, 12], [12, 13], [13, 14]])


def test_no_window_holds_its_target_and_every_value_after_the_first_window_is_one() -> None:
    inputs, targets = windows(np.arange(100), 7)
    assert (inputs.max(axis=0) < targets[-1]).all()
    np.testing.assert_array_equal(targets[-1], np.arange(7, 100))


def test_windows_are_drawn_by_seed_and_step_and_leave_the_warm_up_out() -> None:
    inputs, targets = windows(np.sin(np.arange(50)), 6)
    batches = window_batches(inputs, targets, 4, seed=3, warm_up=2)
    one, again, other = batches(1), batches(1), batches(2)
    np.testing.assert_array_equal(one.x, again.x)
    assert not np.array_equal(one.x, other.x)
    np.testing.assert_array_equal(one.x[1:], one.target[:-1])
    np.testing.assert_array_equal(one.mask, np.repeat(np.arange(6)[:, None] >= 2, 4, axis=1))
    k = np.random.default_rng((3, 1)).integers(0, 44, 4)
    np.testing.assert_array_equal(one.x[..., 0], inputs[:, k])
    net = Network.random(1, 3, 1, rng())
    history = train(net, batches, squared_error, Adam(0.05), 30, progress=False)
    assert history.loss[-10:].mean() < history.loss[:10].mean()


def test_a_line_through_three_points() -> None:
    # (0, 1), (1, 2), (2, 5): the line of least squares is 2/3 + 2 x
    w = fit_linear([[0.0, 1.0, 2.0]], [1.0, 2.0, 5.0])
    np.testing.assert_allclose(w, [2 / 3, 2], atol=1e-12)
    np.testing.assert_allclose(predict_linear(w, [[3.0]]), [20 / 3])


def test_least_squares_leaves_errors_that_no_input_explains() -> None:
    inputs, target = rng().normal(size=(4, 60)), rng(1).normal(size=60)
    error = predict_linear(fit_linear(inputs, target), inputs) - target
    np.testing.assert_allclose(inputs @ error, 0, atol=1e-10)
    assert abs(error.sum()) < 1e-10


def test_an_autoregression_finds_the_weights_of_its_own_series() -> None:
    x = [1.0, 2.0]
    for _ in range(20):
        x.append(0.3 + 1.2 * x[-1] - 0.5 * x[-2])
    inputs, targets = windows(x, 2)
    np.testing.assert_allclose(fit_linear(inputs, targets[-1]), [0.3, -0.5, 1.2], atol=1e-9)


def test_a_linear_forecast_is_a_layer_without_squashing() -> None:
    w, inputs = rng().normal(size=4), rng(1).normal(size=(3, 5))
    one_unit = layer(w[None], inputs.T, identity)[:, 0]
    np.testing.assert_allclose(predict_linear(w, inputs), one_unit, rtol=1e-12)


def test_the_seasonal_forecast_is_one_season_old() -> None:
    np.testing.assert_array_equal(seasonal_naive([1, 2, 3, 4, 5], 2), [1, 2, 3])
    x = np.tile([3.0, 1.0, 2.0], 4)
    np.testing.assert_array_equal(seasonal_naive(x, 3), x[3:])


def test_averages_of_a_day_a_week_and_a_month() -> None:
    x = np.arange(1.0, 23)[:, None]
    np.testing.assert_allclose(har_averages(x)[:, 0], [22, 20, 11.5])
    np.testing.assert_allclose(har_averages(np.vstack([[[99.0]], x]))[:, 0], [22, 20, 11.5])


def test_kernel_ridge_with_two_windows_by_hand() -> None:
    # similarity of the two: exp(−1 · 2²) = s; (1+r) v₁ + s v₂ = 1, s v₁ + (1+r) v₂ = 0
    s, r = math.exp(-4), 0.5
    fitted = fit_kernel_ridge([[0.0, 2.0]], [1.0, 0.0], 1.0, r)
    by_hand = np.array([1 + r, -s]) / ((1 + r) ** 2 - s**2)
    np.testing.assert_allclose(fitted.weights, by_hand, rtol=1e-12)
    expected = by_hand @ [math.exp(-1), math.exp(-1)]
    np.testing.assert_allclose(predict_kernel_ridge(fitted, [[1.0]]), [expected])


def test_kernel_ridge_repeats_what_it_has_seen_if_the_ridge_is_small_and_0_if_it_is_huge() -> None:
    inputs, target = rng().normal(size=(3, 30)), rng(1).normal(size=30)
    small, huge = (fit_kernel_ridge(inputs, target, 1.0, ridge) for ridge in (1e-10, 1e10))
    np.testing.assert_allclose(predict_kernel_ridge(small, inputs), target, atol=1e-6)
    np.testing.assert_allclose(predict_kernel_ridge(huge, inputs), 0, atol=1e-8)
    far = predict_kernel_ridge(small, inputs + 100)
    np.testing.assert_allclose(far, 0, atol=1e-12)


def test_scores_by_hand() -> None:
    assert rmse([3.0, -4.0]) == pytest.approx(math.sqrt(12.5))
    assert skill([1.0, 1.0], [2.0, 2.0]) == pytest.approx(0.75)
    assert skill([0.0, 0.0], [2.0, 1.0]) == 1
    assert skill([2.0, 0.0], [1.0, 1.0]) == pytest.approx(-1)


def test_skill_against_the_mean_is_the_squared_correlation_of_a_fitted_line() -> None:
    x, y = rng().normal(size=(1, 50)), rng(1).normal(size=50)
    forecast = predict_linear(fit_linear(x, y), x)
    r = np.corrcoef(x[0], y)[0, 1]
    assert skill(forecast - y, y.mean() - y) == pytest.approx(r**2)


def test_blocks_are_runs_of_neighbours_inside_the_series() -> None:
    k = block_indices(rng(), 10, 4, 500)
    assert k.shape == (500, 10) and k.min() == 0 and k.max() == 9
    for start, end in ((0, 4), (4, 8), (8, 10)):
        assert (np.diff(k[:, start:end]) == 1).all()
    assert {*k[:, 0]} == {*range(7)}  # every start that leaves room for a block
    assert (np.diff(k[:, 3:5]) != 1).any()


def test_one_block_is_the_series_and_blocks_of_one_are_the_bootstrap() -> None:
    np.testing.assert_array_equal(block_indices(rng(), 6, 6, 3), [np.arange(6)] * 3)
    x = rng(1).normal(size=400)
    deviation = x[block_indices(rng(), 400, 1, 4000)].mean(axis=1).std()
    assert deviation == pytest.approx(x.std() / 20, rel=0.05)


def test_blocks_know_that_neighbours_are_alike() -> None:
    ratios = []
    for seed in range(20):
        x = np.repeat(rng(seed).normal(size=200), 10)  # 2,000 values worth 200
        one, many = (
            x[block_indices(rng(), 2000, block, 200)].mean(axis=1).std() for block in (1, 50)
        )
        assert one == pytest.approx(x.std() / math.sqrt(2000), rel=0.2)
        ratios.append(many / one)
    assert 0.8 * math.sqrt(10) < np.mean(ratios) < 1.1 * math.sqrt(10)


def test_diebold_mariano_by_hand() -> None:
    # d = 1, −1, 2, 0: mean 1/2, c = 1/2, −3/2, 3/2, −1/2; γ₀ = 5/4, γ₁ = −15/16
    first, second = [2.0, 1.0, 3.0, 1.0], [1.0, 2.0, 1.0, 1.0]
    plain = diebold_mariano(first, second, 0)
    assert plain == pytest.approx((0.5, math.sqrt(1.25 / 4), 0.5 / math.sqrt(1.25 / 4)))
    one_lag = diebold_mariano(first, second, 1)  # weight of γ₁: 2 · 1/2
    assert one_lag.standard_error == pytest.approx(math.sqrt((1.25 - 15 / 16) / 4))
    assert diebold_mariano(first, second) == one_lag  # 4^(1/3) is 1.59
    swapped = diebold_mariano(second, first, 1)
    assert swapped.t == pytest.approx(-one_lag.t)


def test_diebold_mariano_is_nearly_normal_for_equally_good_forecasts() -> None:
    ts = []
    for seed in range(400):
        errors = rng(seed).normal(size=(2, 203))
        errors = sum(errors[:, k : k + 200] for k in range(4))  # alike over four steps
        ts.append(diebold_mariano(errors[0] ** 2, errors[1] ** 2).t)
    assert np.mean(np.abs(ts) > 2) < 0.12
    without = diebold_mariano(errors[0] ** 2, errors[1] ** 2, 0)
    assert abs(without.t) > abs(ts[-1])


def test_a_free_run_feeds_outputs_back_and_carries_the_state() -> None:
    net, x = Network.random(2, 3, 2, rng()), rng(1).normal(size=(4, 5, 2))
    y = free_run(net, x, 3)
    longer = x
    for step in range(3):  # from the start again, each time one output longer
        np.testing.assert_allclose(y[step], network.forward(net, longer).y[-1], atol=1e-14)
        longer = np.concatenate([longer, y[step : step + 1]])
    np.testing.assert_array_equal(free_run(net, x, 1)[0], network.forward(net, x).y[-1])


GAP = np.array([1.0, np.nan, 3.0, 4.0])
NET = Network.random(1, 2, 2, rng())
KERNEL = fit_kernel_ridge(np.ones((2, 3)), np.ones(3), 1.0, 1.0)
WRONG: dict[str, tuple[Callable[[], Any], str]] = {
    "gap": (lambda: windows(GAP, 2), r"x: expected finite numbers, got nan at x\[1\]"),
    "gap in seasons": (lambda: seasonal_naive(GAP, 2), "x: expected finite numbers, got nan"),
    "two axes": (lambda: windows(np.ones((3, 2)), 1), r"x: expected shape \(N,\)"),
    "too short": (lambda: windows(np.ones(3), 3), "x: expected more than w = 3 values, got 3"),
    "no window": (lambda: windows(np.ones(3), 0), "w: expected w ≥ 1, got 0"),
    "short season": (lambda: seasonal_naive(np.ones(3), 3), "more than season = 3 values, got 3"),
    "all warm-up": (
        lambda: window_batches(np.ones((3, 4)), np.ones((3, 4)), 2, 0, 3),
        "warm_up: expected 0 ≤ warm_up < w = 3, got 3",
    ),
    "other targets": (lambda: window_batches(np.ones((3, 4)), np.ones((3, 5)), 2, 0), "N = 4"),
    "other length": (lambda: fit_linear(np.ones((2, 3)), np.ones(4)), r"with N = 3, got \(4,\)"),
    "other order": (lambda: predict_linear(np.ones(3), np.ones((3, 4))), "with p = 2"),
    "short month": (lambda: har_averages(np.ones((21, 2))), "w ≥ 22 values, got 21"),
    "no ridge": (lambda: fit_kernel_ridge(np.ones((1, 2)), np.ones(2), 1.0, 0), "ridge: expected"),
    "dull": (lambda: fit_kernel_ridge(np.ones((1, 2)), np.ones(2), 0, 1.0), "sharpness: expected"),
    "kernel": (lambda: predict_kernel_ridge(KERNEL, np.ones((3, 2))), "with p = 2"),
    "no error": (lambda: skill(np.ones(2), np.zeros(2)), "baseline: expected some error, got none"),
    "long block": (
        lambda: block_indices(rng(), 5, 6),
        "block: expected at most n = 5 steps, got 6",
    ),
    "lags": (lambda: diebold_mariano(np.ones(3), np.zeros(3), 3), "0 ≤ lags < N = 3, got 3"),
    "equal": (lambda: diebold_mariano(np.ones(3), np.zeros(3)), "got a constant difference"),
    "outputs": (lambda: free_run(NET, np.ones((2, 1, 1)), 1), "as many outputs as inputs, got 2"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_values_are_named(name: str) -> None:
    call, says = WRONG[name]
    with pytest.raises(ValueError, match=says):
        call()


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: windows(["a", "b"], 1), "x: expected float32 or float64"),
        (lambda: windows(np.ma.masked_array([1.0, 2.0]), 1), "x: expected a plain array"),
        (lambda: windows(np.ones(4), 1.5), "w: expected a whole number"),
        (lambda: block_indices(0, 5, 2), "rng: expected a numpy.random.Generator"),
    ],
)
def test_wrong_types_are_named(call: Callable[[], Any], says: str) -> None:
    with pytest.raises(TypeError, match=says):
        call()
