"""CIFG, coupled input and forget gates: the cell forgets exactly as much as it takes in."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array
from lstm_lib.activations import sigmoid_derivative, tanh, tanh_derivative
from lstm_lib.cell import State, Step
from lstm_lib.layer import concat, layer
from lstm_lib.variants._blocks import blocks_backward, blocks_forward
from lstm_lib.variants._contract import Variant, stacked_blocks, zero_h_and_c
from lstm_lib.variants._validation import checked_cell

__all__ = ["CIFG", "cifg_backward", "cifg_forward", "cifg_step"]


def cifg_step(W: ArrayLike, x: ArrayLike, state: State) -> Step:
    """One step of an LSTM whose forget gate is 1 minus its input gate.

    i_t = σ(W_i [1; h_{t−1}; x_t]),  f_t = 1 − i_t,  g_t = tanh(W_g [1; h_{t−1}; x_t]),
    o_t = σ(W_o [1; h_{t−1}; x_t]),  c_t = f_t ⊙ c_{t−1} + i_t ⊙ g_t,  h_t = o_t ⊙ tanh(c_t).

    Args:
        W: (3H, 1+H+D), blocks in the order i, g, o.
        x: x_t, (D,) or (B, D).
        state: (h_{t−1}, c_{t−1}), each (H,) or (B, H).

    Returns:
        The gates, the candidate and the new state, each of the state's shape.

    Raises:
        TypeError, ValueError: as `cifg_forward`.

    Source: Greff et al. 2017, variant CIFG (there with peepholes).
    """
    W, x, state, _ = checked_cell(W, 3, x, state, time=False)
    h, c = state
    W_i, W_g, W_o = np.split(W, 3)
    z = concat(h, x)
    i = layer(W_i, z)
    f = 1 - i
    g = layer(W_g, z, activation=tanh)
    o = layer(W_o, z)
    c = f * c + i * g
    h = o * tanh(c)
    return Step(i, f, g, o, c, h)


def cifg_forward(W: ArrayLike, x: ArrayLike, state: State | None = None) -> Step:
    """Run the cell over a batch of sequences: `cifg_step` for t = 1 … T.

    Args:
        W: (3H, 1+H+D), blocks in the order i, g, o.
        x: (T, B, D), time-major.
        state: (h_0, c_0), each (B, H); None means zeros.

    Returns:
        The fields of all steps, each (T, B, H).

    Raises:
        TypeError, ValueError: naming the argument whose dtype or shape does not fit, or that
            holds a number that is not finite.
    """
    return blocks_forward(cifg_step, 3, W, x, state)


def cifg_backward(
    W: ArrayLike,
    x: ArrayLike,
    state: State | None,
    output: Step,
    dh: ArrayLike,
    dstate: State | None = None,
) -> tuple[Array, Array, State]:
    """Backpropagation through time: di_t = dc_t ⊙ (g_t − c_{t−1}), dc_{t−1} = dc_t ⊙ f_t.

    Args:
        W, x, state: the arguments of `cifg_forward`.
        output: what it returned.
        dh: (T, B, H), gradient of the loss with respect to output.h.
        dstate: gradient with respect to (h_T, c_T), beside dh; None means zeros.

    Returns:
        dW (3H, 1+H+D), dx (T, B, D), and the gradient with respect to (h_0, c_0).

    Raises:
        TypeError, ValueError: as `cifg_forward`.
    """
    return blocks_backward(_step_backward, 3, Step, W, x, state, output, dh, dstate)


def _step_backward(step: Step, c: Array, dh: Array, dc: Array) -> tuple[Array, Array]:
    """δ of the three pre-activations, and dc_{t−1}."""
    tanh_c = tanh(step.c)
    dc = dc + dh * step.o * tanh_derivative(tanh_c)
    delta_i = dc * (step.g - c) * sigmoid_derivative(step.i)
    delta_g = dc * step.i * tanh_derivative(step.g)
    delta_o = dh * tanh_c * sigmoid_derivative(step.o)
    return np.concatenate([delta_i, delta_g, delta_o], axis=-1), dc * step.f


CIFG = Variant(
    "cifg",
    stacked_blocks(3),
    ("i", "f", "o"),
    zero_h_and_c,
    cifg_step,
    cifg_forward,
    cifg_backward,
)
