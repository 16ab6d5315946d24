"""FGR, full gate recurrence: every gate also sees all gates of the previous step."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from lstm_lib._validation import Array, as_array
from lstm_lib.activations import sigmoid, sigmoid_derivative, tanh
from lstm_lib.cell import Step, checked_fields
from lstm_lib.layer import concat, with_bias
from lstm_lib.variants._bptt import previous, run_forward, summed_weight_gradient
from lstm_lib.variants._contract import Shapes, Variant, zero_h
from lstm_lib.variants._validation import (
    Sizes,
    checked_blocks,
    checked_h,
    checked_input,
    checked_output,
)
from lstm_lib.variants.ablations import Ablation

__all__ = [
    "FULL_GATE_RECURRENCE",
    "FGRState",
    "FGRStep",
    "full_gate_recurrence_backward",
    "full_gate_recurrence_forward",
    "full_gate_recurrence_step",
]


class FGRState(NamedTuple):
    """The state that one step hands to the next, each (B, H) or (H,): the gates are part of it."""

    h: Array
    c: Array
    i: Array
    f: Array
    o: Array


class FGRStep(NamedTuple):
    """Everything that one step computed, each (B, H) or (H,); or all steps, each (T, B, H)."""

    i: Array
    f: Array
    g: Array
    o: Array
    c: Array
    h: Array

    @property
    def state(self) -> FGRState:
        """The state that the next step starts from."""
        return FGRState(self.h, self.c, self.i, self.f, self.o)


def full_gate_recurrence_step(W: ArrayLike, R: ArrayLike, x: ArrayLike, state: FGRState) -> FGRStep:
    """One step of an LSTM whose gates see each other.

    With s_t = [1; h_{t−1}; x_t] and q_t = [i_{t−1}; f_{t−1}; o_{t−1}]:
    i_t = σ(W_i s_t + R_i q_t),  f_t = σ(W_f s_t + R_f q_t),  g_t = tanh(W_g s_t),
    o_t = σ(W_o s_t + R_o q_t),  c_t = f_t ⊙ c_{t−1} + i_t ⊙ g_t,  h_t = o_t ⊙ tanh(c_t).

    Args:
        W: (4H, 1+H+D), blocks in the order i, f, g, o.
        R: (3H, 3H), rows and columns in the order i, f, o.
        x: x_t, (D,) or (B, D).
        state: (h_{t−1}, c_{t−1}, i_{t−1}, f_{t−1}, o_{t−1}), each (H,) or (B, H).

    Returns:
        The gates, the candidate and the new state, each of the state's shape.

    Raises:
        TypeError, ValueError: as `full_gate_recurrence_forward`.

    Source: Greff et al. 2017, variant FGR (there with peepholes); the gates of 1997 saw each other.
    """
    W, R, x, state, _ = _checked(W, R, x, state, time=False)
    h, c, *gates = state
    q = np.concatenate(gates, axis=-1)
    z_i, z_f, z_g, z_o = np.split(with_bias(concat(h, x)) @ W.T, 4, axis=-1)
    r_i, r_f, r_o = np.split(q @ R.T, 3, axis=-1)
    i, f, o = sigmoid(z_i + r_i), sigmoid(z_f + r_f), sigmoid(z_o + r_o)
    g = tanh(z_g)
    c = f * c + i * g
    h = o * tanh(c)
    return FGRStep(i, f, g, o, c, h)


def _checked(
    W: ArrayLike, R: ArrayLike, x: ArrayLike, state: FGRState | None, time: bool
) -> tuple[Array, Array, Array, FGRState, Sizes]:
    W = checked_blocks(W, 4)
    H = len(W) // 4
    R = as_array("R", R, "3H 3H", {"3H": 3 * H}, W.dtype)
    x, sizes = checked_input(x, W.shape[1] - 1 - H, H, W.dtype, time)
    return W, R, x, _checked_state("state", state, sizes, W.dtype), sizes


def _checked_state(name: str, state: FGRState | None, sizes: Sizes, dtype: DTypeLike) -> FGRState:
    """A state, or the gradient with respect to one; None means zeros."""
    dtype = np.dtype(dtype)
    if state is None:
        state = FGRState._make(checked_h(field, None, sizes, dtype) for field in FGRState._fields)
    axes = "B H" if "B" in sizes else "H"
    return checked_fields(name, state, FGRState, axes, sizes, dtype)


def full_gate_recurrence_forward(
    W: ArrayLike, R: ArrayLike, x: ArrayLike, state: FGRState | None = None
) -> FGRStep:
    """Run the cell over a batch of sequences: `full_gate_recurrence_step` for t = 1 … T.

    Args:
        W: (4H, 1+H+D), blocks in the order i, f, g, o.
        R: (3H, 3H), rows and columns in the order i, f, o.
        x: (T, B, D), time-major.
        state: (h_0, c_0, i_0, f_0, o_0), each (B, H); None means zeros.

    Returns:
        The fields of all steps, each (T, B, H).

    Raises:
        TypeError, ValueError: naming the argument whose dtype or shape does not fit, or that
            holds a number that is not finite.
    """
    W, R, x, state, _ = _checked(W, R, x, state, time=True)
    return run_forward(partial(full_gate_recurrence_step, W, R), x, state)


def full_gate_recurrence_backward(
    W: ArrayLike,
    R: ArrayLike,
    x: ArrayLike,
    state: FGRState | None,
    output: FGRStep,
    dh: ArrayLike,
    dstate: FGRState | None = None,
) -> tuple[Array, Array, Array, FGRState]:
    """Backpropagation through time, also from the gates of one step to those of the step before.

    Args:
        W, R, x, state: the arguments of `full_gate_recurrence_forward`.
        output: what it returned.
        dh: (T, B, H), gradient of the loss with respect to output.h.
        dstate: gradient with respect to the final state, beside dh; None means zeros.

    Returns:
        dW (4H, 1+H+D), dR (3H, 3H), dx (T, B, D), and the gradient with respect to the first state.

    Raises:
        TypeError, ValueError: as `full_gate_recurrence_forward`.
    """
    W, R, x, state, sizes = _checked(W, R, x, state, time=True)
    output, dh = checked_output(output, FGRStep, dh, sizes, W.dtype)
    dh_t, dc, *dgates = _checked_state("dstate", dstate, sizes, W.dtype)
    H = sizes["H"]
    c = previous(state.c, output.c)
    gates = np.concatenate([output.i, output.f, output.o], axis=-1)
    dq = np.concatenate(dgates, axis=-1)
    delta = np.empty((*x.shape[:2], 4 * H), W.dtype)
    of_gates = np.empty_like(gates)
    for t in reversed(range(len(x))):
        step = Step._make(field[t] for field in output)
        direct, dc = Ablation().step_backward(step, c[t], dh[t] + dh_t, dc)
        of_i, of_f, of_g, of_o = np.split(direct, 4, axis=-1)
        of_gates[t] = np.concatenate([of_i, of_f, of_o], axis=-1) + dq * sigmoid_derivative(
            gates[t]
        )
        of_i, of_f, of_o = np.split(of_gates[t], 3, axis=-1)
        delta[t] = np.concatenate([of_i, of_f, of_g, of_o], axis=-1)
        dh_t, dq = delta[t] @ W[:, 1 : 1 + H], of_gates[t] @ R
    q = previous(np.concatenate(state[2:], axis=-1), gates)
    rows = of_gates.reshape(-1, 3 * H)
    dW = summed_weight_gradient(concat(previous(state.h, output.h), x), delta)
    dstate = FGRState(dh_t, dc, *np.split(dq, 3, axis=-1))
    return dW, rows.T @ q.reshape(rows.shape), delta @ W[:, 1 + H :], dstate


def _zero_state(B: int, H: int, dtype: DTypeLike) -> FGRState:
    return FGRState._make(zero_h(B, H, dtype) for _ in FGRState._fields)


def _shapes(D: int, H: int) -> Shapes:
    return {"W": (4 * H, 1 + H + D), "R": (3 * H, 3 * H)}


FULL_GATE_RECURRENCE = Variant(
    "full_gate_recurrence",
    _shapes,
    ("i", "f", "o"),
    _zero_state,
    full_gate_recurrence_step,
    full_gate_recurrence_forward,
    full_gate_recurrence_backward,
)
