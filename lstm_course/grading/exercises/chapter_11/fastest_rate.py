"""Exercise 11.5, `fastest_rate`."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import custom
from lstm_lib._validation import Array


def _left_over(args: tuple[Any, ...], rate: Array) -> tuple[float, float]:
    """The factors that a step leaves of the flattest weight, and of the steepest."""
    if rate.shape:
        raise ValueError("rate: expected one number")
    a = args[0]
    return float(1 - rate * a.min()), float(1 - rate * a.max())


fastest = Function(
    id="11.5",
    title="In the valley, as fast as the wall allows",
    name="fastest_rate",
    inputs={"a": custom(lambda rng, sizes: 2.0 ** rng.integers(-6, 9, sizes["K"]), "K")},
    sizes={"K": (2, 3, 4, 5, 8)},
    returns="rate",
    reference=lambda a: float(2 / (a.min() + a.max())),
    compare_by=_left_over,
    compares="left of the flattest weight, left of the steepest weight",
    extra_cases=lambda rng: [
        (np.array([3.0, 1.0, 10.0, 2.0]),),
        (np.array([7.0, 0.5, 0.25, 6.0, 6.0]),),
        (np.array([0.07]),),
        (np.array([1e-8, 3e-8, 2e-8]),),
        (np.array([2e9, 1e9]),),
        (rng.uniform(1, 20, 8),),
    ],
    misconceptions=[
        Misconception(
            "1/largest",
            lambda a: float(1 / a.max()),
            "Safe, and slow: the steepest weight arrives in one step, while the flattest hardly "
            "moves. The steepest may overshoot a little.",
        ),
        Misconception(
            "wall",
            lambda a: float(2 / a.max()),
            "That is the wall itself: the steepest weight jumps from one side to the other for "
            "ever, and comes no nearer.",
        ),
        Misconception(
            "1/smallest",
            lambda a: float(1 / a.min()),
            "The flattest weight arrives in one step, and the steepest is thrown further away "
            "with every step.",
        ),
        Misconception(
            "1/mean",
            lambda a: float(1 / a.mean()),
            "The mean depends on how many weights are steep. Which weights decide how fast the "
            "slowest one is?",
        ),
        Misconception(
            "mean-of-1/a",
            lambda a: float(np.mean(1 / a)),
            "The mean of the best rates of all weights is far beyond the wall of the steepest.",
        ),
        Misconception(
            "1/median",
            lambda a: float(1 / np.median(a)),
            "You took a weight in the middle. Which weights decide how fast the slowest one is?",
        ),
        Misconception(
            "geometric",
            lambda a: float(1 / np.sqrt(a.min() * a.max())),
            "The two weights that count are the right ones. But what shrinks a weight is a "
            "difference, 1 minus something. When are two such differences equally large?",
        ),
        Misconception(
            "half",
            lambda a: float(1 / (a.min() + a.max())),
            "Half as fast as possible: the steepest may overshoot by as much as the flattest "
            "falls short.",
        ),
        Misconception(
            "sum",
            lambda a: float(2 / a.sum()),
            "Right for two weights. If there are more, those in between do not matter.",
        ),
        Misconception(
            "first-and-last",
            lambda a: float(2 / (a[0] + a[-1])),
            "You took the first and the last; the weights are in no order.",
        ),
        Misconception(
            "uphill",
            lambda a: float(-2 / (a.min() + a.max())),
            "With a rate below 0 all weights walk away from where they should be.",
        ),
        Misconception(
            "a-rate-for-each",
            lambda a: 1 / a,
            "A rate for each weight would indeed be best, and it is what Adam approximates. Here "
            "there is one for all.",
        ),
    ],
    on_success="The wall stands at 2 / (largest a). How fast the slowest weight gets is decided by the "
    "ratio of the steepest to the flattest, the condition number. A rate for each weight, as in Adam, "
    "escapes that where the steep directions are those of single weights.",
)
