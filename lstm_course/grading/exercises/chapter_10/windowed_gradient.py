"""Exercise 10.5, `windowed_gradient`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import real, size
from lstm_lib._validation import Array
from lstm_lib.cell import State, step, step_backward, zero_state
from lstm_lib.lstm import backward, forward
from lstm_lib.weights import LSTMWeights


def _windows(
    W: Array, x: Array, dh: Array, k: int, begin: str = "handed on", windows: str = "all"
) -> list[Array]:
    """dW of each window, in order."""
    weights, state, each = LSTMWeights(W), None, []
    end = len(x) - k + 1 if windows == "whole" else len(x)
    for t in range(0, end, k):
        run = forward(weights, x[t : t + k], state)
        empty = np.zeros_like(run.state.h)
        if begin != "zero":
            h, c = run.state
            state = State(empty if begin == "c only" else h, empty if begin == "h only" else c)
        each.append(backward(run, dh[t : t + k]).W)
    return each


def _total(each: list[Array], W: Array) -> Array:
    total: Array = np.sum([np.zeros_like(W), *each], axis=0)
    return total


def _by_steps(hand_back: str) -> Callable[[Array, Array, Array, int], Array]:
    """Windows by steps, in which only one of the two gradients is handed back."""

    def answer(W: Array, x: Array, dh: Array, k: int) -> Array:
        weights, dW = LSTMWeights(W), np.zeros_like(W)
        state, run = zero_state(weights, x.shape[1]), []
        for x_t in x:
            run.append((x_t, state, step(weights, x_t, state)))
            state = run[-1][-1].state
        later = zero = zero_state(weights, x.shape[1])
        for t in reversed(range(len(x))):
            later = zero if (t + 1) % k == 0 else later
            given = State(dh[t] + later.h, later.c)
            dW_t, _, later = step_backward(weights, *run[t], given)
            later = State(later.h if hand_back == "h" else zero.h, later.c * (hand_back == "c"))
            dW += dW_t
        return dW

    return answer


def _sliding(W: Array, x: Array, dh: Array, k: int) -> Array:
    """Every step's loss looks back k steps, in a window that ends at it."""
    weights, dW = LSTMWeights(W), np.zeros_like(W)
    for t in range(len(x)):
        begin = max(0, t - k + 1)
        state = forward(weights, x[:begin]).state if begin else None
        run = forward(weights, x[begin : t + 1], state)
        last = State(dh[t], np.zeros_like(dh[t]))
        dW += backward(run, dstate=last).W
    return dW


def _last_steps(W: Array, x: Array, dh: Array, k: int) -> Array:
    """The last k steps of the sequence, and no others."""
    state = forward(LSTMWeights(W), x[:-k]).state if k < len(x) else None
    return backward(forward(LSTMWeights(W), x[-k:], state), dh[-k:]).W


def _ends_only(W: Array, x: Array, dh: Array, k: int) -> Array:
    judged = np.zeros_like(dh)
    ends = [*range(k - 1, len(x) - 1, k), len(x) - 1]
    judged[ends] = dh[ends]
    return _total(_windows(W, x, judged, k), W)


windowed = Function(
    id="10.5",
    title="Side by side",
    name="windowed_gradient",
    inputs={
        "W": real("4H 1+H+D", limit=0),
        "x": real("T B D", limit=0),
        "dh": real("T B H", limit=0),
        "k": size("k"),
    },
    sizes={"T": (1, 2, 3, 4), "k": (1, 2, 3), "B": (1, 2, 3), "H": (1, 2, 3), "D": (1, 2, 4)},
    returns="dW",
    reference=lambda W, x, dh, k: _total(_windows(W, x, dh, k), W),
    misconceptions=[
        Misconception(
            "not-cut",
            lambda W, x, dh, k: _windows(W, x, dh, len(x))[0],
            "This is the whole gradient: nothing is cut, and your result does not depend on k.",
        ),
        Misconception(
            "P6-state-reset",
            lambda W, x, dh, k: _total(_windows(W, x, dh, k, begin="zero"), W),
            "Every one of your windows begins with an empty memory. The gradient stops at a "
            "window's edge, the values do not.",
        ),
        Misconception(
            "h-not-handed-on",
            lambda W, x, dh, k: _total(_windows(W, x, dh, k, begin="c only"), W),
            "Your windows carry on the cell state, but not the hidden state.",
        ),
        Misconception(
            "c-not-handed-on",
            lambda W, x, dh, k: _total(_windows(W, x, dh, k, begin="h only"), W),
            "Your windows carry on the hidden state, but not the cell state.",
        ),
        Misconception(
            "I1-not-accumulated",
            lambda W, x, dh, k: _windows(W, x, dh, k)[-1],
            "This is the gradient of the final window alone. The same weights are used in all.",
        ),
        Misconception(
            "first-window",
            lambda W, x, dh, k: _windows(W, x, dh, k)[0],
            "This is the gradient of the first window alone. The same weights are used in all.",
        ),
        Misconception(
            "last-k-steps",
            _last_steps,
            "You look at the last k steps of the sequence only. Here the loss looks at every "
            "step, and every step is in one of the windows.",
        ),
        Misconception(
            "rest-dropped",
            lambda W, x, dh, k: _total(_windows(W, x, dh, k, windows="whole"), W),
            "Where k does not divide T, the steps after the final whole window are missing.",
        ),
        Misconception(
            "I9-averaged",
            lambda W, x, dh, k: np.mean(_windows(W, x, dh, k), axis=0),
            "Your gradient is the mean over the windows; the loss is a sum over all steps.",
        ),
        Misconception(
            "per-step",
            lambda W, x, dh, k: _total(_windows(W, x, dh, k), W) / len(x),
            "Your gradient is divided by T; the loss is a sum over all steps.",
        ),
        Misconception(
            "sliding",
            _sliding,
            "You look back k steps from every step. That is a better gradient, but it costs k "
            "times as much; here every step belongs to one window, and looks back to its "
            "beginning.",
        ),
        Misconception(
            "ends-only",
            _ends_only,
            "The loss looks at every step of a window, not only at its final one.",
        ),
        Misconception(
            "I2-no-dh-within",
            _by_steps("c"),
            "Within a window nothing comes back along h from one step to the one before.",
        ),
        Misconception(
            "I3-no-dc-within",
            _by_steps("h"),
            "Within a window nothing comes back along the memory, c.",
        ),
        Misconception(
            "steps-apart",
            lambda W, x, dh, k: _total(_windows(W, x, dh, 1), W),
            "Your gradient is cut after every step, whatever k is.",
        ),
        Misconception(
            "transposed",
            lambda W, x, dh, k: _total(_windows(W, x, dh, k), W).T,
            "All numbers are right, but in the wrong places: dW has the shape of W.",
        ),
    ],
    on_success="This is how long sequences are trained on: the state runs on, the gradient does not.",
)
