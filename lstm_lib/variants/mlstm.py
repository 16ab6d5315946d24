"""mLSTM: a memory cell that is a matrix, written and read by key.

C, the memory, is (B, H, H), and i, f and m are one number for the whole matrix, (B, 1): a key that
occupies all columns cannot be kept in one row and forgotten in another.
"""

from __future__ import annotations

import math
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from lstm_lib._validation import Array, as_array
from lstm_lib.activations import identity, sigmoid, sigmoid_derivative
from lstm_lib.layer import layer
from lstm_lib.variants._bptt import previous, run_forward, summed_weight_gradient
from lstm_lib.variants._contract import Shapes, Variant
from lstm_lib.variants._exponential import exponential_gates, exponential_gates_backward
from lstm_lib.variants._validation import Sizes, checked_input

__all__ = ["MLSTM", "MLSTMState", "MLSTMStep", "mlstm_backward", "mlstm_forward", "mlstm_step"]


class MLSTMState(NamedTuple):
    """Memory C (B, H, H) and normaliser n (B, H), both divided by eᵐ, with m (B, 1)."""

    C: Array
    n: Array
    m: Array


class MLSTMStep(NamedTuple):
    """Everything that one step computed: i, f, m (B, 1), C (B, H, H), the others (B, H).

    For one sequence without B, for all steps with T before it. i and f are the gates divided by eᵐ,
    of which one is 1 and the other at most 1.
    """

    i: Array
    f: Array
    q: Array
    k: Array
    v: Array
    o: Array
    C: Array
    n: Array
    m: Array
    h: Array

    @property
    def state(self) -> MLSTMState:
        """The state that the next step starts from."""
        return MLSTMState(self.C, self.n, self.m)


def mlstm_step(W: ArrayLike, w: ArrayLike, x: ArrayLike, state: MLSTMState) -> MLSTMStep:
    """One step of an mLSTM with one head.

    With s_t = [1; x_t]:  q_t = W_q s_t,  k_t = W_k s_t / √H,  v_t = W_v s_t,  o_t = σ(W_o s_t),
    m_t = max(log σ(w_f s_t) + m_{t−1}, w_i s_t),
    i_t = exp(w_i s_t − m_t),  f_t = exp(log σ(w_f s_t) + m_{t−1} − m_t),
    C_t = f_t C_{t−1} + i_t v_t k_tᵀ,  n_t = f_t n_{t−1} + i_t k_t,
    h_t = o_t ⊙ C_t q_t / max(|n_tᵀ q_t|, e^{−m_t}).

    Args:
        W: (4H, 1+D), blocks in the order q, k, v, o.
        w: (2, 1+D), the rows of the gates i and f.
        x: x_t, (D,) or (B, D).
        state: (C, n, m) of step t − 1.

    Returns:
        The gates, query, key, value, and the new state.

    Raises:
        TypeError, ValueError: as `mlstm_forward`.

    Source: Beck et al. 2024, xLSTM, sec. 2.3; without heads, convolution and normalisation around
    the cell. Without gates it is a fast weight memory: Schmidhuber 1992; Schlag et al. 2021.
    """
    W, w, x, state, sizes = _checked(W, w, x, state, time=False)
    q, k, v, z_o = np.split(layer(W, x, activation=identity), 4, axis=-1)
    k = k / math.sqrt(sizes["H"])
    z_i, z_f = np.split(layer(w, x, activation=identity), 2, axis=-1)
    i, f, m = exponential_gates(z_i, z_f, state.m)
    C = f[..., None] * state.C + i[..., None] * _outer(v, k)
    n = f * state.n + i * k
    o = sigmoid(z_o)
    h = o * _times(C, q) / _normaliser(n, q, m)
    return MLSTMStep(i, f, q, k, v, o, C, n, m, h)


def _checked(
    W: ArrayLike, w: ArrayLike, x: ArrayLike, state: MLSTMState | None, time: bool
) -> tuple[Array, Array, Array, MLSTMState, Sizes]:
    W = as_array("W", W, "4H 1+D", {})
    if len(W) % 4 or W.shape[1] < 2:
        raise ValueError(f"W: expected shape (4H, 1+D) with D ≥ 1, got {W.shape}")
    w = as_array("w", w, "2 1+D", {"2": 2, "1+D": W.shape[1]}, W.dtype)
    x, sizes = checked_input(x, W.shape[1] - 1, len(W) // 4, W.dtype, time)
    return W, w, x, _checked_state("state", state, sizes, W.dtype), sizes


def _checked_state(
    name: str, state: MLSTMState | None, sizes: Sizes, dtype: np.dtype[np.floating]
) -> MLSTMState:
    if state is None:
        state = _zero_state(sizes["B"], sizes["H"], dtype)
    if not isinstance(state, tuple) or len(state) != 3:
        raise TypeError(f"{name}: expected MLSTMState(C, n, m), got {state!r:.60}")
    batch, known = "B " if "B" in sizes else "", {**sizes, "1": 1}
    parts = zip(MLSTMState._fields, state, ("H H", "H", "1"), strict=True)
    return MLSTMState(
        *(as_array(f"{name}.{field}", a, batch + axes, known, dtype) for field, a, axes in parts)
    )


def mlstm_forward(
    W: ArrayLike, w: ArrayLike, x: ArrayLike, state: MLSTMState | None = None
) -> MLSTMStep:
    """Run the cell over a batch of sequences: `mlstm_step` for t = 1 … T.

    Args:
        W: (4H, 1+D), blocks in the order q, k, v, o.
        w: (2, 1+D), the rows of the gates i and f.
        x: (T, B, D), time-major.
        state: (C_0, n_0, m_0); None means zeros.

    Returns:
        The fields of all steps, C with T·B·H² numbers among them.

    Raises:
        TypeError, ValueError: naming the argument whose dtype or shape does not fit, or that
            holds a number that is not finite.
    """
    W, w, x, state, _ = _checked(W, w, x, state, time=True)
    return run_forward(partial(mlstm_step, W, w), x, state)


def mlstm_backward(
    W: ArrayLike,
    w: ArrayLike,
    x: ArrayLike,
    state: MLSTMState | None,
    output: MLSTMStep,
    dh: ArrayLike,
    dstate: MLSTMState | None = None,
) -> tuple[Array, Array, Array, MLSTMState]:
    """Backpropagation through time.

    With y the quotient C q / max(…) and dy = dh ⊙ o:  dC grows by dy qᵀ / max(…);  then
    dv = i dC k,  dk = i (dCᵀ v + dn),  di = Σ dC ⊙ v kᵀ + Σ dn ⊙ k,
    df = Σ dC ⊙ C_{t−1} + Σ dn ⊙ n_{t−1},  and C_{t−1} receives f dC.

    Args:
        W, w, x, state: the arguments of `mlstm_forward`.
        output: what it returned.
        dh: (T, B, H), gradient of the loss with respect to output.h.
        dstate: gradient with respect to (C_T, n_T, m_T), beside dh; None means zeros.

    Returns:
        dW (4H, 1+D), dw (2, 1+D), dx (T, B, D), and the gradient with respect to the initial state.

    Raises:
        TypeError, ValueError: as `mlstm_forward`.
    """
    W, w, x, state, sizes = _checked(W, w, x, state, time=True)
    output, dh = _checked_output(output, dh, sizes, W.dtype)
    dC, dn, dm = _checked_state("dstate", dstate, sizes, W.dtype)
    z_f = layer(w[1:], x, activation=identity)
    C_before, n_before = previous(state.C, output.C), previous(state.n, output.n)
    delta = np.empty((*x.shape[:2], len(W)), W.dtype)
    delta_gates = np.empty((*x.shape[:2], 2), W.dtype)
    for t in reversed(range(len(x))):
        i, f, q, k, v, o, C, n, m, _ = (field[t] for field in output)
        norm, read = _normaliser(n, q, m), _times(C, q)
        dread = dh[t] * o / norm
        dnorm = -(dread * read).sum(axis=-1, keepdims=True) / norm
        along = (n * q).sum(axis=-1, keepdims=True)
        is_along = np.abs(along) >= np.exp(-m)
        dalong = np.where(is_along, dnorm * np.sign(along), 0)
        dm = dm - np.where(is_along, 0, dnorm * norm)  # there norm = e^{−m}
        dC = dC + _outer(dread, q)
        dn = dn + dalong * q
        dq = _times(np.swapaxes(C, -1, -2), dread) + dalong * n
        dv = i * _times(dC, k)
        dk = i * (_times(np.swapaxes(dC, -1, -2), v) + dn)
        di = _total(dC * _outer(v, k)) + (dn * k).sum(axis=-1, keepdims=True)
        df = _total(dC * C_before[t]) + (dn * n_before[t]).sum(axis=-1, keepdims=True)
        delta_i, delta_f, dm = exponential_gates_backward(i, f, z_f[t], di, df, dm)
        delta_o = dh[t] * read / norm * sigmoid_derivative(o)
        delta[t] = np.concatenate([dq, dk / math.sqrt(sizes["H"]), dv, delta_o], axis=-1)
        delta_gates[t] = np.concatenate([delta_i, delta_f], axis=-1)
        dC, dn = f[..., None] * dC, f * dn
    dW, dw = summed_weight_gradient(x, delta), summed_weight_gradient(x, delta_gates)
    dx = delta @ W[:, 1:] + delta_gates @ w[:, 1:]
    return dW, dw, dx, MLSTMState(dC, dn, dm)


def _checked_output(
    output: MLSTMStep, dh: ArrayLike, sizes: Sizes, dtype: np.dtype[np.floating]
) -> tuple[MLSTMStep, Array]:
    if not isinstance(output, tuple) or len(output) != len(MLSTMStep._fields):
        raise TypeError(f"output: expected what mlstm_forward returned, got {output!r:.60}")
    axes = dict.fromkeys(MLSTMStep._fields, "T B H") | {"C": "T B H H"}
    axes |= dict.fromkeys("ifm", "T B 1")
    known = {**sizes, "1": 1}
    fields = [
        as_array(f"output.{name}", field, axes[name], known, dtype)
        for name, field in zip(MLSTMStep._fields, output, strict=True)
    ]
    return MLSTMStep(*fields), as_array("dh", dh, "T B H", sizes, dtype)


def _outer(a: Array, b: Array) -> Array:
    """a bᵀ, for each sequence."""
    return a[..., :, None] * b[..., None, :]


def _times(M: Array, a: Array) -> Array:
    """M a, for each sequence."""
    product: Array = (M @ a[..., None])[..., 0]
    return product


def _total(M: Array) -> Array:
    """The sum of all entries, (B, 1)."""
    total: Array = M.sum(axis=(-1, -2))[..., None]
    return total


def _normaliser(n: Array, q: Array, m: Array) -> Array:
    """max(|nᵀ q|, e^{−m}), (B, 1)."""
    larger: Array = np.maximum(np.abs((n * q).sum(axis=-1, keepdims=True)), np.exp(-m))
    return larger


def _zero_state(B: int, H: int, dtype: DTypeLike) -> MLSTMState:
    return MLSTMState(np.zeros((B, H, H), dtype), np.zeros((B, H), dtype), np.zeros((B, 1), dtype))


def _shapes(D: int, H: int) -> Shapes:
    return {"W": (4 * H, 1 + D), "w": (2, 1 + D)}


MLSTM = Variant("mlstm", _shapes, ("o",), _zero_state, mlstm_step, mlstm_forward, mlstm_backward)
