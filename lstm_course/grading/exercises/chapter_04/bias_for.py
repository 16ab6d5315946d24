"""Exercise 04.5, `bias_for`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import custom
from lstm_lib._validation import Array
from lstm_lib.activations import identity, sigmoid
from lstm_lib.layer import concat, layer


def _bias_for(i: Array, W: Array, h: Array, x: Array) -> Array:
    bias: Array = np.log(i / (1 - i)) - _sum(W, h, x)
    return bias


def _sum(W: Array, h: Array, x: Array) -> Array:
    return layer(np.column_stack([np.zeros(len(W)), W]), concat(h, x), activation=identity)


bias_for = Function(
    id="04.5",
    title="The bias for the fraction you want",
    name="bias_for",
    inputs={
        "i": custom(lambda rng, sizes: rng.uniform(0.02, 0.98, sizes["H"]), "H"),
        "W": "H H+D",
        "h": "H",
        "x": "D",
    },
    returns="b",
    reference=_bias_for,
    extra_cases=lambda rng: [
        (np.full(2, 0.5), rng.normal(size=(2, 5)), rng.normal(size=2), rng.normal(size=3)),
        (np.array([1e-10, 1 - 1e-6]), rng.normal(size=(2, 3)), rng.normal(size=2), np.zeros(1)),
    ],
    misconceptions=[
        Misconception(
            "plus",
            lambda i, W, h, x: np.log(i / (1 - i)) + _sum(W, h, x),
            "The bias has to make up for what the inputs bring already. Yours doubles it: put it "
            "into the gate and compare.",
        ),
        Misconception(
            "no-inputs",
            lambda i, W, h, x: np.log(i / (1 - i)),
            "That is the bias for a gate that sees nothing. This one sees h and x, and they count.",
        ),
        Misconception(
            "odds",
            lambda i, W, h, x: i / (1 - i) - _sum(W, h, x),
            "You subtracted from the odds. Which function of the odds is a sum?",
        ),
        Misconception(
            "share",
            lambda i, W, h, x: i - _sum(W, h, x),
            "The fraction is what comes out of the sigmoid. Which sum goes in?",
        ),
        Misconception(
            "sigmoid",
            lambda i, W, h, x: sigmoid(i) - _sum(W, h, x),
            "You put the fraction through the sigmoid once more. You need the way back from a "
            "fraction to its sum.",
        ),
        Misconception(
            "log-share",
            lambda i, W, h, x: np.log(i) - _sum(W, h, x),
            "You took the logarithm of the fraction alone: then a gate that is half open would "
            "need a bias below 0 even with nothing to see. What is the fraction compared with?",
        ),
        Misconception(
            "turned-over",
            lambda i, W, h, x: np.log((1 - i) / i) - _sum(W, h, x),
            "The odds are upside down: your gate lets through what it should keep out.",
        ),
        Misconception(
            "log10",
            lambda i, W, h, x: np.log10(i / (1 - i)) - _sum(W, h, x),
            "The odds are right; the sigmoid is made with e, and your logarithm with 10.",
        ),
        Misconception(
            "arctanh",
            lambda i, W, h, x: np.arctanh(i) - _sum(W, h, x),
            "You undid the other curve, tanh.",
        ),
        Misconception(
            "order-xh",
            lambda i, W, h, x: np.log(i / (1 - i)) - W @ np.concatenate([x, h]),
            "You stacked [x; h]; the columns of W are for [h; x].",
        ),
        Misconception(
            "no-h",
            lambda i, W, h, x: np.log(i / (1 - i)) - W[:, len(h) :] @ x,
            "Your bias does not react when h changes, but the gate does.",
        ),
        Misconception(
            "no-x",
            lambda i, W, h, x: np.log(i / (1 - i)) - W[:, : len(h)] @ h,
            "Your bias does not react when x changes, but the gate does.",
        ),
    ],
    on_success="This is how an initial bias is chosen: by how far the gate should be open at the start.",
)
