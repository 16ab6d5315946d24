"""Exercise 12.3, `sample_texts`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import ArgSpec, Sizes, custom, measured
from lstm_lib._validation import Array

Step = Callable[[Array, Any], tuple[Array, Array]]


def _step(rng: np.random.Generator, sizes: Sizes) -> Step:
    """A small network whose probabilities depend on its state and on the symbol."""
    H = 3
    W, U, V = rng.normal(size=(H, H)), rng.normal(size=(H, 4)), 1.5 * rng.normal(size=(4, H))
    bias = np.array([-1.5, 0.0, 0.3, 0.1])  # the end is not too likely

    def step(symbols: Array, state: Any) -> tuple[Array, Array]:
        h = np.zeros((len(symbols), H)) if state is None else state
        h = np.tanh(h @ W + U.T[symbols] + 0.3)
        powers = np.exp(h @ V.T + bias)
        return powers / powers.sum(axis=-1, keepdims=True), h

    return step


def _uniform(shape: str) -> ArgSpec:
    """Random numbers from 0 to below 1."""
    return ArgSpec(lambda rng, sizes, _: rng.random(measured(shape, sizes)), (shape,))


def _write(
    step: Step,
    u: Array,
    *,
    choose: Callable[[Array, Array], Array] = lambda p, u: np.sum(
        p.cumsum(axis=-1) <= u[:, None], axis=-1
    ),
    carries: bool = True,
    feeds: bool = True,
    ends: bool = True,
    all_end: bool = False,
    with_begin: bool = False,
    previous_state: bool = False,
) -> Array:
    """The loop, with the ways to get it wrong as options."""
    T, B = u.shape
    symbols, state, done = np.zeros(B, int), None, np.zeros(B, bool)
    texts = np.zeros((T, B), int)
    for t in range(T):
        p, new_state = step(symbols if feeds else np.zeros(B, int), state if carries else None)
        if not previous_state or t % 2:
            state = new_state
        drawn = np.minimum(choose(p, u[t]), p.shape[1] - 1)
        if ends:
            drawn = np.where(done, 0, drawn)
        symbols = drawn
        texts[t] = drawn
        done |= drawn == 0
        if all_end and done.any():
            break
    return np.concatenate([np.zeros((1, B), int), texts[:-1]]) if with_begin else texts


def _with(**options: Any) -> Callable[[Step, Array], Array]:
    return lambda step, u: _write(step, u, **options)


def _inverse(p: Array, u: Array) -> Array:
    """The cumulative sum from the other end: as likely, but not what was asked for."""
    return np.asarray(p.shape[1] - 1 - np.sum(p[:, ::-1].cumsum(axis=-1) <= u[:, None], axis=-1))


sampling = Function(
    id="12.3",
    title="A network that writes",
    name="sample_texts",
    inputs={"step": custom(_step), "u": _uniform("T B")},
    sizes={"T": (1, 3, 6, 12), "B": (1, 2, 4)},
    returns="texts",
    reference=_write,
    extra_cases=lambda rng: [
        (_step(rng, {}), rng.random((15, 5))),
        (_step(rng, {}), np.full((4, 2), 0.999)),
    ],
    misconceptions=[
        Misconception(
            "argmax",
            _with(choose=lambda p, u: p.argmax(axis=-1)),
            "You take the most probable symbol every time: all texts become the same one. Draw.",
        ),
        Misconception(
            "state-dropped",
            _with(carries=False),
            "Every step starts from no state, so the network sees the previous symbol and nothing "
            "before it. Pass on the state that `step` returns.",
        ),
        Misconception(
            "one-number-for-all",
            _with(choose=lambda p, u: np.sum(p.cumsum(axis=-1) <= u[0], axis=-1)),
            "All texts of the batch use the random number of the first. Each has its own, u[t, b].",
        ),
        Misconception(
            "no-end",
            _with(ends=False),
            "A text goes on after its end. Once symbol 0 has been drawn, the rest is 0.",
        ),
        Misconception(
            "all-end-with-the-first",
            _with(all_end=True),
            "All texts stop when the first of them ends.",
        ),
        Misconception(
            "not-fed-back",
            _with(feeds=False),
            "The network never reads what it has written: its input is the mark of the beginning "
            "at every step.",
        ),
        Misconception(
            "one-symbol-too-far",
            _with(choose=lambda p, u: np.sum(p.cumsum(axis=-1) <= u[:, None], axis=-1) + 1),
            "Your symbols are one too large: the first whose cumulative sum exceeds u has the "
            "number of those that do not exceed it.",
        ),
        Misconception(
            "one-symbol-too-early",
            _with(
                choose=lambda p, u: np.maximum(
                    np.sum(p.cumsum(axis=-1) <= u[:, None], axis=-1) - 1, 0
                )
            ),
            "You take the last symbol whose cumulative sum is still below u. It is the next one.",
        ),
        Misconception(
            "from-the-other-end",
            _with(choose=_inverse),
            "You add up the probabilities from the last symbol on. That would draw as fairly, but "
            "the task says which symbol belongs to which u.",
        ),
        Misconception(
            "mark-returned",
            _with(with_begin=True),
            "Your texts begin with the mark that was read at the start. It was not drawn.",
        ),
    ],
    on_success="`lstm_lib.sampling.sample` does this with an LSTM.",
)
