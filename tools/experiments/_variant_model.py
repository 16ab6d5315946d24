"""A variant with a linear head, in the form that `train` takes: anything with parameters."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lstm_lib.activations import identity
from lstm_lib.layer import layer
from lstm_lib.variants import VARIANTS

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]


class Output(NamedTuple):
    """Outputs y (T, B, K), and what the backward pass reads."""

    y: Array
    x: Array
    steps: Any


class VariantModel:
    """A cell of `VARIANTS` and y_t = V [1; h_t]; weights are normal, biases 0."""

    def __init__(
        self, name: str, inputs: int, units: int, outputs: int, rng: np.random.Generator
    ) -> None:
        self.variant = VARIANTS[name]
        self.parameters: dict[str, Array] = {}
        for key, shape in self.variant.weight_shapes(inputs, units).items():
            self.parameters[key] = rng.normal(size=shape) / np.sqrt(units + inputs)
        self.parameters["head"] = rng.normal(size=(outputs, 1 + units)) / np.sqrt(units)
        for weights in self.parameters.values():
            weights[:, 0] = 0

    @property
    def weights(self) -> list[Array]:
        """The weights of the cell, in the order of the contract."""
        return list(self.parameters.values())[:-1]

    def forward(self, x: Array, state: Any = None, lengths: Any = None, rng: Any = None) -> Output:
        """Run the cell and the head; the outputs beyond a sequence's length mean nothing."""
        steps = self.variant.forward(*self.weights, x, state)
        return Output(layer(self.parameters["head"], steps.h, activation=identity), x, steps)

    def backward(self, output: Output, dy: Array) -> dict[str, Array]:
        """Gradients of all parameters."""
        h, V = output.steps.h, self.parameters["head"]
        rows = dy.reshape(-1, dy.shape[-1])
        dV = np.column_stack([rows.sum(axis=0), rows.T @ h.reshape(len(rows), -1)])
        found = self.variant.backward(
            *self.weights, output.x, None, output.steps, dy @ V[:, 1:], None
        )
        return dict(zip(self.parameters, [*found[: len(self.weights)], dV], strict=True))
