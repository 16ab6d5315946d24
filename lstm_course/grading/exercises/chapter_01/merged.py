"""Exercise 01.4, `merged`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_lib._validation import Array
from lstm_lib.activations import identity, sigmoid
from lstm_lib.layer import layer


def _merged(W_2: Array, W_1: Array) -> Array:
    x = np.vstack([np.zeros(W_1.shape[1] - 1), np.eye(W_1.shape[1] - 1)])
    y = layer(W_2, layer(W_1, x, activation=identity), activation=identity)
    return np.column_stack([y[0], (y[1:] - y[0]).T])


merged = Function(
    id="01.4",
    title="Two layers without a sigmoid are one",
    name="merged",
    inputs={"W_2": "k 1+m", "W_1": "m 1+n"},
    returns="W",
    reference=_merged,
    misconceptions=[
        Misconception(
            "inner-bias-lost",
            lambda W_2, W_1: np.column_stack([W_2[:, 0], W_2[:, 1:] @ W_1[:, 1:]]),
            "At x = 0 the first layer still puts out its biases, and the second one weights "
            "them. In your matrix they have disappeared.",
        ),
        Misconception(
            "outer-bias-lost",
            lambda W_2, W_1: W_2[:, 1:] @ W_1,
            "The biases of the second layer, the first column of W_2, have no effect on yours.",
        ),
        Misconception(
            "biases-unweighted",
            lambda W_2, W_1: np.column_stack([W_2[:, 0] + W_1[:, 0], W_2[:, 1:] @ W_1[:, 1:]]),
            "You added the biases of both layers. What the first layer puts out, its biases "
            "included, reaches the result through the weights of the second.",
        ),
        Misconception(
            "ones-in-front-of-all",
            lambda W_2, W_1: W_2 @ np.vstack([np.ones(W_1.shape[1]), W_1]),
            "The product is the right idea, with one more row above W_1. But the second layer's "
            "1 is the same for every x: it may meet only the column that meets the first layer's "
            "1.",
        ),
        Misconception(
            "other-order",
            lambda W_2, W_1: np.column_stack(
                [W_1[:, 0] + W_1[:, 1:] @ W_2[:, 0], W_1[:, 1:] @ W_2[:, 1:]]
            ),
            "You fed the second layer into the first. The one nearest to x stands on the right.",
        ),
        Misconception(
            "squashed-between",
            lambda W_2, W_1: np.column_stack(
                [W_2[:, 0] + W_2[:, 1:] @ sigmoid(W_1[:, 0]), W_2[:, 1:] @ sigmoid(W_1[:, 1:])]
            ),
            "These two layers have no sigmoid between them. With one, no single matrix could do "
            "what they do.",
        ),
    ],
    on_success="Without a sigmoid between them, more layers buy nothing. That is what σ is for.",
)
