"""Chapter 3, why a plain recurrent layer forgets."""

from __future__ import annotations

import math

import numpy as np

from lstm_course.grading.exercise import Choice, Function, Number, Written, Wrong
from lstm_course.grading.generators import made, share
from lstm_lib._validation import Array
from lstm_lib.activations import identity, sigmoid_derivative, tanh, tanh_derivative
from lstm_lib.layer import concat, layer
from lstm_lib.variants import rnn_backward, rnn_forward

steps_until_gone = Number(
    id="03.1",
    title="A tenth is lost at every step",
    name="steps_until_gone",
    expected=lambda: math.ceil(math.log(0.001) / math.log(0.9)),
    wrong=[
        (
            "rounded-down",
            lambda: math.floor(math.log(0.001) / math.log(0.9)),
            "Put it back: after that many steps there is still a little more than a thousandth.",
        ),
        (
            "not-whole",
            lambda: math.log(0.001) / math.log(0.9),
            "There the curve crosses one thousandth. After how many whole steps is it below?",
        ),
        (
            "straight-line",
            lambda: 10,
            "You took a tenth of the first nudge away each time. What is lost is a tenth of what "
            "is left.",
        ),
        (
            "a-tenth-kept",
            lambda: 3,
            "That is the answer if a tenth is passed on. A tenth is lost.",
        ),
        (
            "log10",
            lambda: math.ceil(3 / -math.log(0.9)),
            "Two different logarithms have met in your quotient. Take the same above and below.",
        ),
        (
            "a-hundredth",
            lambda: math.ceil(math.log(0.01) / math.log(0.9)),
            "Then less than a hundredth is left; a thousandth was asked for.",
        ),
    ],
    then="And as many again for the next thousandth: forgetting at a constant rate is exponential.",
)

grows_then_fades = Choice(
    id="03.2",
    title="One number, and what it leaves out",
    name="grows_then_fades",
    question="Two units: the sum of the first is 0.9 times itself plus 5 times the second, the "
    "sum of the second is 0.9 times itself. Both eigenvalues are 0.9. All states are so small that "
    "tanh changes nothing. A gradient of 1 arrives at the first unit, none at the second. What "
    "becomes of its length on the way back through time?",
    options={
        "a": (
            "It shrinks at every step, since the spectral radius is below 1",
            "The spectral radius rules the long run. Take the first step by hand: which gradients "
            "do the two units get?",
        ),
        "b": (
            "It grows for ever, since one step can stretch a gradient fivefold",
            "It can, once. Can the next step do so again? Take a few steps by hand.",
        ),
        "c": ("It grows some twenty times first, and vanishes in the end", ""),
        "d": (
            "It keeps its length, since the slope of tanh is 1",
            "The slope is one factor of a step. What is the other?",
        ),
    },
    right="c",
    then="The first unit keeps handing gradient to the second, until both have faded. Such a bump "
    "is why the radius tells how fast a gradient fades, not when it begins to.",
)


def broken_recurrent_states(W: Array, x: Array, h: Array) -> Array:
    """The loop over time as it was published, in this course's names."""
    states = np.empty((*x.shape[:2], len(W)))
    for t in range(len(x)):
        states[t] = layer(W, concat(h, x[t]), activation=tanh)
    return states


def _mixed_up(W: Array, x: Array, h: Array) -> Array:
    out = np.empty((*x.shape[:2], len(W)))
    for t in range(len(x)):
        h = out[t] = layer(W, concat(x[t], h), activation=tanh)
    return out


def _linear(W: Array, x: Array, h: Array) -> Array:
    out = np.empty((*x.shape[:2], len(W)))
    for t in range(len(x)):
        h = out[t] = layer(W, concat(h, x[t]), activation=identity)
    return out


def _shares(W: Array, x: Array, h: Array) -> Array:
    out = np.empty((*x.shape[:2], len(W)))
    for t in range(len(x)):
        h = out[t] = layer(W, concat(h, x[t]))
    return out


def _overwriting(W: Array, x: Array, h: Array) -> Array:
    out = rnn_forward(W, x, h)
    h[...] = out[-1]
    return out


recurrent_states = Function(
    id="03.3",
    title="A layer that remembers nothing",
    name="recurrent_states",
    inputs={"W": "H 1+H+D", "x": "T B D", "h": "B H"},
    returns="states",
    reference=rnn_forward,
    given=broken_recurrent_states,
    wrong=[
        Wrong(
            "H1-unmended",
            broken_recurrent_states,
            "With equal inputs at all steps it still gives equal states. What does the second step "
            "look at, and what should it?",
        ),
        Wrong(
            "zeros-first",
            lambda W, x, h: rnn_forward(W, x),
            "The state is carried on now, but your first step begins from zeros, whatever h is.",
        ),
        Wrong(
            "H4-last-only",
            lambda W, x, h: rnn_forward(W, x, h)[-1],
            "This is the last state alone. All T of them are wanted.",
        ),
        Wrong(
            "H5-one-late",
            lambda W, x, h: np.concatenate([h[None], rnn_forward(W, x, h)[:-1]]),
            "You keep the state from before the step: everything is one step late.",
        ),
        Wrong(
            "H6-with-the-first",
            lambda W, x, h: np.concatenate([h[None], rnn_forward(W, x, h)]),
            "Your result has T + 1 states: h itself is not one that the layer has said.",
        ),
        Wrong(
            "H7-aliasing",
            lambda W, x, h: np.repeat(rnn_forward(W, x, h)[-1:], len(x), axis=0),
            "All your states equal the last one: one array was kept T times and overwritten at "
            "each step.",
        ),
        Wrong(
            "H8-backwards",
            lambda W, x, h: rnn_forward(W, x[::-1], h),
            "You walk through time from its end.",
        ),
        Wrong(
            "H9-batch-first",
            lambda W, x, h: rnn_forward(W, x, h).swapaxes(0, 1),
            "The numbers are right, but batch and time have changed places: (T, B, H) is wanted.",
        ),
        Wrong(
            "C2-order-xh",
            _mixed_up,
            "The state is carried on now. But you stacked [1; x; h], where the weights expect "
            "[1; h; x].",
        ),
        Wrong(
            "linear",
            _linear,
            "Your states leave the range from −1 to 1. Something is missing between sum and state.",
        ),
        Wrong(
            "sigmoid",
            _shares,
            "Your states are never negative: a layer squashes with the sigmoid unless it is told "
            "otherwise.",
        ),
        Wrong(
            "in-place",
            _overwriting,
            "The states are right, but your function overwrites its argument h: the caller's first "
            "state is gone.",
        ),
    ],
    then="A reader found it in a tutorial, point 3 of "
    "github.com/zergtant/pytorch-handbook/issues/102: every step is handed the first state. Only a "
    "test over two steps shows it.",
)


def _first_to_last(W: Array, h: Array) -> Array:
    T, H = h.shape
    dh = np.zeros((T, H, H))
    dh[-1] = np.eye(H)  # one example for each unit whose slope is asked for
    x = np.zeros((T, H, W.shape[1] - 1 - H))
    return rnn_backward(W, x, None, np.repeat(h[:, None], H, axis=1), dh)[2]


def _product(W_h: Array, slopes: Array) -> Array:
    J = np.eye(len(W_h))
    for slope in slopes:
        J = slope[:, None] * (W_h @ J)
    return J


def _recurrent(W: Array) -> Array:
    return W[:, 1 : 1 + len(W)]


def _slopes_first(W: Array, h: Array) -> Array:
    J = np.eye(len(W))
    for slope in tanh_derivative(h):
        J = _recurrent(W) @ (slope[:, None] * J)
    return J


def _other_order(W: Array, h: Array) -> Array:
    return _product(_recurrent(W), tanh_derivative(h[::-1]))


def _elementwise(W: Array, h: Array) -> Array:
    result: Array = np.prod(tanh_derivative(h)[:, :, None] * _recurrent(W), axis=0)
    return result


first_to_last = Function(
    id="03.4",
    title="How the first state reaches the last",
    name="first_to_last",
    inputs={"W": "H 1+H+D", "h": share("T H", low=-1)},
    returns="J",
    reference=_first_to_last,
    wrong=[
        Wrong(
            "transposed",
            lambda W, h: _first_to_last(W, h).T,
            "All numbers are right, at each other's places. Rows are the units at the end, columns "
            "those at the start.",
        ),
        Wrong(
            "other-order",
            _other_order,
            "You have the right factors in the wrong order. Which step acts on a nudge first, and "
            "on which side of a product stands what acts first?",
        ),
        Wrong(
            "slopes-first",
            _slopes_first,
            "Within a step, the weights act first and tanh afterwards. In your product the slopes "
            "meet the nudge before the weights do.",
        ),
        Wrong(
            "no-slopes",
            lambda W, h: np.linalg.matrix_power(_recurrent(W), len(h)),
            "Your J does not react when h changes. Each step also passes through tanh.",
        ),
        Wrong(
            "elementwise",
            _elementwise,
            "You multiplied entry by entry. But each unit reaches each other one over all the "
            "units between.",
        ),
        Wrong(
            "with-the-bias",
            lambda W, h: _product(W[:, : len(W)], tanh_derivative(h)),
            "Your recurrent weights begin one column too early: the first column is the bias.",
        ),
        Wrong(
            "last-columns",
            lambda W, h: _product(W[:, -len(W) :], tanh_derivative(h)),
            "You took the last columns of W. These belong to x; those of h stand before them.",
        ),
        Wrong(
            "one-late",
            lambda W, h: _product(
                _recurrent(W), np.vstack([np.ones((1, len(W))), tanh_derivative(h[:-1])])
            ),
            "Your slopes are one step late. The slope of a step is written in its output, which is "
            "the state it leads to.",
        ),
        Wrong(
            "one-factor-less",
            lambda W, h: _product(_recurrent(W), tanh_derivative(h[1:])),
            "For T = 1 you return the identity: a factor is missing. How many steps lead from h₀ "
            "to h_T?",
        ),
        Wrong(
            "last-step-only",
            lambda W, h: _product(_recurrent(W), tanh_derivative(h[-1:])),
            "That is the slope of the last step alone; T of them lie between.",
        ),
        Wrong(
            "B9-no-square",
            lambda W, h: _product(_recurrent(W), 1 - h),
            "Your slope of tanh is largest at h = −1, where the curve is flat.",
        ),
        Wrong(
            "B11-squashed-again",
            lambda W, h: _product(_recurrent(W), tanh_derivative(tanh(h))),
            "h is what tanh has made already; you squashed it once more.",
        ),
        Wrong(
            "sigmoid-slope",
            lambda W, h: _product(_recurrent(W), sigmoid_derivative(h)),
            "h (1 − h) is the slope of the other curve, the sigmoid.",
        ),
        Wrong(
            "added",
            lambda W, h: np.sum(tanh_derivative(h)[:, :, None] * _recurrent(W), axis=0),
            "You added the slopes of the steps. By the chain rule, one step acts on the result of "
            "the other.",
        ),
    ],
    then="Backpropagation multiplies the same factors from the other end, one gradient at a time.",
)


def _latches(w: Array, push: Array, limit: Array) -> Array:
    return np.column_stack([np.zeros(len(w)), np.diag(w), push / limit])


def _weight(rest: Array) -> Array:
    w: Array = np.arctanh(rest) / rest
    return w


def _push(w: Array, edge: Array) -> Array:
    push: Array = w * edge - np.arctanh(edge)
    return push


def _edge(w: Array) -> Array:
    edge: Array = np.sqrt(1 - 1 / w)
    return edge


def _latch_weights(rest: Array, limit: Array) -> Array:
    w = _weight(rest)
    return _latches(w, _push(w, _edge(w)), limit)


def _with(w: Array, limit: Array) -> Array:
    return _latches(w, _push(w, _edge(w)), limit)


def _crossed(rest: Array, limit: Array) -> Array:
    W = _latch_weights(rest, limit)
    W[:, 1:-1] = _weight(rest)[:, None]
    return W


latch_weights = Function(
    id="03.5",
    title="Latches made to measure",
    name="latch_weights",
    inputs={
        "rest": made(lambda rng, sizes: rng.uniform(0.3, 0.98, sizes["H"]).round(2), "H"),
        "limit": made(lambda rng, sizes: (10 ** rng.uniform(-1, 1, sizes["H"])).round(2), "H"),
    },
    returns="W",
    reference=_latch_weights,
    probes=lambda rng: [
        (np.full(2, 0.5), np.array([0.1, 10.0])),
        (np.array([0.1, 0.999, 0.7]), rng.uniform(0.5, 2, 3)),
    ],
    wrong=[
        Wrong(
            "not-divided",
            lambda rest, limit: np.where(
                np.eye(len(rest), len(rest) + 2, 1) > 0,
                np.arctanh(rest)[:, None],
                _latch_weights(rest, limit),
            ),
            "Your recurrent weight is the sum itself at rest. How much of that sum has the weight "
            "to bring, when the state brings the rest?",
        ),
        Wrong(
            "slope-1-at-rest",
            lambda rest, limit: _with(1 / (1 - rest**2), limit),
            "You made the slope 1 where the unit rests. There it has to be below 1; what makes a "
            "state one that stays?",
        ),
        Wrong(
            "tanh",
            lambda rest, limit: np.where(
                np.eye(len(rest), len(rest) + 2, 1) > 0,
                (np.tanh(rest) / rest)[:, None],
                _latch_weights(rest, limit),
            ),
            "Your recurrent weights are below 1: such a unit rests at 0. You have squashed a "
            "state, but the way back from the state to its sum is wanted.",
        ),
        Wrong(
            "at-rest",
            lambda rest, limit: _latches(_weight(rest), _push(_weight(rest), rest), limit),
            "Your weights of x are 0: at rest nothing is left over. The state gives way before it "
            "tips; how far down does it still hold?",
        ),
        Wrong(
            "one-blow",
            lambda rest, limit: _latches(_weight(rest), _weight(rest) * rest, limit),
            "That input turns the unit in one step. But this one stays, and has many: much less "
            "will do.",
        ),
        Wrong(
            "one-blow-at-1",
            lambda rest, limit: _latches(_weight(rest), _weight(rest), limit),
            "That input outweighs a state of 1 in one step. This unit never is at 1, and the input "
            "stays: less will do.",
        ),
        Wrong(
            "no-root",
            lambda rest, limit: _latches(
                _weight(rest), _push(_weight(rest), 1 - 1 / _weight(rest)), limit
            ),
            "Look again at the state where the slope of a step is 1: the square is still to be "
            "undone.",
        ),
        Wrong(
            "no-arctanh",
            lambda rest, limit: _latches(
                _weight(rest), _weight(rest) * _edge(_weight(rest)), limit
            ),
            "The right state on the edge. But it needs a sum of its own to stay there; only what "
            "the recurrent weight brings beyond that is there for the input to take.",
        ),
        Wrong(
            "times-limit",
            lambda rest, limit: _latches(
                _weight(rest), _push(_weight(rest), _edge(_weight(rest))), 1 / limit
            ),
            "Your unit is the more easily tipped, the more it is meant to bear. Weight times limit "
            "is a push.",
        ),
        Wrong(
            "negative",
            lambda rest, limit: _latch_weights(rest, -limit),
            "Your inputs push the wrong way: a positive one takes the state down.",
        ),
        Wrong(
            "x-before-h",
            lambda rest, limit: np.roll(_latch_weights(rest, limit)[:, 1:], 1, axis=1),
            "The columns meet [1; h; x]: the constant first, the input last.",
        ),
        Wrong(
            "x-first-of-two",
            lambda rest, limit: np.column_stack(
                [
                    np.zeros(len(rest)),
                    _latch_weights(rest, limit)[:, -1],
                    np.diag(_weight(rest)),
                ]
            ),
            "You put the weights of x before those of h; the columns meet [1; h; x].",
        ),
        Wrong(
            "crossed",
            _crossed,
            "Each of your units hears all the others. Latches that stand side by side listen to "
            "themselves alone.",
        ),
    ],
    then="Where the slope of a step reaches 1 a memory tips: what is safe from noise lies far from "
    "there, where gradients fade.",
)

latch_dilemma = Written(
    id="03.6",
    title="A memory that can still be taught",
    name="latch_dilemma",
    criteria=[
        "Half a gradient after 50 steps needs a slope of 0.986 a step at rest.",
        "That takes a recurrent weight just above 1, 1.007, and a rest of about 0.14.",
        "Such a latch is tipped by a steady push of about 0.0004 in its sum: any noise erases it.",
        "A slope near 1 and a firm hold exclude each other: both are set by the same number.",
        "This holds for one unit that rests; other memories may escape, as the LSTM's will.",
    ],
)

EXERCISES = [
    steps_until_gone,
    grows_then_fades,
    recurrent_states,
    first_to_last,
    latch_weights,
    latch_dilemma,
]
