"""Chapter 1, one layer."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Choice, Function, Number, Written, Wrong
from lstm_lib._validation import Array
from lstm_lib.activations import identity, sigmoid
from lstm_lib.layer import layer, with_bias


def _overwriting(W: Array, x: Array) -> Array:
    sums = with_bias(x) @ W.T
    x[...] = 0
    return sums


undecided = Number(
    id="01.1",
    title="Where a unit is undecided",
    name="undecided",
    expected=lambda: -(3 - 2 * 0.5) / 4,
    wrong=[
        ("sign", lambda: 0.5, "Put it back into the sum: the terms add up instead of cancelling."),
        ("no-bias", lambda: 0.25, "The sum has three terms; the one without an input is missing."),
        ("no-clouds", lambda: -0.75, "That would hold without a cloud; here there are some."),
        (
            "half",
            lambda: -0.375,
            "One half is the answer of the unit, after the squashing. Which sum has that answer?",
        ),
        ("other-weight", lambda: 1.0, "You divided by the weight of the other input."),
    ],
    then="Where the sum is 0: in the plane of all inputs, a straight line.",
)

sums = Function(
    id="01.2",
    title="The sums of a batch",
    name="sums",
    inputs={"W": "m 1+n", "x": "B n"},
    returns="z",
    reference=lambda W, x: layer(W, x, activation=identity),
    wrong=[
        Wrong(
            "A1-no-bias",
            lambda W, x: x @ W[:, 1:].T,
            "At x = 0 you return 0: the bias, the first column of W, has no effect. "
            "Which number stands in front of every example in [1; x]?",
        ),
        Wrong(
            "A2-bias-last",
            lambda W, x: np.hstack([x, np.ones((len(x), 1))]) @ W.T,
            "At x = 0 you return the last column of W. In this course the 1 comes first: [1; x].",
        ),
        Wrong(
            "A3-not-transposed",
            lambda W, x: with_bias(x) @ W,
            "Write the shapes below each other: examples are rows, (B, 1+n), and units are rows "
            "of W, (m, 1+n). Which axis of each has to meet in the product?",
        ),
        Wrong(
            "A5-no-sum",
            lambda W, x: with_bias(x)[:, None, :] * W,
            "These are the products, one by one. A sum of each unit is wanted: one axis too many.",
        ),
        Wrong(
            "A7-row-of-ones",
            lambda W, x: np.vstack([np.ones((1, x.shape[1])), x]) @ W.T,
            "You added a row of ones, which is one more example. The 1 belongs in front of every "
            "example.",
        ),
        Wrong(
            "A8-mutates-x",
            _overwriting,
            "The sums are right, but your function overwrites its argument x: the next line of a "
            "notebook would see other data.",
        ),
        Wrong(
            "A9-one-example",
            lambda W, x: W @ with_bias(x[0]),
            "This is the result of the first example alone; every row of x is one example.",
        ),
        Wrong(
            "A10-columns",
            lambda W, x: W @ with_bias(x).T,
            "All numbers are right, but your examples have become columns: one row for each "
            "example is wanted, (B, m).",
        ),
        Wrong(
            "A11-squashed",
            lambda W, x: layer(W, x),
            "Your values lie between 0 and 1: they are squashed already. The sums before that are "
            "wanted.",
        ),
        Wrong(
            "A12-bias-twice",
            lambda W, x: with_bias(x) @ W.T + W[:, 0],
            "At x = 0 you return twice the bias: the 1 in [1; x] has already brought it in.",
        ),
        Wrong(
            "A13-bias-down-the-batch",
            lambda W, x: x @ W[:, 1:].T + W[:, :1],
            "The bias belongs to the units, but a column (m, 1) is spread over the examples: it "
            "fits only where B = m or where one of them is 1, and then adds the wrong numbers.",
        ),
    ],
    then="`layer` does this for any number of leading axes, and then squashes.",
)

constant = Choice(
    id="01.3",
    title="A unit with one weight",
    name="constant_unit",
    question="A unit has the row of weights [0.5, 0, 0]. What does it answer to an input x?",
    options={
        "a": (
            "0.5, whatever x is",
            "0.5 is its sum. What happens to a sum before it becomes an answer?",
        ),
        "b": (
            "One half at x = 0, and anything between 0 and 1 elsewhere",
            "Which of the three weights meets the constant 1, and which meet x?",
        ),
        "c": (
            "σ(0.5), whatever x is",
            "",
        ),
        "d": (
            "σ(0.5 x₁), the first weight belongs to the first input",
            "The first column meets the first entry of [1; x]. Which entry is that?",
        ),
    },
    right="c",
    then="Only the bias speaks: the unit has an opinion, and no eyes.",
)


def _merged(W_2: Array, W_1: Array) -> Array:
    x = np.vstack([np.zeros(W_1.shape[1] - 1), np.eye(W_1.shape[1] - 1)])
    y = layer(W_2, layer(W_1, x, activation=identity), activation=identity)
    return np.column_stack([y[0], (y[1:] - y[0]).T])


merged = Function(
    id="01.4",
    title="Two layers without squashing are one",
    name="merged",
    inputs={"W_2": "k 1+m", "W_1": "m 1+n"},
    returns="W",
    reference=_merged,
    wrong=[
        Wrong(
            "inner-bias-lost",
            lambda W_2, W_1: np.column_stack([W_2[:, 0], W_2[:, 1:] @ W_1[:, 1:]]),
            "At x = 0 the first layer still puts out its biases, and the second one weighs them. "
            "In your matrix they have disappeared.",
        ),
        Wrong(
            "outer-bias-lost",
            lambda W_2, W_1: W_2[:, 1:] @ W_1,
            "The biases of the second layer, the first column of W_2, have no effect on yours.",
        ),
        Wrong(
            "biases-unweighted",
            lambda W_2, W_1: np.column_stack([W_2[:, 0] + W_1[:, 0], W_2[:, 1:] @ W_1[:, 1:]]),
            "You added the biases of both layers. What the first layer puts out, its biases "
            "included, reaches the result through the weights of the second.",
        ),
        Wrong(
            "ones-in-front-of-all",
            lambda W_2, W_1: W_2 @ np.vstack([np.ones(W_1.shape[1]), W_1]),
            "The product is the right idea, with W_1 below one more row. But the second layer's 1 "
            "is the same for every x: it may meet only the column that meets the first layer's 1.",
        ),
        Wrong(
            "whole-product",
            lambda W_2, W_1: W_2 @ W_1,
            "W_2 has one column more than the first layer has units, for its constant 1. Put the "
            "1 between the two layers, on paper, and multiply out.",
        ),
        Wrong(
            "other-order",
            lambda W_2, W_1: np.column_stack(
                [W_1[:, 0] + W_1[:, 1:] @ W_2[:, 0], W_1[:, 1:] @ W_2[:, 1:]]
            ),
            "You fed the second layer into the first. The one nearest to x stands on the right.",
        ),
        Wrong(
            "squashed-between",
            lambda W_2, W_1: np.column_stack(
                [W_2[:, 0] + W_2[:, 1:] @ sigmoid(W_1[:, 0]), W_2[:, 1:] @ sigmoid(W_1[:, 1:])]
            ),
            "These two layers do not squash; with a squashing between them no single matrix can "
            "do what they do.",
        ),
    ],
    then="Depth without squashing buys nothing: that is what σ is for.",
)

why_squash = Written(
    id="01.5",
    title="What the squashing is for",
    name="why_squash",
    criteria=[
        "Two layers without squashing between them are one layer: their matrices multiply.",
        "So however many there are, they draw what one layer can draw, straight lines.",
        "One layer cannot answer “exactly one of the two”; two with a squashing between them can.",
    ],
)

EXERCISES = [undecided, sums, constant, merged, why_squash]
