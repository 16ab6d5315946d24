"""Names of Unicode as one stream, read in windows of 5 characters, with the state carried or reset.

The training names, one behind the other with a mark between them, are cut into 16 lanes that are
read side by side. An LSTM of 64 units gets one update for each window.
"""

from __future__ import annotations

import numpy as np

from lstm_lib import network
from lstm_lib.network import Network
from lstm_lib.tasks import unicode_names
from lstm_lib.training import Adam, clip_by_norm, cosine, cross_entropy
from tools.experiments._next_symbol import EARLY, Array
from tools.experiments.character_models import HELD_OUT, SYMBOLS, TRAINING

WINDOW, LANES, UNITS, RATE, SEEDS = 5, 16, 64, 0.01, 8
UPDATES = 5000
"""Together 400,000 characters."""
ONE_HOT = np.eye(SYMBOLS)


def lanes(texts: list[str]) -> Array:
    """(N, lanes): the stream of these names, its parts side by side; what is left over is dropped."""
    stream = [number for text in texts for number in [*unicode_names.to_numbers(text), 0]]
    length = len(stream) // LANES
    return np.array(stream[: length * LANES]).reshape(LANES, length).T


def trained(seed: int, carry: bool, updates: int = UPDATES) -> tuple[Network, Array]:
    """A network after training, window by window, and the loss of each update in nats."""
    net = Network.random(SYMBOLS, UNITS, SYMBOLS, np.random.default_rng(seed))
    order = np.random.default_rng((seed, 1)).permutation(len(TRAINING))
    stream = lanes([TRAINING[k] for k in order])
    adam, state, begin, found = Adam(cosine(RATE, UPDATES)), None, 0, np.empty(updates)
    for update in range(updates):
        if begin + WINDOW >= len(stream):
            begin, state = 0, None
        window = stream[begin : begin + WINDOW + 1]
        output = network.forward(net, ONE_HOT[window[:-1]], state)
        found[update], dy = cross_entropy(output.y, window[1:])
        gradients = network.backward(output, dy).parameters
        clip_by_norm(gradients, 1.0)
        adam.step(net.parameters, gradients)
        state = output.state if carry else None
        begin += WINDOW
    return net, found


def bits(net: Network) -> list[float]:
    """Bits per character of the held-out stream, with the state carried, and reset each window."""
    stream = lanes(HELD_OUT)
    whole = (len(stream) - 1) // WINDOW * WINDOW
    x, target = ONE_HOT[stream[:whole]], stream[1 : whole + 1]
    carried = network.forward(net, x).y
    reset = [network.forward(net, x[k : k + WINDOW]).y for k in range(0, whole, WINDOW)]
    return [
        float(cross_entropy(y, target)[0] / np.log(2)) for y in (carried, np.concatenate(reset))
    ]


def record() -> dict[str, Array]:
    """bits (carried or reset in training, seeds, carried or reset when asked); the first losses."""
    runs = [[trained(seed, carry) for seed in range(SEEDS)] for carry in (True, False)]
    return {
        "bits": np.array([[bits(net) for net, _ in row] for row in runs]),
        "early": np.array([row[0][1][:EARLY] for row in runs]),
    }


def sample() -> dict[str, Array]:
    """The first losses of the first network of each kind."""
    return {"early": np.array([trained(0, carry, EARLY)[1] for carry in (True, False)])}
