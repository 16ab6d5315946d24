"""Exercise 02.3, `slope_1997`."""

from __future__ import annotations

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import fraction
from lstm_lib._validation import Array
from lstm_lib.activations import sigmoid, sigmoid_derivative, tanh, tanh_derivative


def _slope_in_place(a: Array) -> Array:
    a *= a
    return (1 - a) / 2


slope_1997 = Function(
    id="02.3",
    title="A derivative in terms of its output",
    name="slope_1997",
    inputs={"a": fraction("B H", low=-1)},
    returns="derivative",
    reference=lambda a: 2 * sigmoid_derivative((a + 1) / 2),
    misconceptions=[
        Misconception(
            "B9-no-square",
            lambda a: (1 - a) / 2,
            "At a = −1 the curve is flat, but your derivative there is 1. Does your formula "
            "treat a and −a alike?",
        ),
        Misconception(
            "tanh-slope",
            lambda a: tanh_derivative(a),
            "That is the derivative of tanh. This curve has the same limits but is stretched: at "
            "a = 0 it rises half as steeply.",
        ),
        Misconception(
            "sigmoid-slope",
            lambda a: a * (1 - a),
            "a (1 − a) holds if a is the sigmoid's output, between 0 and 1. Here a runs from −1 "
            "to 1, and your derivative is negative for a < 0.",
        ),
        Misconception(
            "factor-only",
            lambda a: 2 * a * (1 - a),
            "The factor 2 is right, but a is not the sigmoid's output. Which output of the "
            "sigmoid belongs to a?",
        ),
        Misconception(
            "no-factor",
            lambda a: sigmoid_derivative((a + 1) / 2),
            "The sigmoid's output is right, (a + 1)/2. But the curve is twice as high as the "
            "sigmoid.",
        ),
        Misconception(
            "B11-squashed-again",
            lambda a: tanh_derivative(tanh(a)) / 2,
            "a is the output already. It does not go through the curve again.",
        ),
        Misconception(
            "a-as-sum",
            lambda a: 2 * sigmoid_derivative(sigmoid(a)),
            "You took a for the sum. It is the output; the sum is no longer there.",
        ),
        Misconception(
            "plus",
            lambda a: (1 + a * a) / 2,
            "Your derivative is largest where the curve is flat, at a = ±1. Check a sign.",
        ),
        Misconception(
            "in-place",
            _slope_in_place,
            "The derivative is right, but your function overwrites its argument a, which the "
            "backward pass still needs.",
        ),
    ],
    on_success="The first LSTM used this very curve, for its cell input.",
)
