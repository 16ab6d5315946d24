"""Exercise 02.2, `kept_out`."""

from __future__ import annotations

import math

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_lib._validation import Array
from lstm_lib.activations import sigmoid


def _cut(z: Array) -> Array:
    kept = np.zeros(z.shape, int)
    kept[...] = sigmoid(-z)
    return kept


def _softmax(z: Array) -> Array:
    e = np.exp(-z - np.max(-z))
    total: Array = e / e.sum()
    return total


kept_out = Function(
    id="02.2",
    title="What a gate keeps out, to the last digits",
    name="kept_out",
    inputs={"z": "B H"},
    returns="kept out",
    reference=lambda z: sigmoid(-z),
    absolute=0,
    relative=1e-12,
    extra_cases=lambda rng: [
        (rng.uniform(low, low + 30, (2, 3)),) for low in (0, 5, 15, 35, 100, 600, -60)
    ],
    misconceptions=[
        Misconception(
            "B1-sign",
            lambda z: sigmoid(z),
            "This is the fraction that the gate lets in: it grows with z. What stays outside has "
            "to fall.",
        ),
        Misconception(
            "B2-overflow-nan",
            lambda z: np.exp(-z) / (1 + np.exp(-z)),
            "Right for ordinary sums, but nan where z = −1000: infinity divided by infinity. "
            "Which exponent is never above 0?",
        ),
        Misconception(
            "B8-cancellation",
            lambda z: 1 - sigmoid(z),
            "For large z the leading digits cancel: next to 1, numbers are about 1e-16 apart, so "
            "from z = 37 on nothing is left. Compute what stays outside without subtracting from "
            "1.",
        ),
        Misconception(
            "B3-tanh",
            lambda z: np.tanh(-z),
            "Your values reach −1. A fraction lies between 0 and 1; tanh is for what is written.",
        ),
        Misconception(
            "B4-derivative",
            lambda z: sigmoid(z) * sigmoid(-z),
            "At z = 0 you return one quarter: that is the sigmoid's derivative, not a fraction.",
        ),
        Misconception(
            "B5-int-truncation",
            _cut,
            "Your array has a type for whole numbers, so that every fraction was cut off to 0 or "
            "1.",
        ),
        Misconception(
            "B6-softmax",
            _softmax,
            "Your values add up to 1 over the whole array: that is softmax. Here every gate "
            "decides for itself, whatever its neighbours do.",
        ),
        Misconception(
            "B7-one-number-only",
            lambda z: 1 / (1 + math.exp(z)),
            "`math.exp` takes one number. NumPy has the same function for whole arrays.",
        ),
        Misconception(
            "B10-odds",
            lambda z: np.exp(-z),
            "At z = 0 you return 1, and more to the left of it. These are odds. Which fraction "
            "belongs to them?",
        ),
        Misconception(
            "B12-precedence",
            lambda z: 1 / 1 + np.exp(z),
            "Division comes before addition: look at the brackets of your fraction.",
        ),
        Misconception(
            "B13-absolute",
            lambda z: sigmoid(-np.abs(z)),
            "A shut gate keeps out nearly everything, but for z < 0 you return less than one half.",
        ),
    ],
    on_success="On paper 1 − σ(z) is the same. In floating point it is 0 from z = 37 on.",
)
