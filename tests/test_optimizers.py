"""Optimizers: by hand, against PyTorch over 100 steps, clipping, schedules, what is refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from lstm_lib.optimizers import SGD, Adam, clip_by_norm, cosine, decay, global_norm

Arrays = dict[str, np.ndarray]


def bowl(parameters: Arrays) -> Arrays:
    """Gradient of a crooked bowl."""
    return {
        name: ((1 + np.arange(w.size).reshape(w.shape)) * np.sin(w) + 0.1 * w).astype(w.dtype)
        for name, w in parameters.items()
    }


def start(dtype: Any = np.float64) -> Arrays:
    rng = np.random.default_rng(0)
    return {"a": rng.normal(size=(3, 4)).astype(dtype), "b": rng.normal(size=5).astype(dtype)}


def test_sgd_by_hand() -> None:
    w = np.array([1.0])
    SGD(0.5).step({"w": w}, {"w": np.array([3.0])})
    assert w == 1 - 0.5 * 3
    optimizer, w = SGD(0.5, momentum=0.25), np.array([1.0])
    optimizer.step({"w": w}, {"w": np.array([4.0])})
    optimizer.step({"w": w}, {"w": np.array([8.0])})
    assert w == 1 - 0.5 * 4 - 0.5 * (8 + 0.25 * 4)


def test_adam_by_hand() -> None:
    w = np.array([1.0])
    optimizer = Adam(0.1, beta1=0.5, beta2=0.75, epsilon=1.0)
    optimizer.step({"w": w}, {"w": np.array([2.0])})
    assert w[0] == pytest.approx(1 - 0.1 * 2 / (2 + 1), rel=1e-15)
    before = w[0]
    optimizer.step({"w": w}, {"w": np.array([4.0])})
    m, v = (0.5 * 1 + 0.5 * 4) / (1 - 0.25), (0.75 * 1 + 0.25 * 16) / (1 - 0.75**2)
    assert w[0] == pytest.approx(before - 0.1 * m / (math.sqrt(v) + 1), rel=1e-15)


@pytest.mark.parametrize("scale", [1e-4, 1.0, 1e4])
def test_adams_first_step_is_the_rate_whatever_the_slope(scale: float) -> None:
    w = np.zeros(2)
    Adam(0.01).step({"w": w}, {"w": np.array([scale, -scale])})
    np.testing.assert_allclose(w, [-0.01, 0.01], rtol=2e-4)


@pytest.mark.parametrize(
    ("ours", "theirs", "options"),
    [
        (SGD(0.01), "SGD", {"lr": 0.01}),
        (SGD(0.01, momentum=0.9), "SGD", {"lr": 0.01, "momentum": 0.9}),
        (Adam(0.05), "Adam", {"lr": 0.05}),
        (Adam(0.05, 0.8, 0.99, 1e-3), "Adam", {"lr": 0.05, "betas": (0.8, 0.99), "eps": 1e-3}),
    ],
)
def test_a_hundred_steps_as_pytorch(ours: Any, theirs: str, options: dict[str, Any]) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    parameters = start()
    asked = {name: torch.tensor(w, requires_grad=True) for name, w in parameters.items()}
    optimizer = getattr(torch.optim, theirs)(asked.values(), **options)
    for _ in range(100):
        for name, d in bowl({name: w.detach().numpy() for name, w in asked.items()}).items():
            asked[name].grad = torch.tensor(d)
        optimizer.step()
        ours.step(parameters, bowl(parameters))
        for name, w in parameters.items():
            np.testing.assert_allclose(w, asked[name].detach().numpy(), rtol=0, atol=1e-11)


@pytest.mark.parametrize("make", [lambda: SGD(0.01, 0.9), lambda: Adam(cosine(0.01, 40))])
def test_what_is_restored_goes_on_to_the_last_bit(make: Callable[[], Any]) -> None:
    whole, parts = start(), start()
    one, two = make(), make()
    for _ in range(30):
        one.step(whole, bowl(whole))
    for _ in range(10):
        two.step(parts, bowl(parts))
    kept = {name: array.copy() for name, array in two.state().items()}
    two.step(parts, bowl(parts))  # the kept state does not share memory with the optimizer
    for name, array in start().items():
        parts[name][...] = array
    two = make()
    for _ in range(10):
        two.step(parts, bowl(parts))
    three = make()
    three.restore(kept)
    for _ in range(20):
        three.step(parts, bowl(parts))
    for name in whole:
        np.testing.assert_array_equal(parts[name], whole[name])


def test_the_state_is_a_copy() -> None:
    parameters, optimizer = start(), Adam()
    optimizer.step(parameters, bowl(parameters))
    kept = optimizer.state()
    before = {name: array.copy() for name, array in kept.items()}
    optimizer.step(parameters, bowl(parameters))
    for name, array in kept.items():
        np.testing.assert_array_equal(array, before[name])
    optimizer.restore(kept)
    optimizer.step(parameters, bowl(parameters))
    for name, array in kept.items():
        np.testing.assert_array_equal(array, before[name])


@pytest.mark.parametrize("optimizer", [SGD(0.1), SGD(0.1, 0.9), Adam()])
def test_weights_change_in_place_and_gradients_do_not(optimizer: Any) -> None:
    parameters = start(np.float32)
    same = dict(parameters)
    gradients = bowl(parameters)
    before = {name: d.copy() for name, d in gradients.items()}
    optimizer.step(parameters, gradients)
    for name, w in parameters.items():
        assert w is same[name]
        assert w.dtype == np.float32
        assert not np.array_equal(w, start(np.float32)[name])
        np.testing.assert_array_equal(gradients[name], before[name])
    assert all(a.dtype in (np.float32, np.int64) for a in optimizer.state().values())


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


def test_clipping_leaves_what_is_not_finite_for_others_to_report() -> None:
    gradients = {"a": np.array([np.inf, 1.0])}
    assert clip_by_norm(gradients, 1.0) == math.inf
    np.testing.assert_array_equal(gradients["a"], [np.inf, 1.0])


def test_clipping_as_pytorch() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    gradients = bowl(start())
    asked = [torch.zeros(d.shape, dtype=torch.float64) for d in gradients.values()]
    for parameter, d in zip(asked, gradients.values(), strict=True):
        parameter.grad = torch.tensor(d)
    theirs = torch.nn.utils.clip_grad_norm_(asked, 2.0)
    assert clip_by_norm(gradients, 2.0) == pytest.approx(theirs.item(), rel=1e-13)
    for parameter, d in zip(asked, gradients.values(), strict=True):
        np.testing.assert_allclose(d, parameter.grad.numpy(), rtol=1e-6)  # theirs adds 1e-6


def test_cosine() -> None:
    rate = cosine(0.4, steps=10)
    assert rate(1) == 0.4
    assert rate(6) == pytest.approx(0.2)
    assert rate(11) == rate(1000) == 0
    assert all(rate(step) > rate(step + 1) for step in range(1, 11))
    rate = cosine(0.4, steps=10, warmup=4)
    assert [rate(step) for step in (1, 2, 3, 4)] == pytest.approx([0.1, 0.2, 0.3, 0.4])
    assert rate(5) == 0.4
    assert rate(8) == pytest.approx(0.2)
    assert rate(11) == 0


def test_schedules_as_pytorch() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    schedulers = torch.optim.lr_scheduler
    for ours, theirs, options in (
        (cosine(0.3, 20), schedulers.CosineAnnealingLR, {"T_max": 20}),
        (decay(0.3, 0.5, 7), schedulers.StepLR, {"step_size": 7, "gamma": 0.5}),
    ):
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.3)
        schedule = theirs(optimizer, **options)
        for step in range(1, 21):
            assert ours(step) == pytest.approx(optimizer.param_groups[0]["lr"], abs=1e-15)
            optimizer.step()
            schedule.step()


def test_a_schedule_is_asked_for_each_step() -> None:
    asked: list[int] = []

    def rate(step: int) -> float:
        asked.append(step)
        return 1.0 / step

    optimizer, w = SGD(rate), np.array([0.0])
    for _ in range(3):
        assert optimizer.rate_now == 1 / (optimizer.steps + 1)
        optimizer.step({"w": w}, {"w": np.array([1.0])})
    assert set(asked) == {1, 2, 3}
    assert w == -(1 + 1 / 2 + 1 / 3)


W = {"a": np.zeros(2), "b": np.zeros((1, 3))}


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
    ("call", "message"),
    [
        (lambda: SGD(0.0), "rate: expected a number > 0, got 0.0"),
        (lambda: Adam(math.nan), "rate: expected a number > 0, got nan"),
        (lambda: SGD(0.1, 1.0), "momentum: expected 0 ≤ momentum < 1, got 1.0"),
        (lambda: Adam(beta1=-0.1), "beta1: expected 0 ≤ beta1 < 1, got -0.1"),
        (lambda: Adam(beta2=1.5), "beta2: expected 0 ≤ beta2 < 1, got 1.5"),
        (lambda: Adam(epsilon=0.0), "epsilon: expected a number > 0, got 0.0"),
        (lambda: clip_by_norm(W, 0.0), "limit: expected a number > 0, got 0.0"),
        (lambda: clip_by_norm({}, 1.0), "gradients: expected at least one array, got none"),
        (lambda: cosine(-1, 10), "rate: expected a number > 0, got -1"),
        (lambda: cosine(1, 10, 10), "warmup: expected 0 ≤ warmup < steps = 10, got 10"),
        (lambda: decay(1, 1.5, 3), "factor: expected 0 < factor ≤ 1, got 1.5"),
        (lambda: decay(1, 0.5, 0), "every: expected every ≥ 1, got 0"),
        (
            lambda: Adam().restore({"m a": W["a"]}),
            "state: expected steps, m of each parameter, v of",
        ),
        (
            lambda: SGD(1).restore(Adam().state() | {"v a": W["a"]}),
            "state: expected steps, got steps, v a",
        ),
    ],
)
def test_wrong_settings_are_named(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_lists_are_not_clipped_silently() -> None:
    with pytest.raises(TypeError, match=r"gradients\['a'\]: expected an array of floats, got list"):
        clip_by_norm({"a": [3.0, 4.0]}, 1.0)
