"""Exercise 12.2, `sharpen`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import Sizes, custom, real
from lstm_lib._validation import Array
from lstm_lib.sampling import with_temperature
from lstm_lib.training import softmax


def _temperature(rng: np.random.Generator, _: Sizes) -> float:
    return float(rng.choice([0.3, 0.5, 0.8, 1.5, 2.0, 4.0]))


def _without_shift(y: Array, temperature: float) -> Array:
    powers = np.exp(y / temperature)
    result: Array = powers / powers.sum(axis=-1, keepdims=True)
    return result


def _shift_of_all(y: Array, temperature: float) -> Array:
    powers = np.exp((y - y.max()) / temperature)
    result: Array = powers / powers.sum(axis=-1, keepdims=True)
    return result


def _not_normalised(y: Array, temperature: float) -> Array:
    powers: Array = np.exp((y - y.max(axis=-1, keepdims=True)) / temperature)
    return powers


def _power(y: Array, temperature: float) -> Array:
    """p to the power of the temperature itself."""
    return np.asarray(softmax(y) ** temperature)


def _changed(y: Array, temperature: float) -> Array:
    y -= y.max(axis=-1, keepdims=True)
    return with_temperature(y, temperature)


temperature = Function(
    id="12.2",
    title="How daring",
    name="sharpen",
    inputs={"y": real("B K"), "temperature": custom(_temperature)},
    sizes={"B": (1, 2, 3, 5), "K": (2, 3, 5)},
    returns="p",
    reference=with_temperature,
    without=(with_temperature,),
    extra_cases=lambda rng: [
        (rng.normal(size=(2, 4)), 1.0),
        (rng.normal(size=(3, 4)), 0.01),
        (np.array([[800.0, 799.0, 0.0], [-800.0, -801.0, -900.0]]), 0.5),
    ],
    misconceptions=[
        Misconception(
            "multiplied",
            lambda y, temperature: softmax(y * temperature),
            "You multiply by the temperature: your cold texts are the daring ones.",
        ),
        Misconception(
            "after-the-softmax",
            lambda y, temperature: softmax(y) / temperature,
            "You divide the probabilities, after the softmax, and they no longer add up to 1. "
            "Divide what goes in.",
        ),
        Misconception(
            "no-temperature",
            lambda y, temperature: softmax(y),
            "Your result does not depend on the temperature. If you divide the probabilities and "
            "normalise again, the division cancels.",
        ),
        Misconception(
            "softmax-of-probabilities",
            lambda y, temperature: softmax(softmax(y) / temperature),
            "You take the softmax twice. The second one makes everything nearly equal.",
        ),
        Misconception(
            "powers-not-normalised",
            _power,
            "The powers of the probabilities do not add up to 1; and the power is 1/temperature.",
        ),
        Misconception(
            "not-normalised",
            _not_normalised,
            "Your numbers do not add up to 1.",
        ),
        Misconception(
            "overflow",
            _without_shift,
            "Correct for small outputs; for large ones, or at a low temperature, the exponential "
            "overflows. Subtract each row's largest number first.",
        ),
        Misconception(
            "largest-of-all-rows",
            _shift_of_all,
            "You subtract the largest number of the whole array. A row far below it becomes 0 "
            "divided by 0; each row has its own largest number.",
        ),
        Misconception(
            "wrong-axis",
            lambda y, temperature: with_temperature(np.ascontiguousarray(y.T), temperature).T,
            "Your columns add up to 1. Each row is one distribution.",
        ),
        Misconception(
            "argument-changed",
            _changed,
            "The result is correct, but the array that you were given has changed.",
        ),
    ],
    on_success="`lstm_lib.sampling.with_temperature` does this.",
)
