"""A step of training that fails changes nothing, and says what, when, and what to try."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from training_runs import Run, batches, same, small

from lstm_lib._validation import Array
from lstm_lib.network import Network
from lstm_lib.tasks import Batch, temporal_order
from lstm_lib.tasks.batch import last_steps
from lstm_lib.training import SGD, Adam, Loss, Optimizer, cross_entropy, squared_error, train
from lstm_lib.weights import LSTMWeights

pytestmark = pytest.mark.filterwarnings("error")


def loss_of(value: float) -> Loss:
    return lambda y, target, mask: (value, np.ones_like(y))


def slope_of(value: float) -> Loss:
    return lambda y, target, mask: (0.25, np.full_like(y, value))


def large_head(network: Network) -> None:
    """Answers near 1e200, whose squares are infinite."""
    network.head[...] = 1e200  # type: ignore[index]


def largest_head(network: Network) -> None:
    """Answers that are infinite themselves: h is near 1 in all units."""
    network.layers[-1][0].W[:, 0] = 10
    network.head[...] = 1.7e308  # type: ignore[index]


def nothing(network: Network) -> None:
    """The network as it is."""


def end_of_numbers(step: int) -> float:
    return 1e308


Prepare = Callable[[Network], None]
# what happens: how the network is prepared, loss, optimizer, what the message says of it
STOPS: dict[str, tuple[Prepare, Loss, Optimizer, str]] = {
    "loss nan": (nothing, loss_of(np.nan), SGD(0.1), "loss of nan and a gradient norm of nan"),
    "loss inf": (nothing, loss_of(np.inf), SGD(0.1), "loss of inf and a gradient norm of nan"),
    "slope nan": (nothing, slope_of(np.nan), SGD(0.1), "loss of 0.25 and a gradient norm of nan"),
    "slope inf": (nothing, slope_of(np.inf), SGD(0.1), "loss of 0.25 and a gradient norm of nan"),
    "squares": (large_head, squared_error, SGD(0.1), "loss of inf and a gradient norm of nan"),
    "answers": (largest_head, squared_error, SGD(0.1), "loss of nan and a gradient norm of nan"),
    "way down": (large_head, slope_of(1e150), SGD(0.1), "loss of 0.25 and a gradient norm of nan"),
    "weights": (nothing, slope_of(1e9), SGD(end_of_numbers), "at a learning rate of 1e+308"),
}


@pytest.mark.parametrize("clip", [None, 1e9])
@pytest.mark.parametrize("stop", STOPS)
def test_what_is_not_finite_stops_the_run_and_leaves_the_weights(
    stop: str, clip: float | None
) -> None:
    prepare, loss, optimizer, said = STOPS[stop]
    network, untouched = small(dropout=0.0), small()
    for one in (network, untouched):
        prepare(one)
    with pytest.raises(FloatingPointError) as caught:
        train(network, batches, loss, optimizer, 3, max_norm=clip, progress=False)
    text = str(caught.value)
    wanted = "finite weights after it" if stop == "weights" else "a finite loss and gradient"
    assert text.startswith(f"step 1: expected {wanted}, got a loss of ")
    assert said in text
    tip = "max_norm=1.0" if clip is None else "a smaller max_norm"
    assert f"Try a smaller learning rate, {tip}, or smaller initial weights" in text
    same(network.parameters, untouched.parameters)


def exploding() -> tuple[Network, Any]:
    """A float32 network whose gradient, through 400 steps, is finite but has infinite squares."""
    rng = np.random.default_rng(3)
    weights = LSTMWeights((rng.normal(size=(64, 18)) * 2).astype(np.float32))
    weights.f[:, 0] = 3
    x = np.random.default_rng(4).normal(size=(400, 4, 1)).astype(np.float32)
    lengths = np.full(4, 400)
    batch = Batch(x, np.zeros((400, 4, 1), np.float32), last_steps(lengths), lengths)
    return Network([(weights,)], np.ones((1, 17), np.float32)), batch


def test_clipping_saves_a_run_from_a_gradient_whose_squares_overflow() -> None:
    network, batch = exploding()
    history = train(
        network, lambda step: batch, squared_error, SGD(0.01), 3, max_norm=1.0, progress=False
    )
    assert 1e19 < history.gradient_norm[0] < np.inf
    assert np.isfinite(history.loss).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_run_that_explodes_by_itself_ends_in_finite_weights(dtype: Any) -> None:
    network = small(dtype=dtype)
    trail = [network.copy()]

    def typed(step: int) -> Any:
        trail.append(network.copy())
        given = batches(step)
        return given._replace(x=given.x.astype(dtype), target=given.target.astype(dtype))

    with pytest.raises(FloatingPointError, match=r"step \d+: expected a finite loss") as caught:
        train(network, typed, squared_error, SGD(30.0), 1000, progress=False)
    assert f"step {len(trail) - 1}: " in str(caught.value) and len(trail) > 3
    assert all(np.isfinite(w).all() for w in network.parameters.values())
    same(network.parameters, trail[-1].parameters)


def test_numpys_settings_of_errors_stay_as_they_were() -> None:
    """Errors in batches are not silenced, nor those that come after training."""

    def strict(step: int) -> Any:
        with pytest.warns(RuntimeWarning, match="overflow"):
            np.array([1e308]) * 10
        return batches(step)

    Run().train(1, batches=strict)
    with pytest.warns(RuntimeWarning, match="overflow"):
        np.array([1e308]) * 10


def changed(**parts: Callable[[Array], Any]) -> Callable[[], Any]:
    """The first batch, with some of its parts changed."""
    given = batches(1)
    return lambda: given._replace(**{n: new(getattr(given, n)) for n, new in parts.items()})


def only_x() -> Any:
    class Sequences:
        x = np.ones((3, 2, 2))

    return Sequences()


BAD: dict[str, tuple[Callable[[], Any], type[Exception], str]] = {
    "x, another D": (
        changed(x=lambda x: x[..., :1]),
        ValueError,
        r"x: expected shape \(T, B, D\) with D = 2",
    ),
    "x, no batch": (
        changed(x=lambda x: x[:, 0]),
        ValueError,
        r"x: expected shape \(T, B, D\)",
    ),
    "x, float32": (
        changed(x=lambda x: x.astype(np.float32)),
        TypeError,
        "x: expected float64",
    ),
    "x, nan": (changed(x=lambda x: x * np.nan), ValueError, "x: expected finite numbers, got nan"),
    "x, text": (changed(x=lambda x: x.astype(str)), TypeError, "x: expected float"),
    "lengths, too long": (changed(lengths=lambda n: n + 5), ValueError, "lengths: expected 0 ≤"),
    "target, a step short": (
        changed(target=lambda target: target[1:]),
        ValueError,
        r"target: expected shape \(T, B, K\)",
    ),
    "target, nan": (
        changed(target=lambda target: target * np.nan),
        ValueError,
        "target: expected finite numbers",
    ),
    "mask, numbers": (
        changed(mask=lambda mask: mask * 1.0),
        TypeError,
        "mask: expected booleans",
    ),
    "mask, nothing": (
        changed(mask=lambda mask: mask & False),
        ValueError,
        "mask: expected true for at least one",
    ),
    "a pair": (
        lambda: (batches(1).x, batches(1).target),
        TypeError,
        "batches: expected sequences with x, target, mask, lengths, got tuple without x, target",
    ),
    "only x": (only_x, TypeError, r"got Sequences without target, mask, lengths\n"),
    "nothing": (lambda: None, TypeError, "got NoneType without"),
}


@pytest.mark.parametrize("step", [1, 3])
@pytest.mark.parametrize("bad", BAD)
def test_a_batch_that_does_not_fit_is_named_and_nothing_has_changed(bad: str, step: int) -> None:
    make, error, message = BAD[bad]
    ours, theirs = Run(), Run()
    ours.network.dropout = theirs.network.dropout = 0.0
    with pytest.raises(error, match=message) as caught:
        ours.train(batches=lambda k: make() if k == step else batches(k))
    note = f"This was step {step} of training; the weights are those before it."
    assert caught.value.__notes__ == [note]
    if step > 1:
        theirs.train(step - 1)
    same(ours.all, theirs.all)


LOSSES: dict[str, tuple[Loss, type[Exception], str]] = {
    "slope of another shape": (
        lambda y, target, mask: (1.0, np.ones(3)),
        ValueError,
        r"dy: expected shape \(T, B, K\) with T = 11, B = 4, K = 1, got \(3,\)",
    ),
    "slope of another dtype": (
        lambda y, target, mask: (1.0, np.ones_like(y, dtype=np.float32)),
        TypeError,
        "dy: expected float64",
    ),
    "for classes": (cross_entropy, TypeError, "target: expected whole numbers, got float64"),
}


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_that_does_not_fit_is_named_and_nothing_has_changed(name: str) -> None:
    loss, error, message = LOSSES[name]
    network, optimizer = small(), Adam(0.1)
    with pytest.raises(error, match=message):
        train(network, batches, loss, optimizer, 1, progress=False)
    same(network.parameters, small().parameters)
    assert optimizer.state().keys() == {"steps"}


def test_a_schedule_that_goes_wrong_is_named_with_its_step() -> None:
    run = Run(optimizer=SGD(lambda step: 0.1 if step < 3 else -1.0))
    with pytest.raises(
        ValueError, match="rate: expected a number ≥ 0 for step 3, got -1"
    ) as caught:
        run.train()
    assert "step 3" in caught.value.__notes__[0]


def test_classes_can_be_learned() -> None:
    def given(step: int) -> Any:
        return temporal_order.batch(np.random.default_rng((2, step)), 8, steps=20)

    network = small(inputs=8, outputs=4)
    history = train(network, given, cross_entropy, Adam(0.01), 40, progress=False)
    assert history.loss[-10:].mean() < history.loss[:10].mean()


@pytest.fixture(autouse=True)
def _numpy_warns() -> Iterator[None]:
    with np.errstate(all="warn"):
        yield
