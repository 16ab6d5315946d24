"""From gradients to changes of the weights: gradient descent, Adam, clipping, learning rates."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np

from lstm_lib.checks import Array, as_float, expect_finite

Arrays = Mapping[str, Array]
"""Arrays by name, as `Network.parameters` has them."""
Rate = float | Callable[[int], float]
"""A learning rate, or a schedule: the rate of step 1, 2, …"""


class Optimizer(Protocol):
    """What changes weights in place, one step at a time."""

    def step(self, parameters: Arrays, gradients: Arrays) -> None:
        """Change every parameter in place."""

    def state(self) -> dict[str, Array]:
        """All that the next step depends on, copied."""

    def restore(self, state: Arrays) -> None:
        """Go on from what `state` returned."""

    @property
    def rate_now(self) -> float:
        """The learning rate of the next step."""


class _Steps:
    """What all optimizers share: counting steps, the rate of each, and running means by name."""

    _means: tuple[str, ...] = ()

    def __init__(self, rate: Rate) -> None:
        if not callable(rate):
            expect_positive("rate", rate)
        self.rate = rate
        self.steps = 0
        self._kept: dict[str, Array] = {}

    @property
    def rate_now(self) -> float:
        """The learning rate of the next step."""
        return self.rate(self.steps + 1) if callable(self.rate) else self.rate

    def state(self) -> dict[str, Array]:
        """All that the next step depends on, copied: the number of steps, and the running means."""
        kept = {name: array.copy() for name, array in self._kept.items()}
        return {"steps": np.array(self.steps)} | kept

    def restore(self, state: Arrays) -> None:
        """Go on from what `state` returned.

        Raises:
            ValueError: if it is not the state of such an optimizer.
        """
        names = {name.split(" ")[0] for name in state if name != "steps"}
        if "steps" not in state or not names <= set(self._means):
            raise ValueError(
                f"state: expected steps and {', '.join(self._means) or 'nothing else'}, "
                f"got {', '.join(sorted(state)) or 'nothing'}"
            )
        self.steps = int(state["steps"])
        self._kept = {name: np.array(state[name]) for name in state if name != "steps"}

    def _mean(self, kind: str, name: str, like: Array) -> Array:
        """The running mean of one parameter, 0 at first."""
        return self._kept.setdefault(f"{kind} {name}", np.zeros_like(like))


class SGD(_Steps):
    """Gradient descent, with momentum if wanted: m ← μ m + d, w ← w − η m.

    Args:
        rate: η, a number above 0, or a schedule.
        momentum: μ, from 0 (none) to below 1.

    Raises:
        ValueError: if a number lies outside its range.

    Source: Polyak 1964, Some methods of speeding up the convergence of iteration methods.
    """

    _means = ("m",)

    def __init__(self, rate: Rate, momentum: float = 0.0) -> None:
        super().__init__(rate)
        expect_share("momentum", momentum)
        self.momentum = momentum

    def step(self, parameters: Arrays, gradients: Arrays) -> None:
        """Change every parameter in place.

        Raises:
            TypeError, ValueError: if the gradients are not those of the parameters.
        """
        expect_gradients(parameters, gradients)
        eta = self.rate_now
        self.steps += 1
        for name, w in parameters.items():
            d = gradients[name]
            if self.momentum:
                m = self._mean("m", name, w)
                m *= self.momentum
                m += d
                d = m
            w -= eta * d


class Adam(_Steps):
    """A rate for each weight: the mean of its slopes over the root mean square of them.

    m ← β₁ m + (1 − β₁) d,  v ← β₂ v + (1 − β₂) d²,
    w ← w − η (m / (1 − β₁ˢ)) / (√(v / (1 − β₂ˢ)) + ε),  s counting steps from 1.

    Args:
        rate: η, a number above 0, or a schedule.
        beta1, beta2: β₁ and β₂, from 0 to below 1.
        epsilon: ε, above 0.

    Raises:
        ValueError: if a number lies outside its range.

    Source: Kingma & Ba 2015, algorithm 1.
    """

    _means = ("m", "v")

    def __init__(
        self, rate: Rate = 0.001, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8
    ) -> None:
        super().__init__(rate)
        expect_share("beta1", beta1)
        expect_share("beta2", beta2)
        expect_positive("epsilon", epsilon)
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon

    def step(self, parameters: Arrays, gradients: Arrays) -> None:
        """Change every parameter in place.

        Raises:
            TypeError, ValueError: if the gradients are not those of the parameters.
        """
        expect_gradients(parameters, gradients)
        eta, beta1, beta2 = self.rate_now, self.beta1, self.beta2
        self.steps += 1
        unbias_m, unbias_v = 1 - beta1**self.steps, 1 - beta2**self.steps
        for name, w in parameters.items():
            d = gradients[name]
            m, v = self._mean("m", name, w), self._mean("v", name, w)
            m *= beta1
            m += (1 - beta1) * d
            v *= beta2
            v += (1 - beta2) * d**2
            w -= eta / unbias_m * m / (np.sqrt(v / unbias_v) + self.epsilon)


def clip_by_norm(gradients: Arrays, limit: float) -> float:
    """Shorten the gradient, all arrays by one factor, in place: d ← d min(1, limit / ‖d‖).

    Args:
        gradients: arrays by name; ‖d‖ is the norm of all their entries together.
        limit: the largest norm allowed, above 0.

    Returns:
        ‖d‖ before; if it is not finite, nothing is changed.

    Raises:
        TypeError: if a gradient is not an array of floats.
        ValueError: if there is no gradient, or the limit is not above 0.

    Source: Pascanu, Mikolov & Bengio 2013, sec. 3.2.
    """
    expect_positive("limit", limit)
    norm = global_norm(gradients)
    if limit < norm < math.inf:
        for d in gradients.values():
            d *= limit / norm
    return norm


def global_norm(gradients: Arrays) -> float:
    """‖d‖, the root of the sum of the squares of all entries of all arrays.

    Raises:
        TypeError, ValueError: as `clip_by_norm`.
    """
    if not gradients:
        raise ValueError("gradients: expected at least one array, got none")
    return math.sqrt(sum(float(np.vdot(d, d)) for d in map(_array, gradients.values())))


def _array(d: Array) -> Array:
    if as_float("gradients", d) is not d:
        raise TypeError(f"gradients: expected arrays of floats, got {type(d).__name__}")
    return d


def cosine(rate: float, steps: int, warmup: int = 0) -> Callable[[int], float]:
    """A schedule that rises to `rate` in a straight line and falls to 0 like half a cosine.

    η(s) = rate · s / warmup for s ≤ warmup, then
    η(s) = rate · ½ (1 + cos(π (s − 1 − warmup) / (steps − warmup))).

    Args:
        rate: the largest learning rate, above 0.
        steps: how many steps the schedule lasts; after them the rate is 0.
        warmup: steps of the rise, 0 … steps − 1.

    Raises:
        ValueError: if a number lies outside its range.

    Source: Loshchilov & Hutter 2017, SGDR, eq. 5.
    """
    expect_positive("rate", rate)
    if not 0 <= warmup < steps:
        raise ValueError(f"warmup: expected 0 ≤ warmup < steps = {steps}, got {warmup}")

    def at(step: int) -> float:
        if step <= warmup:
            return rate * step / warmup
        past = min(step - 1 - warmup, steps - warmup) / (steps - warmup)
        return rate * 0.5 * (1 + math.cos(math.pi * past))

    return at


def decay(rate: float, factor: float, every: int) -> Callable[[int], float]:
    """A schedule that multiplies the rate by a factor after every so many steps.

    η(s) = rate · factor^⌊(s − 1) / every⌋.

    Raises:
        ValueError: if the rate or `every` is not above 0, or the factor not above 0 and at most 1.
    """
    expect_positive("rate", rate)
    expect_positive("every", every)
    if not 0 < factor <= 1:
        raise ValueError(f"factor: expected 0 < factor ≤ 1, got {factor}")
    return lambda step: rate * factor ** ((step - 1) // every)


def expect_positive(name: str, value: float) -> None:
    """Check that a number is finite and above 0.

    Raises:
        ValueError: otherwise.
    """
    if not 0 < value < math.inf:
        raise ValueError(f"{name}: expected a number > 0, got {value}")


def expect_share(name: str, value: float) -> None:
    """Check that a number is at least 0 and below 1.

    Raises:
        ValueError: otherwise.
    """
    if not 0 <= value < 1:
        raise ValueError(f"{name}: expected 0 ≤ {name} < 1, got {value}")


def expect_gradients(parameters: Arrays, gradients: Arrays) -> None:
    """Check that there is one gradient for each parameter, of its shape and dtype, and finite.

    Raises:
        TypeError: if a dtype differs.
        ValueError: if a name is missing or unknown, a shape differs, or a number is not finite.
    """
    if parameters.keys() != gradients.keys():
        raise ValueError(
            f"gradients: expected {', '.join(sorted(parameters))}, "
            f"got {', '.join(sorted(gradients)) or 'none'}"
        )
    for name, w in parameters.items():
        d = as_float(f"gradients[{name!r}]", gradients[name], w.dtype)
        if d.shape != w.shape:
            raise ValueError(f"gradients[{name!r}]: expected shape {w.shape}, got {d.shape}")
        expect_finite(f"gradients[{name!r}]", d)
