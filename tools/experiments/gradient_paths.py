"""The ways of a gradient through an LSTM that has learned to hold a number.

From step to step a gradient can go along the memory cell, multiplied by the forget gate, or through
h and the weights. Trained networks are asked how much of the slope of their output with respect to
the number arrives along the cells alone; and, for all that arrives, how many of the steps between
were taken along the cells: the derivative of its logarithm with respect to that of a factor put on
the cells' path.
"""

from __future__ import annotations

import numpy as np

from lstm_lib import network
from lstm_lib.cell import State, step, step_backward, zero_state
from lstm_lib.layer import concat, layer
from lstm_lib.lstm import forward
from lstm_lib.network import Network
from lstm_lib.training import Adam, clip_by_norm, losses
from lstm_lib.weights import LSTMWeights
from tools.experiments.clipping import final_step
from tools.experiments.hold_a_number import Array, sequences

UNITS, BATCH, RATE, SEEDS, ASKED = 16, 32, 0.01, 8, 200
SETTINGS = ((20, 1.0, 300), (50, 3.0, 900))
"""Steps, forget bias at the start, updates."""
SHIFT = 1e-4


def slope_at_the_number(
    weights: LSTMWeights, v: Array, x: Array, cells: float, rest: float
) -> float:
    """Mean slope of the output v · h_T with respect to x_1, with a factor on each of the two ways."""
    state, passed = zero_state(weights, x.shape[1]), []
    for x_t in x:
        passed.append((x_t, state, step(weights, x_t, state)))
        state = passed[-1][2].state
    dstate = State(np.broadcast_to(v, state.h.shape).copy(), np.zeros_like(state.c))
    dx = np.zeros_like(x[0])
    for x_t, before, made in reversed(passed):
        _, dx, d = step_backward(weights, x_t, before, made, dstate)
        dstate = State(rest * d.h, cells * d.c)
    return float(dx[:, 0].mean())


def paths(net: Network, steps: int) -> list[float]:
    """Mean forget gate, the slope, the slope along cells alone, and steps taken along cells."""
    weights, v = net.layers[0][0], net.parameters["head"][0, 1:]
    x, _ = sequences(steps, ASKED, np.random.default_rng(77))
    h = forward(weights, x).h
    f = layer(weights.f, concat(h[:-1], x[1:]))
    slope = slope_at_the_number(weights, v, x, 1.0, 1.0)
    up, down = (slope_at_the_number(weights, v, x, 1 + e, 1.0) for e in (SHIFT, -SHIFT))
    alone = slope_at_the_number(weights, v, x, 1.0, 0.0)
    return [float(f.mean()), slope, alone, (up - down) / (2 * SHIFT * slope)]


def trained(steps: int, bias: float, updates: int, seed: int) -> Network:
    """A network after training with Adam, clipped at 1."""
    net = Network.random(2, UNITS, 1, np.random.default_rng(seed), forget_bias=bias)
    adam, mask = Adam(RATE), final_step(steps, BATCH)
    for update in range(updates):
        x, number = sequences(steps, BATCH, np.random.default_rng((seed, update)))
        output = network.forward(net, x)
        target = np.where(mask, number, 0.0)[..., None]
        _, dy = losses.squared_error(output.y, target, mask)
        gradients = network.backward(output, dy).parameters
        clip_by_norm(gradients, 1.0)
        adam.step(net.parameters, gradients)
    return net


def error(net: Network, steps: int) -> float:
    """The error on fresh sequences, as a fraction of always saying 0's."""
    x, number = sequences(steps, 1000, np.random.default_rng(1000))
    return float(3 * np.mean((network.forward(net, x).y[-1, :, 0] - number) ** 2))


def record() -> dict[str, Array]:
    """errors (settings, seeds); `paths` before and after training (settings, seeds, 4); settings."""
    shape = len(SETTINGS), SEEDS
    found = {
        "errors": np.empty(shape),
        "before": np.empty((*shape, 4)),
        "after": np.empty((*shape, 4)),
    }
    for at in np.ndindex(shape):
        (steps, bias, updates), seed = SETTINGS[at[0]], at[1]
        found["before"][at] = paths(trained(steps, bias, 0, seed), steps)
        net = trained(steps, bias, updates, seed)
        found["after"][at], found["errors"][at] = paths(net, steps), error(net, steps)
    return found | {"settings": np.array(SETTINGS)}


def sample() -> dict[str, Array]:
    """The first network before training."""
    steps, bias, _ = SETTINGS[0]
    return {"before": np.array([[paths(trained(steps, bias, 0, 0), steps)]])}
