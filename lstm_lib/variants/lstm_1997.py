"""The cell of 1997: without a forget gate, its memory cannot reset itself."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array
from lstm_lib.activations import sigmoid_derivative, tanh, tanh_derivative
from lstm_lib.cell import State
from lstm_lib.layer import concat, layer
from lstm_lib.variants._blocks import blocks_backward, blocks_forward
from lstm_lib.variants._contract import Variant, stacked_blocks, zero_h_and_c
from lstm_lib.variants._validation import checked_cell

__all__ = [
    "LSTM_1997",
    "LSTM1997Step",
    "lstm_1997_backward",
    "lstm_1997_forward",
    "lstm_1997_step",
]


class LSTM1997Step(NamedTuple):
    """Everything that one step computed, each (B, H) or (H,); or all steps, each (T, B, H)."""

    i: Array
    g: Array
    o: Array
    c: Array
    h: Array

    @property
    def state(self) -> State:
        """The state that the next step starts from."""
        return State(self.h, self.c)


def lstm_1997_step(W: ArrayLike, x: ArrayLike, state: State) -> LSTM1997Step:
    """One step of an LSTM without a forget gate.

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

    Source: Hochreiter & Schmidhuber 1997, sec. 4. There candidate and cell are squashed by
    4σ(z) − 2 and 2σ(c) − 1 instead of tanh, units in a block share their gates, and gates also see
    the activations of other gates.
    """
    W, x, state, _ = checked_cell(W, 3, x, state, time=False)
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
    """Run the cell over a batch of sequences: `lstm_1997_step` for t = 1 … T.

    Args:
        W: (3H, 1+H+D), blocks in the order i, g, o.
        x: (T, B, D), time-major.
        state: (h_0, c_0), each (B, H); None means zeros.

    Returns:
        The fields of all steps, each (T, B, H).

    Raises:
        TypeError, ValueError: naming the argument whose dtype or shape does not fit, or that
            holds a number that is not finite.
    """
    return blocks_forward(lstm_1997_step, 3, W, x, state)


def lstm_1997_backward(
    W: ArrayLike,
    x: ArrayLike,
    state: State | None,
    output: LSTM1997Step,
    dh: ArrayLike,
    dstate: State | None = None,
) -> tuple[Array, Array, State]:
    """Backpropagation through time: dc_{t−1} = dc_t, the constant error carousel.

    The gradient is complete: it also flows through h_{t−1} into the gates, where the rule of 1997
    cuts it off.

    Args:
        W, x, state: the arguments of `lstm_1997_forward`.
        output: what it returned.
        dh: (T, B, H), gradient of the loss with respect to output.h.
        dstate: gradient with respect to (h_T, c_T), beside dh; None means zeros.

    Returns:
        dW (3H, 1+H+D), dx (T, B, D), and the gradient with respect to (h_0, c_0).

    Raises:
        TypeError, ValueError: as `lstm_1997_forward`.

    Source: Hochreiter & Schmidhuber 1997, sec. 3.2 (the carousel).
    """
    return blocks_backward(_step_backward, 3, LSTM1997Step, W, x, state, output, dh, dstate)


def _step_backward(step: LSTM1997Step, c: Array, dh: Array, dc: Array) -> tuple[Array, Array]:
    """δ of the three pre-activations, and dc_{t−1}, which equals dc_t whatever c_{t−1} was."""
    tanh_c = tanh(step.c)
    dc = dc + dh * step.o * tanh_derivative(tanh_c)
    delta_i = dc * step.g * sigmoid_derivative(step.i)
    delta_g = dc * step.i * tanh_derivative(step.g)
    delta_o = dh * tanh_c * sigmoid_derivative(step.o)
    return np.concatenate([delta_i, delta_g, delta_o], axis=-1), dc


LSTM_1997 = Variant(
    "lstm_1997",
    stacked_blocks(3),
    ("i", "o"),
    zero_h_and_c,
    lstm_1997_step,
    lstm_1997_forward,
    lstm_1997_backward,
)
