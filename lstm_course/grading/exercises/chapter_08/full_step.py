"""Exercise 08.3, `full_step`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstm_course.grading.exercise import Answer, Function, Misconception
from lstm_lib._validation import Array
from lstm_lib.activations import sigmoid, tanh
from lstm_lib.cell import State, Step, step
from lstm_lib.layer import concat, layer
from lstm_lib.weights import LSTMWeights


def broken_full_step(W: Array, x: Array, h: Array, c: Array) -> tuple[Array, Array]:
    """A step as it was published, in this course's names."""
    W_i, W_f, W_g, W_o = np.split(W, 4)
    hx = concat(h, x)
    c_new = layer(W_f, hx) * c + layer(W_i, hx) * layer(W_g, hx, activation=tanh)
    h_new = layer(W_o, hx) * tanh(c)
    return h_new, c_new


def _step(W: Array, x: Array, h: Array, c: Array) -> Step:
    return step(LSTMWeights(W), x, State(h, c))


def _full_step(W: Array, x: Array, h: Array, c: Array) -> tuple[Array, Array]:
    after = _step(W, x, h, c)
    return after.h, after.c


def _reordered(W: Array, order: str) -> Array:
    """The blocks as they look to somebody who takes them for i, f, g, o in this order."""
    return np.concatenate([np.split(W, 4)[order.index(gate)] for gate in "ifgo"])


def _shown(o: Array, c: Array) -> tuple[Array, Array]:
    return o * tanh(c), c


def _after(change: Callable[[Step, Array], tuple[Array, Array]]) -> Answer:
    """The answer that is made from a whole step and the memory before it."""
    return lambda W, x, h, c: change(_step(W, x, h, c), c)


def _all_sigmoid(W: Array, x: Array, h: Array, c: Array) -> tuple[Array, Array]:
    one = _step(W, x, h, c)
    return _shown(one.o, one.f * c + one.i * layer(LSTMWeights(W).g, concat(h, x)))


def _without_bias(W: Array) -> Array:
    return np.column_stack([np.zeros(len(W)), W[:, 1:]])


full_step = Function(
    id="08.3",
    title="A step that is one step late",
    name="full_step",
    inputs={"W": "4H 1+H+D", "x": "B D", "h": "B H", "c": "B H"},
    returns="h, c",
    reference=_full_step,
    without=[step],
    broken_code=broken_full_step,
    misconceptions=[
        Misconception(
            "unmended",
            broken_full_step,
            "It still does what the broken one does. Start from an empty memory, c = 0: what "
            "should be shown after a step that writes much, and what is?",
        ),
        Misconception(
            "old-memory-kept",
            _after(lambda one, c: (one.h, c)),
            "What is shown is right now. But you hand on the memory from before the step: "
            "nothing is ever written to it.",
        ),
        Misconception(
            "both-old",
            _after(lambda one, c: (one.o * tanh(c), c)),
            "Now you show and hand on the same memory, the one from before the step. Which of "
            "the two was right?",
        ),
        Misconception(
            "F1-no-tanh",
            _after(lambda one, c: (one.o * one.c, one.c)),
            "The memory is right, but you show more than 1 of it. What keeps h on a known scale?",
        ),
        Misconception(
            "F2-sigmoid-c",
            _after(lambda one, c: (one.o * sigmoid(one.c), one.c)),
            "The memory is right, but an empty one still shows something. Which curve goes "
            "through 0?",
        ),
        Misconception(
            "F4-ungated",
            _after(lambda one, c: (tanh(one.c), one.c)),
            "The memory is right, but nothing decides how much of it is shown.",
        ),
        Misconception(
            "F6-tanh-on-gate",
            _after(lambda one, c: (tanh(one.o) * one.c, one.c)),
            "You put the gate through tanh instead of the memory. Which of the two is a fraction "
            "already?",
        ),
        Misconception(
            "E7-squashed-kept",
            _after(lambda one, c: (one.h, tanh(one.c))),
            "What is shown is right. But you also keep tanh of the memory, so that no memory "
            "grows beyond 1.",
        ),
        Misconception(
            "gated-kept",
            _after(lambda one, c: (one.h, one.o * one.c)),
            "What is shown is right. But whatever is not shown is lost as well: the output gate "
            "has no say in what is kept.",
        ),
        Misconception(
            "E1-inverted-forget",
            _after(lambda one, c: _shown(one.o, (1 - one.f) * c + one.i * one.g)),
            "Where the forget gate is 1 your memory is erased. An open forget gate keeps.",
        ),
        Misconception(
            "E8-matmul",
            _after(lambda one, c: _shown(one.o, one.f @ c.T + one.i @ one.g.T)),
            "Gates act entry by entry: ⊙ is `*`, not the matrix product.",
        ),
        Misconception(
            "E6-no-carry",
            lambda W, x, h, c: _full_step(W, x, h, 0 * c),
            "Whatever the old memory is, your result is the same. Nothing of it is kept.",
        ),
        Misconception(
            "G2-order-fiog",
            lambda W, x, h, c: _full_step(_reordered(W, "figo"), x, h, c),
            "Input gate and forget gate have changed places. W has its blocks in the order i, f, "
            "g, o.",
        ),
        Misconception(
            "G1-order-ifog",
            lambda W, x, h, c: _full_step(_reordered(W, "ifog"), x, h, c),
            "Candidate and output gate have changed places. W has its blocks in the order i, f, "
            "g, o.",
        ),
        Misconception(
            "G3-order-igfo",
            lambda W, x, h, c: _full_step(_reordered(W, "igfo"), x, h, c),
            "Forget gate and candidate have changed places. W has its blocks in the order i, f, "
            "g, o.",
        ),
        Misconception(
            "G8-all-sigmoid",
            _all_sigmoid,
            "Your memory is never written downwards: all four blocks go through the sigmoid.",
        ),
        Misconception(
            "C2-order-xh",
            lambda W, x, h, c: _shown(
                layer(LSTMWeights(W).o, concat(x, h)),
                layer(LSTMWeights(W).f, concat(x, h)) * c
                + layer(LSTMWeights(W).i, concat(x, h))
                * layer(LSTMWeights(W).g, concat(x, h), activation=tanh),
            ),
            "You stacked [1; x; h], where the weights expect [1; h; x].",
        ),
        Misconception(
            "C7-no-bias",
            lambda W, x, h, c: _full_step(_without_bias(W), x, h, c),
            "At h = x = 0 all your gates are half open. Their biases are missing.",
        ),
        Misconception(
            "G5-returns-c-h",
            lambda W, x, h, c: _full_step(W, x, h, c)[::-1],
            "Both results are right, but in the order (c, h); it should be (h, c).",
        ),
        Misconception(
            "G9-h-only",
            lambda W, x, h, c: _step(W, x, h, c).h,
            "The state is a pair: the next step needs the memory as well.",
        ),
    ],
    on_success="Reported in github.com/borelien/entailment-neural-attention-lstm-tf/issues/3, and "
    "fixed: "
    "gate and memory belonged to two different steps. From an empty memory such a step always "
    "shows 0.",
)
