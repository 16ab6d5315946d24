"""Chapter 2, sigmoid and tanh."""

from __future__ import annotations

import math

import numpy as np

from lstm_course.grading.exercise import Choice, Function, Number, Written, Wrong
from lstm_course.grading.generators import share
from lstm_lib._validation import Array
from lstm_lib.activations import sigmoid, sigmoid_derivative, tanh, tanh_derivative
from lstm_lib.layer import layer_backward, with_bias

needed_sum = Number(
    id="02.1",
    title="Nearly all of it",
    name="needed_sum",
    expected=lambda: math.log(99),
    tolerance=2e-3,
    wrong=[
        (
            "turned-over",
            lambda: -math.log(99),
            "The odds are turned over: that gate keeps out what this one should let through.",
        ),
        (
            "log10",
            lambda: math.log10(99),
            "The right odds, but the sigmoid is made with e: which logarithm undoes it?",
        ),
        ("odds", lambda: 99, "These are the odds. The sum is their logarithm."),
        (
            "sigmoid",
            lambda: float(sigmoid(0.99)),
            "You asked for the share of the sum 0.99. Here the share is given, and the sum wanted.",
        ),
        (
            "log-share",
            lambda: math.log(0.99),
            "The logarithm of the share is not the sum; the sum is the logarithm of something "
            "that compares the share with the rest.",
        ),
        (
            "odds-100",
            lambda: math.log(100),
            "Nearly: 99 parts of 100 go in. How many parts stay outside, against those 99?",
        ),
    ],
    then="A sum of 7 lets through 0.9991: each further nine costs about 2.3.",
)


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
    probes=lambda rng: [(rng.uniform(low, low + 30, (2, 3)),) for low in (5, 35, 100, 600, -60)],
    wrong=[
        Wrong(
            "B1-sign",
            lambda z: sigmoid(z),
            "This is the share that the gate lets in: it grows with z. What stays out has to fall.",
        ),
        Wrong(
            "B2-overflow-nan",
            lambda z: np.exp(-z) / (1 + np.exp(-z)),
            "Right for ordinary sums, but nan where z = −1000: infinity divided by infinity. "
            "Which exponent is never above 0?",
        ),
        Wrong(
            "B8-cancellation",
            lambda z: 1 - sigmoid(z),
            "For large z the leading digits cancel: next to 1, numbers stand about 1e-16 apart, so "
            "from z = 37 on nothing is left. Compute what stays out without subtracting from 1.",
        ),
        Wrong(
            "B3-tanh",
            lambda z: np.tanh(-z),
            "Your values reach −1. A share lies between 0 and 1; tanh is for contents.",
        ),
        Wrong(
            "B4-derivative",
            lambda z: sigmoid_derivative(sigmoid(z)),
            "At z = 0 you return one quarter: that is the slope of the sigmoid, not a share.",
        ),
        Wrong(
            "B5-int-truncation",
            _cut,
            "Your array has a type for whole numbers, so that every share was cut to 0 or 1.",
        ),
        Wrong(
            "B6-softmax",
            _softmax,
            "Your values add up to 1 over the whole array: that is softmax. Here every gate "
            "decides for itself, whatever its neighbours do.",
        ),
        Wrong(
            "B7-one-number-only",
            lambda z: 1 / (1 + math.exp(z)),
            "`math.exp` takes one number. NumPy has the same function for whole arrays.",
        ),
        Wrong(
            "B10-odds",
            lambda z: np.exp(-z),
            "At z = 0 you return 1, and more to the left of it. These are the odds; what share "
            "belongs to them?",
        ),
        Wrong(
            "B12-precedence",
            lambda z: 1 / 1 + np.exp(z),
            "Division comes before addition: look at the brackets of your fraction.",
        ),
        Wrong(
            "B13-absolute",
            lambda z: sigmoid(-np.abs(z)),
            "A shut gate keeps out nearly everything, but for z < 0 you return less than one half.",
        ),
    ],
    then="On paper 1 − σ(z) is the same. In the machine it is 0 from z = 37 on.",
)


def _slope_in_place(a: Array) -> Array:
    a *= a
    return (1 - a) / 2


slope_1997 = Function(
    id="02.3",
    title="A slope in terms of its output",
    name="slope_1997",
    inputs={"a": share("B H", low=-1)},
    returns="slope",
    reference=lambda a: 2 * sigmoid_derivative((a + 1) / 2),
    wrong=[
        Wrong(
            "B9-no-square",
            lambda a: (1 - a) / 2,
            "At a = −1 the curve is flat, but your slope there is 1. Does your formula treat a "
            "and −a alike?",
        ),
        Wrong(
            "tanh-slope",
            lambda a: tanh_derivative(a),
            "That is the slope of tanh. This curve has the same limits but is stretched: at a = 0 "
            "it rises half as steeply.",
        ),
        Wrong(
            "sigmoid-slope",
            lambda a: a * (1 - a),
            "a (1 − a) holds if a is the sigmoid's output, between 0 and 1. Here a runs from −1 to "
            "1, and your slope is negative for a < 0.",
        ),
        Wrong(
            "factor-only",
            lambda a: 2 * a * (1 - a),
            "The factor 2 is right, but a is not the sigmoid's output. Which share belongs to a?",
        ),
        Wrong(
            "no-factor",
            lambda a: sigmoid_derivative((a + 1) / 2),
            "The share is right, (a + 1)/2. But the curve is twice as high as the sigmoid.",
        ),
        Wrong(
            "B11-squashed-again",
            lambda a: tanh_derivative(tanh(a)) / 2,
            "a is the output already: there is nothing left to squash.",
        ),
        Wrong(
            "a-as-sum",
            lambda a: 2 * sigmoid_derivative(sigmoid(a)),
            "You took a for the sum. It is the output; the sum is no longer there.",
        ),
        Wrong(
            "plus",
            lambda a: (1 + a * a) / 2,
            "Your slope is largest where the curve is flat, at a = ±1. Look at a sign.",
        ),
        Wrong(
            "in-place",
            _slope_in_place,
            "The slope is right, but your function overwrites its argument a, which the backward "
            "pass still needs.",
        ),
    ],
    then="The first LSTM put its answers through this very curve.",
)

nudge = Choice(
    id="02.4",
    title="A nudge",
    name="nudge",
    question="A tanh unit answers 0.8. Its sum grows by 0.01. By about how much does its answer grow?",
    options={
        "a": (
            "0.01",
            "That is the growth of the sum. The curve passes it on where its slope is 1.",
        ),
        "b": ("0.0016", "a (1 − a) is the slope of the other curve, the sigmoid."),
        "c": ("0.002", "1 − a is the way that is left to the top. The slope has a square in it."),
        "d": ("0.0036", ""),
        "e": ("0.0056", "You took 0.8 for the sum and squashed it again; it is the answer."),
    },
    right="d",
    then="Nothing but the answer was needed. This is what a backward pass keeps, and why.",
)


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
    title="A gradient that was published wrong",
    name="weight_gradient",
    inputs={"x": "B n", "f": share("B m"), "df": "B m"},
    returns="dW",
    reference=_gradient,
    given=broken_weight_gradient,
    wrong=[
        Wrong(
            "unmended",
            broken_weight_gradient,
            "It still does what the broken one does. Which slope belongs between the output f and "
            "its sum, and what does the first line put there?",
        ),
        Wrong(
            "I5-no-slope",
            lambda x, f, df: df.T @ with_bias(x),
            "The sigmoid's slope is missing altogether: between the sum and its output the chain "
            "rule has one more factor.",
        ),
        Wrong(
            "f-as-sum",
            lambda x, f, df: (df * sigmoid_derivative(sigmoid(f))).T @ with_bias(x),
            "You squash f before you take the slope, but f is the output already.",
        ),
        Wrong(
            "tanh-slope",
            lambda x, f, df: (df * tanh_derivative(f)).T @ with_bias(x),
            "1 − f² is the slope of tanh. A gate is a sigmoid.",
        ),
        Wrong(
            "output-as-slope",
            lambda x, f, df: (df * f).T @ with_bias(x),
            "An open gate, f = 1, is flat and learns nothing; yours learns most.",
        ),
        Wrong(
            "other-half",
            lambda x, f, df: (df * (1 - f)).T @ with_bias(x),
            "A shut gate, f = 0, is flat and learns nothing; yours learns most.",
        ),
        Wrong(
            "I9-averaged",
            lambda x, f, df: _gradient(x, f, df) / len(x),
            "Your gradient is divided by the number of examples; the loss is their sum.",
        ),
        Wrong(
            "no-bias-column",
            lambda x, f, df: _gradient(x, f, df)[:, 1:],
            "The bias has a gradient too: dW has the shape of W, (m, 1+n).",
        ),
        Wrong(
            "bias-last",
            lambda x, f, df: np.roll(_gradient(x, f, df), -1, axis=1),
            "The gradient of the biases stands in your last column; W has them in its first.",
        ),
        Wrong(
            "transposed",
            lambda x, f, df: _gradient(x, f, df).T,
            "All numbers are right, in the wrong places: dW has the shape of W, (m, 1+n).",
        ),
        Wrong(
            "not-summed",
            lambda x, f, df: (df * sigmoid_derivative(f))[:, :, None] * with_bias(x)[:, None, :],
            "You have a gradient for each example. All of them use the same weights: add up.",
        ),
        Wrong(
            "in-place",
            _in_place,
            "The gradient is right, but your function overwrites its argument df.",
        ),
    ],
    then="Reported in github.com/CaptainE/RNN-LSTM-in-numpy/issues/1: a sigmoid where its "
    "slope belongs. Numbers come out all the same; chapter 10 checks gradients, and sees it.",
)

why_flat = Written(
    id="02.6",
    title="Why a shut gate stays shut",
    name="why_flat",
    criteria=[
        "The slope of the sigmoid is a (1 − a), so near a = 0 and near a = 1 it is nearly 0.",
        "By the chain rule this slope multiplies every gradient of the gate's weights.",
        "So a gate that is wrongly shut gets hardly any signal that would open it.",
        "The slope is small, not 0: with a patient optimiser or a long time it can still move.",
    ],
)

EXERCISES = [needed_sum, kept_out, slope_1997, nudge, weight_gradient, why_flat]
