"""One bit, held through noise: which LSTMs learn to, from seven starts, and for how long they do.

At the first step, flagged by a second input, comes a bit, 1 or −1; coin flips of the same size follow.
At the end the network should say the bit. A network has learned the task if the sign of its output is
right for more than 95 of 100 sequences. Networks trained at one length are then asked at many others.
"""

from __future__ import annotations

import numpy as np

from lstm_lib import network
from lstm_lib.inference import infer
from lstm_lib.network import Network
from lstm_lib.training import Adam, clip_by_norm, losses
from lstm_lib.weights import LSTMWeights

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
LENGTHS = (10, 30, 100)
STARTS = ("1", "3", "5", "7", "chrono", "5, shut", "chrono, open")
"""Forget bias at the start, or chrono initialisation for the length of the task.

Input biases are 0, but chrono's are the opposite of the forget biases; the last two starts exchange
this: "shut" has the opposite of its forget biases, "open" has 0.
"""
SEEDS, UPDATES, UNITS, BATCH, RATE, FRESH = 8, 200, 8, 32, 0.01, 500
TRAINED, ASKED = 100, 64
HELD = ("chrono", "3", "5")
"""Starts whose networks are asked at other lengths than the trained one."""
AGES = (10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000)
PIECE = 1000


def sequences(steps: int, count: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Inputs (T, B, 2), coin flips and flag, and the first flip of each sequence, (B,)."""
    x = np.zeros((steps, count, 2))
    x[..., 0] = rng.choice([-1.0, 1.0], size=(steps, count))
    x[0, :, 1] = 1
    return x, x[0, :, 0].copy()


def chrono(weights: LSTMWeights, longest: int, rng: np.random.Generator) -> None:
    """b_f = ln m with m uniform in [1, T − 1], and b_i = −b_f.

    Source: Tallec & Ollivier 2018, sec. 3.
    """
    weights.f[:, 0] = np.log(rng.uniform(1, longest - 1, size=weights.units))
    weights.i[:, 0] = -weights.f[:, 0]


def started(start: str, units: int, longest: int, seed: int) -> Network:
    """A network of two inputs and one output before training."""
    rng = np.random.default_rng([seed, 0])
    kind, _, input_gate = start.partition(", ")
    if kind != "chrono":
        net = Network.random(2, units, 1, rng, forget_bias=float(kind))
    else:
        net = Network.random(2, units, 1, rng)
        chrono(net.layers[0][0], longest, rng)
    weights = net.layers[0][0]
    if input_gate:
        weights.i[:, 0] = 0 if input_gate == "open" else -weights.f[:, 0]
    return net


def trained(start: str, steps: int, seed: int, updates: int = UPDATES) -> Network:
    """A network after training with Adam, clipped at 1."""
    net, adam = started(start, UNITS, steps, seed), Adam(RATE)
    rng = np.random.default_rng([seed, 1])
    mask = np.zeros((steps, BATCH), bool)
    mask[-1] = True
    for _ in range(updates):
        x, bit = sequences(steps, BATCH, rng)
        output = network.forward(net, x)
        _, dy = losses.squared_error(output.y, np.where(mask, bit, 0.0)[..., None], mask)
        gradients = network.backward(output, dy).parameters
        clip_by_norm(gradients, 1.0)
        adam.step(net.parameters, gradients)
    return net


def correct(net: Network, ages: tuple[int, ...], count: int) -> Array:
    """Fraction of fresh streams whose bit the output still says after each number of steps."""
    weights, V = net.layers[0][0], net.parameters["head"][0]
    rng = np.random.default_rng(999)
    state, bit, found = None, np.empty(0), []
    for begin in range(0, ages[-1], PIECE):
        x, first = sequences(min(PIECE, ages[-1] - begin), count, rng)
        if begin:
            x[0, :, 1] = 0
        else:
            bit = first
        h, state = infer(weights, x, state)
        here = [age - begin - 1 for age in ages if begin < age <= begin + PIECE]
        found += [np.mean(np.sign(V[0] + h[k] @ V[1:]) == bit) for k in here]
    return np.array(found)


def learned(start: str, steps: int, seed: int) -> float:
    """Fraction of fresh sequences of the trained length that are right."""
    return float(correct(trained(start, steps, seed), (steps,), FRESH)[0])


def held(start: str, seed: int) -> Array:
    """Fraction of streams that are right at each age, for a network trained at one length."""
    return correct(trained(start, TRAINED, seed), AGES, ASKED)


def record() -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]]:
    """correct (starts, lengths, seeds), held (their starts, seeds, ages), the first network, axes."""
    first = trained("chrono", TRAINED, 0)
    return {
        "correct": np.array(
            [[[learned(s, T, k) for k in range(SEEDS)] for T in LENGTHS] for s in STARTS]
        ),
        "held": np.array([[held(start, seed) for seed in range(SEEDS)] for start in HELD]),
        "W": first.layers[0][0].W,
        "head": first.parameters["head"],
        "starts": np.array(STARTS),
        "held_starts": np.array(HELD),
        "lengths": np.array(LENGTHS),
        "ages": np.array(AGES),
    }


def sample() -> dict[str, Array]:
    """Two networks at the shortest length, and the first of those that are asked later."""
    first = trained("chrono", TRAINED, 0)
    return {
        "correct": np.array([[[learned(STARTS[0], LENGTHS[0], seed) for seed in (0, 1)]]]),
        "held": correct(first, AGES[:4], ASKED)[None, None],
        "W": first.layers[0][0].W,
        "head": first.parameters["head"],
    }
