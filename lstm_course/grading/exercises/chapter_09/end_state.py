"""Exercise 09.3, `end_state`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_course.grading.exercise import Answer, Function, Misconception
from lstm_course.grading.generators import custom
from lstm_lib._validation import Array
from lstm_lib.activations import sigmoid, tanh
from lstm_lib.cell import State, Step, step
from lstm_lib.layer import concat, layer
from lstm_lib.lstm import forward
from lstm_lib.weights import LSTMWeights

Pair = tuple[Array, Array]


def _end_state(W: Array, x: Array, h: Array, c: Array, lengths: Array) -> Pair:
    end = forward(LSTMWeights(W), x, State(h, c), lengths).state
    return end.h, end.c


def _at(
    pick: Callable[[Array, int], Array], start: Callable[[Array], Array] = np.asarray
) -> Answer:
    """The states after 0, 1, …, T steps, from another start, read off at other steps."""

    def answer(W: Array, x: Array, h: Array, c: Array, lengths: Array) -> Pair:
        run = forward(LSTMWeights(W), x, State(start(h), start(c)))
        rows = pick(lengths, len(x)), np.arange(len(lengths))
        return np.concatenate([h[None], run.h])[rows], np.concatenate([c[None], run.c])[rows]

    return answer


def _stepped(after: Callable[[Step, State, State], State]) -> Answer:
    """Step by step with another state handed on, each sequence stopped at its end."""

    def answer(W: Array, x: Array, h: Array, c: Array, lengths: Array) -> Pair:
        first = state = end = State(h, c)
        for t, x_t in enumerate(x):
            now = step(LSTMWeights(W), x_t, state)
            on = (t < lengths)[:, None]
            end = State(np.where(on, now.h, end.h), np.where(on, now.c, end.c))
            state = after(now, state, first)
        return end.h, end.c

    return answer


def _chained(W: Array, x: Array, h: Array, c: Array, lengths: Array) -> Pair:
    state, ends = State(h[:1], c[:1]), []
    for b in range(len(lengths)):
        state = forward(LSTMWeights(W), x[:, b : b + 1], state, lengths[b : b + 1]).state
        ends.append(state)
    return np.concatenate([end.h for end in ends]), np.concatenate([end.c for end in ends])


def _blank_zero(W: Array, x: Array, h: Array, c: Array, lengths: Array) -> Pair:
    some = (lengths > 0)[:, None]
    end = _end_state(W, x, h, c, lengths)
    return np.where(some, end[0], 0), np.where(some, end[1], 0)


def _padding_read(W: Array, x: Array, h: Array, c: Array, lengths: Array) -> Pair:
    run = forward(LSTMWeights(W), x, State(h, c), lengths)
    return run.h[-1], run.c[-1]


def _sorted(W: Array, x: Array, h: Array, c: Array, lengths: Array) -> Pair:
    end = _end_state(W, x, h, c, lengths)
    by_length = np.argsort(-lengths, kind="stable")
    return end[0][by_length], end[1][by_length]


def _reshaped(W: Array, x: Array, h: Array, c: Array, lengths: Array) -> Pair:
    B, H = h.shape
    for t, x_t in enumerate(x):
        z = layer(W, concat(h, x_t), np.asarray).reshape(4, B, H)
        c_new = sigmoid(z[1]) * c + sigmoid(z[0]) * tanh(z[2])
        on = (t < lengths)[:, None]
        h, c = np.where(on, sigmoid(z[3]) * tanh(c_new), h), np.where(on, c_new, c)
    return h, c


def _with_lengths(rng: np.random.Generator) -> list[tuple[Any, ...]]:
    return [
        (
            rng.normal(size=(8, 6)),
            rng.normal(size=(4, 3, 3)),
            rng.uniform(-1, 1, (3, 2)),
            rng.normal(size=(3, 2)),
            np.array(lengths),
        )
        for lengths in ([4, 0, 1], [2, 3, 0], [0, 0, 0], [1, 2, 4])
    ]


end_state = Function(
    id="09.3",
    title="Where each sequence stands at its end",
    name="end_state",
    inputs={
        "W": "4H 1+H+D",
        "x": "T B D",
        "h": "B H",
        "c": "B H",
        "lengths": custom(
            lambda rng, sizes: rng.integers(0, sizes["T"] + 1, sizes["B"]),
            "T B",
        ),
    },
    returns="h, c",
    reference=_end_state,
    without=[forward],
    sizes={"T": (1, 2, 3, 4), "B": (1, 2, 3)},
    extra_cases=_with_lengths,
    misconceptions=[
        Misconception(
            "last-sheet",
            _at(lambda lengths, T: np.full_like(lengths, T)),
            "You take the final step for all sequences. The padding of the shorter ones is an "
            "input like any other, and has gone through the layer.",
        ),
        Misconception(
            "padding-read",
            _padding_read,
            "Your shorter sequences end in 0. That is not a state; it is what stands where there "
            "is none.",
        ),
        Misconception(
            "longest",
            _at(lambda lengths, T: np.full_like(lengths, lengths.max())),
            "You stop all sequences where the longest ends. Each has an end of its own.",
        ),
        Misconception(
            "shortest",
            _at(lambda lengths, T: np.full_like(lengths, lengths.min())),
            "You stop all sequences where the shortest ends. Each has an end of its own.",
        ),
        Misconception(
            "H5-one-early",
            _at(lambda lengths, T: np.maximum(lengths - 1, 0)),
            "You stop one step too early: the final input of each sequence has no effect.",
        ),
        Misconception(
            "one-late",
            _at(lambda lengths, T: np.minimum(lengths + 1, T)),
            "You read one step too late: the first number of the padding is in it.",
        ),
        Misconception(
            "index-below-0",
            _at(lambda lengths, T: np.where(lengths == 0, T, lengths)),
            "Only sequences of length 0 go wrong. What does an index of −1 stand for?",
        ),
        Misconception(
            "empty-is-zero",
            _blank_zero,
            "Only sequences of length 0 go wrong. Which state does a sequence have before its "
            "first step?",
        ),
        Misconception(
            "P6-start-ignored",
            _at(lambda lengths, T: lengths, np.zeros_like),
            "You begin at 0. These sequences are the second part of something: h and c are what "
            "the first part has left.",
        ),
        Misconception(
            "H1-state-reset",
            _stepped(lambda now, state, first: first),
            "Every step starts from the beginning again: of the earlier inputs nothing is left.",
        ),
        Misconception(
            "H2-c-not-carried",
            _stepped(lambda now, state, first: State(now.h, first.c)),
            "You hand on h, but every step finds the memory of the beginning.",
        ),
        Misconception(
            "H3-h-not-carried",
            _stepped(lambda now, state, first: State(first.h, now.c)),
            "You hand on the memory, but every step sees the h of the beginning.",
        ),
        Misconception(
            "H8-reversed",
            lambda W, x, h, c, lengths: _end_state(W, x[::-1], h, c, lengths),
            "You walk through time from the end, and meet the padding first.",
        ),
        Misconception(
            "carried-over",
            _chained,
            "Your second sequence starts where the first has ended. They know nothing of each "
            "other, and each has a row of its own in h and c.",
        ),
        Misconception(
            "sorted",
            _sorted,
            "The states are right, but sorted by length. The rows should stay in the order in "
            "which they came.",
        ),
        Misconception(
            "G7-reshape-mixes",
            _reshaped,
            "It is right for one sequence and wrong for more. In the product, do the blocks stand "
            "one "
            "after the other, or does each sequence have its four?",
        ),
        Misconception(
            "c-of-last-sheet",
            lambda W, x, h, c, lengths: (
                _end_state(W, x, h, c, lengths)[0],
                _end_state(W, x, h, c, np.full_like(lengths, len(x)))[1],
            ),
            "h is right. But the memory has gone on through the padding.",
        ),
        Misconception(
            "G5-returns-c-h",
            lambda W, x, h, c, lengths: _end_state(W, x, h, c, lengths)[::-1],
            "Both results are right, but in the order (c, h); it should be (h, c).",
        ),
        Misconception(
            "h-only",
            lambda W, x, h, c, lengths: _end_state(W, x, h, c, lengths)[0],
            "The state is a pair: to go on from here, the memory is needed as well.",
        ),
    ],
    on_success="It is `run.state`. With it a long sequence can be run in pieces, each going on "
    "where the "
    "one before ended.",
)
