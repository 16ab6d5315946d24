"""Loops over time that the variants share: plain ones, one call of a step after another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_lib._validation import Array
from lstm_lib.cell import Fields, State
from lstm_lib.layer import concat, with_bias


def run_forward(step: Callable[[Array, Any], Fields], x: Array, state: Any) -> Fields:
    """Call `step(x_t, state)` for t = 1 … T and stack the fields of all steps, read-only."""
    steps: list[Any] = []
    for x_t in x:
        steps.append(step(x_t, state))
        state = steps[-1].state
    stacked: Fields = steps[0]._make(np.stack(field) for field in zip(*steps, strict=True))
    for field in stacked:
        field.flags.writeable = False  # backward reads it
    return stacked


def previous(initial: Array, values: Array) -> Array:
    """The values one step earlier: the initial one, then those of steps 1 … T − 1."""
    return np.concatenate([initial[None], values[:-1]])


def cell_backward(
    step_backward: Callable[[Any, Array, Array, Array], tuple[Array, Array]],
    W: Array,
    x: Array,
    state: State,
    output: Any,
    dh: Array,
    dstate: State,
) -> tuple[Array, Array, State, Array]:
    """Backpropagation through time of a cell whose pre-activations are W [1; h_{t−1}; x_t].

    Args:
        step_backward: (step, c_{t−1}, dh_t, dc_t) → (δ_t, dc_{t−1}), with δ_t (B, len(W)) the
            gradient with respect to the pre-activations of step t, and dc_t the gradient that
            arrives from step t + 1.
        W, x, state: the arguments of forward.
        output: what forward returned.
        dh: (T, B, H), gradient of the loss with respect to output.h.
        dstate: gradient with respect to the final state.

    Returns:
        dW, dx, the gradient with respect to the initial state, and δ (T, B, len(W)).
    """
    H = output.h.shape[-1]
    delta = np.empty((*x.shape[:2], len(W)), W.dtype)
    c = previous(state.c, output.c)
    dh_t, dc = dstate
    for t in reversed(range(len(x))):
        step = output._make(field[t] for field in output)
        delta[t], dc = step_backward(step, c[t], dh[t] + dh_t, dc)
        dh_t = delta[t] @ W[:, 1 : 1 + H]
    dW = summed_weight_gradient(concat(previous(state.h, output.h), x), delta)
    return dW, delta @ W[:, 1 + H :], State(dh_t, dc), delta


def summed_weight_gradient(x: Array, delta: Array) -> Array:
    """dW of the pre-activations W [1; x] of all steps, Σ δ [1; x]ᵀ, in one product."""
    return delta.reshape(-1, delta.shape[-1]).T @ with_bias(x).reshape(-1, 1 + x.shape[-1])
