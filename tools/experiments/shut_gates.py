"""Chapter 6: layers whose input gates start open or shut, from many random starts.

The task, the gradient and plain descent are the chapter's, as its cells define them. A layer has
*solved* the task when the mean distance from its targets is below 0.1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from lstm_lib._validation import Array
from lstm_lib.cell import State
from lstm_lib.layer import concat, layer
from lstm_lib.lstm import backward, forward
from lstm_lib.weights import LSTMWeights

SEEDS = 20
STEPS = 300
SOLVED = 0.1
RATES = (3, 30, 300, 3000)
STARTS: dict[str, dict[str, float]] = {
    "as drawn": {},
    "forget bias 0": {"forget_bias": 0.0},
    "weights 20 times larger": {"scale": 20.0},
    "input bias -10": {"input_bias": -10.0},
}
ADAM_BIASES = (0.0, -10.0, -20.0)
OPENING_BIASES = (-3.0, -4.0, -6.0, -10.0)
OPENING_STEPS = 2500
EVERY = 20


def remember(rng: np.random.Generator) -> tuple[Array, Array]:
    """x (10, 64, 2), value and flag, and the target (64,): half the value of the first step."""
    x = np.zeros((10, 64, 2))
    x[..., 0] = 0.3 * rng.normal(size=(10, 64))
    x[0, :, 0] = rng.choice([-1.0, 1.0], size=64)
    x[0, :, 1] = 1
    return x, x[0, :, 0] / 2


X, TARGET = remember(np.random.default_rng(0))


def start(
    seed: int, input_bias: float = 0.0, forget_bias: float = 1.0, scale: float = 1.0
) -> LSTMWeights:
    """A layer of 8 cells as `LSTMWeights.random` draws it, with what is given changed."""
    weights = LSTMWeights.random(8, 2, np.random.default_rng(seed))
    weights.W[:, 1:] *= scale
    weights.i[:, 0] = input_bias
    weights.f[:, 0] = forget_bias
    return weights


def gradient(weights: LSTMWeights) -> tuple[Array, float]:
    """Gradient of half the mean squared error, and the mean distance from the target."""
    run = forward(weights, X)
    error = run.state.h.sum(axis=1) - TARGET
    dh = np.repeat(error[:, None] / len(error), weights.units, axis=1)
    dW = backward(run, dstate=State(dh, np.zeros_like(dh))).W
    return dW, float(np.abs(error).mean())


def plain(rate: float) -> Callable[[Array], Array]:
    """The step of gradient descent."""
    return lambda dW: rate * dW


def adam(rate: float = 0.02) -> Callable[[Array], Array]:
    """The step of Adam."""
    mean = square = np.zeros(())
    n = 0

    def step(dW: Array) -> Array:
        nonlocal mean, square, n
        n += 1
        mean = 0.9 * mean + 0.1 * dW
        square = 0.999 * square + 0.001 * dW**2
        size = np.sqrt(square / (1 - 0.999**n)) + 1e-8
        return rate * mean / (1 - 0.9**n) / size

    return step


def distances(weights: LSTMWeights, step: Callable[[Array], Array], steps: int = STEPS) -> Array:
    """Train in place; the mean distance from the target before each step, (steps,)."""
    far = np.empty(steps)
    for n in range(steps):
        dW, far[n] = gradient(weights)
        weights.W -= step(dW)
    return far


def first_solved(far: Array) -> int:
    """The first step at which the task is solved, or −1."""
    below = far < SOLVED
    return int(below.argmax()) if below.any() else -1


def after_descent(seed: int, input_bias: float, rate: float) -> Array:
    """Three numbers of a layer that has made 300 steps.

    The mean distance from the targets; the median input gate when the value arrives; the fraction
    of forget and output gates within 5 % of 0 or 1 at that step.
    """
    weights = start(seed, input_bias)
    far = distances(weights, plain(rate))[-1]
    others = layer(np.concatenate([weights.f, weights.o]), concat(np.zeros((64, 8)), X[0]))
    stuck = np.mean(np.minimum(others, 1 - others) < 0.05)
    return np.array([far, np.median(input_gates(weights)), stuck])


def rates(tried: Sequence[float], seeds: int) -> Array:
    """For each rate and seed, what becomes of a layer from a bias of −10, (rates, seeds, 3)."""
    return np.array([[after_descent(s, -10.0, rate) for s in range(seeds)] for rate in tried])


def open_and_shut(seeds: int) -> Array:
    """For the biases 0 and −10 and each seed, what becomes of a layer at a rate of 0.3."""
    return np.array([[after_descent(s, b, 0.3) for s in range(seeds)] for b in (0.0, -10.0)])


def starts(seeds: int) -> Array:
    """For each way to start and seed, whether plain descent at 0.3 ends with the task solved."""
    return np.array(
        [
            [distances(start(s, **how), plain(0.3))[-1] < SOLVED for s in range(seeds)]
            for how in STARTS.values()
        ]
    )


def adam_solved(seeds: int) -> Array:
    """For each bias and seed, the first step at which Adam has solved the task, or −1."""
    return np.array(
        [[first_solved(distances(start(s, b), adam())) for s in range(seeds)] for b in ADAM_BIASES]
    )


def input_gates(weights: LSTMWeights) -> Array:
    """The input gates when the value arrives, (64, 8)."""
    return layer(weights.i, concat(np.zeros((64, 8)), X[0]))


def opening(seeds: int) -> tuple[Array, Array]:
    """For each bias and seed, at a rate of 3: the step of the solution (or −1), and open gates.

    A gate is open if, at the end, it exceeds one half in any sequence when the value arrives.
    """
    shape = len(OPENING_BIASES), seeds
    solved, opened = np.empty(shape, int), np.empty(shape, int)
    for row, bias in enumerate(OPENING_BIASES):
        for seed in range(seeds):
            weights = start(seed, bias)
            solved[row, seed] = first_solved(distances(weights, plain(3), OPENING_STEPS))
            opened[row, seed] = (input_gates(weights).max(axis=0) > 0.5).sum()
    return solved, opened


def widest(points: int) -> Array:
    """For each bias, seed 1 at a rate of 3: the widest input gate, every 20 steps."""
    curves = np.empty((len(OPENING_BIASES), points))
    for row, bias in enumerate(OPENING_BIASES):
        weights = start(1, bias)
        for point in range(points):
            curves[row, point] = input_gates(weights).max()
            distances(weights, plain(3), EVERY)
    return curves


def record() -> dict[str, Array]:
    """Everything, from 20 starts each."""
    solved, opened = opening(SEEDS)
    return {
        "rates": rates(RATES, SEEDS),
        "open_and_shut": open_and_shut(SEEDS),
        "starts": starts(SEEDS),
        "adam": adam_solved(SEEDS),
        "opening_solved": solved,
        "opening_open": opened,
        "opening_widest": widest(2000 // EVERY),
    }


def sample() -> dict[str, Array]:
    """The first starts, and the first points of the curves."""
    return {
        "rates": rates(RATES[:2], 1),
        "open_and_shut": open_and_shut(1),
        "starts": starts(2),
        "adam": adam_solved(1),
        "opening_widest": widest(3),
    }
