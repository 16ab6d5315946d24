"""Backpropagation through time that keeps every k-th state, and computes the steps between once more.

`lstm.forward` keeps (7H + D + 1)·T·B numbers for `lstm.backward`. Here they are kept for k steps at a
time, and beside them T/k states of 2H·B: least for k near √T. The price is one more run forward.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_float, as_size, expect_shape
from lstm_lib.cell import zero_state
from lstm_lib.inference import infer
from lstm_lib.lstm import LSTMGradients, backward, forward
from lstm_lib.weights import LSTMWeights, expect_weights


def checkpointed_gradients(
    weights: LSTMWeights, x: ArrayLike, gradient_of: Callable[[int, Array], ArrayLike], k: int
) -> LSTMGradients:
    """Gradients of a loss, equal to those of `lstm.backward`, from one state in k.

    Args:
        weights: H units, D inputs.
        x: (T, B, D), time-major; sequences of the same length that start from zero states.
        gradient_of: from a time t, counted from 0, and the hidden states h (n, B, H) of the n steps
            from there on, to the gradient of the loss with respect to them, (n, B, H). It is asked
            about the final piece first, and should not keep h.
        k: number of steps between two states that are kept, 1 … T.

    Returns:
        Gradients with respect to W, x and the initial state.

    Raises:
        TypeError: if k is not a whole number; and as `lstm.forward`.
        ValueError: if k is not from 1 to T; and as `lstm.forward` and `lstm.backward`.

    Source: Chen et al. 2016; for recurrent networks Gruslys et al. 2016.
    """
    x = _checked_input(weights, x, k)
    kept = [zero_state(weights, x.shape[1])]
    for t in range(0, len(x) - k, k):
        _, state = infer(weights, x[t : t + k], kept[-1])
        kept.append(state)
    dW, dx = np.zeros_like(weights.W), np.empty_like(x)
    dstate = zero_state(weights, x.shape[1])
    for t in reversed(range(0, len(x), k)):
        output = forward(weights, x[t : t + k], kept.pop())
        d = backward(output, gradient_of(t, output.h), dstate)
        dW += d.W
        dx[t : t + k] = d.x
        dstate = d.state
    return LSTMGradients(dW, dx, dstate)


def _checked_input(weights: LSTMWeights, x: ArrayLike, k: int) -> Array:
    expect_weights(weights)
    x = as_float("x", x, weights.dtype)
    expect_shape("x", x, "T B D", {"D": weights.inputs})
    if as_size("k", "k", k) > len(x):
        raise ValueError(f"k: expected 1 ≤ k ≤ T = {len(x)}, got {k}")
    return x
