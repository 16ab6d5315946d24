"""sLSTM: an input gate that is an exponential, and what keeps it from overflowing."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from lstm_lib._validation import Array
from lstm_lib.activations import identity, sigmoid, sigmoid_derivative, tanh, tanh_derivative
from lstm_lib.cell import checked_fields
from lstm_lib.layer import concat, layer
from lstm_lib.variants._bptt import previous, run_forward, summed_weight_gradient
from lstm_lib.variants._contract import Variant, stacked_blocks, zero_h
from lstm_lib.variants._exponential import exponential_gates, exponential_gates_backward, over
from lstm_lib.variants._validation import Sizes, checked_blocks, checked_input, checked_output

__all__ = ["SLSTM", "SLSTMState", "SLSTMStep", "slstm_backward", "slstm_forward", "slstm_step"]


class SLSTMState(NamedTuple):
    """Hidden state h, and memory c and normaliser n, both divided by eᵐ; each (B, H) or (H,)."""

    h: Array
    c: Array
    n: Array
    m: Array


class SLSTMStep(NamedTuple):
    """Everything that one step computed, each (B, H) or (H,); or all steps, each (T, B, H).

    i and f are the gates divided by eᵐ, of which one is 1 and the other at most 1.
    """

    i: Array
    f: Array
    g: Array
    o: Array
    c: Array
    n: Array
    m: Array
    h: Array

    @property
    def state(self) -> SLSTMState:
        """The state that the next step starts from."""
        return SLSTMState(self.h, self.c, self.n, self.m)


def slstm_step(W: ArrayLike, x: ArrayLike, state: SLSTMState) -> SLSTMStep:
    """One step of an sLSTM with one head.

    With s_t = [1; h_{t−1}; x_t], an exponential input gate and a sigmoid forget gate:
    m_t = max(log σ(W_f s_t) + m_{t−1}, W_i s_t),
    i_t = exp(W_i s_t − m_t),  f_t = exp(log σ(W_f s_t) + m_{t−1} − m_t),
    g_t = tanh(W_g s_t),  o_t = σ(W_o s_t),
    c_t = f_t ⊙ c_{t−1} + i_t ⊙ g_t,  n_t = f_t ⊙ n_{t−1} + i_t,  h_t = o_t ⊙ c_t / n_t.

    The factor e^{m_t} that is taken out of c and n cancels in h. Where n is 0, nothing has been
    written, and h is 0.

    Args:
        W: (4H, 1+H+D), blocks in the order i, f, g, o.
        x: x_t, (D,) or (B, D).
        state: (h, c, n, m) of step t − 1, each (H,) or (B, H).

    Returns:
        The gates, the candidate and the new state, each of the state's shape.

    Raises:
        TypeError, ValueError: as `slstm_forward`.

    Source: Beck et al. 2024, xLSTM, sec. 2.2; without heads, convolution and normalisation around
    the cell.
    """
    W, x, state, _ = _checked(W, x, state, time=False)
    h, c, n, m = state
    z_i, z_f, z_g, z_o = np.split(layer(W, concat(h, x), activation=identity), 4, axis=-1)
    i, f, m = exponential_gates(z_i, z_f, m)
    g = tanh(z_g)
    o = sigmoid(z_o)
    c = f * c + i * g
    n = f * n + i
    return SLSTMStep(i, f, g, o, c, n, m, h=o * over(c, n))


def _checked(
    W: ArrayLike, x: ArrayLike, state: SLSTMState | None, time: bool
) -> tuple[Array, Array, SLSTMState, Sizes]:
    W = checked_blocks(W, 4)
    H = len(W) // 4
    x, sizes = checked_input(x, W.shape[1] - 1 - H, H, W.dtype, time)
    return W, x, _checked_state("state", state, sizes, W.dtype), sizes


def _checked_state(
    name: str, state: SLSTMState | None, sizes: Sizes, dtype: np.dtype[np.floating]
) -> SLSTMState:
    if state is None:
        state = _zero_state(sizes["B"], sizes["H"], dtype)
    return checked_fields(name, state, SLSTMState, "B H" if "B" in sizes else "H", sizes, dtype)


def slstm_forward(W: ArrayLike, x: ArrayLike, state: SLSTMState | None = None) -> SLSTMStep:
    """Run the cell over a batch of sequences: `slstm_step` for t = 1 … T.

    Args:
        W: (4H, 1+H+D), blocks in the order i, f, g, o.
        x: (T, B, D), time-major.
        state: (h_0, c_0, n_0, m_0), each (B, H); None means zeros.

    Returns:
        The fields of all steps, each (T, B, H).

    Raises:
        TypeError, ValueError: naming the argument whose dtype or shape does not fit, or that
            holds a number that is not finite.
    """
    W, x, state, _ = _checked(W, x, state, time=True)
    return run_forward(partial(slstm_step, W), x, state)


def slstm_backward(
    W: ArrayLike,
    x: ArrayLike,
    state: SLSTMState | None,
    output: SLSTMStep,
    dh: ArrayLike,
    dstate: SLSTMState | None = None,
) -> tuple[Array, Array, SLSTMState]:
    """Backpropagation through time.

    With r = c / n, dr = dh ⊙ o:  dc grows by dr / n and dn by −dr ⊙ r / n;  then
    di = dc ⊙ g + dn,  df = dc ⊙ c_{t−1} + dn ⊙ n_{t−1}.

    Args:
        W, x, state: the arguments of `slstm_forward`.
        output: what it returned.
        dh: (T, B, H), gradient of the loss with respect to output.h.
        dstate: gradient with respect to (h_T, c_T, n_T, m_T), beside dh; None means zeros.

    Returns:
        dW (4H, 1+H+D), dx (T, B, D), and the gradient with respect to the initial state.

    Raises:
        TypeError, ValueError: as `slstm_forward`.
    """
    W, x, state, sizes = _checked(W, x, state, time=True)
    output, dh = checked_output(output, SLSTMStep, dh, sizes, W.dtype)
    dh_t, dc, dn, dm = _checked_state("dstate", dstate, sizes, W.dtype)
    H = sizes["H"]
    seen = concat(previous(state.h, output.h), x)
    z_f = layer(W[H : 2 * H], seen, activation=identity)
    c_before, n_before = previous(state.c, output.c), previous(state.n, output.n)
    delta = np.empty((*x.shape[:2], 4 * H), W.dtype)
    for t in reversed(range(len(x))):
        i, f, g, o, c, n, _, _ = (field[t] for field in output)
        read = over(c, n)
        dh_t = dh_t + dh[t]
        dc = dc + over(dh_t * o, n)
        dn = dn - over(dh_t * o * read, n)
        di = dc * g + dn
        df = dc * c_before[t] + dn * n_before[t]
        delta_i, delta_f, dm = exponential_gates_backward(i, f, z_f[t], di, df, dm)
        delta_g = dc * i * tanh_derivative(g)
        delta_o = dh_t * read * sigmoid_derivative(o)
        delta[t] = np.concatenate([delta_i, delta_f, delta_g, delta_o], axis=-1)
        dh_t, dc, dn = delta[t] @ W[:, 1 : 1 + H], dc * f, dn * f
    dW = summed_weight_gradient(seen, delta)
    return dW, delta @ W[:, 1 + H :], SLSTMState(dh_t, dc, dn, dm)


def _zero_state(B: int, H: int, dtype: DTypeLike) -> SLSTMState:
    zeros = [zero_h(B, H, dtype) for _ in SLSTMState._fields]
    return SLSTMState(*zeros)


SLSTM = Variant(
    "slstm", stacked_blocks(4), ("o",), _zero_state, slstm_step, slstm_forward, slstm_backward
)
