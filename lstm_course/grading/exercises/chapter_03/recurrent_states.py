"""Exercise 03.3, `recurrent_states`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_lib._validation import Array
from lstm_lib.activations import identity, tanh
from lstm_lib.layer import concat, layer
from lstm_lib.variants import rnn_forward


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
    without=[rnn_forward],
    broken_code=broken_recurrent_states,
    misconceptions=[
        Misconception(
            "H1-unmended",
            broken_recurrent_states,
            "With equal inputs at all steps it still gives equal states. What does the second "
            "step look at, and what should it look at?",
        ),
        Misconception(
            "zeros-first",
            lambda W, x, h: rnn_forward(W, x),
            "The state is carried on now, but your first step starts from zeros, whatever h is.",
        ),
        Misconception(
            "H4-last-only",
            lambda W, x, h: rnn_forward(W, x, h)[-1],
            "This is the final state alone. All T states are needed.",
        ),
        Misconception(
            "H5-one-late",
            lambda W, x, h: np.concatenate([h[None], rnn_forward(W, x, h)[:-1]]),
            "You keep the state from before the step: everything is one step late.",
        ),
        Misconception(
            "H6-with-the-first",
            lambda W, x, h: np.concatenate([h[None], rnn_forward(W, x, h)]),
            "Your result has T + 1 states. h itself is given; it is not one that the layer "
            "computed.",
        ),
        Misconception(
            "H7-aliasing",
            lambda W, x, h: np.repeat(rnn_forward(W, x, h)[-1:], len(x), axis=0),
            "All your states equal the final one: a single array was kept T times and "
            "overwritten at each step.",
        ),
        Misconception(
            "H8-backwards",
            lambda W, x, h: rnn_forward(W, x[::-1], h),
            "You walk through time from its end.",
        ),
        Misconception(
            "H9-batch-first",
            lambda W, x, h: rnn_forward(W, x, h).swapaxes(0, 1),
            "The numbers are right, but batch and time have changed places: the result is (T, B, "
            "H).",
        ),
        Misconception(
            "C2-order-xh",
            _mixed_up,
            "The state is carried on now. But you stacked [1; x; h], where the weights expect "
            "[1; h; x].",
        ),
        Misconception(
            "linear",
            _linear,
            "Your states leave the range from −1 to 1. Something is missing between sum and state.",
        ),
        Misconception(
            "sigmoid",
            _shares,
            "Your states are never negative: a layer uses the sigmoid unless it is told otherwise.",
        ),
        Misconception(
            "in-place",
            _overwriting,
            "The states are right, but your function overwrites its argument h: the caller's "
            "first state is gone.",
        ),
    ],
    on_success="A reader found it in a tutorial, point 3 of "
    "github.com/zergtant/pytorch-handbook/issues/102: every step got the first state. Only a "
    "test over two steps shows it.",
)
