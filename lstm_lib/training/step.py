"""One step of training: forward, backward, update. On failure the weights are unchanged."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol

import numpy as np

from lstm_lib._validation import Array, as_float, expect_shape
from lstm_lib.network import Network, backward, forward
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
    def target(self) -> Array:
        """Targets, as the loss expects them."""

    @property
    def mask(self) -> Array:
        """(T, B), true where the output counts."""

    @property
    def lengths(self) -> Array:
        """(B,), steps in each sequence."""


Loss = Callable[[Array, Array, Array], tuple[float, Array]]
"""(y, target, mask) → loss, and its gradient with respect to y, as in `losses`."""


def train_step(
    network: Network,
    batches: Callable[[int], BatchLike],
    loss: Loss,
    optimizer: Optimizer,
    max_norm: float | None,
    rng: np.random.Generator | None,
    step: int,
) -> tuple[float, float, float]:
    """Update the weights of a network once; the arguments are those of `train`.

    Returns:
        Loss, norm of the gradient before clipping, and learning rate.

    Raises:
        FloatingPointError: if the loss, a gradient or an updated weight is not finite.
        TypeError, ValueError: if the batch does not fit; a note gives the number of the step.

    Atomic: on failure the weights are unchanged.
    """
    expected, norm = "a finite loss and gradient", math.nan
    try:
        batch, rate = batches(step), optimizer.current_lr
        with np.errstate(over="ignore", invalid="ignore"):  # an overflow raises below
            value, gradients = _gradients(network, batch, loss, rng)
            if gradients:
                norm = (
                    global_norm(gradients)
                    if max_norm is None
                    else clip_by_norm(gradients, max_norm)
                )
            if math.isfinite(norm):
                before = {name: w.copy() for name, w in network.parameters.items()}
                optimizer.step(network.parameters, gradients)
                if all(np.isfinite(w).all() for w in network.parameters.values()):
                    return value, norm, rate
                expected = "finite weights after it"
                load_parameters(before, network)
    except Exception as error:
        error.add_note(f"This was step {step} of training; the weights are those before it.")
        raise
    raise FloatingPointError(
        f"step {step}: expected {expected}, got a loss of {value:.4g} and a gradient norm of "
        f"{norm:.4g} at a learning rate of {rate:.4g}; the weights are those before this step. "
        f"Try a smaller learning rate, {'max_norm=1.0' if max_norm is None else 'a smaller max_norm'}, or "
        "smaller initial weights"
    )


def _gradients(
    network: Network, batch: BatchLike, loss: Loss, rng: np.random.Generator | None
) -> tuple[float, dict[str, Array]]:
    """Loss and gradients by name; no gradients if the loss is not finite or a number overflows."""
    missing = [part for part in _PARTS if not hasattr(batch, part)]
    if missing:
        raise TypeError(
            f"batches: expected sequences with {', '.join(_PARTS)}, got "
            f"{type(batch).__name__} without {', '.join(missing)}"
        )
    output = forward(network, batch.x, lengths=batch.lengths, rng=rng)
    if not np.isfinite(output.y).all():
        return math.nan, {}
    value, dy = loss(output.y, batch.target, batch.mask)
    if not math.isfinite(value):
        return float(value), {}
    dy = as_float("dy", dy, output.y.dtype)
    expect_shape("dy", dy, "T B K", dict(zip("TBK", output.y.shape, strict=True)))
    try:
        return float(value), backward(output, dy).parameters
    except ValueError:  # its shape fits, so a number in it, or on its way down, is not finite
        return float(value), {}
