"""What a training run has done so far, and how it is kept in a file between two runs."""

from __future__ import annotations

import json
import math
import os
from dataclasses import dataclass, field

import numpy as np

from lstm_lib.checks import Array
from lstm_lib.files import load_arrays, save_arrays, unexpected
from lstm_lib.network import Network
from lstm_lib.optimizers import Optimizer

_WRITER = "lstm_lib.training.train"
_NUMBERS = ("losses", "norms", "rates", "validation_steps", "validations")


@dataclass
class Progress:
    """What a run has recorded, and the best weights so far."""

    losses: list[float] = field(default_factory=list)
    norms: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    validation_steps: list[float] = field(default_factory=list)
    validations: list[float] = field(default_factory=list)
    best: dict[str, Array] = field(default_factory=dict)
    stopped: str = ""

    @property
    def steps(self) -> int:
        """How many steps were done."""
        return len(self.losses)

    @property
    def since_best(self) -> int:
        """How many validations were made after the best one."""
        return len(self.validations) - 1 - int(np.argmin(self.validations))

    def record(self, loss: float, norm: float, rate: float) -> None:
        """Add a step."""
        self.losses.append(loss)
        self.norms.append(norm)
        self.rates.append(rate)

    def validated(self, network: Network, value: float) -> None:
        """Add a validation after the last step; keep the weights if it is the best.

        Raises:
            ValueError: if the value is not a number.
        """
        if math.isnan(value):
            raise ValueError(f"validate: expected a number after step {self.steps}, got nan")
        self.validation_steps.append(self.steps)
        self.validations.append(value)
        if self.since_best == 0:
            self.best = {name: w.copy() for name, w in network.parameters.items()}

    def put_best_back(self, network: Network) -> None:
        """Give the network the weights of the best validation."""
        for name, w in network.parameters.items():
            w[...] = self.best[name]


def save_checkpoint(
    path: str | os.PathLike[str],
    network: Network,
    optimizer: Optimizer,
    rng: np.random.Generator | None,
    done: Progress,
) -> None:
    """Write all that a run needs to go on as if it had not stopped."""
    state = None if rng is None else rng.bit_generator.state
    save_arrays(
        path,
        _prefixed("parameters", network.parameters)
        | _prefixed("optimizer", optimizer.state())
        | _prefixed("best", done.best)
        | {name: np.array(getattr(done, name), float) for name in _NUMBERS}
        | {
            "stopped": np.array(done.stopped),
            "rng": np.array(json.dumps(state, default=np.ndarray.tolist)),
        },
    )


def load_checkpoint(
    path: str | os.PathLike[str],
    network: Network,
    optimizer: Optimizer,
    rng: np.random.Generator | None,
) -> Progress:
    """Read what `save_checkpoint` wrote into network, optimizer and rng; all of it or nothing.

    Raises:
        ValueError: if the file is damaged, or that of another network, optimizer or generator.
    """
    arrays = load_arrays(path, _WRITER)
    try:
        weights, state = _named("parameters", arrays), json.loads(str(arrays["rng"]))
        done = Progress(best=_named("best", arrays), stopped=str(arrays["stopped"]))
        for name in _NUMBERS:
            setattr(done, name, arrays[name].tolist())
        expected, found = _sizes(network.parameters), _sizes(weights)
        if expected != found:
            raise ValueError(f"expected a network of {expected}, it has one of {found}")
        if (rng is None) != (state is None):
            raise ValueError(f"expected {'no rng' if rng is None else 'an rng'} in it, as now")
        optimizer.restore(_named("optimizer", arrays))
        if rng is not None:
            rng.bit_generator.state = state
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(unexpected(path, _WRITER, error)) from error
    for name, w in network.parameters.items():
        w[...] = weights[name]
    return done


def _prefixed(kind: str, arrays: dict[str, Array]) -> dict[str, Array]:
    return {f"{kind}/{name}": array for name, array in arrays.items()}


def _named(kind: str, arrays: dict[str, Array]) -> dict[str, Array]:
    prefix = f"{kind}/"
    return {k.removeprefix(prefix): a for k, a in arrays.items() if k.startswith(prefix)}


def _sizes(arrays: dict[str, Array]) -> str:
    return ", ".join(f"{name} {array.dtype} {array.shape}" for name, array in arrays.items())
