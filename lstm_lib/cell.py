"""One step of an LSTM: six lines that are the six equations, and their backward pass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_array, as_float, as_size, expect_finite, expect_shape
from lstm_lib.activations import tanh, tanh_derivative
from lstm_lib.layer import concat, layer, layer_backward
from lstm_lib.weights import LSTMWeights, expect_weights


class State(NamedTuple):
    """The state that one step hands to the next: hidden state h and memory cell c, (B, H) or (H,)."""

    h: Array
    c: Array


class Step(NamedTuple):
    """Everything that one step computed, each (B, H) or (H,)."""

    i: Array
    f: Array
    g: Array
    o: Array
    c: Array
    h: Array

    @property
    def state(self) -> State:
        """The state that the next step starts from."""
        return State(self.h, self.c)


def zero_state(weights: LSTMWeights, batch: int | None = None) -> State:
    """The state before the first step: h = c = 0, of shape (H,), or (B, H) for a batch.

    Raises:
        TypeError: if batch is not a whole number.
        ValueError: if batch is less than 1.
    """
    expect_weights(weights)
    H = weights.units
    shape = (H,) if batch is None else (as_size("batch", "B", batch), H)
    return State(np.zeros(shape, weights.dtype), np.zeros(shape, weights.dtype))


Fields = TypeVar("Fields", bound=NamedTuple)


def checked_fields(
    name: str,
    values: Fields,
    kind: type[Fields],
    letters: str,
    sizes: Mapping[str, int],
    dtype: np.dtype[Any],
) -> Fields:
    """Check a State, a Step or another such tuple, array by array; `letters` are the axes of each.

    Raises:
        TypeError, ValueError: as `step`; the message names the tuple and the array.
    """
    if not isinstance(values, tuple) or len(values) != len(kind._fields):
        fields = ", ".join(kind._fields)
        raise TypeError(f"{name}: expected {kind.__name__}({fields}), got {values!r:.60}")
    arrays = []
    for field, value in zip(kind._fields, values, strict=True):
        arrays.append(as_array(f"{name}.{field}", value, letters, sizes, dtype))
    return kind._make(arrays)


def _checked_input(weights: LSTMWeights, x: ArrayLike) -> tuple[Array, str, dict[str, int]]:
    """Check W and x; also return the axes of a state that fits x, and all sizes."""
    expect_weights(weights)
    expect_finite("W", weights.W)
    x = as_float("x", x, weights.dtype)
    sizes = {"D": weights.inputs, "H": weights.units}
    batch = ""
    if x.ndim == 2:
        sizes["B"] = len(x)
        batch = "B "
    expect_shape("x", x, batch + "D", sizes)
    expect_finite("x", x)
    return x, batch + "H", sizes


def step(weights: LSTMWeights, x: ArrayLike, state: State) -> Step:
    """One step of an LSTM without peepholes.

    i_t = σ(W_i [1; h_{t−1}; x_t]),  f_t = σ(W_f [1; h_{t−1}; x_t]),
    g_t = tanh(W_g [1; h_{t−1}; x_t]),  o_t = σ(W_o [1; h_{t−1}; x_t]),
    c_t = f_t ⊙ c_{t−1} + i_t ⊙ g_t,  h_t = o_t ⊙ tanh(c_t).

    Args:
        weights: H units, D inputs.
        x: x_t, (D,) or a batch (B, D).
        state: (h_{t−1}, c_{t−1}), each (H,) or (B, H).

    Returns:
        The gates, the candidate and the new state, each of the state's shape.

    Raises:
        TypeError: if the dtype of x, h or c is not that of the weights, or the state is not a pair.
        ValueError: if a shape does not fit, or a number is not finite.

    Source: Hochreiter & Schmidhuber 1997; forget gate: Gers, Schmidhuber & Cummins 2000, sec. 3.
    """
    x, axes, sizes = _checked_input(weights, x)
    state = checked_fields("state", state, State, axes, sizes, weights.dtype)
    h, c = state
    hx = concat(h, x)
    i = layer(weights.i, hx)
    f = layer(weights.f, hx)
    g = layer(weights.g, hx, activation=tanh)
    o = layer(weights.o, hx)
    c = f * c + i * g
    h = o * tanh(c)
    return Step(i, f, g, o, c, h)


def step_backward(
    weights: LSTMWeights, x: ArrayLike, state: State, step: Step, dstate: State
) -> tuple[Array, Array, State]:
    """Gradients of a loss through one step.

    dc_t grows by dh_t ⊙ o_t ⊙ (1 − tanh²(c_t)); then di = dc ⊙ g, df = dc ⊙ c_{t−1},
    dg = dc ⊙ i, do = dh ⊙ tanh(c_t), each passed back through its layer; and c_{t−1}
    receives dc ⊙ f.

    Args:
        weights, x, state: the arguments of `step`.
        step: what it returned.
        dstate: gradients of the loss with respect to h_t and c_t.

    Returns:
        dW (4H, 1+H+D), dx like x, and the gradients with respect to (h_{t−1}, c_{t−1}).

    Raises:
        TypeError, ValueError: as `step`.
    """
    x, axes, sizes = _checked_input(weights, x)
    state = checked_fields("state", state, State, axes, sizes, weights.dtype)
    dstate = checked_fields("dstate", dstate, State, axes, sizes, weights.dtype)
    step = checked_fields("step", step, Step, axes, sizes, weights.dtype)
    h, c = state
    dh, dc = dstate
    hx = concat(h, x)
    tanh_c = tanh(step.c)
    dc = dc + dh * step.o * tanh_derivative(tanh_c)
    dW_i, dhx_i = layer_backward(weights.i, hx, step.i, dc * step.g)
    dW_f, dhx_f = layer_backward(weights.f, hx, step.f, dc * c)
    dW_g, dhx_g = layer_backward(weights.g, hx, step.g, dc * step.i, activation=tanh)
    dW_o, dhx_o = layer_backward(weights.o, hx, step.o, dh * tanh_c)
    dW = np.concatenate([dW_i, dW_f, dW_g, dW_o])
    dhx = dhx_i + dhx_f + dhx_g + dhx_o
    H = weights.units
    return dW, dhx[..., H:], State(dhx[..., :H], dc * step.f)
