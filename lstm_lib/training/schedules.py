"""Learning rates that change while training goes on: the rate of step 1, 2, …"""

from __future__ import annotations

import math
from collections.abc import Callable
from numbers import Integral

from lstm_lib._validation import as_size, expect_positive


def cosine(learning_rate: float, steps: int, warmup: int = 0) -> Callable[[int], float]:
    """A schedule that rises to `learning_rate` in a straight line and falls to 0 like half a cosine.

    η(s) = rate · s / warmup for s ≤ warmup, then
    η(s) = rate · ½ (1 + cos(π (s − 1 − warmup) / (steps − warmup))).

    Args:
        learning_rate: the largest learning rate, above 0.
        steps: how many steps the schedule lasts; after them the rate is 0.
        warmup: steps of the rise, 0 … steps − 1.

    Raises:
        TypeError: if learning_rate is not a number, or steps or warmup not a whole number.
        ValueError: if a number lies outside its range.

    Source: Loshchilov & Hutter 2017, SGDR, eq. 5.
    """
    expect_positive("learning_rate", learning_rate)
    steps = as_size("steps", "steps", steps)
    if not isinstance(warmup, Integral):
        raise TypeError(f"warmup: expected a whole number, got {warmup!r:.60}")
    if not 0 <= warmup < steps:
        raise ValueError(f"warmup: expected 0 ≤ warmup < steps = {steps}, got {warmup}")

    def at(step: int) -> float:
        if step <= warmup:
            return learning_rate * step / warmup
        past = min(step - 1 - warmup, steps - warmup) / (steps - warmup)
        return learning_rate * 0.5 * (1 + math.cos(math.pi * past))

    return at


def decay(learning_rate: float, factor: float, every: int) -> Callable[[int], float]:
    """A schedule that multiplies the rate by a factor after every so many steps.

    η(s) = rate · factor^⌊(s − 1) / every⌋.

    Args:
        learning_rate: the learning rate of step 1, above 0.
        factor: above 0, at most 1.
        every: steps between two changes, at least 1.

    Raises:
        TypeError: if rate or factor is not a number, or every not a whole number.
        ValueError: if a number lies outside its range.
    """
    expect_positive("learning_rate", learning_rate)
    expect_positive("factor", factor)
    if factor > 1:
        raise ValueError(f"factor: expected 0 < factor ≤ 1, got {factor}")
    every = as_size("every", "every", every)
    return lambda step: learning_rate * factor ** ((step - 1) // every)
