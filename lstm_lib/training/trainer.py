"""The training loop: one step after another, watched, resumable, and safe to interrupt."""

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
    """What `train` recorded.

    Attributes:
        step: 1, 2, …, as far as the run went.
        loss: that of each step.
        gradient_norm: that of each step, before clipping.
        learning_rate: that of each step.
        validation_step: after which steps `validate` was called.
        validation: what it returned.
        stopped: why the run ended: "steps", "patience" or "interrupted".
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

    Ctrl-C (or the interrupt of a notebook) lets the step that is being computed end, and then the
    run: the network and the history are whole, and the history says "interrupted". A second one
    interrupts at once.

    Args:
        network: what is trained.
        batches: gives the sequences of step 1, 2, …; for a run that can be resumed to the last bit
            it must depend on nothing but the number of the step.
        loss: as in `losses`.
        optimizer: changes the weights.
        steps: how many, with those that a resumed run has done already.
        max_norm: the largest norm of a gradient; longer ones are shortened. None: never.
        validate: called with the network after every `validate_every` steps; smaller is better.
        validate_every: steps between two validations, and between two checkpoints.
        patience: the run ends after so many validations in a row without a new best; then the best
            weights are put back. None: it goes on, and the last weights stay.
        checkpoint: a file in which all is kept after every `validate_every` steps and at the end, written
            aside and then renamed. If it is there already, the run goes on from it.
        rng: source of random numbers for dropout; None: nothing is dropped.
        progress: whether to show a bar, where there is a terminal or a notebook; needs tqdm.

    Returns:
        The history, from step 1 also for a run that was resumed.

    Raises:
        FloatingPointError: if a loss, a gradient or a weight is not finite; the weights are those
            before the step.
        TypeError, ValueError: if an argument or a batch does not fit, or the checkpoint is that of
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

    def end() -> str:
        """Why the run is over after the last step, if it is."""
        if patience is not None and state.since_best >= patience:
            return "patience"
        return "steps" if state.steps == steps else ""

    with first_interrupt() as interrupted, bar(state.steps, steps, progress) as advance:
        stopped = end()
        while not stopped:
            state.record(
                *train_step(network, batches, loss, optimizer, max_norm, rng, state.steps + 1)
            )
            advance(state.losses[-1])
            milestone = state.steps % validate_every == 0
            if milestone and validate is not None:
                state.validated(network, validate(network))
            stopped = "interrupted" if interrupted() else end()
            if checkpoint is not None and (milestone or stopped):
                save_checkpoint(checkpoint, network, optimizer, rng, state)
        if interrupted():  # while the last checkpoint was written
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
    """Check that each argument is of its kind."""
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
