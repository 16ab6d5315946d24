"""The GRU: two gates, and no memory cell beside the hidden state."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_array, as_float, expect_finite
from lstm_lib.activations import identity, sigmoid, sigmoid_derivative, tanh, tanh_derivative
from lstm_lib.layer import layer
from lstm_lib.variants._bptt import previous, run_forward, summed_weight_gradient
from lstm_lib.variants._contract import Shapes, Variant, zero_h
from lstm_lib.variants._validation import Sizes, checked_h, checked_input, checked_output

__all__ = ["GRU", "GRUStep", "gru_backward", "gru_forward", "gru_step"]


class GRUStep(NamedTuple):
    """Everything that one step computed, each (B, H) or (H,); or all steps, each (T, B, H)."""

    r: Array
    z: Array
    n: Array
    h: Array

    @property
    def state(self) -> Array:
        """The state that the next step starts from."""
        return self.h


def gru_step(W_x: ArrayLike, W_h: ArrayLike, x: ArrayLike, h: ArrayLike) -> GRUStep:
    """One step of a gated recurrent unit, in PyTorch's form.

    Reset gate r_t = σ(W_xr [1; x_t] + W_hr [1; h_{t−1}]), update gate
    z_t = σ(W_xz [1; x_t] + W_hz [1; h_{t−1}]), candidate
    n_t = tanh(W_xn [1; x_t] + r_t ⊙ W_hn [1; h_{t−1}]),  h_t = (1 − z_t) ⊙ n_t + z_t ⊙ h_{t−1}.

    The reset gate acts on the product W_hn [1; h_{t−1}]; in Cho et al. it acts on h_{t−1} itself.

    Args:
        W_x: (3H, 1+D), blocks in the order r, z, n; PyTorch's [bias_ih | weight_ih].
        W_h: (3H, 1+H), in the same order; PyTorch's [bias_hh | weight_hh].
        x: x_t, (D,) or (B, D).
        h: h_{t−1}, (H,) or (B, H).

    Returns:
        The gates, the candidate and the new state, each of h's shape.

    Raises:
        TypeError, ValueError: as `gru_forward`.

    Source: Cho et al. 2014, sec. 2.3; PyTorch, nn.GRU.
    """
    W_x, W_h, x, h, _ = _checked(W_x, W_h, x, h, time=False)
    x_r, x_z, x_n = np.split(layer(W_x, x, activation=identity), 3, axis=-1)
    h_r, h_z, h_n = np.split(layer(W_h, h, activation=identity), 3, axis=-1)
    r = sigmoid(x_r + h_r)
    z = sigmoid(x_z + h_z)
    n = tanh(x_n + r * h_n)
    return GRUStep(r, z, n, h=(1 - z) * n + z * h)


def _checked(
    W_x: ArrayLike, W_h: ArrayLike, x: ArrayLike, h: ArrayLike | None, time: bool
) -> tuple[Array, Array, Array, Array, Sizes]:
    W_h = as_float("W_h", W_h)
    if W_h.ndim != 2 or W_h.shape[1] < 2 or len(W_h) != 3 * (W_h.shape[1] - 1):
        raise ValueError(f"W_h: expected shape (3H, 1+H) with H ≥ 1, got {W_h.shape}")
    expect_finite("W_h", W_h)
    W_x = as_array("W_x", W_x, "3H 1+D", {"3H": len(W_h)}, W_h.dtype)
    if W_x.shape[1] < 2:
        raise ValueError(f"W_x: expected shape (3H, 1+D) with D ≥ 1, got {W_x.shape}")
    x, sizes = checked_input(x, W_x.shape[1] - 1, W_h.shape[1] - 1, W_h.dtype, time)
    return W_x, W_h, x, checked_h("h", h, sizes, W_h.dtype), sizes


def gru_forward(
    W_x: ArrayLike, W_h: ArrayLike, x: ArrayLike, h: ArrayLike | None = None
) -> GRUStep:
    """Run the cell over a batch of sequences: `gru_step` for t = 1 … T.

    Args:
        W_x: (3H, 1+D), blocks in the order r, z, n.
        W_h: (3H, 1+H), in the same order.
        x: (T, B, D), time-major.
        h: h_0, (B, H); None means zeros.

    Returns:
        The fields of all steps, each (T, B, H).

    Raises:
        TypeError, ValueError: naming the argument whose dtype or shape does not fit, or that
            holds a number that is not finite.
    """
    W_x, W_h, x, h, _ = _checked(W_x, W_h, x, h, time=True)
    return run_forward(partial(gru_step, W_x, W_h), x, h)


def gru_backward(
    W_x: ArrayLike,
    W_h: ArrayLike,
    x: ArrayLike,
    h: ArrayLike | None,
    output: GRUStep,
    dh: ArrayLike,
    dstate: ArrayLike | None = None,
) -> tuple[Array, Array, Array, Array]:
    """Backpropagation through time.

    dn = dh ⊙ (1 − z), dz = dh ⊙ (h_{t−1} − n), dr = δ_n ⊙ W_hn [1; h_{t−1}], with δ_n the gradient
    with respect to n's pre-activation; the product inside it receives δ_n ⊙ r. Along the state itself
    dh_{t−1} = dh_t ⊙ z_t: z is to h what a forget gate is to c.

    Args:
        W_x, W_h, x, h: the arguments of `gru_forward`.
        output: what it returned.
        dh: (T, B, H), gradient of the loss with respect to output.h.
        dstate: gradient with respect to h_T, beside dh; None means zeros.

    Returns:
        dW_x (3H, 1+D), dW_h (3H, 1+H), dx (T, B, D), dh_0 (B, H).

    Raises:
        TypeError, ValueError: as `gru_forward`.
    """
    W_x, W_h, x, h, sizes = _checked(W_x, W_h, x, h, time=True)
    output, dh = checked_output(output, GRUStep, dh, sizes, W_x.dtype)
    dh_t = checked_h("dstate", dstate, sizes, W_x.dtype)
    H = sizes["H"]
    h_before = previous(h, output.h)
    h_n = layer(W_h[2 * H :], h_before, activation=identity)
    delta_x = np.empty((*x.shape[:2], 3 * H), W_x.dtype)
    delta_h = np.empty_like(delta_x)
    for t in reversed(range(len(x))):
        r, z, n, _ = (field[t] for field in output)
        dh_t = dh_t + dh[t]
        delta_n = dh_t * (1 - z) * tanh_derivative(n)
        delta_z = dh_t * (h_before[t] - n) * sigmoid_derivative(z)
        delta_r = delta_n * h_n[t] * sigmoid_derivative(r)
        delta_x[t] = np.concatenate([delta_r, delta_z, delta_n], axis=-1)
        delta_h[t] = np.concatenate([delta_r, delta_z, delta_n * r], axis=-1)
        dh_t = dh_t * z + delta_h[t] @ W_h[:, 1:]
    dW_x, dW_h = summed_weight_gradient(x, delta_x), summed_weight_gradient(h_before, delta_h)
    return dW_x, dW_h, delta_x @ W_x[:, 1:], dh_t


def _shapes(D: int, H: int) -> Shapes:
    return {"W_x": (3 * H, 1 + D), "W_h": (3 * H, 1 + H)}


GRU = Variant("gru", _shapes, ("r", "z"), zero_h, gru_step, gru_forward, gru_backward)
