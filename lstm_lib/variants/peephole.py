"""Peepholes: the gates also see the memory cell that they open and close."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_array, as_float, expect_finite
from lstm_lib.activations import sigmoid, sigmoid_derivative, tanh, tanh_derivative
from lstm_lib.cell import State, Step
from lstm_lib.layer import concat, with_bias
from lstm_lib.variants._bptt import cell_backward, earlier, run_forward
from lstm_lib.variants._validation import Sizes, checked_input, checked_run, checked_state
from lstm_lib.weights import LSTMWeights, expect_weights


def peephole_step(weights: LSTMWeights, P: ArrayLike, x: ArrayLike, state: State) -> Step:
    """One step of an LSTM with peepholes.

    With s_t = [1; h_{t−1}; x_t]:
    i_t = σ(W_i s_t + p_i ⊙ c_{t−1}),  f_t = σ(W_f s_t + p_f ⊙ c_{t−1}),  g_t = tanh(W_g s_t),
    c_t = f_t ⊙ c_{t−1} + i_t ⊙ g_t,  o_t = σ(W_o s_t + p_o ⊙ c_t),  h_t = o_t ⊙ tanh(c_t).

    Args:
        weights: H units, D inputs.
        P: (3, H), the rows p_i, p_f, p_o: every unit peeps at its own cell alone.
        x: x_t, (D,) or (B, D).
        state: (h_{t−1}, c_{t−1}), each (H,) or (B, H).

    Returns:
        The gates, the candidate and the new state, each of the state's shape.

    Raises:
        TypeError, ValueError: as `peephole_forward`.

    Source: Gers & Schmidhuber 2000, Recurrent nets that time and count.
    """
    P, x, state, _ = _checked(weights, P, x, state, time=False)
    h, c = state
    p_i, p_f, p_o = P
    s = with_bias(concat(h, x))
    i = sigmoid(s @ weights.i.T + p_i * c)
    f = sigmoid(s @ weights.f.T + p_f * c)
    g = tanh(s @ weights.g.T)
    c = f * c + i * g
    o = sigmoid(s @ weights.o.T + p_o * c)
    h = o * tanh(c)
    return Step(i, f, g, o, c, h)


def _checked(
    weights: LSTMWeights, P: ArrayLike, x: ArrayLike, state: State | None, time: bool
) -> tuple[Array, Array, State, Sizes]:
    expect_weights(weights)
    expect_finite("W", weights.W)
    P = as_array("P", P, "3 H", {"3": 3, "H": weights.units}, weights.dtype)
    x, sizes = checked_input(x, weights.inputs, weights.units, weights.dtype, time)
    return P, x, checked_state("state", state, sizes, weights.dtype), sizes


def peephole_forward(
    weights: LSTMWeights, P: ArrayLike, x: ArrayLike, state: State | None = None
) -> Step:
    """Run it over a batch of sequences: `peephole_step` for t = 1 … T.

    Args:
        weights: H units, D inputs.
        P: (3, H), the rows p_i, p_f, p_o.
        x: (T, B, D), time first.
        state: (h_0, c_0), each (B, H); zeros if not given.

    Returns:
        What every step computed, each (T, B, H).

    Raises:
        TypeError, ValueError: naming the argument, if a dtype or shape does not fit or a number is
            not finite.
    """
    P, x, state, _ = _checked(weights, P, x, state, time=True)
    return run_forward(partial(peephole_step, weights, P), x, state)


def peephole_backward(
    weights: LSTMWeights,
    P: ArrayLike,
    x: ArrayLike,
    state: State | None,
    run: Step,
    dh: ArrayLike,
    dstate: State | None = None,
) -> tuple[Array, Array, Array, State]:
    """Backpropagation through time.

    With δ the gradient with respect to a gate's sum: dp_i = Σ δ_i ⊙ c_{t−1},
    dp_f = Σ δ_f ⊙ c_{t−1}, dp_o = Σ δ_o ⊙ c_t, over all steps and sequences.

    Args:
        weights, P, x, state: what `peephole_forward` was called with.
        run: what it returned.
        dh: (T, B, H), gradient of the loss with respect to run.h.
        dstate: gradient with respect to (h_T, c_T) beside dh; zeros if not given.

    Returns:
        dW (4H, 1+H+D), dP (3, H), dx (T, B, D), and the gradient with respect to (h_0, c_0).

    Raises:
        TypeError, ValueError: as `peephole_forward`.
    """
    P, x, state, sizes = _checked(weights, P, x, state, time=True)
    run, dh = checked_run(run, Step, dh, sizes, weights.dtype)
    dstate = checked_state("dstate", dstate, sizes, weights.dtype)
    dW, dx, dstate, delta = cell_backward(
        partial(_step_backward, P), weights.W, x, state, run, dh, dstate
    )
    delta_i, delta_f, _, delta_o = np.split(delta, 4, axis=-1)
    c = earlier(state.c, run.c)
    dP = np.stack([delta_i * c, delta_f * c, delta_o * run.c]).sum(axis=(1, 2))
    return dW, dP, dx, dstate


def _step_backward(P: Array, step: Step, c: Array, dh: Array, dc: Array) -> tuple[Array, Array]:
    """δ of the four sums, and dc_{t−1}, to which the peepholes add theirs."""
    p_i, p_f, p_o = P
    tanh_c = tanh(step.c)
    delta_o = dh * tanh_c * sigmoid_derivative(step.o)
    dc = dc + dh * step.o * tanh_derivative(tanh_c) + delta_o * p_o
    delta_i = dc * step.g * sigmoid_derivative(step.i)
    delta_f = dc * c * sigmoid_derivative(step.f)
    delta_g = dc * step.i * tanh_derivative(step.g)
    delta = np.concatenate([delta_i, delta_f, delta_g, delta_o], axis=-1)
    return delta, dc * step.f + delta_i * p_i + delta_f * p_f


def peepholes_to_onnx(P: ArrayLike) -> Array:
    """Input P (1, 3H) of ONNX's LSTM, order i, o, f; the rest is `interop.to_onnx`'s.

    Raises:
        TypeError, ValueError: if P is not (3, H), or a number is not finite.
    """
    p_i, p_f, p_o = as_array("P", P, "3 H", {"3": 3})
    return np.concatenate([p_i, p_o, p_f])[None]


def peepholes_from_onnx(P: ArrayLike) -> Array:
    """The inverse of `peepholes_to_onnx`; the rest is `interop.from_onnx`'s.

    Raises:
        TypeError, ValueError: if P is not (1, 3H), or a number is not finite.
    """
    P = as_float("P", P)
    H = P.shape[-1] // 3 if P.ndim else 0
    p_i, p_o, p_f = np.split(as_array("P", P, "1 3H", {"1": 1, "3H": 3 * H})[0], 3)
    return np.stack([p_i, p_f, p_o])
