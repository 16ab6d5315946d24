"""Exercise 04.2, `input_gate`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_lib._validation import Array
from lstm_lib.activations import identity, sigmoid, tanh
from lstm_lib.cell import step
from lstm_lib.layer import concat, layer
from lstm_lib.lstm import forward
from lstm_lib.weights import GATES, LSTMWeights


def _gate(W: Array, h: Array, x: Array) -> Array:
    return layer(LSTMWeights(W).i, concat(h, x))


def _block(k: int) -> Misconception:
    named = {"f": "forget gate", "g": "candidate", "o": "output gate"}[GATES[k]]

    def answer(W: Array, h: Array, x: Array) -> Array:
        return layer(np.split(W, 4)[k], concat(h, x))

    return Misconception(
        f"block-{GATES[k]}",
        answer,
        f"These are the rows of the {named}. W stacks its four blocks in the order i, f, g, o.",
    )


input_gate = Function(
    id="04.2",
    title="The input gate from the whole matrix",
    name="input_gate",
    inputs={"W": "4H 1+H+D", "h": "B H", "x": "B D"},
    returns="i",
    reference=_gate,
    without=[step, forward],
    misconceptions=[
        Misconception(
            "C1-tanh",
            lambda W, h, x: layer(LSTMWeights(W).i, concat(h, x), activation=tanh),
            "Some of your values are negative. A gate says how much, as a fraction; tanh is for "
            "what is written, the content.",
        ),
        Misconception(
            "C2-order-xh",
            lambda W, h, x: layer(LSTMWeights(W).i, concat(x, h)),
            "You stacked [1; x; h], where the weights expect [1; h; x]. The lengths fit, so "
            "nothing else complains.",
        ),
        Misconception(
            "C3-no-h",
            lambda W, h, x: layer(LSTMWeights(W).i, concat(0 * h, x)),
            "Your gate does not react when h changes: it ignores the previous hidden state.",
        ),
        Misconception(
            "C4-no-x",
            lambda W, h, x: layer(LSTMWeights(W).i, concat(h, 0 * x)),
            "Your gate does not react when x changes: it ignores what arrives now.",
        ),
        Misconception(
            "C5-linear",
            lambda W, h, x: layer(LSTMWeights(W).i, concat(h, x), activation=identity),
            "Your values are not fractions yet: they leave the range from 0 to 1. What does a "
            "sum go through on its way out of a layer?",
        ),
        Misconception(
            "C7-no-bias",
            lambda W, h, x: sigmoid(concat(h, x) @ LSTMWeights(W).i[:, 1:].T),
            "Where the gate sees nothing, h = x = 0, yours is always half open. Its habit, the "
            "first column of W, is missing.",
        ),
        Misconception(
            "C8-bias-last",
            lambda W, h, x: sigmoid(np.hstack([h, x, np.ones((len(x), 1))]) @ LSTMWeights(W).i.T),
            "You stacked [h; x; 1]; in this course the 1 comes first.",
        ),
        _block(1),
        _block(2),
        _block(3),
        Misconception(
            "interleaved",
            lambda W, h, x: layer(np.ascontiguousarray(W[::4]), concat(h, x)),
            "You took every fourth row. W has the rows of the input gate together, as one block.",
        ),
        Misconception(
            "all-blocks",
            lambda W, h, x: layer(W, concat(h, x)),
            "Your result has 4H columns: all four blocks at once. The gate is one of them.",
        ),
        Misconception(
            "columns",
            lambda W, h, x: _gate(W, h, x).T,
            "All numbers are right, but your examples have become columns: the result is (B, H).",
        ),
        Misconception(
            "squashed-twice",
            lambda W, h, x: sigmoid(_gate(W, h, x)),
            "All your values lie between 0.5 and 0.74: they went through the sigmoid twice.",
        ),
        Misconception(
            "complement",
            lambda W, h, x: 1 - _gate(W, h, x),
            "Your gate opens where it should shut: it is 1 minus what it should be.",
        ),
        Misconception(
            "first-example",
            lambda W, h, x: _gate(W, h[:1], x[:1])[0],
            "This is the gate for the first example alone; every row is one example.",
        ),
    ],
    on_success="In `lstm_lib` it is `layer(weights.i, concat(h, x))`: a gate is a layer.",
)
