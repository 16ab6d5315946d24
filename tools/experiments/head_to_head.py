"""An LSTM against a plain recurrent layer: chapter 3's task, rule, rate and batch, the same updates.

The task, and how errors are given, are those of `hold_a_number`. A plain layer of 33 units has nearly
as many weights as an LSTM of 16. All networks of one seed and length see the same sequences.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from lstm_lib import lstm
from lstm_lib.cell import State
from lstm_lib.training import Adam
from lstm_lib.variants import rnn_backward, rnn_forward
from lstm_lib.weights import LSTMWeights
from tools.experiments.hold_a_number import BATCH, FRESH, RATE, sequences, weights_of_radius

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
LENGTHS = (20, 40)
SEEDS = 8
UPDATES = tuple(range(0, 1001, 50))


class Start(NamedTuple):
    """The start of a network: a function that draws W for T steps, and true if it is an LSTM."""

    weights: Callable[[int, np.random.Generator], Array]
    gated: bool


def with_bias(units: int, forget_bias: float) -> Start:
    """An LSTM as the library begins it, with this forget bias."""

    def weights(_: int, rng: np.random.Generator) -> Array:
        return LSTMWeights.random(units, 2, rng, forget_bias).W

    return Start(weights, gated=True)


def chrono(units: int) -> Start:
    """An LSTM whose biases are drawn for memories of up to T steps.

    b_f = ln m with m uniform in [1, T − 1], and b_i = −b_f.

    Source: Tallec & Ollivier 2018.
    """

    def weights(T: int, rng: np.random.Generator) -> Array:
        drawn = LSTMWeights.random(units, 2, rng)
        drawn.f[:, 0] = np.log(rng.uniform(1, T - 1, size=units))
        drawn.i[:, 0] = -drawn.f[:, 0]
        return drawn.W

    return Start(weights, gated=True)


def of_radius(units: int, radius: float) -> Start:
    """A plain layer as in chapter 3: recurrent weights of this spectral radius, normal input weights."""

    def weights(_: int, rng: np.random.Generator) -> Array:
        return weights_of_radius(radius, rng, units)

    return Start(weights, gated=False)


def orthogonal(units: int) -> Start:
    """A plain layer whose recurrent weights stretch nothing, with input weights of a tenth."""

    def weights(_: int, rng: np.random.Generator) -> Array:
        W_h = np.linalg.qr(rng.normal(size=(units, units)))[0]
        return np.column_stack([np.zeros(units), W_h, 0.1 * rng.normal(size=(units, 2))])

    return Start(weights, gated=False)


NETWORKS = {
    "lstm_16_bias_1": with_bias(16, 1.0),
    "lstm_16_bias_3": with_bias(16, 3.0),
    "lstm_16_chrono": chrono(16),
    "plain_16": of_radius(16, 1.2),
    "plain_33": of_radius(33, 1.2),
    "plain_33_orthogonal": orthogonal(33),
}


def last_state(start: Start, W: Array, x: Array) -> tuple[Array, Callable[[Array], Array]]:
    """The last h (B, H), and a function from the gradient with respect to it to that of W."""
    if start.gated:
        output = lstm.forward(LSTMWeights(W), x)
        last = output.state.h
        return last, lambda dh: lstm.backward(output, dstate=State(dh, np.zeros_like(dh))).W
    h = rnn_forward(W, x)

    def backward(dh_last: Array) -> Array:
        dh = np.zeros_like(h)
        dh[-1] = dh_last
        return rnn_backward(W, x, None, h, dh)[0]

    return h[-1], backward


def errors_while_training(
    start: Start, steps: int, seed: int, updates: tuple[int, ...] = UPDATES
) -> Array:
    """The error on sequences never seen in training, after each of these numbers of updates."""
    W = start.weights(steps, np.random.default_rng([seed, 0]))
    v = np.zeros(W.shape[1] - 3)
    adam, rng = Adam(RATE), np.random.default_rng([seed, 1])
    fresh, wanted = sequences(steps, FRESH, np.random.default_rng(1000 + steps))
    errors = []
    for update in range(updates[-1] + 1):
        if update in updates:
            errors.append(3 * np.mean((last_state(start, W, fresh)[0] @ v - wanted) ** 2))
        x, target = sequences(steps, BATCH, rng)
        h, backward = last_state(start, W, x)
        slope = 2 * (h @ v - target) / BATCH
        gradients = {"W": backward(np.outer(slope, v)), "v": h.T @ slope}
        adam.step({"W": W, "v": v}, gradients)
    return np.array(errors)


def record() -> dict[str, Array]:
    """Errors by network, (lengths, seeds, updates), and what the axes are."""
    errors = {
        name: np.array(
            [[errors_while_training(start, T, seed) for seed in range(SEEDS)] for T in LENGTHS]
        )
        for name, start in NETWORKS.items()
    }
    return errors | {"lengths": np.array(LENGTHS), "updates": np.array(UPDATES)}


def sample() -> dict[str, Array]:
    """The first 50 updates of every network's first seed, at the shortest length."""
    return {
        name: np.array([[errors_while_training(start, LENGTHS[0], 0, updates=UPDATES[:2])]])
        for name, start in NETWORKS.items()
    }
