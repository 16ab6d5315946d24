"""The loops over time that the variants share: plain ones, one call of a step after another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_lib._validation import Array
from lstm_lib.cell import Fields, State
from lstm_lib.layer import concat, with_bias


def run_forward(step: Callable[[Array, Any], Fields], x: Array, state: Any) -> Fields:
    """Call `step(x_t, state)` for t = 1 … T; the fields of all steps, stacked."""
    steps: list[Any] = []
    for x_t in x:
        steps.append(step(x_t, state))
        state = steps[-1].state
    stacked: Fields = steps[0]._make(np.stack(field) for field in zip(*steps, strict=True))
    return stacked


def earlier(start: Array, values: Array) -> Array:
    """What each step found: the start, and then what the step before it left."""
    return np.concatenate([start[None], values[:-1]])


def cell_backward(
    step_backward: Callable[[Any, Array, Array, Array], tuple[Array, Array]],
    W: Array,
    x: Array,
    state: State,
    run: Any,
    dh: Array,
    dstate: State,
) -> tuple[Array, Array, State, Array]:
    """Backpropagation through time of a cell whose sums are W [1; h_{t−1}; x_t].

    Args:
        step_backward: (step, c_{t−1}, dh_t, dc_t) -> (δ_t, dc_{t−1}), δ_t (B, len(W)) being the
            gradient with respect to the sums of step t, and dc_t what came from step t + 1.
        W, x, state, run: what the run was made from, and what it returned.
        dh: (T, B, H), gradient of the loss with respect to run.h.
        dstate: gradient with respect to the last state.

    Returns:
        dW, dx, the gradient with respect to the initial state, and δ (T, B, len(W)).
    """
    H = run.h.shape[-1]
    delta = np.empty((*x.shape[:2], len(W)), W.dtype)
    c = earlier(state.c, run.c)
    dh_t, dc = dstate
    for t in reversed(range(len(x))):
        step = run._make(field[t] for field in run)
        delta[t], dc = step_backward(step, c[t], dh[t] + dh_t, dc)
        dh_t = delta[t] @ W[:, 1 : 1 + H]
    dW = sums_backward(concat(earlier(state.h, run.h), x), delta)
    return dW, delta @ W[:, 1 + H :], State(dh_t, dc), delta


def sums_backward(x: Array, delta: Array) -> Array:
    """dW of the sums W [1; x] of all steps: Σ δ [1; x]ᵀ, in one product."""
    return delta.reshape(-1, delta.shape[-1]).T @ with_bias(x).reshape(-1, 1 + x.shape[-1])
