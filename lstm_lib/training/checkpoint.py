"""State of a training run, and checkpoints from which it can resume."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from numbers import Real
from typing import Any, Protocol

import numpy as np

from lstm_lib._npz import load_arrays, save_arrays, unexpected
from lstm_lib._validation import Array
from lstm_lib.cell import State
from lstm_lib.network import States
from lstm_lib.training.optimizers import Optimizer

_WRITER = "lstm_lib.training.trainer.train"
_LISTS = ("losses", "norms", "learning_rates", "validation_steps", "validations")


class HasParameters(Protocol):
    """Interface of a network or another model, as far as a checkpoint needs it."""

    @property
    def parameters(self) -> Mapping[str, Array]:
        """All weights by name, the arrays themselves."""


@dataclass
class TrainingState:
    """Record of a training run: three numbers for each step, two for each validation.

    Attributes:
        best: weights at the best validation, by name.
        since_best: number of validations since then.
        carried: final states of the latest step, if the run carries them.
    """

    losses: list[float] = field(default_factory=list)
    norms: list[float] = field(default_factory=list)
    learning_rates: list[float] = field(default_factory=list)
    validation_steps: list[int] = field(default_factory=list)
    validations: list[float] = field(default_factory=list)
    best: dict[str, Array] = field(default_factory=dict)
    since_best: int = 0
    carried: Any = None

    @property
    def steps(self) -> int:
        """Number of steps done."""
        return len(self.losses)

    def record(self, loss: float, norm: float, rate: float) -> None:
        """Add a step."""
        self.losses.append(loss)
        self.norms.append(norm)
        self.learning_rates.append(rate)

    def validated(self, model: HasParameters, value: float) -> None:
        """Add a validation after the latest step; copy the weights if it is the best.

        Raises:
            TypeError: if the value is not a number.
            ValueError: if it is NaN.
        """
        if not isinstance(value, Real):
            raise TypeError(f"validate: expected a number, got {value!r:.60}")
        if math.isnan(value):
            raise ValueError(f"validate: expected a number, got nan after step {self.steps}")
        self.since_best += 1
        if not self.validations or value < min(self.validations):
            self.since_best = 0
            self.best = {name: w.copy() for name, w in model.parameters.items()}
        self.validation_steps.append(self.steps)
        self.validations.append(float(value))


def save_checkpoint(
    path: str | os.PathLike[str],
    model: HasParameters,
    optimizer: Optimizer,
    rng: np.random.Generator | None,
    training: TrainingState,
) -> None:
    """Write everything that a run needs to continue as if it had not stopped."""
    state = None if rng is None else rng.bit_generator.state
    save_arrays(
        path,
        _prefixed("parameters", model.parameters)
        | _prefixed("optimizer", optimizer.state())
        | _prefixed("best", training.best)
        | _prefixed("carried", _by_name(training.carried))
        | {name: np.array(getattr(training, name)) for name in _LISTS}
        | {
            "since_best": np.array(training.since_best),
            "rng": np.array(json.dumps(state, default=np.ndarray.tolist)),
        },
    )


def load_checkpoint(
    path: str | os.PathLike[str],
    model: HasParameters,
    optimizer: Optimizer,
    rng: np.random.Generator | None,
    steps: int,
) -> TrainingState:
    """Restore model, optimizer and rng from a checkpoint; on failure they are unchanged.

    Args:
        path: the file.
        model, optimizer, rng: restored in place.
        steps: number of steps of the whole run.

    Raises:
        ValueError: if the file is damaged, has more steps, or belongs to another network,
            optimizer or generator.
    """
    arrays = load_arrays(path, _WRITER)
    missing = {*_LISTS, "since_best", "rng"} - arrays.keys()
    if missing:
        raise ValueError(unexpected(path, _WRITER, f"it has no {', '.join(sorted(missing))}"))
    weights, state = _named("parameters", arrays), json.loads(str(arrays["rng"]))
    training = TrainingState(best=_named("best", arrays), since_best=int(arrays["since_best"]))
    training.carried = _as_states(_named("carried", arrays))
    for name in _LISTS:
        setattr(training, name, arrays[name].tolist())
    try:
        expected, got = _sizes(model.parameters), _sizes(weights)
        if expected != got:
            raise ValueError(f"expected a network of {expected}, it has one of {got}")
        if training.steps > steps:
            raise ValueError(f"expected at most {steps} steps, it has {training.steps}")
        if (rng is None) != (state is None):
            raise ValueError(f"expected {'no rng' if rng is None else 'an rng'} in it, as now")
        if rng is not None:
            type(rng.bit_generator)().state = state  # raises if the kind differs
        optimizer.restore(_named("optimizer", arrays))
    except ValueError as error:
        raise ValueError(unexpected(path, _WRITER, error)) from error
    if rng is not None:
        rng.bit_generator.state = state
    load_parameters(weights, model)
    return training


def load_parameters(weights: Mapping[str, Array], model: HasParameters) -> None:
    """Set the weights of a model, in place."""
    for name, w in model.parameters.items():
        w[...] = weights[name]


def _by_name(states: States | None) -> dict[str, Array]:
    """The arrays of a network's states as layer/direction/field."""
    return {
        f"{layer}/{direction}/{field}": array
        for layer, directions in enumerate(states or [])
        for direction, state in enumerate(directions)
        for field, array in state._asdict().items()
    }


def _as_states(arrays: Mapping[str, Array]) -> States | None:
    """The inverse of `_by_name` for layers of one direction; None if there are no arrays."""
    layers = range(len(arrays) // 2)
    return [(State(arrays[f"{k}/0/h"], arrays[f"{k}/0/c"]),) for k in layers] or None


def _prefixed(kind: str, arrays: Mapping[str, Array]) -> dict[str, Array]:
    return {f"{kind}/{name}": array for name, array in arrays.items()}


def _named(kind: str, arrays: Mapping[str, Array]) -> dict[str, Array]:
    prefix = f"{kind}/"
    return {k.removeprefix(prefix): a for k, a in arrays.items() if k.startswith(prefix)}


def _sizes(arrays: Mapping[str, Array]) -> str:
    return ", ".join(f"{name} {array.dtype} {array.shape}" for name, array in arrays.items())
