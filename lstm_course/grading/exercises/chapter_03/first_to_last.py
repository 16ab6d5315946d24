"""Exercise 03.4, `first_to_last`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import fraction
from lstm_lib._validation import Array
from lstm_lib.activations import sigmoid_derivative, tanh, tanh_derivative
from lstm_lib.variants import rnn_backward


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
    inputs={"W": "H 1+H+D", "h": fraction("T H", low=-1)},
    returns="J",
    reference=_first_to_last,
    misconceptions=[
        Misconception(
            "transposed",
            lambda W, h: _first_to_last(W, h).T,
            "All numbers are right, in each other's places. Rows are the units at the end, "
            "columns those at the start.",
        ),
        Misconception(
            "other-order",
            _other_order,
            "You have the right factors in the wrong order. Which step acts on a nudge first, "
            "and on which side of a product stands what acts first?",
        ),
        Misconception(
            "slopes-first",
            _slopes_first,
            "Within a step the weights act first, and tanh afterwards. In your product the "
            "slopes meet the nudge before the weights do.",
        ),
        Misconception(
            "no-slopes",
            lambda W, h: np.linalg.matrix_power(_recurrent(W), len(h)),
            "Your J does not react when h changes. Each step also goes through tanh.",
        ),
        Misconception(
            "elementwise",
            _elementwise,
            "You multiplied entry by entry. But each unit reaches each other one through all the "
            "units in between.",
        ),
        Misconception(
            "with-the-bias",
            lambda W, h: _product(W[:, : len(W)], tanh_derivative(h)),
            "Your recurrent weights begin one column too early: the first column is the bias.",
        ),
        Misconception(
            "last-columns",
            lambda W, h: _product(W[:, -len(W) :], tanh_derivative(h)),
            "You took the last columns of W. These belong to x; those of h stand before them.",
        ),
        Misconception(
            "one-late",
            lambda W, h: _product(
                _recurrent(W), np.vstack([np.ones((1, len(W))), tanh_derivative(h[:-1])])
            ),
            "Your slopes are one step late. The slope of a step is written in its output, the "
            "state that it leads to.",
        ),
        Misconception(
            "one-factor-less",
            lambda W, h: _product(_recurrent(W), tanh_derivative(h[1:])),
            "For T = 1 you return the identity: a factor is missing. How many steps lead from h₀ "
            "to h_T?",
        ),
        Misconception(
            "last-step-only",
            lambda W, h: _product(_recurrent(W), tanh_derivative(h[-1:])),
            "That is the derivative of the final step alone. T steps lie between h₀ and h_T.",
        ),
        Misconception(
            "B9-no-square",
            lambda W, h: _product(_recurrent(W), 1 - h),
            "Your slope of tanh is largest at h = −1, where the curve is flat.",
        ),
        Misconception(
            "B11-squashed-again",
            lambda W, h: _product(_recurrent(W), tanh_derivative(tanh(h))),
            "h is what tanh has returned already; you put it through tanh once more.",
        ),
        Misconception(
            "sigmoid-slope",
            lambda W, h: _product(_recurrent(W), sigmoid_derivative(h)),
            "h (1 − h) is the derivative of the other curve, the sigmoid.",
        ),
        Misconception(
            "added",
            lambda W, h: np.sum(tanh_derivative(h)[:, :, None] * _recurrent(W), axis=0),
            "You added the derivatives of the steps. By the chain rule, each step acts on the "
            "result of the one before.",
        ),
    ],
    on_success="Backpropagation multiplies the same factors from the other end, one gradient at a time.",
)
