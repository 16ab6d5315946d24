"""Exercise 01.2, `sums`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_lib._validation import Array
from lstm_lib.activations import identity
from lstm_lib.layer import layer, with_bias


def _overwriting(W: Array, x: Array) -> Array:
    sums = with_bias(x) @ W.T
    x[...] = 0
    return sums


sums = Function(
    id="01.2",
    title="The sums of a batch",
    name="sums",
    inputs={"W": "m 1+n", "x": "B n"},
    returns="z",
    without=[layer],
    reference=lambda W, x: layer(W, x, activation=identity),
    misconceptions=[
        Misconception(
            "A1-no-bias",
            lambda W, x: x @ W[:, 1:].T,
            "At x = 0 you return 0: the bias, the first column of W, has no effect. Which number "
            "stands in front of every example in [1; x]?",
        ),
        Misconception(
            "A2-bias-last",
            lambda W, x: np.hstack([x, np.ones((len(x), 1))]) @ W.T,
            "At x = 0 you return the last column of W. In this course the 1 comes first: [1; x].",
        ),
        Misconception(
            "A3-not-transposed",
            lambda W, x: with_bias(x) @ W,
            "Write the shapes one below the other: examples are rows, (B, 1+n), and units are "
            "rows of W, (m, 1+n). Which axis of each has to meet in the product?",
        ),
        Misconception(
            "A5-no-sum",
            lambda W, x: with_bias(x)[:, None, :] * W,
            "These are the products, one by one. Each unit needs their sum: you have one axis "
            "too many.",
        ),
        Misconception(
            "A8-mutates-x",
            _overwriting,
            "The sums are right, but your function overwrites its argument x: the next line of a "
            "notebook would see other data.",
        ),
        Misconception(
            "A9-one-example",
            lambda W, x: W @ with_bias(x[0]),
            "This is the result for the first example alone. Every row of x is one example.",
        ),
        Misconception(
            "A10-columns",
            lambda W, x: W @ with_bias(x).T,
            "All numbers are right, but your examples have become columns. The result has one "
            "row for each example, (B, m).",
        ),
        Misconception(
            "A11-squashed",
            lambda W, x: layer(W, x),
            "Your values lie between 0 and 1: they have been through the sigmoid. The task is "
            "about the sums before that.",
        ),
        Misconception(
            "A12-bias-twice",
            lambda W, x: with_bias(x) @ W.T + W[:, 0],
            "At x = 0 you return twice the bias: the 1 in [1; x] has already brought it in.",
        ),
        Misconception(
            "A13-bias-down-the-batch",
            lambda W, x: x @ W[:, 1:].T + W[:, :1],
            "The bias belongs to the units, but a column (m, 1) is repeated over the examples: it "
            "fits only where B = m or where one of them is 1, and then adds the wrong numbers.",
        ),
    ],
    on_success="`layer` does this for any number of leading axes, and then applies the sigmoid.",
)
