"""The adding problem at eight learning rates of Adam: the error, and what became of the network."""

from __future__ import annotations

import numpy as np

from lstm_lib import lstm, network
from lstm_lib.layer import concat, layer
from lstm_lib.network import Network
from lstm_lib.training import losses
from tools.experiments._adding import FRESH, UNITS, Array, error, sequences, trained

RATES = (0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
SEEDS = 8


def gates(net: Network) -> list[Array]:
    """The gates i, f and o, each (steps of all sequences, units)."""
    weights = net.layers[0][0]
    h = lstm.forward(weights, FRESH.x, lengths=FRESH.lengths).h
    inside = np.arange(len(h))[:, None] < FRESH.lengths
    seen = concat(np.concatenate([np.zeros_like(h[:1]), h[:-1]]), FRESH.x)[inside]
    return [layer(block, seen) for block in (weights.i, weights.f, weights.o)]


def moved(net: Network, seed: int) -> float:
    """Root mean square of the way of the LSTM's weights, biases left out, from their start."""
    start = Network.random(2, UNITS, 1, np.random.default_rng(seed))
    way = (net.layers[0][0].W - start.layers[0][0].W)[:, 1:]
    return float(np.sqrt(np.mean(way**2)))


def norm(net: Network, seed: int) -> float:
    """Median norm of the LSTM's gradient, without the head's, over ten fresh mini-batches."""
    norms = []
    for k in range(10):
        batch = sequences((1000 + seed, k), 32)
        output = network.forward(net, batch.x, lengths=batch.lengths)
        _, dy = losses.squared_error(output.y, batch.target, batch.mask)
        norms.append(np.linalg.norm(network.backward(output, dy).parameters["layer_1.W"]))
    return float(np.median(norms))


def facts(rate: float, seed: int) -> dict[str, Array]:
    """The part of the record on one network."""
    net = trained(seed, rate=rate)
    found = gates(net)
    return {
        "errors": np.array(error(net)),
        "moved": np.array(moved(net, seed)),
        "forget": np.array(found[1].mean()),
        "saturated": np.array([np.mean(np.minimum(gate, 1 - gate) < 0.05) for gate in found]),
        "norms": np.array(norm(net, seed)),
    }


def record() -> dict[str, Array]:
    """For each rate and seed: the error, how far the weights have moved, the mean forget gate, the
    fraction of the gates i, f and o within 5 % of 0 or 1, and the norm of the LSTM's gradient."""
    found = [[facts(rate, seed) for seed in range(SEEDS)] for rate in RATES]
    names = found[0][0]
    return {name: np.array([[one[name] for one in row] for row in found]) for name in names} | {
        "rates": np.array(RATES)
    }


def sample() -> dict[str, Array]:
    """The smallest rate and the first seed."""
    return {name: value[None, None] for name, value in facts(RATES[0], 0).items()}
