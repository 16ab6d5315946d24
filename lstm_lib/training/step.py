"""One step of training: forward, backward, update; all of it or nothing."""

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
    """One step's sequences, such as `tasks.Batch`."""

    @property
    def x(self) -> Array:
        """(T, B, D), inputs."""

    @property
    def target(self) -> Array:
        """What the loss compares the answers with."""

    @property
    def mask(self) -> Array:
        """(T, B), true where answers are judged."""

    @property
    def lengths(self) -> Array:
        """(B,), steps in each sequence."""


Loss = Callable[[Array, Array, Array], tuple[float, Array]]
"""(y, target, mask) → loss and its gradient with respect to y, as in `losses`."""


def train_step(
    network: Network,
    batches: Callable[[int], BatchLike],
    loss: Loss,
    optimizer: Optimizer,
    max_norm: float | None,
    rng: np.random.Generator | None,
    step: int,
) -> tuple[float, float, float]:
    """Change the weights of a network once; the arguments are those of `training.train`.

    Returns:
        Loss, norm of the gradient before clipping, and learning rate.

    Raises:
        FloatingPointError: if a loss, a gradient or a weight after the step is not finite.
        TypeError, ValueError: if the batch does not fit; a note says which step it was.

    After an error the weights are those before the step.
    """
    wanted, norm = "a finite loss and gradient", math.nan
    try:
        given, rate = batches(step), optimizer.current_lr
        with np.errstate(over="ignore", invalid="ignore"):  # what overflows is named below
            value, gradients = _gradients(network, given, loss, rng)
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
                wanted = "finite weights after it"
                load_parameters(before, network)
    except Exception as error:
        error.add_note(f"This was step {step} of training; the weights are those before it.")
        raise
    raise FloatingPointError(
        f"step {step}: expected {wanted}, got a loss of {value:.4g} and a gradient norm of "
        f"{norm:.4g} at a learning rate of {rate:.4g}; the weights are those before this step. "
        f"Try a smaller learning rate, {'max_norm=1.0' if max_norm is None else 'a smaller max_norm'}, or "
        "smaller weights at the start"
    )


def _gradients(
    network: Network, given: BatchLike, loss: Loss, rng: np.random.Generator | None
) -> tuple[float, dict[str, Array]]:
    """Loss and gradients by name; no gradients if the loss is not finite, or numbers overflow."""
    missing = [part for part in _PARTS if not hasattr(given, part)]
    if missing:
        raise TypeError(
            f"batches: expected sequences with {', '.join(_PARTS)}, got "
            f"{type(given).__name__} without {', '.join(missing)}"
        )
    run = forward(network, given.x, lengths=given.lengths, rng=rng)
    if not np.isfinite(run.y).all():
        return math.nan, {}
    value, dy = loss(run.y, given.target, given.mask)
    if not math.isfinite(value):
        return float(value), {}
    dy = as_float("dy", dy, run.y.dtype)
    expect_shape("dy", dy, "T B K", dict(zip("TBK", run.y.shape, strict=True)))
    try:
        return float(value), backward(run, dy).parameters
    except ValueError:  # its shape fits, so a number is not finite, in dy or on its way down
        return float(value), {}
