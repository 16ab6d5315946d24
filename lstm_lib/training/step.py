"""One step of training: forward, backward, update. On failure the weights are unchanged."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

import numpy as np

from lstm_lib import network
from lstm_lib._kernels import padding_mask
from lstm_lib._validation import Array, NotFiniteError, as_float, expect_shape
from lstm_lib.training.checkpoint import load_parameters
from lstm_lib.training.clipping import clip_by_norm, global_norm
from lstm_lib.training.optimizers import Optimizer

_PARTS = ("x", "target", "mask", "lengths")


class BatchLike(Protocol):
    """Interface of the sequences for one step of training, such as `tasks.Batch`."""

    @property
    def x(self) -> Array:
        """(T, B, D), inputs."""

    @property
    def target(self) -> Any:
        """Targets, as the loss expects them."""

    @property
    def mask(self) -> Array:
        """(T, B), true where the output counts."""

    @property
    def lengths(self) -> Array:
        """(B,), steps in each sequence."""


class Model(Protocol):
    """Interface of a model that `train` can train, besides `Network`, which it trains as it is."""

    @property
    def parameters(self) -> Mapping[str, Array]:
        """All weights by name, the arrays themselves, which the optimizer updates in place."""

    def forward(self, x: Array, state: Any, lengths: Array, rng: np.random.Generator | None) -> Any:
        """Return an object with the output y (T, B, K) and, to carry states, the final `state`."""

    def backward(self, output: Any, dy: Array) -> Mapping[str, Array]:
        """Return the gradients of the parameters, by name; dy is the gradient for output.y."""


Loss = Callable[[Array, Any, Array], tuple[float, Array]]
"""(y, target, mask) → loss, and its gradient with respect to y, as in `losses`."""


class StepResult(NamedTuple):
    """Result of `train_step`.

    Attributes:
        loss: loss before the update.
        gradient_norm: global norm of the gradient, before clipping.
        learning_rate: learning rate of the update.
        state: final states of the sequences; None if the model's output has none.
    """

    loss: float
    gradient_norm: float
    learning_rate: float
    state: Any


def train_step(
    model: network.Network | Model,
    batch: BatchLike,
    loss: Loss,
    optimizer: Optimizer,
    *,
    max_norm: float | None = None,
    rng: np.random.Generator | None = None,
    state: Any = None,
    step: int = 1,
) -> StepResult:
    """Update the parameters of a model once.

    Args:
        model, loss, optimizer, max_norm, rng: as in `train`.
        batch: the sequences.
        state: initial states; None means zeros.
        step: number of the step, for messages.

    Raises:
        FloatingPointError: if the loss, a gradient or an updated weight is not finite.
        TypeError, ValueError: if the batch does not fit.

    Atomic: on failure the weights are unchanged.
    """
    expected, norm = "a finite loss and gradient", math.nan
    rate = optimizer.current_lr
    with np.errstate(over="ignore", invalid="ignore"):  # an overflow raises below
        value, gradients, state = _gradients(model, batch, loss, rng, state)
        if gradients:
            norm = global_norm(gradients) if max_norm is None else clip_by_norm(gradients, max_norm)
        if math.isfinite(norm):
            before = {name: w.copy() for name, w in model.parameters.items()}
            optimizer.step(model.parameters, gradients)
            if all(np.isfinite(w).all() for w in model.parameters.values()):
                return StepResult(value, norm, rate, state)
            expected = "finite weights after it"
            load_parameters(before, model)
    raise FloatingPointError(
        f"step {step}: expected {expected}, got a loss of {value:.4g} and a gradient norm of "
        f"{norm:.4g} at a learning rate of {rate:.4g}. Try a smaller learning rate, "
        f"{'max_norm=1.0' if max_norm is None else 'a smaller max_norm'}, or smaller initial weights"
    )


def _gradients(
    model: network.Network | Model,
    batch: BatchLike,
    loss: Loss,
    rng: np.random.Generator | None,
    state: Any,
) -> tuple[float, Mapping[str, Array], Any]:
    """Loss, gradients by name, final states; no gradients if a number is not finite."""
    missing = [part for part in _PARTS if not hasattr(batch, part)]
    if missing:
        raise TypeError(
            f"batches: expected sequences with {', '.join(_PARTS)}, got "
            f"{type(batch).__name__} without {', '.join(missing)}"
        )
    forward, backward = _passes(model)
    try:
        output = forward(batch.x, state, batch.lengths, rng)
    except NotFiniteError:
        if not _is_finite(model, batch):
            raise
        return math.nan, {}, None
    y = output.y
    if not np.isfinite(y).all():
        return math.nan, {}, None
    value, dy = loss(y, batch.target, batch.mask)
    if not math.isfinite(value):
        return float(value), {}, None
    dy = as_float("dy", dy, y.dtype)
    expect_shape("dy", dy, "T B K", dict(zip("TBK", y.shape, strict=True)))
    try:
        return float(value), backward(output, dy), getattr(output, "state", None)
    except NotFiniteError:  # in dy, or on its way down
        return float(value), {}, None


def _passes(
    model: network.Network | Model,
) -> tuple[Callable[..., Any], Callable[..., Mapping[str, Array]]]:
    """The forward and backward pass of a model, with the signatures of `Model`."""
    if not isinstance(model, network.Network):
        return model.forward, model.backward
    return (
        lambda *arguments: network.forward(model, *arguments),
        lambda output, dy: network.backward(output, dy).parameters,
    )


def _is_finite(model: network.Network | Model, batch: BatchLike) -> bool:
    """True if all weights, and all inputs within the lengths, are finite."""
    x, lengths = np.asarray(batch.x), np.asarray(batch.lengths)
    arrays = [x[~padding_mask(lengths, len(x))], *model.parameters.values()]
    return all(np.isfinite(array).all() for array in arrays)
