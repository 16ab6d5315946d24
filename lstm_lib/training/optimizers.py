"""Optimizers, which turn gradients into changes of the weights: gradient descent and Adam."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from lstm_lib._validation import Array, expect_fraction, expect_positive
from lstm_lib.training._optimizer_base import LearningRate, OptimizerBase
from lstm_lib.training.clipping import Arrays


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


class SGD(OptimizerBase):
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


class Adam(OptimizerBase):
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

    weight_decay = 0.0

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
            FloatingPointError: if the square of a gradient overflows in its dtype.
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
            if self.weight_decay:
                w *= 1 - eta * self.weight_decay
            w -= eta / unbias_m * m / (np.sqrt(v / unbias_v) + self.epsilon)


class AdamW(Adam):
    """Adam with decoupled weight decay: before each step of Adam, w ← (1 − η λ) w.

    Every weight decays, biases included, as in PyTorch's `AdamW` unless told otherwise.

    Args:
        learning_rate, beta1, beta2, epsilon: as in `Adam`.
        weight_decay: λ, above 0.

    Raises:
        ValueError: if a number lies outside its range.

    Source: Loshchilov & Hutter 2019, Decoupled weight decay regularization, algorithm 2.
    """

    def __init__(
        self,
        learning_rate: LearningRate = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        weight_decay: float = 0.01,
    ) -> None:
        super().__init__(learning_rate, beta1, beta2, epsilon)
        expect_positive("weight_decay", weight_decay)
        self.weight_decay = weight_decay
