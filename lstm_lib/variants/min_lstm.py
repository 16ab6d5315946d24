"""minLSTM: gates that see the input alone, so all steps can be computed at once, by a scan."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_array, as_float
from lstm_lib.activations import identity, sigmoid
from lstm_lib.layer import layer
from lstm_lib.variants._bptt import previous, summed_weight_gradient
from lstm_lib.variants._contract import Shapes, Variant, zero_h
from lstm_lib.variants._validation import Sizes, checked_h, checked_input, checked_output

__all__ = [
    "MIN_LSTM",
    "MinLSTMStep",
    "min_lstm_backward",
    "min_lstm_forward",
    "min_lstm_step",
    "scan",
]


class MinLSTMStep(NamedTuple):
    """Everything that one step computed, each (B, H) or (H,); or all steps, each (T, B, H)."""

    i: Array
    f: Array
    g: Array
    h: Array

    @property
    def state(self) -> Array:
        """The state that the next step starts from."""
        return self.h


def scan(f: ArrayLike, u: ArrayLike) -> Array:
    """All of h_t = f_t ⊙ h_{t−1} + u_t, with h_0 = 0, in ⌈log₂ T⌉ rounds instead of T steps.

    Two steps in a row are one step of the same kind, with factor f_t f_{t−1} and addend
    f_t u_{t−1} + u_t. In each round every step joins the one at a distance of 1, 2, 4, …

    Args:
        f, u: (T, …), the factors and the addends.

    Returns:
        h_1 … h_T, (T, …).

    Raises:
        TypeError, ValueError: if f and u are not made of finite numbers, or differ in shape or dtype.

    Source: Hillis & Steele 1986, Data parallel algorithms; Blelloch 1990 for such recurrences.
    """
    f = as_float("f", f)
    axes = " ".join(["T", *(f"axis_{n}" for n in range(1, f.ndim))])
    f = as_array("f", f, axes, {}).copy()
    u = as_array("u", u, axes, dict(zip(axes.split(), f.shape, strict=True)), f.dtype).copy()
    distance = 1
    while distance < len(u):
        u[distance:] += f[distance:] * u[:-distance]
        f[distance:] *= f[:-distance]
        distance *= 2
    return u


def min_lstm_step(W: ArrayLike, x: ArrayLike, h: ArrayLike) -> MinLSTMStep:
    """One step of a minLSTM.

    With the sigmoids s_i = σ(W_i [1; x_t]) and s_f = σ(W_f [1; x_t]):
    i_t = s_i / (s_i + s_f),  f_t = s_f / (s_i + s_f) = 1 − i_t,  g_t = W_g [1; x_t],
    h_t = f_t ⊙ h_{t−1} + i_t ⊙ g_t.

    Args:
        W: (3H, 1+D), blocks in the order i, f, g; no column reads h.
        x: x_t, (D,) or (B, D).
        h: h_{t−1}, (H,) or (B, H).

    Returns:
        The gates, the candidate and the new state, each of h's shape.

    Raises:
        TypeError, ValueError: as `min_lstm_forward`.

    Source: Feng et al. 2024, Were RNNs all we needed?, sec. 3.2.
    """
    W, x, h, _ = _checked(W, x, h, time=False)
    i, f, g = _gates(W, x)
    return MinLSTMStep(i, f, g, h=f * h + i * g)


def _checked(
    W: ArrayLike, x: ArrayLike, h: ArrayLike | None, time: bool
) -> tuple[Array, Array, Array, Sizes]:
    W = as_array("W", W, "3H 1+D", {})
    if len(W) % 3 or W.shape[1] < 2:
        raise ValueError(f"W: expected shape (3H, 1+D) with D ≥ 1, got {W.shape}")
    x, sizes = checked_input(x, W.shape[1] - 1, len(W) // 3, W.dtype, time)
    return W, x, checked_h("h", h, sizes, W.dtype), sizes


def _gates(W: Array, x: Array) -> tuple[Array, Array, Array]:
    """i, f and g for one step or for all."""
    z_i, z_f, g = np.split(layer(W, x, activation=identity), 3, axis=-1)
    s_i, s_f = sigmoid(z_i), sigmoid(z_f)
    return s_i / (s_i + s_f), s_f / (s_i + s_f), g


def min_lstm_forward(W: ArrayLike, x: ArrayLike, h: ArrayLike | None = None) -> MinLSTMStep:
    """Run the cell over a batch of sequences: equal to `min_lstm_step` for t = 1 … T, by `scan`.

    Args:
        W: (3H, 1+D), blocks in the order i, f, g.
        x: (T, B, D), time-major.
        h: h_0, (B, H); None means zeros.

    Returns:
        The fields of all steps, each (T, B, H), read-only.

    Raises:
        TypeError, ValueError: naming the argument whose dtype or shape does not fit, or that
            holds a number that is not finite.
    """
    W, x, h, _ = _checked(W, x, h, time=True)
    i, f, g = _gates(W, x)
    u = i * g
    u[0] += f[0] * h
    output = MinLSTMStep(i, f, g, scan(f, u))
    for field in output:
        field.flags.writeable = False  # backward reads it
    return output


def min_lstm_backward(
    W: ArrayLike,
    x: ArrayLike,
    h: ArrayLike | None,
    output: MinLSTMStep,
    dh: ArrayLike,
    dstate: ArrayLike | None = None,
) -> tuple[Array, Array, Array]:
    """Backpropagation through time, which is a scan as well, from the final step to the first.

    With e_t the whole gradient with respect to h_t, e_t = dh_t + f_{t+1} ⊙ e_{t+1}. Since f = 1 − i,
    di_t = e_t ⊙ (g_t − h_{t−1}), and a sum z_i or z_f moves i by ± i f (1 − s).

    Args:
        W, x, h: the arguments of `min_lstm_forward`.
        output: what it returned.
        dh: (T, B, H), gradient of the loss with respect to output.h.
        dstate: gradient with respect to h_T, beside dh; None means zeros.

    Returns:
        dW (3H, 1+D), dx (T, B, D), dh_0 (B, H).

    Raises:
        TypeError, ValueError: as `min_lstm_forward`.
    """
    W, x, h, sizes = _checked(W, x, h, time=True)
    output, dh = checked_output(output, MinLSTMStep, dh, sizes, W.dtype)
    i, f, g, _ = output
    arrives = dh.copy()
    arrives[-1] += checked_h("dstate", dstate, sizes, W.dtype)
    later = previous(np.zeros_like(f[0]), f[::-1])  # f_{t+1}, in reverse
    e = scan(later, arrives[::-1])[::-1]
    z_i, z_f, _ = np.split(layer(W, x, activation=identity), 3, axis=-1)
    through_i = e * (g - previous(h, output.h)) * i * f
    delta = [through_i * sigmoid(-z_i), -through_i * sigmoid(-z_f), e * i]
    deltas = np.concatenate(delta, axis=-1)
    return summed_weight_gradient(x, deltas), deltas @ W[:, 1:], f[0] * e[0]


def _shapes(D: int, H: int) -> Shapes:
    return {"W": (3 * H, 1 + D)}


MIN_LSTM = Variant(
    "min_lstm", _shapes, ("i", "f"), zero_h, min_lstm_step, min_lstm_forward, min_lstm_backward
)
