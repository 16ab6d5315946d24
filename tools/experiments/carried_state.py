"""A stream read in windows of 5 steps, with the state carried from window to window or reset.

At each step a number comes in, and one in ten is flagged; at each step the network should say the
number that was flagged most recently. Always saying 0 makes a mean squared error of 1/3; errors are
given as a fraction of that.
"""

from __future__ import annotations

import numpy as np

from lstm_lib import network
from lstm_lib.network import Network
from lstm_lib.training import Adam, clip_by_norm, losses

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
WINDOW, UPDATES, BATCH, UNITS, RATE, SEEDS, ASKED = 5, 2000, 32, 16, 0.01, 8, 200


def stream(steps: int, count: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Inputs (T, B, 2), number and flag, and what to say, (T, B, 1). The first number is flagged."""
    x = np.zeros((steps, count, 2))
    x[..., 0] = rng.uniform(-1, 1, size=(steps, count))
    x[..., 1] = rng.random((steps, count)) < 0.1
    x[0, :, 1] = 1
    latest = np.maximum.accumulate(np.where(x[..., 1] == 1, np.arange(steps)[:, None], 0), axis=0)
    return x, np.take_along_axis(x[..., 0], latest, axis=0)[..., None]


def trained(seed: int, carry: bool, updates: int = UPDATES) -> Network:
    """A network after training on a stream, window by window."""
    net = Network.random(2, UNITS, 1, np.random.default_rng(seed))
    x, target = stream(WINDOW * updates, BATCH, np.random.default_rng((seed, 1)))
    adam, state = Adam(RATE), None
    for begin in range(0, len(x), WINDOW):
        part = slice(begin, begin + WINDOW)
        output = network.forward(net, x[part], state)
        state = output.state if carry else None
        _, dy = losses.squared_error(output.y, target[part])
        gradients = network.backward(output, dy).parameters
        clip_by_norm(gradients, 1.0)
        adam.step(net.parameters, gradients)
    return net


def errors(net: Network) -> list[float]:
    """The error on a fresh stream, with the state carried, and with it reset at each window."""
    x, target = stream(ASKED, ASKED, np.random.default_rng(999))
    whole = network.forward(net, x).y
    windows = [network.forward(net, x[k : k + WINDOW]).y for k in range(0, ASKED, WINDOW)]
    return [float(3 * np.mean((y - target) ** 2)) for y in (whole, np.concatenate(windows))]


def by_age(net: Network) -> Array:
    """The error by the number of steps since the flag, 0 … 49, with the state carried."""
    x, target = stream(ASKED, ASKED, np.random.default_rng(999))
    off = 3 * (network.forward(net, x).y - target)[..., 0] ** 2
    at = np.arange(ASKED)[:, None]
    age = at - np.maximum.accumulate(np.where(x[..., 1] == 1, at, 0), axis=0)
    return np.array([off[age == k].mean() for k in range(50)])


def record() -> dict[str, Array]:
    """errors (carried or reset in training, seeds, carried or reset when asked), and `by_age`."""
    nets = [[trained(seed, carry) for seed in range(SEEDS)] for carry in (True, False)]
    return {
        "errors": np.array([[errors(net) for net in row] for row in nets]),
        "by_age": np.array([[by_age(net) for net in row] for row in nets]),
    }


def sample() -> dict[str, Array]:
    """The first network, trained."""
    return {"errors": np.array([[errors(trained(0, True))]])}
