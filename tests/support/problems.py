"""Random LSTMs, with inputs, states and gradients that fit them."""

from __future__ import annotations

import tracemalloc
from typing import Any, NamedTuple

import numpy as np

from lstm_lib._validation import Array
from lstm_lib.cell import State
from lstm_lib.lstm import LSTMGradients, backward, forward
from lstm_lib.weights import LSTMWeights


class Problem(NamedTuple):
    """Arguments for a run and its gradient; all numbers of order 1, biases included."""

    weights: LSTMWeights
    x: Array
    state: State
    dh: Array
    dstate: State


def problem(T: int, B: int, D: int, H: int, seed: int = 0, dtype: Any = np.float64) -> Problem:
    rng = np.random.default_rng([T, B, D, H, seed])

    def draw(*shape: int) -> Array:
        return rng.normal(size=shape).astype(dtype)

    def state() -> State:
        return State(draw(B, H), draw(B, H))

    weights = LSTMWeights(draw(4 * H, 1 + H + D))
    return Problem(weights, draw(T, B, D), state(), draw(T, B, H), state())


def memory(p: Problem, lengths: Array | None = None) -> tuple[int, int, LSTMGradients]:
    """Bytes held between forward and backward, bytes that backward adds at most, its result."""
    tracemalloc.start()
    try:
        run = forward(p.weights, p.x, p.state, lengths)
        held = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        d = backward(run, p.dh, p.dstate)
        return held, tracemalloc.get_traced_memory()[1] - held, d
    finally:
        tracemalloc.stop()


def loss(h: Array, state: State, p: Problem) -> float:
    """A number whose gradients with respect to h and state are p.dh and p.dstate."""
    ends = np.vdot(state.h, p.dstate.h) + np.vdot(state.c, p.dstate.c)
    return float(np.vdot(h, p.dh) + ends)
