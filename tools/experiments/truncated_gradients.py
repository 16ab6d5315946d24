"""Learning to hold a number over 20 steps with gradients that are cut off in five ways."""

from __future__ import annotations

import numpy as np

from lstm_lib.cell import State, step, step_backward, zero_state
from lstm_lib.lstm import backward, forward
from lstm_lib.training import Adam
from lstm_lib.weights import LSTMWeights
from tools.experiments.hold_a_number import Array, sequences

STEPS, UNITS, BATCH, UPDATES, SEEDS, RATE, FRESH = 20, 16, 32, 250, 16, 0.01, 1000
WINDOWS = (5, 10, 19, 20)
RULES = (*(f"window {k}" for k in WINDOWS), "1997")


def window(weights: LSTMWeights, v: Array, x: Array, number: Array, k: int) -> tuple[Array, Array]:
    """Gradients of the squared error for W and v, going back k steps."""
    start = forward(weights, x[:-k]).state if k < len(x) else None
    output = forward(weights, x[-k:], start)
    slope = 2 * (output.state.h @ v - number) / len(number)
    h, dh = output.state.h, np.outer(slope, v)
    return backward(output, dstate=State(dh, np.zeros_like(dh))).W, h.T @ slope


def rule_of_1997(weights: LSTMWeights, v: Array, x: Array, number: Array) -> tuple[Array, Array]:
    """The same, going back all steps, but from step to step along the memory cells alone."""
    state, passed = zero_state(weights, len(number)), []
    for x_t in x:
        passed.append((x_t, state, step(weights, x_t, state)))
        state = passed[-1][2].state
    slope = 2 * (state.h @ v - number) / len(number)
    dW, dstate = np.zeros_like(weights.W), State(np.outer(slope, v), np.zeros_like(state.c))
    for x_t, before, made in reversed(passed):
        dW_t, _, d = step_backward(weights, x_t, before, made, dstate)
        dW += dW_t
        dstate = State(np.zeros_like(d.h), d.c)
    return dW, state.h.T @ slope


def error(rule: str, seed: int) -> float:
    """The error on fresh sequences after training, as a fraction of always saying 0's."""
    rng = np.random.default_rng(seed)
    weights, v = LSTMWeights.random(UNITS, 2, rng), rng.normal(size=UNITS) / 4
    adam = Adam(RATE)
    for _ in range(UPDATES):
        x, number = sequences(STEPS, BATCH, rng)
        if rule == "1997":
            dW, dv = rule_of_1997(weights, v, x, number)
        else:
            dW, dv = window(weights, v, x, number, int(rule.split()[1]))
        adam.step({"W": weights.W, "v": v}, {"W": dW, "v": dv})
    x, number = sequences(STEPS, FRESH, rng)
    return float(3 * np.mean((forward(weights, x).state.h @ v - number) ** 2))


def record() -> dict[str, Array]:
    """errors (rules, seeds), and the rules."""
    errors = [[error(rule, seed) for seed in range(SEEDS)] for rule in RULES]
    return {"errors": np.array(errors), "rules": np.array(RULES)}


def sample() -> dict[str, Array]:
    """The shortest window and the first seed."""
    return {"errors": np.array([[error(RULES[0], 0)]])}
