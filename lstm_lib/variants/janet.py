"""JANET, just another network: a forget gate, and no other."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array
from lstm_lib.activations import sigmoid_derivative, tanh, tanh_derivative
from lstm_lib.layer import concat, layer
from lstm_lib.variants._bptt import previous, run_forward, summed_weight_gradient
from lstm_lib.variants._contract import Variant, stacked_blocks, zero_h
from lstm_lib.variants._validation import (
    Sizes,
    checked_blocks,
    checked_h,
    checked_input,
    checked_output,
)

__all__ = ["JANET", "JANETStep", "janet_backward", "janet_forward", "janet_step"]


class JANETStep(NamedTuple):
    """Everything that one step computed, each (B, H) or (H,); or all steps, each (T, B, H)."""

    f: Array
    g: Array
    h: Array

    @property
    def state(self) -> Array:
        """The state that the next step starts from."""
        return self.h


def janet_step(W: ArrayLike, x: ArrayLike, h: ArrayLike) -> JANETStep:
    """One step of an LSTM of which only the forget gate is left; its memory is its hidden state.

    f_t = σ(W_f [1; h_{t−1}; x_t]),  g_t = tanh(W_g [1; h_{t−1}; x_t]),
    h_t = f_t ⊙ h_{t−1} + (1 − f_t) ⊙ g_t.

    Args:
        W: (2H, 1+H+D), blocks in the order f, g.
        x: x_t, (D,) or (B, D).
        h: h_{t−1}, (H,) or (B, H).

    Returns:
        The gate, the candidate and the new state, each of h's shape.

    Raises:
        TypeError, ValueError: as `janet_forward`.

    Source: van der Westhuizen & Lasenby 2018, The unreasonable effectiveness of the forget gate,
    without the shift β of the second gate.
    """
    W, x, h, _ = _checked(W, x, h, time=False)
    W_f, W_g = np.split(W, 2)
    z = concat(h, x)
    f = layer(W_f, z)
    g = layer(W_g, z, activation=tanh)
    return JANETStep(f, g, h=f * h + (1 - f) * g)


def _checked(
    W: ArrayLike, x: ArrayLike, h: ArrayLike | None, time: bool
) -> tuple[Array, Array, Array, Sizes]:
    W = checked_blocks(W, 2)
    H = len(W) // 2
    x, sizes = checked_input(x, W.shape[1] - 1 - H, H, W.dtype, time)
    return W, x, checked_h("h", h, sizes, W.dtype), sizes


def janet_forward(W: ArrayLike, x: ArrayLike, h: ArrayLike | None = None) -> JANETStep:
    """Run the cell over a batch of sequences: `janet_step` for t = 1 … T.

    Args:
        W: (2H, 1+H+D), blocks in the order f, g.
        x: (T, B, D), time-major.
        h: h_0, (B, H); None means zeros.

    Returns:
        The fields of all steps, each (T, B, H).

    Raises:
        TypeError, ValueError: naming the argument whose dtype or shape does not fit, or that
            holds a number that is not finite.
    """
    W, x, h, _ = _checked(W, x, h, time=True)
    return run_forward(partial(janet_step, W), x, h)


def janet_backward(
    W: ArrayLike,
    x: ArrayLike,
    h: ArrayLike | None,
    output: JANETStep,
    dh: ArrayLike,
    dstate: ArrayLike | None = None,
) -> tuple[Array, Array, Array]:
    """Backpropagation through time: df_t = dh_t ⊙ (h_{t−1} − g_t), dg_t = dh_t ⊙ (1 − f_t).

    Args:
        W, x, h: the arguments of `janet_forward`.
        output: what it returned.
        dh: (T, B, H), gradient of the loss with respect to output.h.
        dstate: gradient with respect to h_T, beside dh; None means zeros.

    Returns:
        dW (2H, 1+H+D), dx (T, B, D), dh_0 (B, H).

    Raises:
        TypeError, ValueError: as `janet_forward`.
    """
    W, x, h, sizes = _checked(W, x, h, time=True)
    output, dh = checked_output(output, JANETStep, dh, sizes, W.dtype)
    dh_t = checked_h("dstate", dstate, sizes, W.dtype)
    H = sizes["H"]
    h_before = previous(h, output.h)
    delta = np.empty((*x.shape[:2], len(W)), W.dtype)
    for t in reversed(range(len(x))):
        f, g, _ = (field[t] for field in output)
        dh_t = dh_t + dh[t]
        delta_f = dh_t * (h_before[t] - g) * sigmoid_derivative(f)
        delta_g = dh_t * (1 - f) * tanh_derivative(g)
        delta[t] = np.concatenate([delta_f, delta_g], axis=-1)
        dh_t = dh_t * f + delta[t] @ W[:, 1 : 1 + H]
    dW = summed_weight_gradient(concat(h_before, x), delta)
    return dW, delta @ W[:, 1 + H :], dh_t


JANET = Variant(
    "janet", stacked_blocks(2), ("f",), zero_h, janet_step, janet_forward, janet_backward
)
