"""Exercise 06.3, `drawn_weights`."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_lib._validation import Array
from lstm_lib.weights import LSTMWeights


def _scaled(
    draws: Array,
    scale: Callable[[int, int], float] = lambda H, D: math.sqrt(2 / (2 * H + D)),
    bias: str = "f",
) -> Array:
    """Weights of another scale, with the biases of these blocks at 1."""
    W: Array = draws.copy()
    weights = LSTMWeights(W)
    W *= scale(weights.units, weights.inputs)
    W[:, 0] = 0
    for block in bias:
        getattr(weights, block)[:, 0] = 1
    return W


def _scaled_by(scale: Callable[[int, int], float]) -> Callable[[Array], Array]:
    return lambda draws: _scaled(draws, scale)


def _apart(draws: Array) -> Array:
    W = _scaled(draws)
    H, D = len(W) // 4, W.shape[1] - 1 - len(W) // 4
    W[:, 1 : 1 + H] = draws[:, 1 : 1 + H] / math.sqrt(H)
    W[:, 1 + H :] = draws[:, 1 + H :] * math.sqrt(2 / (H + D))
    return W


def _biases_drawn(draws: Array) -> Array:
    W, H = _scaled(draws), len(draws) // 4
    W[:, 0] = draws[:, 0] * math.sqrt(2 / (draws.shape[1] - 1 + H))
    W[H : 2 * H, 0] = 1
    return W


def _one_added(draws: Array) -> Array:
    W, H = _biases_drawn(draws), len(draws) // 4
    W[H : 2 * H, 0] += draws[H : 2 * H, 0] * math.sqrt(2 / (draws.shape[1] - 1 + H))
    return W


def _in_place(draws: Array) -> Array:
    draws[...] = _scaled(draws)
    return draws


def broken_drawn_weights(draws: Array) -> Array:
    """All four blocks at once, as they were reported, in this course's names."""
    n_out, n_in = len(draws), draws.shape[1] - 1
    W: Array = draws * np.sqrt(2 / (n_in + n_out))
    W[:, 0] = 0
    H = n_out // 4
    W[H : 2 * H, 0] = 1
    return W


drawn_weights = Function(
    id="06.3",
    title="Four layers taken for one",
    name="drawn_weights",
    inputs={"draws": "4H 1+H+D"},
    returns="W",
    reference=_scaled,
    broken_code=broken_drawn_weights,
    misconceptions=[
        Misconception(
            "unmended",
            broken_drawn_weights,
            "It still does what the broken one does. How many numbers come out of one gate's "
            "layer, and how many does the code count?",
        ),
        Misconception(
            "inputs-only",
            _scaled_by(lambda H, D: 1 / math.sqrt(H + D)),
            "That is the scale of `LSTMWeights.random`, which looks at the inputs alone. Here "
            "the mean of inputs and outputs is used.",
        ),
        Misconception(
            "outputs-only",
            _scaled_by(lambda H, D: 1 / math.sqrt(H)),
            "You look at the outputs alone. The formula uses the mean of inputs and outputs.",
        ),
        Misconception(
            "all-four-by-four",
            _scaled_by(lambda H, D: math.sqrt(8 / (5 * H + D))),
            "You divided both by 4. The whole matrix has four times as many outputs as a block. "
            "And how many inputs?",
        ),
        Misconception(
            "sum-for-average",
            _scaled_by(lambda H, D: 1 / math.sqrt(2 * H + D)),
            "You took the sum of inputs and outputs in place of their mean.",
        ),
        Misconception(
            "L3-no-root",
            _scaled_by(lambda H, D: 2 / (2 * H + D)),
            "This is the variance. The draws are multiplied by a standard deviation.",
        ),
        Misconception(
            "L2-no-scale",
            _scaled_by(lambda H, D: 1),
            "Your weights have a standard deviation of 1. A hundred of them add up to a stuck "
            "gate.",
        ),
        Misconception(
            "six",
            _scaled_by(lambda H, D: math.sqrt(6 / (2 * H + D))),
            "The 6 belongs to uniform draws: it gives their limits, not their standard "
            "deviation. These draws have a standard deviation of 1 already.",
        ),
        Misconception(
            "bias-counted",
            _scaled_by(lambda H, D: math.sqrt(2 / (1 + 2 * H + D))),
            "You count the constant 1 among the inputs. It meets the bias, and biases are not "
            "drawn.",
        ),
        Misconception(
            "x-only",
            _scaled_by(lambda H, D: math.sqrt(2 / (H + D))),
            "You counted D inputs and H outputs: a gate sees h as well.",
        ),
        Misconception(
            "two-matrices",
            _apart,
            "You scaled the weights of h and of x separately. But the numbers of both add up in "
            "one sum.",
        ),
        Misconception(
            "L4-forget-bias-0",
            lambda draws: _scaled(draws, bias=""),
            "The scale is right. But your forget gates start half open, and half of the memory "
            "is gone after one step.",
        ),
        Misconception(
            "L5-bias-of-i",
            lambda draws: _scaled(draws, bias="i"),
            "The scale is right. But these are the biases of the input gates. W stacks its "
            "blocks in the order i, f, g, o.",
        ),
        Misconception(
            "L5-bias-of-g",
            lambda draws: _scaled(draws, bias="g"),
            "The scale is right. But these are the biases of the candidates. W stacks its blocks "
            "in the order i, f, g, o.",
        ),
        Misconception(
            "bias-everywhere",
            lambda draws: _scaled(draws, bias="ifgo"),
            "The scale is right. But all your biases are 1, and only one kind of gate should "
            "start further open.",
        ),
        Misconception(
            "biases-drawn",
            _biases_drawn,
            "The scale is right, and so are the forget gates. Your other biases are random: they "
            "should be 0.",
        ),
        Misconception(
            "one-added",
            _one_added,
            "Your biases are random, and 1 is added to those of the forget gates. They should be "
            "exactly 0 and 1.",
        ),
        Misconception(
            "in-place",
            _in_place,
            "W is right, but the caller's draws are no longer what they were.",
        ),
    ],
    on_success="Reported in github.com/clab/dynet/issues/348: four gates' weights in one matrix, and a "
    "scale for one layer with four times the outputs.",
)
