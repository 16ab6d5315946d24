"""The minGRU: one gate and one candidate, neither of which sees the hidden state."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_array
from lstm_lib.activations import identity, sigmoid_derivative
from lstm_lib.layer import layer
from lstm_lib.variants._bptt import previous, run_forward, summed_weight_gradient
from lstm_lib.variants._contract import Variant, zero_h
from lstm_lib.variants._validation import Sizes, checked_h, checked_input, checked_output

__all__ = ["MIN_GRU", "MinGRUStep", "min_gru_backward", "min_gru_forward", "min_gru_step"]


class MinGRUStep(NamedTuple):
    """Everything that one step computed, each (B, H) or (H,); or all steps, each (T, B, H)."""

    z: Array
    n: Array
    h: Array

    @property
    def state(self) -> Array:
        """The state that the next step starts from."""
        return self.h


def min_gru_step(W: ArrayLike, x: ArrayLike, h: ArrayLike) -> MinGRUStep:
    """One step of a minGRU.

    z_t = σ(W_z [1; x_t]),  n_t = W_n [1; x_t],  h_t = (1 − z_t) ⊙ h_{t−1} + z_t ⊙ n_t.

    Here z is the fraction that is taken in; in `gru_step` it is the fraction that is kept.

    Args:
        W: (2H, 1+D), blocks in the order z, n.
        x: x_t, (D,) or (B, D).
        h: h_{t−1}, (H,) or (B, H).

    Returns:
        The gate, the candidate and the new state, each of h's shape.

    Raises:
        TypeError, ValueError: as `min_gru_forward`.

    Source: Feng et al. 2024, Were RNNs all we needed?, sec. 3.1.
    """
    W, x, h, _ = _checked(W, x, h, time=False)
    W_z, W_n = np.split(W, 2)
    z = layer(W_z, x)
    n = layer(W_n, x, activation=identity)
    return MinGRUStep(z, n, h=(1 - z) * h + z * n)


def _checked(
    W: ArrayLike, x: ArrayLike, h: ArrayLike | None, time: bool
) -> tuple[Array, Array, Array, Sizes]:
    W = as_array("W", W, "2H 1+D", {})
    if len(W) % 2 or W.shape[1] < 2:
        raise ValueError(f"W: expected shape (2H, 1+D) with D ≥ 1, got {W.shape}")
    x, sizes = checked_input(x, W.shape[1] - 1, len(W) // 2, W.dtype, time)
    return W, x, checked_h("h", h, sizes, W.dtype), sizes


def min_gru_forward(W: ArrayLike, x: ArrayLike, h: ArrayLike | None = None) -> MinGRUStep:
    """Run the cell over a batch of sequences: `min_gru_step` for t = 1 … T.

    Args:
        W: (2H, 1+D), blocks in the order z, n.
        x: (T, B, D), time-major.
        h: h_0, (B, H); None means zeros.

    Returns:
        The fields of all steps, each (T, B, H).

    Raises:
        TypeError, ValueError: naming the argument whose dtype or shape does not fit, or that
            holds a number that is not finite.
    """
    W, x, h, _ = _checked(W, x, h, time=True)
    return run_forward(partial(min_gru_step, W), x, h)


def min_gru_backward(
    W: ArrayLike,
    x: ArrayLike,
    h: ArrayLike | None,
    output: MinGRUStep,
    dh: ArrayLike,
    dstate: ArrayLike | None = None,
) -> tuple[Array, Array, Array]:
    """Backpropagation through time: dh_{t−1} = dh_t ⊙ (1 − z_t), with no matrix in the way.

    Args:
        W, x, h: the arguments of `min_gru_forward`.
        output: what it returned.
        dh: (T, B, H), gradient of the loss with respect to output.h.
        dstate: gradient with respect to h_T, beside dh; None means zeros.

    Returns:
        dW (2H, 1+D), dx (T, B, D), dh_0 (B, H).

    Raises:
        TypeError, ValueError: as `min_gru_forward`.
    """
    W, x, h, sizes = _checked(W, x, h, time=True)
    output, dh = checked_output(output, MinGRUStep, dh, sizes, W.dtype)
    dh_t = checked_h("dstate", dstate, sizes, W.dtype)
    arriving = np.empty_like(dh)
    for t in reversed(range(len(x))):
        arriving[t] = dh_t + dh[t]
        dh_t = arriving[t] * (1 - output.z[t])
    delta_z = arriving * (output.n - previous(h, output.h)) * sigmoid_derivative(output.z)
    delta = np.concatenate([delta_z, arriving * output.z], axis=-1)
    return summed_weight_gradient(x, delta), delta @ W[:, 1:], dh_t


MIN_GRU = Variant(
    "min_gru",
    lambda D, H: {"W": (2 * H, 1 + D)},
    ("z",),
    zero_h,
    min_gru_step,
    min_gru_forward,
    min_gru_backward,
)
