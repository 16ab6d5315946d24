"""The training loop: with validation, checkpoints, and a clean end after Ctrl-C."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from lstm_lib._validation import Array, as_size, expect_positive
from lstm_lib.network import Network
from lstm_lib.training._progress import bar, first_interrupt
from lstm_lib.training.checkpoint import (
    TrainingState,
    load_checkpoint,
    load_parameters,
    save_checkpoint,
)
from lstm_lib.training.optimizers import Optimizer
from lstm_lib.training.step import BatchLike, Loss, train_step


class History(NamedTuple):
    """Record of a training run.

    Attributes:
        step: 1, 2, …, up to the final step.
        loss: loss at each step.
        gradient_norm: global norm of the gradient at each step, before clipping.
        learning_rate: learning rate of each step.
        validation_step: steps after which `validate` was called.
        validation: values that it returned.
        stopped: the reason for the end: "steps", "patience" or "interrupted".
    """

    step: Array
    loss: Array
    gradient_norm: Array
    learning_rate: Array
    validation_step: Array
    validation: Array
    stopped: str


def train(
    network: Network,
    batches: Callable[[int], BatchLike],
    loss: Loss,
    optimizer: Optimizer,
    steps: int,
    *,
    max_norm: float | None = None,
    validate: Callable[[Network], float] | None = None,
    validate_every: int = 100,
    patience: int | None = None,
    checkpoint: str | os.PathLike[str] | None = None,
    rng: np.random.Generator | None = None,
    progress: bool = True,
) -> History:
    """Train a network in place.

    Ctrl-C (or a notebook's interrupt) ends the run after the current step: network and history are
    complete, and the history says "interrupted". A second one interrupts immediately.

    Args:
        network: the network to train.
        batches: returns the sequences of step 1, 2, …; for a run that resumes exactly, the result
            must depend only on the number of the step.
        loss: a function from `losses`, or one with the same arguments and results.
        optimizer: updates the weights.
        steps: number of steps, including those of a run that is resumed.
        max_norm: gradients with a larger global norm are clipped to it; None means no clipping.
        validate: called with the network after every `validate_every` steps; smaller is better.
        validate_every: steps from one validation, and one checkpoint, to the next.
        patience: stop after this many validations without improvement and restore the best weights;
            None means neither.
        checkpoint: file that is written, atomically, after every `validate_every` steps and at the
            end. If it exists, the run resumes from it.
        rng: source of random numbers for dropout.
        progress: true to show a progress bar in a terminal or notebook, if tqdm is installed.

    Returns:
        The history from step 1, even if the run was resumed.

    Raises:
        FloatingPointError: if a loss, a gradient or a weight is not finite; the weights are those
            before the step.
        TypeError, ValueError: if an argument or a batch does not fit, or the checkpoint belongs to
            another run.
    """
    steps = as_size("steps", "steps", steps)
    validate_every = as_size("validate_every", "steps", validate_every)
    if max_norm is not None:
        expect_positive("max_norm", max_norm)
    if patience is not None:
        patience = as_size("patience", "validations", patience)
        if validate is None:
            raise ValueError("patience: expected validate as well, got none")
    _expect_kinds(network, batches, loss, optimizer, validate, rng)
    state = TrainingState()
    if checkpoint is not None and os.path.exists(checkpoint):
        state = load_checkpoint(checkpoint, network, optimizer, rng, steps)
    elif checkpoint is not None and not Path(checkpoint).parent.is_dir():
        raise ValueError(f"checkpoint: expected a file in a folder that exists, got {checkpoint}")

    def reason() -> str:
        """The reason to stop after this step, or an empty string."""
        if patience is not None and state.since_best >= patience:
            return "patience"
        return "steps" if state.steps == steps else ""

    with first_interrupt() as interrupted, bar(state.steps, steps, progress) as advance:
        stopped = reason()
        while not stopped:
            state.record(
                *train_step(network, batches, loss, optimizer, max_norm, rng, state.steps + 1)
            )
            advance(state.losses[-1])
            milestone = state.steps % validate_every == 0
            if milestone and validate is not None:
                state.validated(network, validate(network))
            stopped = "interrupted" if interrupted() else reason()
            if checkpoint is not None and (milestone or stopped):
                save_checkpoint(checkpoint, network, optimizer, rng, state)
        if interrupted():  # while the final checkpoint was written
            stopped = "interrupted"
    if stopped == "patience":
        load_parameters(state.best, network)
    return _history(state, stopped)


def _expect_kinds(
    network: object,
    batches: object,
    loss: object,
    optimizer: object,
    validate: object,
    rng: object,
) -> None:
    """Check the kind of each argument."""
    is_optimizer = hasattr(type(optimizer), "current_lr")  # Adam(0.001) is one, Adam is not
    for name, value, fits, expected in (
        ("network", network, isinstance(network, Network), "Network"),
        ("batches", batches, callable(batches), "a function of the step"),
        ("loss", loss, callable(loss), "a function such as squared_error"),
        ("optimizer", optimizer, is_optimizer, "an optimizer such as Adam(0.001)"),
        ("validate", validate, validate is None or callable(validate), "a function"),
        ("rng", rng, rng is None or isinstance(rng, np.random.Generator), "a Generator"),
    ):
        if not fits:
            raise TypeError(f"{name}: expected {expected}, got {value!r:.60}")


def _history(state: TrainingState, stopped: str) -> History:
    return History(
        np.arange(1, state.steps + 1),
        np.array(state.losses),
        np.array(state.norms),
        np.array(state.learning_rates),
        np.array(state.validation_steps, int),
        np.array(state.validations),
        stopped,
    )
