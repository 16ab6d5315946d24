"""Optimizers: by hand, against PyTorch over 100 steps, state kept and restored, what is refused."""

from __future__ import annotations

import math
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from lstm_lib.training import SGD, Adam, AdamW, Optimizer, cosine

Arrays = dict[str, np.ndarray]

W = {"a": np.zeros(2), "b": np.zeros((1, 3))}


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


@pytest.mark.parametrize("rate", [math.nan, math.inf, -0.1])
def test_a_schedule_that_goes_wrong_is_stopped_before_the_weights(rate: float) -> None:
    optimizer, parameters = Adam(lambda step: 0.1 if step < 3 else rate), start()
    for _ in range(2):
        optimizer.step(parameters, bowl(parameters))
    before, kept = {name: w.copy() for name, w in parameters.items()}, optimizer.state()
    with pytest.raises(ValueError, match=f"rate: expected a number ≥ 0 for step 3, got {rate}"):
        optimizer.step(parameters, bowl(parameters))
    for name, w in parameters.items():
        np.testing.assert_array_equal(w, before[name])
    for name, array in optimizer.state().items():
        np.testing.assert_array_equal(array, kept[name])


def test_a_schedule_may_end_at_0() -> None:
    optimizer, parameters = Adam(cosine(0.1, 2)), start()
    for _ in range(2):
        optimizer.step(parameters, bowl(parameters))
    before = {name: w.copy() for name, w in parameters.items()}
    optimizer.step(parameters, bowl(parameters))
    for name, w in parameters.items():
        np.testing.assert_array_equal(w, before[name])


@pytest.mark.parametrize("make", [lambda rate: SGD(rate), lambda rate: Adam(rate)])
def test_a_rate_may_be_any_kind_of_number(make: Callable[[Any], Any]) -> None:
    found = []
    for rate in (0.5, np.float64(0.5), np.float32(0.5), lambda step: np.float64(0.5)):
        parameters = start(np.float32)
        make(rate).step(parameters, bowl(parameters))
        found.append(parameters)
    for other in found[1:]:
        for name, w in found[0].items():
            np.testing.assert_array_equal(other[name], w)


@pytest.mark.parametrize("make", [lambda: SGD(0.1), lambda: SGD(0.1, 0.9), Adam])
def test_a_step_makes_no_more_than_three_arrays_and_keeps_none(make: Callable[[], Any]) -> None:
    parameters = {name: np.ones((200, 300)) for name in "ab"}
    gradients, optimizer = bowl(parameters), make()
    optimizer.step(parameters, gradients)
    tracemalloc.start()
    try:
        optimizer.step(parameters, gradients)
        kept, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 2_000
    assert peak < 3 * parameters["a"].nbytes + 5_000


@pytest.mark.parametrize("make", [lambda: SGD(0.1, 0.9), Adam])
@pytest.mark.parametrize(
    "other",
    [
        {"a": np.zeros((3, 4))},
        start() | {"c": np.zeros(2)},
        start() | {"b": np.zeros(6)},
        start(np.float32),
    ],
)
def test_weights_that_are_not_those_of_the_steps_before_are_refused(
    make: Callable[[], Any], other: Arrays
) -> None:
    optimizer = make()
    optimizer.step(start(), bowl(start()))
    before = optimizer.state()
    restored = make()
    restored.restore(before)
    for one in (optimizer, restored):
        message = (
            r"parameters: expected those of the previous steps, a float64 \(3, 4\), b .*, got a"
        )
        with pytest.raises(ValueError, match=message):
            one.step(other, bowl(other))
        for name, array in one.state().items():
            np.testing.assert_array_equal(array, before[name])


def test_a_schedule_is_asked_for_each_step() -> None:
    asked: list[int] = []

    def rate(step: int) -> float:
        asked.append(step)
        return 1.0 / step

    optimizer, w = SGD(rate), np.array([0.0])
    for _ in range(3):
        assert optimizer.current_lr == 1 / (optimizer.steps + 1)
        optimizer.step({"w": w}, {"w": np.array([1.0])})
    assert set(asked) == {1, 2, 3}
    assert w == -(1 + 1 / 2 + 1 / 3)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: SGD("0.1"), "rate: expected a number > 0, got '0.1'"),
        (lambda: SGD(np.ones(2)), "rate: expected a number > 0, got array"),
        (lambda: SGD(0.1, None), "momentum: expected a number, 0 ≤ momentum < 1, got None"),
        (lambda: Adam(beta1="a"), "beta1: expected a number"),
        (lambda: Adam(beta2=1j), "beta2: expected a number"),
        (lambda: Adam(epsilon=None), "epsilon: expected a number > 0, got None"),
        (lambda: SGD(1, 0.5).restore({"steps": 1, "m a": "x"}), r"state\['m a'\]: expected float"),
    ],
)
def test_settings_of_another_kind_are_named(call: Callable[[], object], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        call()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: SGD(0.0), "rate: expected a number > 0, got 0.0"),
        (lambda: Adam(math.nan), "rate: expected a number > 0, got nan"),
        (lambda: SGD(0.1, 1.0), "momentum: expected 0 ≤ momentum < 1, got 1.0"),
        (lambda: Adam(beta1=-0.1), "beta1: expected 0 ≤ beta1 < 1, got -0.1"),
        (lambda: Adam(beta2=1.5), "beta2: expected 0 ≤ beta2 < 1, got 1.5"),
        (lambda: Adam(epsilon=0.0), "epsilon: expected a number > 0, got 0.0"),
        (
            lambda: Adam().restore({"m a": W["a"]}),
            "state: expected steps, m of each parameter, v of",
        ),
        (
            lambda: Adam().restore({"steps": np.array(1), "m a": W["a"]}),
            "state: expected steps, m of each parameter, v of each parameter, got m a, steps",
        ),
        (
            lambda: Adam().restore({"steps": np.array(1), "m a": W["a"], "v b": W["b"]}),
            "state: expected steps, m of each parameter, v of each parameter, got m a, steps, v b",
        ),
        (
            lambda: SGD(1, 0.5).restore({}),
            "state: expected steps, m of each parameter, got nothing",
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


def test_adam_refuses_a_gradient_whose_square_overflows() -> None:
    """v would stay infinite, and the weight would never move again."""
    parameters = {"w": np.ones(2, np.float32)}
    adam = Adam(0.1)
    with pytest.raises(FloatingPointError, match=r"gradients\['w'\]: .* float32 .* got 2e\+19"):
        adam.step(parameters, {"w": np.array([1, 2e19], np.float32)})
    assert adam.steps == 0
    np.testing.assert_array_equal(parameters["w"], 1)
    adam.step(parameters, {"w": np.full(2, 1.5e19, np.float32)})  # only their sum overflows
    np.testing.assert_allclose(parameters["w"], 0.9, rtol=1e-6)


@pytest.mark.parametrize("make", [lambda: SGD(0.1), Adam])
def test_parameters_that_share_memory_are_refused(make: Callable[[], Optimizer]) -> None:
    """Each would be updated twice."""
    w = np.ones((3, 4))
    d = {"a": np.ones((3, 4)), "b": np.ones((2, 4))}
    with pytest.raises(ValueError, match="b: expected an array separate from a"):
        make().step({"a": w, "b": w[1:]}, d)
    np.testing.assert_array_equal(w, 1)
    make().step({"a": w, "b": np.ones((2, 4))}, d)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_adamw_as_pytorch(dtype: Any) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    rng = np.random.default_rng(0)
    ours = {"W": rng.normal(size=(4, 3)).astype(dtype), "head": rng.normal(size=2).astype(dtype)}
    theirs = [torch.nn.Parameter(torch.tensor(w)) for w in ours.values()]
    adam = AdamW(cosine(0.05, 20), weight_decay=0.3)
    reference = torch.optim.AdamW(theirs, weight_decay=0.3)
    for _ in range(10):
        gradients = {name: rng.normal(size=w.shape).astype(dtype) for name, w in ours.items()}
        for parameter, d in zip(theirs, gradients.values(), strict=True):
            parameter.grad = torch.tensor(d)
        reference.param_groups[0]["lr"] = adam.current_lr
        reference.step()
        adam.step(ours, gradients)
    tolerance = 1e-5 if dtype == np.float32 else 1e-12
    for w, parameter in zip(ours.values(), theirs, strict=True):
        np.testing.assert_allclose(w, parameter.detach().numpy(), rtol=tolerance, atol=tolerance)


def test_adamw_without_a_gradient_only_decays() -> None:
    parameters = {"W": np.ones(3)}
    AdamW(0.5, weight_decay=0.2).step(parameters, {"W": np.zeros(3)})
    np.testing.assert_allclose(parameters["W"], 1 - 0.5 * 0.2, rtol=1e-15)


@pytest.mark.parametrize("weight_decay", [0, -0.1, np.inf])
def test_weight_decay_is_above_0(weight_decay: float) -> None:
    with pytest.raises(ValueError, match="weight_decay: expected a number > 0, got"):
        AdamW(weight_decay=weight_decay)
