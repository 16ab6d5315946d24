"""A whole training step: run, loss, gradients, clipping, Adam; and what `network` adds to a run.

`python -m bench` measures this too, `python -m bench.training_step` this alone. The task is to
repeat the input, which needs a head of D answers at every step.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from bench import SIZES
from bench.machine import machine
from bench.measure import Worker, compare
from bench.problem import Problem
from bench.report import Row, aims, publish, table
from bench.tables import NONE, targets
from lstm_lib import lstm, network
from lstm_lib.interop import to_pytorch
from lstm_lib.network import Network
from lstm_lib.training import Adam, clip_by_norm, losses

RESULTS = Path(__file__).with_name("training_step.md")
DTYPE = "float32"
RATE, LIMIT = 0.001, 1.0
EXPLANATION = """\
A training step is a run forward, the loss, its gradients, clipping and Adam. The first row is
PyTorch's time divided by that of `lstm_lib`; the second what `network` needs for a run forward and
backward, divided by what `sequence` needs; the third a whole step over such a run. {dtype},
measured on one thread; {machine}; {date}."""


def head(given: Problem) -> np.ndarray:
    """Weights (D, 1+H) of the answers, the same in every process."""
    D, H = given.x.shape[-1], given.weights.units
    V = np.random.default_rng(1).normal(size=(D, 1 + H)) / np.sqrt(H)
    return V.astype(given.x.dtype)


def our_step(given: Problem) -> Callable[[], Any]:
    """One step of training a `Network`; returns the loss before it."""
    made, optimizer = Network([(given.weights.copy(),)], head(given)), Adam(RATE)

    def step() -> float:
        run = network.forward(made, given.x)
        loss, dy = losses.squared_error(run.y, given.x)
        gradients = network.backward(run, dy).parameters
        clip_by_norm(gradients, LIMIT)
        optimizer.step(made.parameters, gradients)
        return loss

    return step


def pytorch_step(given: Problem) -> Callable[[], Any]:
    """The same in PyTorch, with one of its two biases kept at 0, as `lstm_lib` has but one."""
    import torch

    torch.set_num_threads(1)
    weights, x, _ = given
    dtype = getattr(torch, str(x.dtype))
    lstm = torch.nn.LSTM(weights.inputs, weights.units, dtype=dtype)
    arrays = to_pytorch(weights)
    lstm.load_state_dict({f"{name}_l0": torch.tensor(array) for name, array in arrays.items()})
    lstm.bias_hh_l0.requires_grad_(False)
    linear = torch.nn.Linear(weights.units, weights.inputs, dtype=dtype)
    V = torch.tensor(head(given))
    linear.load_state_dict({"weight": V[:, 1:], "bias": V[:, 0]})
    trained = [p for model in (lstm, linear) for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam(trained, RATE)
    inputs = torch.tensor(x)

    def step() -> float:
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(linear(lstm(inputs)[0]), inputs)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, LIMIT)
        optimizer.step()
        return loss.item()

    return step


def run_of_network(given: Problem) -> Callable[[], Any]:
    """Forward and backward through a `Network` of one layer and no head."""
    made = Network([(given.weights,)])
    return lambda: network.backward(network.forward(made, given.x), given.dh).parameters[
        "layer_1.W"
    ]


def run_of_sequence(given: Problem) -> Callable[[], Any]:
    """Forward and backward through the layer itself."""
    weights, x, dh = given
    return lambda: lstm.backward(lstm.forward(weights, x), dh).W


STEPS: dict[str, Callable[[Problem], Callable[[], Any]]] = {
    "our step": our_step,
    "PyTorch step": pytorch_step,
    "network": run_of_network,
    "sequence": run_of_sequence,
}
SAME = {"PyTorch step": "our step", "network": "sequence"}
"""Functions that have to return the same numbers, call after call."""


def rows(times: dict[str, dict[str, float]]) -> list[Row]:
    """The three rows, from {size: {what: seconds}}."""

    def over(one: str, other: str) -> dict[str, float]:
        return {size: at[one] / at[other] for size, at in times.items()}

    first = Row("PyTorch: not installed", NONE)
    if all("PyTorch step" in at for at in times.values()):
        first = Row("PyTorch, one training step", over("PyTorch step", "our step"))
    most = targets(None, None, 1.05, 1.05, 1.05, 1.05)
    return [
        first,
        Row("network over sequence", over("network", "sequence"), at_most=most),
        Row("training step over forward and backward", over("our step", "network")),
    ]


def measured(size: str) -> dict[str, float]:
    """Times of all of them, taking turns: {what: seconds}."""
    names = [name for name in STEPS if find_spec("torch") or not name.startswith("PyTorch")]
    with ExitStack() as stack:
        workers = {name: stack.enter_context(Worker(name, size, DTYPE)) for name in names}
        return compare({name: (worker, "step") for name, worker in workers.items()})


def main() -> None:
    times = {}
    for size in SIZES:
        print("training step", size, "…", flush=True)
        times[size] = measured(size)
    said = EXPLANATION.format(dtype=DTYPE, machine=machine(), date=date.today())
    lines = rows(times)
    publish(f"{said}\n\n{table(lines)}", RESULTS, aims(lines))


if __name__ == "__main__":
    main()
