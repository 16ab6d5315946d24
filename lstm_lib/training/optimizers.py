"""Optimizers, which turn gradients into changes of the weights: gradient descent and Adam."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol

import numpy as np

from lstm_lib._validation import Array, as_float, expect_fraction, expect_positive
from lstm_lib.training.clipping import Arrays, expect_gradients

LearningRate = float | Callable[[int], float]
"""A learning rate, or a schedule that gives the rate of step 1, 2, …"""


class Optimizer(Protocol):
    """Interface of an optimizer: it changes weights in place, one step at a time."""

    def step(self, parameters: Arrays, gradients: Arrays) -> None:
        """Change every parameter in place."""

    def state(self) -> dict[str, Array]:
        """Copy of everything that the next step depends on."""

    def restore(self, state: Arrays) -> None:
        """Continue from a result of `state`."""

    @property
    def current_lr(self) -> float:
        """The learning rate of the next step."""


class _Steps:
    """Base of all optimizers: the number of steps, the learning rate, running means by name.

    Args:
        learning_rate: a number above 0, or a schedule.
        means: names of the running means that each parameter has.
    """

    def __init__(self, learning_rate: LearningRate, *means: str) -> None:
        if not callable(learning_rate):
            expect_positive("learning_rate", learning_rate)
        self.learning_rate = learning_rate
        self.steps = 0
        self._means: dict[str, dict[str, Array]] = {mean: {} for mean in means}

    @property
    def current_lr(self) -> float:
        """The learning rate of the next step.

        Raises:
            ValueError: if the schedule does not return a finite number that is at least 0.
        """
        rate = (
            self.learning_rate(self.steps + 1)
            if callable(self.learning_rate)
            else self.learning_rate
        )
        if not 0 <= rate < math.inf:
            raise ValueError(
                f"learning_rate: expected a number ≥ 0 for step {self.steps + 1}, got {rate}"
            )
        return float(rate)

    def state(self) -> dict[str, Array]:
        """Copy of everything that the next step depends on: number of steps, running means."""
        state = {"steps": np.array(self.steps)}
        for mean, arrays in self._means.items():
            state |= {f"{mean} {name}": array.copy() for name, array in arrays.items()}
        return state

    def restore(self, state: Arrays) -> None:
        """Continue from a result of `state`.

        Raises:
            ValueError: if it is not the state of an optimizer of this class.
        """
        means: dict[str, dict[str, Array]] = {mean: {} for mean in self._means}
        for key in state.keys() - {"steps"}:
            mean, _, name = key.partition(" ")
            means.setdefault(mean, {})[name] = np.array(as_float(f"state[{key!r}]", state[key]))
        names = [arrays.keys() for arrays in means.values()]
        complete = means.keys() == self._means.keys() and all(each == names[0] for each in names)
        if "steps" not in state or not complete:
            expected = ", ".join(["steps", *(f"{mean} of each parameter" for mean in self._means)])
            raise ValueError(
                f"state: expected {expected}, got {', '.join(sorted(state)) or 'nothing'}"
            )
        self.steps, self._means = int(state["steps"]), means

    def _begin(self, parameters: Arrays, gradients: Arrays) -> float:
        """Check the arguments, count the step, start means at 0; return the learning rate."""
        expect_gradients(parameters, gradients)
        rate = self.current_lr
        for arrays in self._means.values():
            if not self.steps:
                arrays.update((name, np.zeros_like(w)) for name, w in parameters.items())
            elif _sizes(arrays) != _sizes(parameters):
                raise ValueError(
                    "parameters: expected those of the previous steps, "
                    f"{_sizes(arrays)}, got {_sizes(parameters)}"
                )
        self.steps += 1
        return rate


class SGD(_Steps):
    """Gradient descent with optional momentum: m ← μ m + d, w ← w − η m.

    Args:
        learning_rate: η, a number above 0, or a schedule.
        momentum: μ, from 0 (none) to below 1.

    Raises:
        ValueError: if a number lies outside its range.

    Source: Polyak 1964, Some methods of speeding up the convergence of iteration methods.
    """

    def __init__(self, learning_rate: LearningRate, momentum: float = 0.0) -> None:
        expect_fraction("momentum", momentum)
        super().__init__(learning_rate, *(["m"] if momentum else []))
        self.momentum = momentum

    def step(self, parameters: Arrays, gradients: Arrays) -> None:
        """Change every parameter in place.

        Raises:
            TypeError, ValueError: if the gradients do not fit the parameters.
        """
        eta = self._begin(parameters, gradients)
        for name, w in parameters.items():
            d = gradients[name]
            if self.momentum:
                m = self._means["m"][name]
                m *= self.momentum
                m += d
                d = m
            w -= eta * d


class Adam(_Steps):
    """Adam: each weight moves by the running mean of its gradient over its root mean square.

    m ← β₁ m + (1 − β₁) d,  v ← β₂ v + (1 − β₂) d²,
    w ← w − η (m / (1 − β₁ˢ)) / (√(v / (1 − β₂ˢ)) + ε),  where s counts steps from 1.

    Args:
        learning_rate: η, a number above 0, or a schedule.
        beta1, beta2: β₁ and β₂, from 0 to below 1.
        epsilon: ε, above 0.

    Raises:
        ValueError: if a number lies outside its range.

    Source: Kingma & Ba 2015, algorithm 1.
    """

    def __init__(
        self,
        learning_rate: LearningRate = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
    ) -> None:
        super().__init__(learning_rate, "m", "v")
        expect_fraction("beta1", beta1)
        expect_fraction("beta2", beta2)
        expect_positive("epsilon", epsilon)
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon

    def step(self, parameters: Arrays, gradients: Arrays) -> None:
        """Change every parameter in place.

        Raises:
            TypeError, ValueError: if the gradients do not fit the parameters.
        """
        eta, beta1, beta2 = self._begin(parameters, gradients), self.beta1, self.beta2
        unbias_m, unbias_v = 1 - beta1**self.steps, 1 - beta2**self.steps
        for name, w in parameters.items():
            d, m, v = gradients[name], self._means["m"][name], self._means["v"][name]
            m *= beta1
            m += (1 - beta1) * d
            v *= beta2
            v += (1 - beta2) * d**2
            w -= eta / unbias_m * m / (np.sqrt(v / unbias_v) + self.epsilon)


def _sizes(arrays: Arrays) -> str:
    return ", ".join(f"{name} {a.dtype} {a.shape}" for name, a in sorted(arrays.items()))
