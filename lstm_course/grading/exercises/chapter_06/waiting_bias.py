"""Exercise 06.5, `waiting_bias`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import Sizes, custom
from lstm_lib._validation import Array
from lstm_lib.activations import sigmoid


def _waiting_bias(steps: Array, rate: float, newton: int = 8) -> Array:
    """By Newton's method in y = exp(−b), where the law is increasing and concave."""
    y = np.ones_like(steps)
    for _ in range(newton):
        law = y + 3 * np.log(y) + 2.5 - 3 / y - 0.5 / y**2
        y = y + (rate * steps - law) / (1 + 1 / y) ** 3
    result: Array = -np.log(y)
    return result


def _solved(law: Callable[[Array], Array]) -> Callable[[Array, float], Array]:
    """Another law, solved by halving."""

    def answer(steps: Array, rate: float) -> Array:
        low, high = np.full_like(steps, -60.0), np.full_like(steps, 20.0)
        for _ in range(60):
            middle = (low + high) / 2
            late = law(middle) > rate * steps
            low, high = np.where(late, middle, low), np.where(late, high, middle)
        return low

    return answer


def _counts(rng: np.random.Generator, sizes: Sizes) -> Array:
    counts: Array = np.round(10 ** rng.uniform(0, 5, sizes["N"]))
    return counts


waiting_bias = Function(
    id="06.5",
    title="Shut until step n",
    name="waiting_bias",
    inputs={
        "steps": custom(_counts, "N"),
        "rate": custom(lambda rng, _: float(rng.choice([0.01, 0.1, 0.3, 0.5, 2.0]))),
    },
    returns="b",
    reference=_waiting_bias,
    extra_cases=lambda rng: [
        (np.array([0.0, 1.0, 10.0, 100.0]), 1.0),
        (np.array([1e9, 1e12]), 0.5),
        (np.array([1.0, 2.0, 3.0]), 0.001),
        (np.array([1.0, 1e6]), 1e-6),
        (np.array([1.0, 5.0]), 100.0),
    ],
    misconceptions=[
        Misconception(
            "first-term",
            lambda steps, rate: -np.log(np.maximum(rate * steps, 1e-300)),
            "You kept the first term of the law. That is good enough for many steps, but far off "
            "for few.",
        ),
        Misconception(
            "first-three-terms",
            _solved(lambda b: np.exp(-b) - 3 * b + 2.5),
            "You dropped the last two terms. They are small far below 0, but not near it: after "
            "0 steps a gate with a bias of 0 is half open.",
        ),
        Misconception(
            "error-stays-1",
            _solved(lambda b: np.exp(-b) - 2 * b - np.exp(b)),
            "Your times are those of a gate whose error stays 1. As it opens, the error shrinks, "
            "and so do the steps.",
        ),
        Misconception(
            "constant-lost",
            _solved(lambda b: np.exp(-b) - 3 * b - 3 * np.exp(b) - np.exp(2 * b) / 2),
            "The constant of the law is missing: without it, a gate that starts half open is not "
            "there at step 0.",
        ),
        Misconception(
            "rate-left-out",
            lambda steps, rate: _waiting_bias(steps, 1.0),
            "Your bias does not depend on the rate. The law's time is steps times rate.",
        ),
        Misconception(
            "divided-by-rate",
            lambda steps, rate: _waiting_bias(steps, 1 / rate),
            "You divided by the rate. With a smaller rate, is a given number of steps more time, "
            "or less?",
        ),
        Misconception(
            "sign",
            lambda steps, rate: -_waiting_bias(steps, rate),
            "Your gates start open. Did you solve for −b?",
        ),
        Misconception(
            "exp",
            lambda steps, rate: np.exp(-_waiting_bias(steps, rate)),
            "If this is exp(−b): the task is about the bias b itself.",
        ),
        Misconception(
            "share",
            lambda steps, rate: sigmoid(_waiting_bias(steps, rate)),
            "This is how far the gate is open at the start. What is its bias then?",
        ),
        Misconception(
            "time-itself",
            lambda steps, rate: (
                np.exp(-steps) - 3 * steps + 2.5 - 3 * np.exp(steps) - np.exp(2 * steps) / 2
            ),
            "You put the steps where the law has the bias. The steps are given, and the bias is "
            "what you look for.",
        ),
        Misconception(
            "not-below-10",
            lambda steps, rate: np.maximum(_waiting_bias(steps, rate), -10),
            "You look for the bias between −10 and 0 only. For many steps it lies lower.",
        ),
        Misconception(
            "one-newton-step",
            lambda steps, rate: _waiting_bias(steps, rate, newton=1),
            "Is this the first step of Newton's method? It takes a few more until nothing changes.",
        ),
        Misconception(
            "two-digits",
            lambda steps, rate: np.round(_waiting_bias(steps, rate), 2),
            "Right to two decimals. For a bias that is too coarse: go on until nothing changes.",
        ),
    ],
    on_success="This is how one could choose Hochreiter and Schmidhuber's −3 and −6: by the step at which a "
    "memory should join in.",
)
