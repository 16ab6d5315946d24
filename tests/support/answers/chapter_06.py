"""Answers to the exercises of chapter 6."""

from __future__ import annotations

import math

import numpy as np

from lstm_lib.weights import LSTMWeights


def drawn_weights(draws):
    H = draws.shape[0] // 4
    n_in = draws.shape[1] - 1
    W = draws * np.sqrt(2 / (n_in + H))
    W[:, 0] = 0
    W[H : 2 * H, 0] = 1
    return W


def drawn_weights_loop(draws):
    rows, columns = draws.shape
    W = np.empty((rows, columns))
    for k in range(rows):
        W[k, 0] = 1 if k // (rows // 4) == 1 else 0
        for j in range(1, columns):
            W[k, j] = draws[k, j] / math.sqrt((columns - 1 + rows / 4) / 2)
    return W


def drawn_weights_blocks(draws):
    blocks = []
    for k, block in enumerate(np.split(draws, 4)):
        H, n_in = block.shape[0], block.shape[1] - 1
        bias = np.full((H, 1), float(k == 1))
        blocks.append(np.hstack([bias, block[:, 1:] * (2 / (n_in + H)) ** 0.5]))
    return np.concatenate(blocks)


def drawn_weights_library(draws):
    weights = LSTMWeights(draws.copy())
    H, D = weights.units, weights.inputs
    weights.W *= np.sqrt(1 / (H + D / 2))
    weights.W[:, 0] = 0
    weights.f[:, 0] = 1
    return weights.W


def drawn_weights_einsum(draws):
    rows, columns = draws.shape
    scale = np.full(columns, (8 / (4 * columns - 4 + rows)) ** 0.5)
    scale[0] = 0
    W = np.einsum("kj,j->kj", draws, scale)
    W[rows // 4 : -rows // 2, 0] += 1
    return W


def waiting_bias(steps, rate):
    result = np.zeros(len(steps))
    for k in range(len(steps)):
        y = 1.0
        for _ in range(8):
            law = y + 3 * math.log(y) + 2.5 - 3 / y - 0.5 / y**2
            y = y + (rate * steps[k] - law) / (1 + 1 / y) ** 3
        result[k] = -math.log(y)
    return result


def waiting_bias_newton(steps, rate):
    y = np.ones(steps.size)
    for _ in range(8):
        y += (rate * steps - (y + 3 * np.log(y) + 2.5 - 3 / y - 0.5 / y**2)) / (1 + 1 / y) ** 3
    return -np.log(y)


def tau(b):
    return np.exp(-b) - 3 * b + 2.5 - 3 * np.exp(b) - np.exp(2 * b) / 2


def waiting_bias_halving(steps, rate):
    high = np.zeros(steps.shape)
    low = -np.log1p(rate * steps)
    for _ in range(55):
        middle = (low + high) / 2
        late = tau(middle) > rate * steps
        low, high = np.where(late, middle, low), np.where(late, high, middle)
    return high


def waiting_bias_numbers(steps, rate):
    result = []
    for wanted in rate * steps:
        b = -math.log1p(wanted)
        for _ in range(20):
            e = math.exp(b)
            law = 1 / e - 3 * b + 2.5 - 3 * e - e * e / 2
            b = min(0.0, b + (law - wanted) * e / (1 + e) ** 3)
        result.append(b)
    return np.array(result)


def waiting_bias_until(steps, rate):
    b = -np.log1p(rate * steps)
    for _ in range(100):
        change = (tau(b) - rate * steps) / ((1 + np.exp(b)) ** 3 / np.exp(b))
        b = np.minimum(b + change, 0)
        if np.all(np.abs(change) < 1e-13):
            break
    return b


def waiting_bias_secant(steps, rate):
    wanted = rate * steps
    u = np.log1p(wanted / 8)
    for _ in range(12):
        law = np.expm1(u) + 3 * u + 3.5 - 3 * np.exp(-u) - np.exp(-2 * u) / 2
        u = u - (law - wanted) / (np.exp(u) * (1 + np.exp(-u)) ** 3)
        u = np.maximum(u, 0)
    return -u


def waiting_bias_each(steps, rate):
    b = np.zeros_like(steps)
    for k, n in enumerate(steps):
        low, high = -math.log(1 + rate * n), 0.0
        while high - low > 1e-14 * (1 - low):
            middle = 0.5 * (low + high)
            e = math.exp(middle)
            if 1 / e - 3 * middle + 2.5 - 3 * e - 0.5 * e**2 > rate * n:
                low = middle
            else:
                high = middle
        b[k] = low
    return b


CORRECT = {
    "06.3": [
        drawn_weights,
        drawn_weights_loop,
        drawn_weights_blocks,
        drawn_weights_library,
        lambda draws: np.insert(
            draws[:, 1:] * np.sqrt(2 / (draws.shape[1] - 1 + len(draws) // 4)), 0,
            np.repeat([0.0, 1.0, 0.0, 0.0], len(draws) // 4), axis=1,
        ),
        drawn_weights_einsum,
    ],
    "06.5": [
        waiting_bias,
        waiting_bias_newton,
        waiting_bias_halving,
        waiting_bias_numbers,
        waiting_bias_until,
        waiting_bias_secant,
        waiting_bias_each,
    ],
}  # fmt: skip


def scaled(draws, spread, biases=(0, 1, 0, 0)):
    W = draws * spread
    W[:, 0] = np.repeat(biases, len(draws) // 4)
    return W


def whole(draws):
    W = drawn_weights(draws)
    W[:, 0] = draws[:, 0]
    W[len(draws) // 4 : len(draws) // 2, 0] = 1
    return W


def added_in_place(draws):
    draws[:, 0] = 0
    return drawn_weights(draws)


INCORRECT = {
    "06.3": [
        (lambda draws: scaled(draws, np.sqrt(2 / (draws.shape[0] + draws.shape[1] - 1))), "unmended"),
        (lambda draws: scaled(draws, 1 / np.sqrt(draws.shape[1] - 1)), "inputs-only"),
        (lambda draws: scaled(draws, (draws.shape[1] + len(draws) / 4) ** -0.5 * 2**0.5), "bias-counted"),
        (lambda draws: scaled(draws, 1 / np.sqrt(draws.shape[1] - 1 + len(draws) / 4)), "sum-for-average"),
        (lambda draws: scaled(draws, np.sqrt(2 / (draws.shape[1] - 1 + len(draws) / 4)), (0, 0, 0, 1)), ""),
        (lambda draws: scaled(draws, np.sqrt(2 / (draws.shape[1] - 1 + len(draws) / 4)), (1, 0, 0, 0)), "L5-bias-of-i"),
        (lambda draws: scaled(draws, np.sqrt(2 / (draws.shape[1] - 1 + len(draws) / 4)), (0, 2, 0, 0)), ""),
        (lambda draws: drawn_weights(draws).T, ""),
        (lambda draws: drawn_weights(draws)[:, 1:], ""),
        (lambda draws: drawn_weights(np.abs(draws)), ""),
        (whole, ""),
        (added_in_place, "in-place"),
        (lambda draws: drawn_weights(np.random.default_rng(0).normal(size=draws.shape)), ""),
        (lambda draws: np.zeros_like(draws), ""),
    ],
    "06.5": [
        (lambda steps, rate: -np.log(np.maximum(steps * rate, 1e-300)), "first-term"),
        (lambda steps, rate: waiting_bias(steps, 1), "rate-left-out"),
        (lambda steps, rate: waiting_bias(steps / rate, 1), "divided-by-rate"),
        (lambda steps, rate: -waiting_bias(steps, rate), "sign"),
        (lambda steps, rate: np.maximum(waiting_bias(steps, rate), -10.0), "not-below-10"),
        (lambda steps, rate: np.round(waiting_bias(steps, rate), 2), "two-digits"),
        (lambda steps, rate: np.round(waiting_bias(steps, rate), 4), ""),
        (lambda steps, rate: -np.log1p(steps * rate), ""),
        (lambda steps, rate: np.interp(steps * rate, tau(np.linspace(0, -40, 400)), np.linspace(0, -40, 400)), ""),
        (lambda steps, rate: tau(waiting_bias(steps, rate)), ""),
        (lambda steps, rate: waiting_bias(np.maximum(steps, 1), rate), ""),
        (lambda steps, rate: waiting_bias(steps, rate).tolist(), ""),
    ],
}  # fmt: skip


def _draws(rng):
    H, D = rng.integers(1, 9, 2)
    return (rng.uniform(-2, 2, (4 * H, 1 + H + D)),)


def _waits(rng):
    return rng.uniform(0, 1, rng.integers(1, 4)) * 10.0 ** rng.integers(0, 7), rng.uniform(0.01, 3)


INDEPENDENT = {"06.3": _draws, "06.5": _waits}
