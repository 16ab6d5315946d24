"""The cell of 1997: no forget gate, so that what is in memory stays there."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array
from lstm_lib.activations import sigmoid_derivative, tanh, tanh_derivative
from lstm_lib.cell import State
from lstm_lib.layer import concat, layer
from lstm_lib.variants._three_blocks import three_blocks_backward, three_blocks_forward
from lstm_lib.variants._validation import checked_three_blocks


class LSTM1997Step(NamedTuple):
    """All that one step computed, each (B, H) or (H,); or all steps of a run, (T, B, H)."""

    i: Array
    g: Array
    o: Array
    c: Array
    h: Array

    @property
    def state(self) -> State:
        """What the next step starts from."""
        return State(self.h, self.c)


def lstm_1997_step(W: ArrayLike, x: ArrayLike, state: State) -> LSTM1997Step:
    """One step of an LSTM without forget gate.

    i_t = σ(W_i [1; h_{t−1}; x_t]),  g_t = tanh(W_g [1; h_{t−1}; x_t]),
    o_t = σ(W_o [1; h_{t−1}; x_t]),  c_t = c_{t−1} + i_t ⊙ g_t,  h_t = o_t ⊙ tanh(c_t).

    Args:
        W: (3H, 1+H+D), blocks in the order i, g, o.
        x: x_t, (D,) or (B, D).
        state: (h_{t−1}, c_{t−1}), each (H,) or (B, H).

    Returns:
        The gates, the candidate and the new state, each of the state's shape.

    Raises:
        TypeError, ValueError: as `lstm_1997_forward`.

    Source: Hochreiter & Schmidhuber 1997, sec. 4, where the squashing of candidate and cell is
    scaled otherwise: 4σ(z) − 2 and 2σ(c) − 1.
    """
    W, x, state, _ = checked_three_blocks(W, x, state, time=False)
    h, c = state
    W_i, W_g, W_o = np.split(W, 3)
    z = concat(h, x)
    i = layer(W_i, z)
    g = layer(W_g, z, activation=tanh)
    o = layer(W_o, z)
    c = c + i * g
    h = o * tanh(c)
    return LSTM1997Step(i, g, o, c, h)


def lstm_1997_forward(W: ArrayLike, x: ArrayLike, state: State | None = None) -> LSTM1997Step:
    """Run it over a batch of sequences: `lstm_1997_step` for t = 1 … T.

    Args:
        W: (3H, 1+H+D), blocks in the order i, g, o.
        x: (T, B, D), time first.
        state: (h_0, c_0), each (B, H); zeros if not given.

    Returns:
        What every step computed, each (T, B, H).

    Raises:
        TypeError, ValueError: naming the argument, if a dtype or shape does not fit or a number is
            not finite.
    """
    return three_blocks_forward(lstm_1997_step, W, x, state)


def lstm_1997_backward(
    W: ArrayLike,
    x: ArrayLike,
    state: State | None,
    run: LSTM1997Step,
    dh: ArrayLike,
    dstate: State | None = None,
) -> tuple[Array, Array, State]:
    """Backpropagation through time: dc_{t−1} = dc_t, the constant error carousel.

    Nothing is cut off: the gradient also flows through h_{t−1} into the gates, as 1997's did not.

    Args:
        W, x, state: what `lstm_1997_forward` was called with.
        run: what it returned.
        dh: (T, B, H), gradient of the loss with respect to run.h.
        dstate: gradient with respect to (h_T, c_T) beside dh; zeros if not given.

    Returns:
        dW (3H, 1+H+D), dx (T, B, D), and the gradient with respect to (h_0, c_0).

    Raises:
        TypeError, ValueError: as `lstm_1997_forward`.

    Source: Hochreiter & Schmidhuber 1997, sec. 3.2 (the carousel).
    """
    return three_blocks_backward(_step_backward, LSTM1997Step, W, x, state, run, dh, dstate)


def _step_backward(step: LSTM1997Step, c: Array, dh: Array, dc: Array) -> tuple[Array, Array]:
    """δ of the three sums, and dc_{t−1}, which is dc_t whatever c_{t−1} was."""
    tanh_c = tanh(step.c)
    dc = dc + dh * step.o * tanh_derivative(tanh_c)
    delta_i = dc * step.g * sigmoid_derivative(step.i)
    delta_g = dc * step.i * tanh_derivative(step.g)
    delta_o = dh * tanh_c * sigmoid_derivative(step.o)
    return np.concatenate([delta_i, delta_g, delta_o], axis=-1), dc
