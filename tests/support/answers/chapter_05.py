"""Answers to the exercises of chapter 5."""

from __future__ import annotations

import math

import numpy as np

from lstm_lib.activations import identity, sigmoid, sigmoid_derivative, tanh_derivative
from lstm_lib.cell import State, step, step_backward
from lstm_lib.layer import concat, layer
from lstm_lib.weights import LSTMWeights


def written_part(W, h, x):
    H = h.shape[1]
    z = np.concatenate([np.ones((len(x), 1)), h, x], axis=1)
    i = 1 / (1 + np.exp(-(z @ W[:H].T)))
    return i * np.tanh(z @ W[2 * H : 3 * H].T)


def written_part_loop(W, h, x):
    B, H = h.shape
    written = np.zeros((B, H))
    for b in range(B):
        z = np.array([1.0, *h[b], *x[b]])
        for k in range(H):
            gate = W[k] @ z
            share = 1 / (1 + math.exp(-gate)) if gate > -700 else 0.0
            written[b, k] = share * math.tanh(W[2 * H + k] @ z)
    return written


def written_part_at_once(W, h, x):
    sums = np.einsum("kj,bj->bk", W, np.hstack([np.ones((len(h), 1)), h, x]))
    i, _, g, _ = np.split(sums, 4, axis=1)
    return np.multiply(sigmoid(i), np.tanh(g))


def written_part_tanh_only(W, h, x):
    """Both curves from one tanh: the gate's is the stretched one."""
    H = h.shape[1]
    columns = np.vstack([np.ones(len(x)), h.T, x.T])
    return ((np.tanh(W[:H] @ columns / 2) + 1) / 2 * np.tanh(W[2 * H : -H] @ columns)).T


def sum_for_amount(amount, i):
    z = np.full_like(amount, np.nan)
    possible = np.abs(amount) < i
    z[possible] = np.arctanh(amount[possible] / i[possible])
    return z


def sum_for_amount_loop(amount, i):
    z = np.zeros(amount.shape)
    for place in np.ndindex(amount.shape):
        g = amount[place] / i[place]
        z[place] = math.atanh(g) if -1 < g < 1 else math.nan
    return z


def sum_for_amount_logs(amount, i):
    odds = (i + amount) / np.where(amount == i, np.nan, i - amount)
    return np.log(np.where(odds > 0, odds, np.nan)) / 2


def sum_for_amount_warned(amount, i):
    z = np.arctanh(amount / i)
    z[np.isinf(z)] = np.nan
    return z


def sums_gradient(i, g, dp):
    dz_i = dp * g * i * (1 - i)
    dz_g = dp * i * (1 - g**2)
    return dz_i, dz_g


def sums_gradient_loop(i, g, dp):
    dz_i, dz_g = np.zeros_like(dp), np.zeros_like(dp)
    for place in np.ndindex(dp.shape):
        dz_i[place] = dp[place] * g[place] * (i[place] - i[place] ** 2)
        dz_g[place] = dp[place] * i[place] * (1 + g[place]) * (1 - g[place])
    return dz_i, dz_g


def sums_gradient_steps(i, g, dp):
    di, dg = np.multiply(dp, g), np.multiply(dp, i)
    return di * sigmoid_derivative(i), dg * tanh_derivative(g)


def sums_gradient_product(i, g, dp):
    """From the product that was written."""
    written = i * g
    return dp * written * (1 - i), dp * (i - written * g)


CORRECT = {
    "05.3": [
        written_part,
        written_part_loop,
        written_part_at_once,
        written_part_tanh_only,
        lambda W, h, x: layer(LSTMWeights(W).i, concat(h, x)) * layer(LSTMWeights(W).g, concat(h, x), np.tanh),
        lambda W, h, x: (
            np.tanh(LSTMWeights(W).g @ np.vstack([np.ones(len(x)), h.T, x.T]))
            * sigmoid(LSTMWeights(W).i @ np.vstack([np.ones(len(x)), h.T, x.T]))
        ).T,
    ],
    "05.4": [
        sum_for_amount,
        sum_for_amount_loop,
        sum_for_amount_logs,
        sum_for_amount_warned,
        lambda amount, i: np.arctanh(np.where(np.abs(amount / i) < 1, amount / i, np.nan)),
        lambda amount, i: 0.5 * np.log1p(2 * amount / np.where(np.abs(amount) < i, i - amount, np.nan)),
    ],
    "05.5": [
        sums_gradient,
        sums_gradient_loop,
        sums_gradient_steps,
        sums_gradient_product,
        lambda i, g, dp: (dp * g * sigmoid_derivative(i), dp * i * tanh_derivative(g)),
        lambda i, g, dp: tuple(dp * np.array([g * i * (1 - i), i * (1 - g) * (1 + g)])),
        lambda i, g, dp: (np.einsum("bh,bh,bh->bh", dp, g, i - i * i), i * dp - i * dp * g * g),
    ],
}  # fmt: skip


def both(W, h, x, block="g", squash=np.tanh):
    z = concat(h, x)
    return layer(LSTMWeights(W).i, z), layer(getattr(LSTMWeights(W), block), z, squash)


def of_a_whole_cell(i, g, dp):
    """The gradient through the hidden state of a cell instead of that of the product."""
    H = i.shape[1]
    weights = LSTMWeights(np.zeros((4 * H, 2 + H)))
    start = State(np.zeros_like(i), np.zeros_like(i))
    one = step(weights, np.zeros((len(i), 1)), start)._replace(i=i, g=g)
    dW, _, _ = step_backward(weights, np.zeros((len(i), 1)), start, one, State(dp, 0 * dp))
    return dW[:H, :1] + 0 * dp.T, dW[2 * H : 3 * H, :1] + 0 * dp.T


INCORRECT = {
    "05.3": [
        (lambda W, h, x: np.add(*both(W, h, x)), "unmended"),
        (lambda W, h, x: np.multiply(*both(W, h, x, squash=sigmoid)), "D1-sigmoid"),
        (lambda W, h, x: np.multiply(*both(W, h, x, block="o")), "G1-order-ifog"),
        (lambda W, h, x: both(W, h, x)[1], "ungated"),
        (lambda W, h, x: np.tanh(both(W, h, x, "i", identity)[1]) * both(W, h, x)[1], "gate-tanh"),
        (lambda W, h, x: step(LSTMWeights(W), x, State(h, np.ones_like(h))).c, ""),
        (lambda W, h, x: np.abs(written_part(W, h, x)), ""),
        (lambda W, h, x: np.minimum(*both(W, h, x)), ""),
        (lambda W, h, x: -written_part(W, h, x), ""),
        (lambda W, h, x: written_part(W, h, x).round(2), ""),
        (lambda W, h, x: written_part(W, h, x)[0], ""),
        (both, ""),
        (lambda W, h, x: both(W, h, x)[0] * both(W, h, x)[0], ""),
    ],
    "05.4": [
        (lambda amount, i: np.arctanh(amount / i), "infinite-at-the-limit"),
        (lambda amount, i: np.arctanh((amount / i).clip(-1, 1)), "infinite-instead"),
        (lambda amount, i: np.nan_to_num(sum_for_amount(amount, i)), "nothing-instead"),
        (lambda amount, i: np.log((i + amount) / (i - amount)) * np.where(np.abs(amount) < i, 1, np.nan), "not-halved"),
        (lambda amount, i: np.where(np.abs(amount) < i, np.tan(amount / i), np.nan), ""),
        (lambda amount, i: -sum_for_amount(amount, i), ""),
        (lambda amount, i: np.where(np.abs(amount) < i, np.log10((i + amount) / (i - amount)) / 2, np.nan), ""),
        (lambda amount, i: sum_for_amount(amount, i)[np.abs(amount) < i], ""),
        (lambda amount, i: np.arctanh(np.clip(amount / i, -0.999, 0.999)), ""),
        (lambda amount, i: sum_for_amount(amount, sigmoid(i)), ""),
    ],
    "05.5": [
        (lambda i, g, dp: (dp * i * (1 - i), dp * i * (1 - g**2)), "no-g"),
        (lambda i, g, dp: (dp * g, dp * i), "I5-no-slopes"),
        (lambda i, g, dp: (dp * i * (1 - g**2), dp * g * i * (1 - i)), "exchanged"),
        (of_a_whole_cell, ""),
        (lambda i, g, dp: np.array(sums_gradient(i, g, dp)), ""),
        (lambda i, g, dp: sums_gradient(i, g, dp)[0], ""),
        (lambda i, g, dp: (dp * g * i * (1 - i), dp * i * (1 + g**2)), ""),
        (lambda i, g, dp: sums_gradient(i, np.abs(g), dp), ""),
        (lambda i, g, dp: tuple(part.sum(axis=0) for part in sums_gradient(i, g, dp)), ""),
        (lambda i, g, dp: tuple(part / len(dp) for part in sums_gradient(i, g, dp)), ""),
    ],
}  # fmt: skip


def _cell(rng):
    B, H, D = rng.integers(1, 7, 3)
    scale = 10.0 ** rng.integers(-2, 2)
    return (
        scale * rng.standard_t(3, (4 * H, 1 + H + D)),
        rng.uniform(-1, 1, (B, H)),
        rng.standard_t(3, (B, D)),
    )


def _amounts(rng):
    shape = rng.integers(1, 7, 2)
    i = rng.beta(1, 1, shape).clip(1e-3, 1)
    return np.where(rng.random(shape) < 0.1, i, i * rng.uniform(-1.5, 1.5, shape)), i


def _factors(rng):
    shape = rng.integers(1, 7, 2)
    return rng.beta(0.5, 0.5, shape), np.tanh(rng.normal(size=shape)), rng.standard_t(3, shape)


INDEPENDENT = {"05.3": _cell, "05.4": _amounts, "05.5": _factors}
