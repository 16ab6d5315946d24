"""Exponential input gates that cannot overflow, for sLSTM and mLSTM."""

from __future__ import annotations

import numpy as np

from lstm_lib._validation import Array
from lstm_lib.activations import sigmoid


def exponential_gates(z_i: Array, z_f: Array, m: Array) -> tuple[Array, Array, Array]:
    """The gates exp(z_i) and σ(z_f), each divided by a common factor, and the new exponent m_t.

    m_t = max(log σ(z_f) + m_{t−1}, z_i),  i_t = exp(z_i − m_t),
    f_t = exp(log σ(z_f) + m_{t−1} − m_t): the larger of the two is 1, the other at most 1.

    Source: Beck et al. 2024, eq. 15–17.
    """
    kept = m - np.logaddexp(0, -z_f)  # log σ(z) = −log(1 + e^{−z})
    m = np.maximum(kept, z_i)
    return np.exp(z_i - m), np.exp(kept - m), m


def exponential_gates_backward(
    i: Array, f: Array, z_f: Array, di: Array, df: Array, dm: Array
) -> tuple[Array, Array, Array]:
    """Gradients with respect to z_i, z_f and m_{t−1}.

    Whichever of the two exponents is the maximum receives what reaches m_t; if the loss depends on
    h alone, that is 0, since the common factor cancels in h.
    """
    of_i, of_kept = di * i, df * f
    of_m = dm - of_i - of_kept
    kept_is_larger = f == 1
    of_i = of_i + np.where(kept_is_larger, 0, of_m)
    of_kept = of_kept + np.where(kept_is_larger, of_m, 0)
    return of_i, of_kept * sigmoid(-z_f), of_kept


def over(a: Array, n: Array) -> Array:
    """a / n, and 0 where n is 0."""
    quotient: Array = np.divide(a, n, out=np.zeros_like(a), where=n != 0)
    return quotient
