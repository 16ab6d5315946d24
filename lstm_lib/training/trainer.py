"""The training loop: with validation, checkpoints, and a clean end after Ctrl-C."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from lstm_lib._validation import Array, as_size, expect_positive
from lstm_lib.network import Network
from lstm_lib.training._progress import bar, first_interrupt
from lstm_lib.training._validation import expect_effect, expect_kinds
from lstm_lib.training.checkpoint import (
    TrainingState,
    load_checkpoint,
    load_parameters,
    save_checkpoint,
)
from lstm_lib.training.optimizers import Optimizer
from lstm_lib.training.step import BatchLike, Loss, Model, train_step


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
    model: Network | Model,
    batches: Callable[[int], BatchLike],
    loss: Loss,
    optimizer: Optimizer,
    steps: int,
    *,
    max_norm: float | None = None,
    carry_state: bool | Callable[[int], bool] = False,
    validate: Callable[[Any], float] | None = None,
    validate_every: int = 100,
    patience: int | None = None,
    checkpoint: str | os.PathLike[str] | None = None,
    rng: np.random.Generator | None = None,
    progress: bool = True,
) -> History:
    """Train a model in place.

    Ctrl-C (or a notebook's interrupt) ends the run after the current step: model and history are
    complete, and the history says "interrupted". A second one interrupts immediately.

    Args:
        model: the `Network` to train, or anything with parameters, forward and backward (`Model`).
        batches: returns the sequences of step 1, 2, …; for a run that resumes exactly, the result
            must depend only on the number of the step.
        loss: a function from `losses`, or one with the same arguments and results.
        optimizer: updates the weights.
        steps: number of steps, including those of a run that is resumed.
        max_norm: gradients with a larger global norm are clipped to it; None means no clipping.
        carry_state: true if each step starts from the final states of the step before, whose
            sequences its own continue: truncated backpropagation through time over a stream cut
            into pieces. A function of the step returns false where a new stream begins.
        validate: called with the model after every `validate_every` steps; smaller is better.
        validate_every: steps from one validation, and one checkpoint, to the next.
        patience: stop after this many validations without improvement and restore the best weights;
            None means neither.
        checkpoint: file that is written, atomically, after every `validate_every` steps and at the
            end. If it exists, the run resumes from it.
        rng: source of random numbers for dropout; a network with dropout needs it.
        progress: true to show a progress bar in a terminal or notebook, if tqdm is installed.

    Returns:
        The history from step 1, even if the run was resumed.

    Raises:
        FloatingPointError: if a loss, a gradient or a weight is not finite; the weights are those
            before the step.
        TypeError, ValueError: if an argument or a batch does not fit, or the checkpoint belongs to
            another run.

    Source: carried states: Williams & Peng 1990.
    """
    steps = as_size("steps", "steps", steps)
    validate_every = as_size("validate_every", "steps", validate_every)
    if max_norm is not None:
        expect_positive("max_norm", max_norm)
    if patience is not None:
        patience = as_size("patience", "validations", patience)
        if validate is None:
            raise ValueError("patience: expected validate as well, got none")
    expect_kinds(model, batches, loss, optimizer, validate, rng)
    expect_effect(model, rng, carry_state, checkpoint)
    state = TrainingState()
    if checkpoint is not None and os.path.exists(checkpoint):
        state = load_checkpoint(checkpoint, model, optimizer, rng, steps)
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
            step = state.steps + 1
            with _noted(step):
                carries = carry_state(step) if callable(carry_state) else carry_state
                *numbers, final = train_step(
                    model,
                    batches(step),
                    loss,
                    optimizer,
                    max_norm=max_norm,
                    rng=rng,
                    state=state.carried if carries else None,
                    step=step,
                )
            state.record(*numbers)
            state.carried = final if carry_state else None
            advance(state.losses[-1])
            milestone = step % validate_every == 0
            if milestone and validate is not None:
                state.validated(model, validate(model))
            stopped = "interrupted" if interrupted() else reason()
            if checkpoint is not None and (milestone or stopped):
                save_checkpoint(checkpoint, model, optimizer, rng, state)
        if interrupted():  # while the final checkpoint was written
            stopped = "interrupted"
    if stopped == "patience":
        load_parameters(state.best, model)
    return _history(state, stopped)


@contextmanager
def _noted(step: int) -> Iterator[None]:
    """Add the number of the step to an error, unless its message has it already."""
    try:
        yield
    except Exception as error:
        error.add_note(f"This was step {step} of training; the weights are those before it.")
        raise


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
