"""Exercise 07.3, `next_memory`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_course.grading.exercise import Answer, Function, Misconception
from lstm_lib._validation import Array
from lstm_lib.activations import tanh
from lstm_lib.cell import State, Step, step
from lstm_lib.layer import concat, layer
from lstm_lib.weights import LSTMWeights


def _after(change: Callable[[Step, Array], Array]) -> Answer:
    """A wrong memory made of what one right step computed and of the old memory."""
    return lambda W, h, c, x: change(step(LSTMWeights(W), x, State(h, c)), c)


def _with_order(order: str) -> Answer:
    """The cell that takes the blocks of W in another order."""

    def answer(W: Array, h: Array, c: Array, x: Array) -> Array:
        block = dict(zip(order, np.split(W, 4), strict=True))
        W = np.concatenate([block[gate] for gate in "ifgo"])
        return step(LSTMWeights(W), x, State(h, c)).c

    return answer


def _without_bias(W: Array, h: Array, c: Array, x: Array) -> Array:
    W = np.column_stack([np.zeros(len(W)), W[:, 1:]])
    return step(LSTMWeights(W), x, State(h, c)).c


def _stacked_xh(W: Array, h: Array, c: Array, x: Array) -> Array:
    weights, z = LSTMWeights(W), concat(x, h)
    written = layer(weights.i, z) * layer(weights.g, z, activation=tanh)
    return np.asarray(layer(weights.f, z) * c + written)


def _all_sigmoid(W: Array, h: Array, c: Array, x: Array) -> Array:
    one = step(LSTMWeights(W), x, State(h, c))
    return np.asarray(one.f * c + one.i * layer(LSTMWeights(W).g, concat(h, x)))


def _in_place(W: Array, h: Array, c: Array, x: Array) -> Array:
    c[...] = step(LSTMWeights(W), x, State(h, c)).c
    return c


def broken_next_memory(W: Array, h: Array, c: Array, x: Array) -> Any:
    """The new memory with the gates as they were reported, in this course's names."""
    W_f, W_i, W_g, _ = np.split(W, 4)
    z = concat(h, x)
    f, i = layer(W_f, z), layer(W_i, z)
    g = layer(W_g, z, activation=tanh)
    return f * c + i * g


next_memory = Function(
    id="07.3",
    title="A memory that empties itself",
    name="next_memory",
    inputs={"W": "4H 1+H+D", "h": "B H", "c": "B H", "x": "B D"},
    returns="c",
    reference=lambda W, h, c, x: step(LSTMWeights(W), x, State(h, c)).c,
    without=[step],
    broken_code=broken_next_memory,
    misconceptions=[
        Misconception(
            "unmended",
            broken_next_memory,
            "It still does what the broken one does. The line of the update is right: what do "
            "the names in it stand for?",
        ),
        Misconception(
            "E1-inverted-forget",
            _after(lambda one, c: (1 - one.f) * c + one.i * one.g),
            "Where the forget gate is 1 your memory is erased. An open forget gate keeps.",
        ),
        Misconception(
            "E2-multiplied",
            _after(lambda one, c: one.f * c * one.i * one.g),
            "With your update an empty memory stays empty for ever: what is new is added, not "
            "multiplied.",
        ),
        Misconception(
            "E4-coupled",
            _after(lambda one, c: one.f * c + (1 - one.f) * one.g),
            "Your memory does not react when the input gate does. Keeping and writing are two "
            "questions, and each has a gate.",
        ),
        Misconception(
            "coupled-to-i",
            _after(lambda one, c: (1 - one.i) * c + one.i * one.g),
            "Your memory does not react when the forget gate does. Keeping and writing are two "
            "questions, and each has a gate.",
        ),
        Misconception(
            "forget-for-both",
            _after(lambda one, c: one.f * c + one.f * one.g),
            "What is kept is right. But what is new goes through the same gate.",
        ),
        Misconception(
            "input-for-both",
            _after(lambda one, c: one.i * c + one.i * one.g),
            "What is written is right. But what is kept goes through the same gate.",
        ),
        Misconception(
            "E6-no-carry",
            _after(lambda one, c: one.i * one.g),
            "Whatever the old memory is, your result is the same. Nothing of it is kept.",
        ),
        Misconception(
            "1997",
            _after(lambda one, c: c + one.i * one.g),
            "That is the cell of 1997: nothing is ever forgotten.",
        ),
        Misconception(
            "ungated",
            _after(lambda one, c: one.f * c + one.g),
            "What is kept is right. But everything new is written, even with the input gate shut.",
        ),
        Misconception(
            "E8-matmul",
            _after(lambda one, c: one.f @ c.T + one.i @ one.g.T),
            "Gates act entry by entry: ⊙ is `*`, not the matrix product.",
        ),
        Misconception(
            "E7-squashed",
            _after(lambda one, c: tanh(one.c)),
            "Your memory never leaves the range from −1 to 1. With tanh at every step it would "
            "fade. Where does that tanh belong?",
        ),
        Misconception(
            "shown",
            _after(lambda one, c: one.h),
            "This is what the cell shows, h. The task is about what it keeps.",
        ),
        Misconception(
            "G1-order-ifog",
            _with_order("ifog"),
            "Your candidate is made by the rows of the output gate. W has its blocks in the "
            "order i, f, g, o.",
        ),
        Misconception(
            "G3-order-igfo",
            _with_order("igfo"),
            "Forget gate and candidate have changed places. W has its blocks in the order i, f, "
            "g, o.",
        ),
        Misconception(
            "G8-all-sigmoid",
            _all_sigmoid,
            "Your memory is never written downwards: the candidate goes through the sigmoid.",
        ),
        Misconception(
            "C2-order-xh",
            _stacked_xh,
            "You stacked [1; x; h], where the weights expect [1; h; x].",
        ),
        Misconception(
            "C7-no-bias",
            _without_bias,
            "At h = x = 0 your gates are half open. Their biases are missing.",
        ),
        Misconception(
            "E9-in-place",
            _in_place,
            "The value is right, but the old memory is gone: your function changes c, and the "
            "backward pass needs it.",
        ),
    ],
    on_success="Reported in github.com/NX-AI/xlstm/issues/98: two gates handed to a layer in the "
    "wrong "
    "order. It was left in for the time being, because weights had been trained with it.",
)
