"""Learning-rate schedules: functions that give the rate of step 1, 2, …"""

from __future__ import annotations

import math
from collections.abc import Callable
from numbers import Integral

from lstm_lib._validation import as_size, expect_positive


def cosine(learning_rate: float, steps: int, warmup: int = 0) -> Callable[[int], float]:
    """Cosine schedule: a linear rise to `learning_rate`, then a fall to 0 along half a cosine.

    η(s) = rate · s / warmup for s ≤ warmup, then
    η(s) = rate · ½ (1 + cos(π (s − 1 − warmup) / (steps − warmup))).

    Args:
        learning_rate: the largest learning rate, above 0.
        steps: length of the schedule in steps; beyond it the rate is 0.
        warmup: length of the rise in steps, 0 … steps − 1.

    Raises:
        TypeError: if learning_rate is not a number, or steps or warmup is not a whole number.
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
        elapsed = min(step - 1 - warmup, steps - warmup) / (steps - warmup)
        return learning_rate * 0.5 * (1 + math.cos(math.pi * elapsed))

    return at


def decay(learning_rate: float, factor: float, every: int) -> Callable[[int], float]:
    """Step decay: multiply the rate by a factor after every `every` steps.

    η(s) = rate · factor^⌊(s − 1) / every⌋.

    Args:
        learning_rate: the learning rate of step 1, above 0.
        factor: above 0, at most 1.
        every: steps from one change to the next, at least 1.

    Raises:
        TypeError: if learning_rate or factor is not a number, or every is not a whole number.
        ValueError: if a number lies outside its range.
    """
    expect_positive("learning_rate", learning_rate)
    expect_positive("factor", factor)
    if factor > 1:
        raise ValueError(f"factor: expected 0 < factor ≤ 1, got {factor}")
    every = as_size("every", "every", every)
    return lambda step: learning_rate * factor ** ((step - 1) // every)
