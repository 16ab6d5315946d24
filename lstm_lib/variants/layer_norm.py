"""Layer normalisation: each gate's pre-activations are standardised over the units of the cell."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_array
from lstm_lib.activations import sigmoid, tanh
from lstm_lib.cell import State, Step
from lstm_lib.layer import concat
from lstm_lib.variants._bptt import previous, run_forward
from lstm_lib.variants._contract import Shapes, Variant, zero_h_and_c
from lstm_lib.variants._validation import Sizes, checked_cell, checked_output, checked_state
from lstm_lib.variants.ablations import Ablation

__all__ = ["LAYER_NORM", "layer_norm_backward", "layer_norm_forward", "layer_norm_step"]

EPSILON = 1e-5
"""Added to the variance, so that equal pre-activations do not divide by 0."""


def layer_norm_step(W: ArrayLike, A: ArrayLike, x: ArrayLike, state: State) -> Step:
    """One step of an LSTM whose pre-activations are normalised.

    With N(z) = (z − mean) / √(variance + ε) over the H units of one gate, and for each block
    W = [b | V] and its row a of A the pre-activation z = b + a ⊙ N(V [h_{t−1}; x_t]):
    i_t = σ(z_i),  f_t = σ(z_f),  g_t = tanh(z_g),  o_t = σ(z_o),
    c_t = f_t ⊙ c_{t−1} + i_t ⊙ g_t,  h_t = o_t ⊙ tanh(c_t).

    Args:
        W: (4H, 1+H+D), blocks in the order i, f, g, o.
        A: (4, H), the rows a_i, a_f, a_g, a_o.
        x: x_t, (D,) or (B, D).
        state: (h_{t−1}, c_{t−1}), each (H,) or (B, H).

    Returns:
        The gates, the candidate and the new state, each of the state's shape.

    Raises:
        TypeError, ValueError: as `layer_norm_forward`.

    Source: Ba, Kiros & Hinton 2016. There the products with h and with x are normalised apart, and
    c_t too before it is shown.
    """
    W, A, x, state, _ = _checked(W, A, x, state, time=False)
    h, c = state
    z, _ = _normalised(W, concat(h, x))
    z_i, z_f, z_g, z_o = np.moveaxis(W[:, 0].reshape(A.shape) + A * z, -2, 0)
    i, f, o = sigmoid(z_i), sigmoid(z_f), sigmoid(z_o)
    g = tanh(z_g)
    c = f * c + i * g
    h = o * tanh(c)
    return Step(i, f, g, o, c, h)


def _checked(
    W: ArrayLike, A: ArrayLike, x: ArrayLike, state: State | None, time: bool
) -> tuple[Array, Array, Array, State, Sizes]:
    W, x, state, sizes = checked_cell(W, 4, x, state, time)
    A = as_array("A", A, "4 H", {"4": 4, "H": sizes["H"]}, W.dtype)
    return W, A, x, state, sizes


def _normalised(W: Array, hx: Array) -> tuple[Array, Array]:
    """N(V [h; x]), (..., 4, H), and what it was divided by, (..., 4, 1)."""
    z = (hx @ W[:, 1:].T).reshape(*hx.shape[:-1], 4, -1)
    deviation: Array = np.sqrt(z.var(axis=-1, keepdims=True) + EPSILON)
    return (z - z.mean(axis=-1, keepdims=True)) / deviation, deviation


def layer_norm_forward(
    W: ArrayLike, A: ArrayLike, x: ArrayLike, state: State | None = None
) -> Step:
    """Run the cell over a batch of sequences: `layer_norm_step` for t = 1 … T.

    Args:
        W: (4H, 1+H+D), blocks in the order i, f, g, o.
        A: (4, H), the rows a_i, a_f, a_g, a_o.
        x: (T, B, D), time-major.
        state: (h_0, c_0), each (B, H); None means zeros.

    Returns:
        The fields of all steps, each (T, B, H).

    Raises:
        TypeError, ValueError: naming the argument whose dtype or shape does not fit, or that
            holds a number that is not finite.
    """
    W, A, x, state, _ = _checked(W, A, x, state, time=True)
    return run_forward(partial(layer_norm_step, W, A), x, state)


def layer_norm_backward(
    W: ArrayLike,
    A: ArrayLike,
    x: ArrayLike,
    state: State | None,
    output: Step,
    dh: ArrayLike,
    dstate: State | None = None,
) -> tuple[Array, Array, Array, State]:
    """Backpropagation through time.

    Through N, with n = N(z) and s what it divided by: dz = (dn − mean(dn) − n mean(n ⊙ dn)) / s.

    Args:
        W, A, x, state: the arguments of `layer_norm_forward`.
        output: what it returned.
        dh: (T, B, H), gradient of the loss with respect to output.h.
        dstate: gradient with respect to (h_T, c_T), beside dh; None means zeros.

    Returns:
        dW (4H, 1+H+D), dA (4, H), dx (T, B, D), and the gradient with respect to (h_0, c_0).

    Raises:
        TypeError, ValueError: as `layer_norm_forward`.
    """
    W, A, x, state, sizes = _checked(W, A, x, state, time=True)
    output, dh = checked_output(output, Step, dh, sizes, W.dtype)
    dh_t, dc = checked_state("dstate", dstate, sizes, W.dtype)
    H = sizes["H"]
    hx = concat(previous(state.h, output.h), x)
    c = previous(state.c, output.c)
    normal, deviation = _normalised(W, hx)
    affine = np.empty_like(normal)  # δ of z, behind the normalisation
    delta = np.empty((*x.shape[:2], 4 * H), W.dtype)  # δ of V [h; x], before it
    for t in reversed(range(len(x))):
        step = Step._make(field[t] for field in output)
        of_z, dc = Ablation().step_backward(step, c[t], dh[t] + dh_t, dc)
        affine[t] = of_z.reshape(affine[t].shape)
        delta[t] = _backward(A * affine[t], normal[t], deviation[t]).reshape(delta[t].shape)
        dh_t = delta[t] @ W[:, 1 : 1 + H]
    rows = delta.reshape(-1, 4 * H)
    db = affine.sum(axis=(0, 1)).reshape(-1)
    dW = np.column_stack([db, rows.T @ hx.reshape(len(rows), -1)])
    dA = (affine * normal).sum(axis=(0, 1))
    return dW, dA, delta @ W[:, 1 + H :], State(dh_t, dc)


def _backward(dn: Array, n: Array, deviation: Array) -> Array:
    """The gradient with respect to z where n = N(z), from that with respect to n."""
    centred = dn - dn.mean(axis=-1, keepdims=True)
    dz: Array = (centred - n * (n * dn).mean(axis=-1, keepdims=True)) / deviation
    return dz


def _shapes(D: int, H: int) -> Shapes:
    return {"W": (4 * H, 1 + H + D), "A": (4, H)}


LAYER_NORM = Variant(
    "layer_norm",
    _shapes,
    ("i", "f", "o"),
    zero_h_and_c,
    layer_norm_step,
    layer_norm_forward,
    layer_norm_backward,
)
