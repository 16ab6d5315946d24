"""Exercise 03.5, `latch_weights`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import custom
from lstm_lib._validation import Array


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
        "rest": custom(lambda rng, sizes: rng.uniform(0.3, 0.98, sizes["H"]).round(2), "H"),
        "limit": custom(lambda rng, sizes: (10 ** rng.uniform(-1, 1, sizes["H"])).round(2), "H"),
    },
    returns="W",
    reference=_latch_weights,
    extra_cases=lambda rng: [
        (np.full(2, 0.5), np.array([0.1, 10.0])),
        (np.array([0.1, 0.999, 0.7]), rng.uniform(0.5, 2, 3)),
        (np.array([0.02, 0.9999, 0.5, 0.5]), np.array([1.0, 1.0, 1e-6, 1e6])),
    ],
    misconceptions=[
        Misconception(
            "not-divided",
            lambda rest, limit: np.where(
                np.eye(len(rest), len(rest) + 2, 1) > 0,
                np.arctanh(rest)[:, None],
                _latch_weights(rest, limit),
            ),
            "Your recurrent weight is the sum itself at rest. The state already brings a factor "
            "to that sum. How much is left for the weight?",
        ),
        Misconception(
            "slope-1-at-rest",
            lambda rest, limit: _with(1 / (1 - rest**2), limit),
            "You made the slope 1 where the unit rests. There it has to be below 1. What makes a "
            "state one that stays?",
        ),
        Misconception(
            "tanh",
            lambda rest, limit: np.where(
                np.eye(len(rest), len(rest) + 2, 1) > 0,
                (np.tanh(rest) / rest)[:, None],
                _latch_weights(rest, limit),
            ),
            "Your recurrent weights are below 1: such a unit rests at 0. You put a state through "
            "tanh, but you need the way back from a state to its sum.",
        ),
        Misconception(
            "at-rest",
            lambda rest, limit: _latches(_weight(rest), _push(_weight(rest), rest), limit),
            "Your weights of x are 0: at rest nothing is left over. The state gives way before "
            "it tips. How far down does it still hold?",
        ),
        Misconception(
            "one-blow",
            lambda rest, limit: _latches(_weight(rest), _weight(rest) * rest, limit),
            "That input turns the unit in a single step. But this one stays for many steps, so "
            "much less is enough.",
        ),
        Misconception(
            "one-blow-at-1",
            lambda rest, limit: _latches(_weight(rest), _weight(rest), limit),
            "That input outweighs a state of 1 in a single step. This unit never reaches 1, and "
            "the input stays: less is enough.",
        ),
        Misconception(
            "no-root",
            lambda rest, limit: _latches(
                _weight(rest), _push(_weight(rest), 1 - 1 / _weight(rest)), limit
            ),
            "Look again at the state where the slope of a step is 1: the square still has to be "
            "undone.",
        ),
        Misconception(
            "no-arctanh",
            lambda rest, limit: _latches(
                _weight(rest), _weight(rest) * _edge(_weight(rest)), limit
            ),
            "The state at the edge is right. But it needs a sum of its own to stay there; the "
            "input can take only what the recurrent weight brings beyond that.",
        ),
        Misconception(
            "times-limit",
            lambda rest, limit: _latches(
                _weight(rest), _push(_weight(rest), _edge(_weight(rest))), 1 / limit
            ),
            "The more your unit is meant to withstand, the more easily it is tipped. Weight "
            "times limit is a push.",
        ),
        Misconception(
            "negative",
            lambda rest, limit: _latch_weights(rest, -limit),
            "Your inputs push the wrong way: a positive one takes the state down.",
        ),
        Misconception(
            "x-before-h",
            lambda rest, limit: np.roll(_latch_weights(rest, limit)[:, 1:], 1, axis=1),
            "The columns meet [1; h; x]: the constant first, the input last.",
        ),
        Misconception(
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
        Misconception(
            "crossed",
            _crossed,
            "Each of your units listens to all the others. Latches that stand side by side "
            "listen to themselves alone.",
        ),
    ],
    on_success="A memory tips where the slope of a step reaches 1. What is safe from noise is far from "
    "there, and that is where gradients fade.",
)
