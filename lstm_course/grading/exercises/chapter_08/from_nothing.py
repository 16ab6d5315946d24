"""Exercise 08.7: a whole step and the forward loop, part by part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_course.grading.exercise import Answer, Function, Misconception, Project
from lstm_course.grading.generators import custom
from lstm_lib import network
from lstm_lib._validation import Array
from lstm_lib.activations import tanh
from lstm_lib.cell import State, step
from lstm_lib.layer import concat, layer
from lstm_lib.lstm import forward
from lstm_lib.weights import LSTMWeights

LIBRARY = (layer, step, forward, network.forward)
"""Switched off: these parts are written with NumPy alone."""

Gates = tuple[Array, Array, Array, Array]
Pair = tuple[Array, Array]


def _gates(W: Array, x: Array, h: Array) -> Gates:
    i, f, g, o, _, _ = step(LSTMWeights(W), x, State(h, np.zeros_like(h)))
    return i, f, g, o


def _sums(W: Array, x: Array, h: Array) -> list[Array]:
    return np.split(layer(W, concat(h, x), activation=np.asarray), 4, axis=-1)


def _curves(*curves: Callable[[Array], Array]) -> Answer:
    return lambda W, x, h: tuple(curve(z) for curve, z in zip(curves, _sums(W, x, h), strict=True))


def _reordered(order: str) -> Answer:
    """The layers of somebody who takes the blocks for i, f, g, o in this order."""

    def answer(W: Array, x: Array, h: Array) -> Gates:
        blocks = np.split(W, 4)
        return _gates(np.concatenate([blocks[order.index(gate)] for gate in "ifgo"]), x, h)

    return answer


def _sigmoid(z: Array) -> Array:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * z)))


four_layers = Function(
    id="08.7a",
    title="the four layers",
    name="four_layers",
    inputs={"W": "4H 1+H+D", "x": "B D", "h": "B H"},
    returns="i, f, g, o",
    reference=_gates,
    without=LIBRARY,
    misconceptions=[
        Misconception(
            "G8-all-sigmoid",
            _curves(_sigmoid, _sigmoid, _sigmoid, _sigmoid),
            "Your candidate is never negative: all four go through the sigmoid.",
        ),
        Misconception(
            "all-tanh",
            _curves(np.tanh, np.tanh, np.tanh, np.tanh),
            "Your gates can be negative: all four go through tanh.",
        ),
        Misconception(
            "linear",
            _curves(np.asarray, np.asarray, np.asarray, np.asarray),
            "These are the four sums. Which curve does each go through?",
        ),
        Misconception(
            "G1-order-ifog",
            _reordered("ifog"),
            "Candidate and output gate have changed places. W has its blocks in the order i, f, g, "
            "o.",
        ),
        Misconception(
            "G2-order-fiog",
            _reordered("figo"),
            "Input gate and forget gate have changed places. W has its blocks in the order i, f, "
            "g, o.",
        ),
        Misconception(
            "G3-order-igfo",
            _reordered("igfo"),
            "Forget gate and candidate have changed places. W has its blocks in the order i, f, g, "
            "o.",
        ),
        Misconception(
            "C2-order-xh",
            lambda W, x, h: _curves(_sigmoid, _sigmoid, np.tanh, _sigmoid)(W, h, x),
            "You stacked [1; x; h], where the weights expect [1; h; x].",
        ),
        Misconception(
            "C7-no-bias",
            lambda W, x, h: _gates(np.column_stack([np.zeros(len(W)), W[:, 1:]]), x, h),
            "At h = x = 0 all your gates are half open. Their biases are missing.",
        ),
        Misconception(
            "C3-no-h",
            lambda W, x, h: _gates(W, x, 0 * h),
            "Nothing reacts when h changes: the previous hidden state is missing.",
        ),
        Misconception(
            "order-of-results",
            lambda W, x, h: tuple(_gates(W, x, h)[k] for k in (0, 1, 3, 2)),
            "All four are right, but returned in another order; it should be i, f, g, o.",
        ),
    ],
    on_success="Four layers, one look at [1; h; x].",
)


def _step(W: Array, x: Array, h: Array, c: Array) -> Pair:
    after = step(LSTMWeights(W), x, State(h, c))
    return after.h, after.c


def _after(change: Callable[[Any, Array], Pair]) -> Answer:
    """The answer that is made from a whole step and the memory before it."""
    return lambda W, x, h, c: change(step(LSTMWeights(W), x, State(h, c)), c)


lstm_step = Function(
    id="08.7b",
    title="one step",
    name="lstm_step",
    inputs={"W": "4H 1+H+D", "x": "B D", "h": "B H", "c": "B H"},
    returns="h, c",
    reference=_step,
    without=LIBRARY,
    misconceptions=[
        Misconception(
            "old-memory-shown",
            _after(lambda one, c: (one.o * tanh(c), one.c)),
            "You show the memory from before the step. Start from c = 0: what should be shown "
            "after a step that writes much?",
        ),
        Misconception(
            "F1-no-tanh",
            _after(lambda one, c: (one.o * one.c, one.c)),
            "The memory is right, but you show more than 1 of it. What keeps h on a known scale?",
        ),
        Misconception(
            "F4-ungated",
            _after(lambda one, c: (tanh(one.c), one.c)),
            "The memory is right, but nothing decides how much of it is shown.",
        ),
        Misconception(
            "E7-squashed-kept",
            _after(lambda one, c: (one.o * tanh(tanh(one.c)), tanh(one.c))),
            "You keep tanh of the memory, so that no memory grows beyond 1.",
        ),
        Misconception(
            "E1-inverted-forget",
            _after(
                lambda one, c: (
                    one.o * tanh((1 - one.f) * c + one.i * one.g),
                    (1 - one.f) * c + one.i * one.g,
                )
            ),
            "Where the forget gate is 1 your memory is erased. An open forget gate keeps.",
        ),
        Misconception(
            "E3-gates-swapped",
            _after(
                lambda one, c: (one.o * tanh(one.i * c + one.f * one.g), one.i * c + one.f * one.g)
            ),
            "Input gate and forget gate have changed places: which of them meets the old memory?",
        ),
        Misconception(
            "E6-no-carry",
            _after(lambda one, c: (one.o * tanh(one.i * one.g), one.i * one.g)),
            "Whatever the old memory is, your result is the same. Nothing of it is kept.",
        ),
        Misconception(
            "1997",
            _after(lambda one, c: (one.o * tanh(c + one.i * one.g), c + one.i * one.g)),
            "That is the cell of 1997: nothing is ever forgotten.",
        ),
        Misconception(
            "G5-returns-c-h",
            lambda W, x, h, c: _step(W, x, h, c)[::-1],
            "Both results are right, but in the order (c, h); it should be (h, c).",
        ),
    ],
    on_success="Six lines, and nothing is borrowed.",
)


def _plain_step(W: Array, x: Array, h: Array, c: Array) -> Pair:
    """A step in NumPy, for the loop that is checked: it works while the library's is off."""
    B, H = np.shape(h)
    if np.shape(x) != (B, np.shape(W)[1] - 1 - H) or np.shape(c) != (B, H):
        raise ValueError(
            f"step takes x (B, D), h (B, H) and c (B, H), and got {np.shape(x)}, {np.shape(h)} "
            f"and {np.shape(c)}"
        )
    i, f, g, o = np.split(W[:, 0] + np.hstack([h, x]) @ W[:, 1:].T, 4, axis=1)
    c = _sigmoid(f) * c + _sigmoid(i) * np.tanh(g)
    return _sigmoid(o) * np.tanh(c), c


_plain_step.__name__ = "step"

Step = Callable[[Array, Array, Array, Array], Pair]
Loop = tuple[Array, Array, Array]


def _loop(step: Step, W: Array, x: Array, h: Array, c: Array) -> Loop:
    states = []
    for x_t in x:
        h, c = step(W, x_t, h, c)
        states.append(h)
    return np.array(states), h, c


def _handing_on(pick: Callable[[Pair, Pair], Pair]) -> Callable[..., Loop]:
    """The loop in which another state is handed on: made from the new one and the first one."""

    def answer(step: Step, W: Array, x: Array, h: Array, c: Array) -> Loop:
        states, now, new = [], (h, c), (h, c)
        for x_t in x:
            new = step(W, x_t, *now)
            states.append(new[0])
            now = pick(new, (h, c))
        return np.array(states), *new

    return answer


def _changed(change: Callable[[Array, Array], Array]) -> Callable[..., Loop]:
    """The right loop with its hidden states changed; change(states, h before the first step)."""

    def answer(step: Step, W: Array, x: Array, h: Array, c: Array) -> Loop:
        states, h_T, c_T = _loop(step, W, x, h, c)
        return change(states, h), h_T, c_T

    return answer


lstm_forward = Function(
    id="08.7c",
    title="the loop over time",
    name="lstm_forward",
    inputs={
        "step": custom(lambda rng, sizes: _plain_step),
        "W": "4H 1+H+D",
        "x": "T B D",
        "h": "B H",
        "c": "B H",
    },
    returns="states, h, c",
    reference=_loop,
    without=LIBRARY,
    misconceptions=[
        Misconception(
            "H1-state-reset",
            _handing_on(lambda new, first: first),
            "Every step starts from the beginning again: hand h and c on to the next step.",
        ),
        Misconception(
            "H2-c-not-carried",
            _handing_on(lambda new, first: (new[0], first[1])),
            "You hand on h, but every step finds the memory of the beginning.",
        ),
        Misconception(
            "H3-h-not-carried",
            _handing_on(lambda new, first: (first[0], new[1])),
            "You hand on the memory, but every step sees the h of the beginning.",
        ),
        Misconception(
            "H5-one-late",
            _changed(lambda states, h: np.concatenate([h[None], states[:-1]])),
            "You keep the state from before each step: your hidden states are one step late.",
        ),
        Misconception(
            "H6-with-the-first",
            _changed(lambda states, h: np.concatenate([h[None], states])),
            "You return T + 1 hidden states. The first h is given; it is not one that a step made.",
        ),
        Misconception(
            "H7-aliasing",
            _changed(lambda states, h: np.repeat(states[-1:], len(states), axis=0)),
            "All your hidden states equal the final one: a single array was kept T times and "
            "overwritten at each step.",
        ),
        Misconception(
            "H4-last-only",
            _changed(lambda states, h: states[-1]),
            "Your first result is the final hidden state alone. All T of them are needed.",
        ),
        Misconception(
            "H8-reversed",
            lambda step, W, x, h, c: _loop(step, W, x[::-1], h, c),
            "You walk through time from its end.",
        ),
        Misconception(
            "batch-first",
            _changed(lambda states, h: states.swapaxes(0, 1)),
            "Batch and time have changed places in your hidden states: they should be (T, B, H).",
        ),
        Misconception(
            "G5-returns-c-h",
            lambda step, W, x, h, c: tuple(_loop(step, W, x, h, c)[k] for k in (0, 2, 1)),
            "The final state should be returned as h, c; yours comes as c, h.",
        ),
    ],
    on_success="What goes from step to step is a pair, (h, c).",
)

from_nothing = Project(
    id="08.7",
    title="An LSTM from nothing",
    name="lstm_forward",
    parts=[four_layers, lstm_step, lstm_forward],
    on_success="You have written an LSTM. Chapter 9 puts it into a layer, chapter 10 goes back "
    "through it.",
)
