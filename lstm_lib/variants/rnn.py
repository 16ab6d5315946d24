"""A plain recurrent layer: no gates, no memory cell."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_array
from lstm_lib.activations import tanh, tanh_derivative
from lstm_lib.layer import concat, layer
from lstm_lib.variants._bptt import previous, summed_weight_gradient
from lstm_lib.variants._contract import Variant, stacked_blocks, zero_h
from lstm_lib.variants._validation import Sizes, checked_blocks, checked_h, checked_input

__all__ = ["RNN", "RNNStep", "rnn_backward", "rnn_forward", "rnn_step"]


class RNNStep(NamedTuple):
    """A step, or all steps, as the contract of the variants has it: h alone."""

    h: Array

    @property
    def state(self) -> Array:
        """The state that the next step starts from."""
        return self.h


def rnn_step(W: ArrayLike, x: ArrayLike, h: ArrayLike) -> Array:
    """One step of a plain recurrent layer: h_t = tanh(W [1; h_{t−1}; x_t]).

    Args:
        W: (H, 1+H+D).
        x: x_t, (D,) or (B, D).
        h: h_{t−1}, (H,) or (B, H).

    Returns:
        h_t, of h's shape.

    Raises:
        TypeError, ValueError: as `rnn_forward`.

    Source: Elman 1990, Finding structure in time.
    """
    W, x, h, _ = _checked(W, x, h, time=False)
    return layer(W, concat(h, x), activation=tanh)


def _checked(
    W: ArrayLike, x: ArrayLike, h: ArrayLike | None, time: bool
) -> tuple[Array, Array, Array, Sizes]:
    W = checked_blocks(W, 1)
    H = len(W)
    x, sizes = checked_input(x, W.shape[1] - 1 - H, H, W.dtype, time)
    return W, x, checked_h("h", h, sizes, W.dtype), sizes


def rnn_forward(W: ArrayLike, x: ArrayLike, h: ArrayLike | None = None) -> Array:
    """Run a plain recurrent layer over a batch of sequences: `rnn_step` for t = 1 … T.

    Args:
        W: (H, 1+H+D).
        x: (T, B, D), time-major.
        h: h_0, (B, H); None means zeros.

    Returns:
        h_1 … h_T, (T, B, H), read-only, as `rnn_backward` reads them.

    Raises:
        TypeError, ValueError: naming the argument whose dtype or shape does not fit, or that
            holds a number that is not finite.
    """
    W, x, h, _ = _checked(W, x, h, time=True)
    H = len(W)
    outputs: Array = W[:, 0] + x @ W[:, 1 + H :].T  # for all steps at once; h is still missing
    for z in outputs:
        z += h @ W[:, 1 : 1 + H].T
        h = z[...] = tanh(z)
    outputs.flags.writeable = False
    return outputs


def rnn_backward(
    W: ArrayLike,
    x: ArrayLike,
    h: ArrayLike | None,
    output: ArrayLike,
    dh: ArrayLike,
    dstate: ArrayLike | None = None,
) -> tuple[Array, Array, Array]:
    """Backpropagation through time of a plain recurrent layer.

    dh_{t−1} = W_hᵀ (dh_t ⊙ (1 − h_t²)), plus the loss's own gradient at each step: T factors
    W_hᵀ diag(1 − h²) in a row, which is why such gradients vanish or explode.

    Args:
        W, x, h: the arguments of `rnn_forward`.
        output: what it returned.
        dh: (T, B, H), gradient of the loss with respect to the output.
        dstate: gradient with respect to h_T, beside dh; None means zeros.

    Returns:
        dW (H, 1+H+D), dx (T, B, D), dh_0 (B, H).

    Raises:
        TypeError, ValueError: as `rnn_forward`.

    Source: Werbos 1990, Backpropagation through time.
    """
    W, x, h, sizes = _checked(W, x, h, time=True)
    H = len(W)
    output = as_array("output", output, "T B H", sizes, W.dtype)
    dh = as_array("dh", dh, "T B H", sizes, W.dtype)
    dh_t = checked_h("dstate", dstate, sizes, W.dtype)
    delta = np.empty_like(output)
    for t in reversed(range(len(x))):
        delta[t] = (dh_t + dh[t]) * tanh_derivative(output[t])
        dh_t = delta[t] @ W[:, 1 : 1 + H]
    dW = summed_weight_gradient(concat(previous(h, output), x), delta)
    return dW, delta @ W[:, 1 + H :], dh_t


RNN = Variant(
    "rnn",
    stacked_blocks(1),
    (),
    zero_h,
    step=lambda W, x, h: RNNStep(rnn_step(W, x, h)),
    forward=lambda W, x, h=None: RNNStep(rnn_forward(W, x, h)),
    backward=lambda W, x, h, output, dh, dstate=None: rnn_backward(W, x, h, output.h, dh, dstate),
)
