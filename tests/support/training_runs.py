"""A small training run with every option: two layers, dropout, Adam with a schedule, clipping."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_lib.network import Network, forward
from lstm_lib.tasks import Batch, adding
from lstm_lib.training import Adam, History, Optimizer, cosine, squared_error, train

Arrays = dict[str, np.ndarray]
STEPS = 30


def small(seed: int = 0, **changes: Any) -> Network:
    """2 inputs, two layers of 4 units, 1 output."""
    sizes = {"inputs": 2, "units": 4, "outputs": 1, "layers": 2} | changes
    return Network.random(rng=np.random.default_rng(seed), **sizes)


def batches(step: int) -> Batch:
    """Sequences of 10 or 11 steps, which depend only on the number of the training step."""
    return adding.batch(np.random.default_rng((1, step)), 4, steps=10)


def falling_rate() -> Adam:
    """Adam with the schedule of the run."""
    return Adam(cosine(0.05, STEPS))


def held_back(network: Network) -> float:
    """Loss on sequences that are not used in training."""
    batch = batches(0)
    y = forward(network, batch.x, lengths=batch.lengths).y
    return squared_error(y, batch.target, batch.mask)[0]


class Run:
    """A network with dropout, its optimizer and its generator; `train` continues from there."""

    def __init__(
        self,
        seed: int = 0,
        optimizer: Optimizer | None = None,
        bits: Callable[[int], np.random.BitGenerator] = np.random.PCG64,
    ) -> None:
        self.network = small(seed, dropout=0.5)
        self.optimizer = optimizer or falling_rate()
        self.rng = np.random.Generator(bits(seed))

    def train(self, steps: int = STEPS, **changes: Any) -> History:
        arguments: dict[str, Any] = {
            "batches": batches,
            "max_norm": 0.5,
            "validate_every": 4,
        } | changes
        return train(
            self.network,
            loss=squared_error,
            optimizer=self.optimizer,
            steps=steps,
            rng=self.rng,
            progress=False,
            **arguments,
        )

    @property
    def all(self) -> tuple[Arrays, Arrays, Any]:
        """Weights, state of the optimizer, state of the generator: all that the next step needs."""
        weights = {name: w.copy() for name, w in self.network.parameters.items()}
        return weights, self.optimizer.state(), self.rng.bit_generator.state


def same(one: Any, other: Any) -> None:
    """Check that two arrays, or whole structures of them, are equal to the last bit."""
    if isinstance(one, Run):
        one, other = one.all, other.all
    if isinstance(one, dict):
        assert one.keys() == other.keys()
        one, other = [*one.values()], [other[name] for name in one]
    if isinstance(one, (tuple, list)):
        assert len(one) == len(other)
        for left, right in zip(one, other, strict=True):
            same(left, right)
    else:
        np.testing.assert_array_equal(one, other, strict=True)
