"""Peepholes: the gates also see the memory cell that they control."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_array, as_float
from lstm_lib.activations import sigmoid, sigmoid_derivative, tanh, tanh_derivative
from lstm_lib.cell import State, Step
from lstm_lib.layer import concat, with_bias
from lstm_lib.variants._bptt import cell_backward, previous, run_forward
from lstm_lib.variants._contract import Shapes, Variant, zero_h_and_c
from lstm_lib.variants._validation import Sizes, checked_cell, checked_output, checked_state

__all__ = [
    "PEEPHOLE",
    "peephole_backward",
    "peephole_forward",
    "peephole_step",
    "peepholes_from_onnx",
    "peepholes_to_onnx",
]


def peephole_step(W: ArrayLike, P: ArrayLike, x: ArrayLike, state: State) -> Step:
    """One step of an LSTM with peepholes.

    With s_t = [1; h_{t−1}; x_t]:
    i_t = σ(W_i s_t + p_i ⊙ c_{t−1}),  f_t = σ(W_f s_t + p_f ⊙ c_{t−1}),  g_t = tanh(W_g s_t),
    c_t = f_t ⊙ c_{t−1} + i_t ⊙ g_t,  o_t = σ(W_o s_t + p_o ⊙ c_t),  h_t = o_t ⊙ tanh(c_t).

    Args:
        W: (4H, 1+H+D), blocks in the order i, f, g, o.
        P: (3, H), the rows p_i, p_f, p_o; each unit sees only its own cell.
        x: x_t, (D,) or (B, D).
        state: (h_{t−1}, c_{t−1}), each (H,) or (B, H).

    Returns:
        The gates, the candidate and the new state, each of the state's shape.

    Raises:
        TypeError, ValueError: as `peephole_forward`.

    Source: Gers & Schmidhuber 2000, Recurrent nets that time and count.
    """
    W, P, x, state, _ = _checked(W, P, x, state, time=False)
    h, c = state
    W_i, W_f, W_g, W_o = np.split(W, 4)
    p_i, p_f, p_o = P
    s = with_bias(concat(h, x))
    i = sigmoid(s @ W_i.T + p_i * c)
    f = sigmoid(s @ W_f.T + p_f * c)
    g = tanh(s @ W_g.T)
    c = f * c + i * g
    o = sigmoid(s @ W_o.T + p_o * c)
    h = o * tanh(c)
    return Step(i, f, g, o, c, h)


def _checked(
    W: ArrayLike, P: ArrayLike, x: ArrayLike, state: State | None, time: bool
) -> tuple[Array, Array, Array, State, Sizes]:
    W, x, state, sizes = checked_cell(W, 4, x, state, time)
    P = as_array("P", P, "3 H", {"3": 3, "H": sizes["H"]}, W.dtype)
    return W, P, x, state, sizes


def peephole_forward(W: ArrayLike, P: ArrayLike, x: ArrayLike, state: State | None = None) -> Step:
    """Run the cell over a batch of sequences: `peephole_step` for t = 1 … T.

    Args:
        W: (4H, 1+H+D), blocks in the order i, f, g, o.
        P: (3, H), the rows p_i, p_f, p_o.
        x: (T, B, D), time-major.
        state: (h_0, c_0), each (B, H); None means zeros.

    Returns:
        The fields of all steps, each (T, B, H).

    Raises:
        TypeError, ValueError: naming the argument whose dtype or shape does not fit, or that
            holds a number that is not finite.
    """
    W, P, x, state, _ = _checked(W, P, x, state, time=True)
    return run_forward(partial(peephole_step, W, P), x, state)


def peephole_backward(
    W: ArrayLike,
    P: ArrayLike,
    x: ArrayLike,
    state: State | None,
    output: Step,
    dh: ArrayLike,
    dstate: State | None = None,
) -> tuple[Array, Array, Array, State]:
    """Backpropagation through time.

    With δ the gradient with respect to a gate's pre-activation: dp_i = Σ δ_i ⊙ c_{t−1},
    dp_f = Σ δ_f ⊙ c_{t−1}, dp_o = Σ δ_o ⊙ c_t, over all steps and sequences.

    Args:
        W, P, x, state: the arguments of `peephole_forward`.
        output: what it returned.
        dh: (T, B, H), gradient of the loss with respect to output.h.
        dstate: gradient with respect to (h_T, c_T), beside dh; None means zeros.

    Returns:
        dW (4H, 1+H+D), dP (3, H), dx (T, B, D), and the gradient with respect to (h_0, c_0).

    Raises:
        TypeError, ValueError: as `peephole_forward`.
    """
    W, P, x, state, sizes = _checked(W, P, x, state, time=True)
    output, dh = checked_output(output, Step, dh, sizes, W.dtype)
    dstate = checked_state("dstate", dstate, sizes, W.dtype)
    dW, dx, dstate, delta = cell_backward(
        partial(_step_backward, P), W, x, state, output, dh, dstate
    )
    delta_i, delta_f, _, delta_o = np.split(delta, 4, axis=-1)
    c = previous(state.c, output.c)
    dP = np.stack([delta_i * c, delta_f * c, delta_o * output.c]).sum(axis=(1, 2))
    return dW, dP, dx, dstate


def _step_backward(P: Array, step: Step, c: Array, dh: Array, dc: Array) -> tuple[Array, Array]:
    """δ of the four pre-activations, and dc_{t−1}, to which the peepholes contribute."""
    p_i, p_f, p_o = P
    tanh_c = tanh(step.c)
    delta_o = dh * tanh_c * sigmoid_derivative(step.o)
    dc = dc + dh * step.o * tanh_derivative(tanh_c) + delta_o * p_o
    delta_i = dc * step.g * sigmoid_derivative(step.i)
    delta_f = dc * c * sigmoid_derivative(step.f)
    delta_g = dc * step.i * tanh_derivative(step.g)
    delta = np.concatenate([delta_i, delta_f, delta_g, delta_o], axis=-1)
    return delta, dc * step.f + delta_i * p_i + delta_f * p_f


def _shapes(D: int, H: int) -> Shapes:
    return {"W": (4 * H, 1 + H + D), "P": (3, H)}


PEEPHOLE = Variant(
    "peephole",
    _shapes,
    ("i", "f", "o"),
    zero_h_and_c,
    peephole_step,
    peephole_forward,
    peephole_backward,
)


def peepholes_to_onnx(P: ArrayLike) -> Array:
    """Input P (1, 3H) of an ONNX LSTM, order i, o, f; `interop.to_onnx` gives the other inputs.

    Raises:
        TypeError, ValueError: if P is not (3, H), or a number is not finite.
    """
    p_i, p_f, p_o = as_array("P", P, "3 H", {"3": 3})
    return np.concatenate([p_i, p_o, p_f])[None]


def peepholes_from_onnx(P: ArrayLike) -> Array:
    """The inverse of `peepholes_to_onnx`; `interop.from_onnx` reads the other inputs.

    Raises:
        TypeError, ValueError: if P is not (1, 3H), or a number is not finite.
    """
    P = as_float("P", P)
    H = P.shape[-1] // 3 if P.ndim else 0
    p_i, p_o, p_f = np.split(as_array("P", P, "1 3H", {"1": 1, "3H": 3 * H})[0], 3)
    return np.stack([p_i, p_f, p_o])
