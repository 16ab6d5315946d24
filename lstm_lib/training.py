"""The training loop: one step after another, watched, resumable, and safe to interrupt."""

from __future__ import annotations

import math
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol

import numpy as np

from lstm_lib.checkpoints import Progress, load_checkpoint, save_checkpoint
from lstm_lib.checks import Array, as_size, expect_positive
from lstm_lib.network import Network, backward, forward
from lstm_lib.optimizers import Optimizer, clip_by_norm, global_norm


class Given(Protocol):
    """One step's sequences, such as `tasks.Batch`."""

    @property
    def x(self) -> Array:
        """(T, B, D), inputs."""

    @property
    def target(self) -> Array:
        """What the loss compares the answers with."""

    @property
    def scored(self) -> Array:
        """(T, B), true where answers are judged."""

    @property
    def lengths(self) -> Array:
        """(B,), steps in each sequence."""


Loss = Callable[[Array, Array, Array], tuple[float, Array]]
"""(y, target, scored) → loss and its gradient with respect to y, as in `losses`."""


class History(NamedTuple):
    """What `train` recorded.

    Attributes:
        step: 1, 2, …, as far as the run went.
        loss, gradient_norm, rate: one for each step; the norm is that before clipping.
        validation_step, validation: when `validate` was called, and what it returned.
        stopped: why the run ended: "steps", "patience" or "interrupted".
    """

    step: Array
    loss: Array
    gradient_norm: Array
    rate: Array
    validation_step: Array
    validation: Array
    stopped: str


def train(
    network: Network,
    batches: Callable[[int], Given],
    loss: Loss,
    optimizer: Optimizer,
    steps: int,
    *,
    clip: float | None = None,
    validate: Callable[[Network], float] | None = None,
    every: int = 100,
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
        steps: how many.
        clip: the largest norm of a gradient; longer ones are shortened. None: never.
        validate: called with the network after every `every` steps; smaller is better.
        every: steps between two validations, and between two checkpoints.
        patience: the run ends after so many validations in a row without a new best; then the best
            weights are put back. None: it goes on, and the last weights stay.
        checkpoint: a file in which all is kept after every `every` steps and at the end, written
            aside and then renamed. If it is there already, the run goes on from it.
        rng: source of random numbers for dropout; None: nothing is dropped.
        progress: whether to show a bar (where somebody can see it).

    Returns:
        The history, from step 1 also for a run that was resumed.

    Raises:
        FloatingPointError: if a loss or gradient is not finite; the weights are those before.
        TypeError, ValueError: if an argument does not fit, or the checkpoint is that of another
            run.
    """
    steps, every = as_size("steps", "steps", steps), as_size("every", "steps", every)
    if clip is not None:
        expect_positive("clip", clip)
    if patience is not None:
        patience = as_size("patience", "validations", patience)
        if validate is None:
            raise ValueError("patience: expected validate as well, got none")
    done = Progress()
    if checkpoint is not None and os.path.exists(checkpoint):
        done = load_checkpoint(checkpoint, network, optimizer, rng)
    if done.steps >= steps and done.stopped == "interrupted":
        done.stopped = "steps"
    with _first_interrupt() as interrupted, _bar(done.steps, steps, progress) as advance:
        while done.steps < steps and done.stopped != "patience":
            done.stopped = ""
            done.record(*_one_step(network, batches, loss, optimizer, clip, rng, done.steps + 1))
            advance(done.losses[-1])
            milestone = done.steps % every == 0
            if milestone and validate is not None:
                done.validated(network, float(validate(network)))
            if done.steps == steps:
                done.stopped = "steps"
            if patience is not None and done.validations and done.since_best >= patience:
                done.stopped = "patience"
            if interrupted() and not done.stopped:
                done.stopped = "interrupted"
            if checkpoint is not None and (milestone or done.stopped):
                save_checkpoint(checkpoint, network, optimizer, rng, done)
            if done.stopped:
                break
    if done.stopped == "patience":
        done.put_best_back(network)
    return _history(done)


def _one_step(
    network: Network,
    batches: Callable[[int], Given],
    loss: Loss,
    optimizer: Optimizer,
    clip: float | None,
    rng: np.random.Generator | None,
    step: int,
) -> tuple[float, float, float]:
    """Forward, backward, update; returns loss, gradient norm and learning rate."""
    given = batches(step)
    run = forward(network, given.x, lengths=given.lengths, rng=rng)
    value, dy = loss(run.y, given.target, given.scored)
    norm = math.nan
    if math.isfinite(value):
        gradients = backward(run, dy).parameters
        norm = global_norm(gradients) if clip is None else clip_by_norm(gradients, clip)
    if not math.isfinite(norm):
        raise FloatingPointError(
            f"step {step}: expected a finite loss and gradient, got a loss of {value:.4g} and a "
            f"gradient norm of {norm:.4g}; the weights are those before this step. Try a smaller "
            "learning rate, clip=1.0, or smaller weights at the start"
        )
    rate = optimizer.rate_now
    optimizer.step(network.parameters, gradients)
    return value, norm, rate


def _history(done: Progress) -> History:
    return History(
        np.arange(1, done.steps + 1),
        np.array(done.losses),
        np.array(done.norms),
        np.array(done.rates),
        np.array(done.validation_steps, int),
        np.array(done.validations),
        done.stopped,
    )


@contextmanager
def _first_interrupt() -> Iterator[Callable[[], bool]]:
    """Remember the first Ctrl-C instead of raising it; later ones are raised."""
    seen: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False  # signals come to the main thread
        return
    before = signal.getsignal(signal.SIGINT)

    def remember(number: int, frame: Any) -> None:
        if seen:
            raise KeyboardInterrupt
        seen.append(number)

    signal.signal(signal.SIGINT, remember)
    try:
        yield lambda: bool(seen)
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _bar(begin: int, steps: int, progress: bool) -> Iterator[Callable[[float], None]]:
    """A progress bar that is gone at the end; silent where nobody looks."""
    if not progress:
        yield lambda loss: None
        return
    from tqdm.auto import tqdm
    from tqdm.notebook import tqdm_notebook

    hidden = None if not issubclass(tqdm, tqdm_notebook) else False  # None: where no terminal is
    with tqdm(total=steps, initial=begin, unit="step", leave=False, disable=hidden) as bar:

        def advance(loss: float) -> None:
            bar.set_postfix_str(f"loss {loss:.4g}", refresh=False)
            bar.update()

        yield advance
