"""Exercise 02.5, `weight_gradient`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import fraction
from lstm_lib._validation import Array
from lstm_lib.activations import sigmoid, sigmoid_derivative, tanh_derivative
from lstm_lib.layer import layer_backward, with_bias


def _gradient(x: Array, f: Array, df: Array) -> Array:
    return layer_backward(np.zeros((f.shape[1], 1 + x.shape[1])), x, f, df)[0]


def _in_place(x: Array, f: Array, df: Array) -> Array:
    df *= sigmoid_derivative(f)
    result: Array = df.T @ with_bias(x)
    return result


def broken_weight_gradient(x: Array, f: Array, df: Array) -> Array:
    """The gate's backward pass as it was published, in this course's notation."""
    dz = sigmoid(f) * df
    dW: Array = dz.T @ with_bias(x)
    return dW


weight_gradient = Function(
    id="02.5",
    title="A published gradient with a mistake in it",
    name="weight_gradient",
    inputs={"x": "B n", "f": fraction("B m"), "df": "B m"},
    returns="dW",
    reference=_gradient,
    broken_code=broken_weight_gradient,
    misconceptions=[
        Misconception(
            "unmended",
            broken_weight_gradient,
            "It still does what the broken one does. Which derivative belongs between the output "
            "f and its sum, and what does the first line put there?",
        ),
        Misconception(
            "I5-no-slope",
            lambda x, f, df: df.T @ with_bias(x),
            "The sigmoid's derivative is missing altogether: between the sum and its output the "
            "chain rule has one more factor.",
        ),
        Misconception(
            "f-as-sum",
            lambda x, f, df: (df * sigmoid_derivative(sigmoid(f))).T @ with_bias(x),
            "You put f through the sigmoid before you take the derivative, but f is the output "
            "already.",
        ),
        Misconception(
            "tanh-slope",
            lambda x, f, df: (df * tanh_derivative(f)).T @ with_bias(x),
            "1 − f² is the derivative of tanh. A gate is a sigmoid.",
        ),
        Misconception(
            "output-as-slope",
            lambda x, f, df: (df * f).T @ with_bias(x),
            "An open gate, f = 1, is on the flat part of the curve and learns nothing; yours "
            "learns most.",
        ),
        Misconception(
            "other-half",
            lambda x, f, df: (df * (1 - f)).T @ with_bias(x),
            "A shut gate, f = 0, is on the flat part of the curve and learns nothing; yours "
            "learns most.",
        ),
        Misconception(
            "I9-averaged",
            lambda x, f, df: _gradient(x, f, df) / len(x),
            "Your gradient is divided by the number of examples; the loss is their sum.",
        ),
        Misconception(
            "no-bias-column",
            lambda x, f, df: _gradient(x, f, df)[:, 1:],
            "The bias has a gradient, too: dW has the shape of W, (m, 1+n).",
        ),
        Misconception(
            "bias-last",
            lambda x, f, df: np.roll(_gradient(x, f, df), -1, axis=1),
            "The gradient of the biases stands in your last column; W has them in its first.",
        ),
        Misconception(
            "transposed",
            lambda x, f, df: _gradient(x, f, df).T,
            "All numbers are right, but in the wrong places: dW has the shape of W, (m, 1+n).",
        ),
        Misconception(
            "not-summed",
            lambda x, f, df: (df * sigmoid_derivative(f))[:, :, None] * with_bias(x)[:, None, :],
            "You have a gradient for each example. All of them use the same weights: add up.",
        ),
        Misconception(
            "in-place",
            _in_place,
            "The gradient is right, but your function overwrites its argument df.",
        ),
    ],
    on_success="Reported in github.com/CaptainE/RNN-LSTM-in-numpy/issues/1: a sigmoid where its derivative "
    "belongs. Numbers come out all the same; chapter 10 checks gradients, and finds it.",
)
