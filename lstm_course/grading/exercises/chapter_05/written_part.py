"""Exercise 05.3, `written_part`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_lib._validation import Array
from lstm_lib.activations import identity, sigmoid, tanh
from lstm_lib.cell import State, step
from lstm_lib.layer import concat, layer
from lstm_lib.weights import LSTMWeights


def broken_written_part(W: Array, h: Array, x: Array) -> Array:
    """The part that is written to the memory, as it was published, in this course's names."""
    W_i, _, W_g, _ = np.split(W, 4)
    z = concat(h, x)
    return layer(W_i, z) + layer(W_g, z, activation=tanh)


def _written_part(W: Array, h: Array, x: Array) -> Array:
    return step(LSTMWeights(W), x, State(h, np.zeros_like(h))).c  # nothing there to be forgotten


def _two_layers(W: Array, h: Array, x: Array, gate: int = 0, content: int = 2) -> Array:
    blocks, z = np.split(W, 4), concat(h, x)
    result: Array = layer(blocks[gate], z) * layer(blocks[content], z, activation=tanh)
    return result


def _candidate_sum(W: Array, h: Array, x: Array) -> Array:
    return layer(LSTMWeights(W).g, concat(h, x), activation=identity)


def _gate(W: Array, h: Array, x: Array) -> Array:
    return layer(LSTMWeights(W).i, concat(h, x))


def _without_bias(W: Array, block: int) -> Array:
    W, H = W.copy(), len(W) // 4
    W[block * H : (block + 1) * H, 0] = 0
    return W


written_part = Function(
    id="05.3",
    title="A memory that is written with its gate shut",
    name="written_part",
    inputs={"W": "4H 1+H+D", "h": "B H", "x": "B D"},
    returns="written",
    reference=_written_part,
    without=[step],
    broken_code=broken_written_part,
    misconceptions=[
        Misconception(
            "unmended",
            broken_written_part,
            "It still does what the broken one does. Shut the gate, with a bias of −1000: what "
            "should be written then, and what is?",
        ),
        Misconception(
            "D1-sigmoid",
            lambda W, h, x: _gate(W, h, x) * sigmoid(_candidate_sum(W, h, x)),
            "Your memory can only grow. Gate and candidate go through different curves, since "
            "one says how much and the other what.",
        ),
        Misconception(
            "D2-linear",
            lambda W, h, x: _gate(W, h, x) * _candidate_sum(W, h, x),
            "You write more than 1 in one step. A gate bounds nothing. What bounds a candidate?",
        ),
        Misconception(
            "D3-relu",
            lambda W, h, x: _gate(W, h, x) * np.maximum(0, _candidate_sum(W, h, x)),
            "Your memory can only grow, and by any amount. How could it go down, and what would "
            "bound it?",
        ),
        Misconception(
            "D4-no-bias",
            lambda W, h, x: _written_part(_without_bias(W, 2), h, x),
            "At h = x = 0 you write nothing. The candidate has a bias, too.",
        ),
        Misconception(
            "no-bias-in-gate",
            lambda W, h, x: _written_part(_without_bias(W, 0), h, x),
            "At h = x = 0 your gate is half open whatever its bias is.",
        ),
        Misconception(
            "gate-tanh",
            lambda W, h, x: (
                np.tanh(np.log(_gate(W, h, x) / (1 - _gate(W, h, x))))
                * tanh(_candidate_sum(W, h, x))
            ),
            "Where the gate is meant to be shut you write the opposite. A gate is a fraction, "
            "and fractions are not negative.",
        ),
        Misconception(
            "G3-order-igfo",
            lambda W, h, x: _two_layers(W, h, x, content=1),
            "You wrote what the second block says. The blocks are i, f, g, o.",
        ),
        Misconception(
            "G1-order-ifog",
            lambda W, h, x: _two_layers(W, h, x, content=3),
            "You wrote what the last block says. The blocks are i, f, g, o.",
        ),
        Misconception(
            "G2-order-fiog",
            lambda W, h, x: _two_layers(W, h, x, gate=1),
            "The candidate is right, but you let the forget gate decide how much of it is written.",
        ),
        Misconception(
            "exchanged",
            lambda W, h, x: _two_layers(W, h, x, gate=2, content=0),
            "Gate and candidate have each other's weights.",
        ),
        Misconception(
            "C2-order-xh",
            lambda W, h, x: (
                layer(LSTMWeights(W).i, concat(x, h))
                * layer(LSTMWeights(W).g, concat(x, h), activation=tanh)
            ),
            "The two factors are right. But you stacked [1; x; h], where the weights expect [1; "
            "h; x].",
        ),
        Misconception(
            "ungated",
            lambda W, h, x: tanh(_candidate_sum(W, h, x)),
            "This is the candidate, all of it. How much of it does the gate let in?",
        ),
        Misconception(
            "gate-only",
            _gate,
            "This says how much is written, not what.",
        ),
        Misconception(
            "E8-matmul",
            lambda W, h, x: _gate(W, h, x) @ tanh(_candidate_sum(W, h, x)).T,
            "Every unit has a gate of its own: multiply entry by entry, not as matrices.",
        ),
        Misconception(
            "squashed-after",
            lambda W, h, x: tanh(_gate(W, h, x) * _candidate_sum(W, h, x)),
            "You apply tanh after the gate. An open gate and a half-open one then write nearly "
            "the same as soon as the sum is large.",
        ),
    ],
    on_success="Reported and closed in github.com/MartinuzziFrancesco/torchrecurrent/issues/22: a plus "
    "between gate and candidate. Shapes, signs and sizes look right; a shut gate gives it away.",
)
