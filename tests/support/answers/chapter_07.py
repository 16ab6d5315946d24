"""Answers to the exercises of chapter 7."""

from __future__ import annotations

import numpy as np

from lstm_lib.activations import sigmoid
from lstm_lib.layer import concat, layer
from lstm_lib.weights import LSTMWeights


def next_memory(W, h, c, x):
    H = h.shape[1]
    z = np.concatenate([np.ones((len(x), 1)), h, x], axis=1)
    i = 1 / (1 + np.exp(-(z @ W[:H].T)))
    f = 1 / (1 + np.exp(-(z @ W[H : 2 * H].T)))
    g = np.tanh(z @ W[2 * H : 3 * H].T)
    return f * c + i * g


def next_memory_fixed(W, h, c, x):
    W_i, W_f, W_g, _ = np.split(W, 4)
    z = concat(h, x)
    f, i = layer(W_f, z), layer(W_i, z)
    g = layer(W_g, z, activation=np.tanh)
    return f * c + i * g


def next_memory_loop(W, h, c, x):
    H = h.shape[1]
    new = c.copy()
    for b, z in enumerate(np.hstack([np.ones((len(x), 1)), h, x])):
        i, f = sigmoid(W[: 2 * H] @ z).reshape(2, H)
        new[b] *= f
        new[b] += i * np.tanh(W[2 * H : 3 * H] @ z)
    return new


def next_memory_stacked(W, h, c, x):
    a = W @ np.vstack([np.ones(len(x)), h.T, x.T])
    i, f, g, _ = a.reshape(4, *c.T.shape)
    return (sigmoid(f) * c.T + sigmoid(i) * np.tanh(g)).T


def left_in_memory(f, i, g, c):
    T = f.shape[0]
    left = np.concatenate([c[None], i * g], axis=0)
    for t in range(T):
        left[: t + 1] = left[: t + 1] * f[t]
    return left


def left_backwards(f, i, g, c):
    T, B, H = f.shape
    left, share = np.empty((T + 1, B, H)), np.ones((B, H))
    for t in range(T, 0, -1):
        left[t] = share * i[t - 1] * g[t - 1]
        share = share * f[t - 1]
    left[0] = share * c
    return left


def left_products(f, i, g, c):
    rows = [np.prod(f, axis=0) * c]
    for t in range(len(f)):
        rows.append(f[t + 1 :].prod(axis=0) * i[t] * g[t])
    return np.stack(rows)


def left_list(f, i, g, c):
    rows = [c]
    for f_t, i_t, g_t in zip(f, i, g, strict=True):
        rows = [f_t * row for row in rows] + [i_t * g_t]
    return np.array(rows)


def left_cumprod(f, i, g, c):
    one = np.ones((1, *c.shape))
    shares = np.cumprod(np.vstack([one, f[::-1]]), axis=0)[::-1]
    return shares * np.vstack([c[None], i * g])


def left_differences(f, i, g, c):
    def memory(c, written):
        for f_t, one in zip(f, written, strict=True):
            c = f_t * c + one
        return c

    nothing = np.zeros(f.shape)
    rows = [memory(c, nothing)]
    for t in range(len(f)):
        alone = nothing.copy()
        alone[t] = (i * g)[t]
        rows.append(memory(np.zeros_like(c), alone))
    return np.array(rows)


def counter_weights(amount):
    H = len(amount)
    W = np.zeros((4 * H, 3 + H))
    for k in range(H):
        W[k, [0, -2, -1]] = -8, 16, -16
        W[H + k, [0, -1]] = 8, -16
        W[2 * H + k, 0] = np.arctanh(amount[k])
    return W


def counter_blocks(amount):
    H = amount.size
    none = np.zeros((H, H))

    def block(bias, tick, reset):
        columns = [np.full((H, 1), float(part)) for part in (bias, tick, reset)]
        return np.hstack([columns[0], none, *columns[1:]])

    g = block(0, 0, 0)
    g[:, -2] = np.arctanh(amount)
    return LSTMWeights.from_blocks(block(-50, 100, -200), block(30, 5, -90), g, block(9, 0, 1)).W


def counter_rows(amount):
    H = len(amount)
    rows = [[-12.0] + [0.0] * H + [24.0, -24.0] for _ in amount]
    rows += [[12.0] + [0.0] * H + [0.0, -40.0] for _ in amount]
    rows += [[float(np.arctanh(a))] + [0.0] * H + [0.0, 0.0] for a in amount]
    return np.array(rows + [[0.0] * (3 + H)] * H)


def counter_hearing_h(amount):
    """Its output gates hear h, which does not matter, and its gates a little."""
    W, H = counter_weights(amount), len(amount)
    W[:, 1 : 1 + H] = 0.3
    W[: 2 * H, [0, H + 1, H + 2]] *= 3
    W[2 * H : 3 * H, 1 : 1 + H] = 0
    return W


def counter_written_on_bias_and_tick(amount):
    W, H = counter_weights(amount), len(amount)
    W[2 * H : 3 * H, 0] /= 2
    W[2 * H : 3 * H, H + 1] = W[2 * H : 3 * H, 0]
    return W


CORRECT = {
    "07.3": [
        next_memory,
        next_memory_fixed,
        next_memory_loop,
        next_memory_stacked,
        lambda W, h, c, x: (
            layer(LSTMWeights(W).f, concat(h, x)) * c
            + layer(LSTMWeights(W).i, concat(h, x)) * layer(LSTMWeights(W).g, concat(h, x), np.tanh)
        ),
        lambda W, h, c, x: (
            sigmoid(np.einsum("kj,bj->bk", np.split(W, 4)[1], np.insert(np.hstack([h, x]), 0, 1, 1))) * c
            + layer(W[: len(W) // 4], concat(h, x)) * layer(np.split(W, 4)[2], concat(h, x), activation=np.tanh)
        ),
    ],
    "07.4": [
        left_in_memory,
        left_backwards,
        left_products,
        left_list,
        left_cumprod,
        left_differences,
    ],
    "07.5": [
        counter_weights,
        counter_blocks,
        counter_rows,
        counter_hearing_h,
        counter_written_on_bias_and_tick,
        lambda amount: np.kron([[-1, 2, -2], [1, 0, -2], [0, 0, 0], [0, 0, 0]], np.ones((len(amount), 1)))[
            :, [0] + [1] * len(amount) + [1, 2]
        ] * np.array([25.0] + [0] * len(amount) + [25, 25])
        + np.outer(np.r_[np.zeros(2 * len(amount)), np.arctanh(amount), 0 * amount], np.arange(3 + len(amount)) == 0),
    ],
}  # fmt: skip


def exchanged(W, h, c, x):
    H = h.shape[1]
    i, f = layer(W[:H], concat(h, x)), layer(W[H : 2 * H], concat(h, x))
    return i * c + f * layer(W[2 * H : 3 * H], concat(h, x), activation=np.tanh)


def added_in_place(W, h, c, x):
    new = next_memory(W, h, c, x)
    c *= 0
    c += new
    return c


def with_firm(amount, firm):
    W = counter_weights(amount)
    W[: 2 * len(amount)] *= firm / 8
    return W


def changed(amount, rows, columns, value):
    """The counter with one kind of entry set, rows and columns by number."""
    W, H = counter_weights(amount), len(amount)
    W[rows * H : rows * H + H, [0, H + 1, H + 2][columns]] = value
    return W


def amount_as_sum(amount):
    W, H = with_firm(amount, 25), len(amount)
    W[2 * H : 3 * H, 0] = amount
    return W


def coupled_to_state(amount):
    W, H = counter_weights(amount), len(amount)
    W[:H, 1 : 1 + H] = 5 * np.eye(H)
    return W


INCORRECT = {
    "07.3": [
        (exchanged, "unmended"),
        (lambda W, h, c, x: next_memory_fixed(np.roll(W, len(W) // 4, axis=0), h, c, x), ""),
        (lambda W, h, c, x: next_memory(W, h, 0 * c, x), "E6-no-carry"),
        (lambda W, h, c, x: np.tanh(next_memory(W, h, c, x)), "E7-squashed"),
        (lambda W, h, c, x: next_memory(W, 0 * h, c, x), ""),
        (lambda W, h, c, x: next_memory(W, h, c, 0 * x), ""),
        (lambda W, h, c, x: next_memory(W, h, np.tanh(c), x), ""),
        (lambda W, h, c, x: next_memory(W, h, c, x).clip(-5, 5), ""),
        (lambda W, h, c, x: c + next_memory(W, h, c, x), ""),
        (lambda W, h, c, x: (next_memory(W, h, c, x), h), ""),
        (added_in_place, "E9-in-place"),
    ],
    "07.4": [
        (lambda f, i, g, c: left_in_memory(f, 0 * i + 1, g, c), "ungated"),
        (lambda f, i, g, c: left_in_memory(f, i, g, c)[1:], "without-c"),
        (lambda f, i, g, c: left_in_memory(f, i, g, c)[::-1], "newest-first"),
        (lambda f, i, g, c: left_in_memory(f, i, g, c).sum(axis=0), ""),
        (lambda f, i, g, c: left_in_memory(1 - f, i, g, c), ""),
        (lambda f, i, g, c: left_in_memory(f, f, g, c), ""),
        (lambda f, i, g, c: left_in_memory(f, i, g, 0 * c), ""),
        (lambda f, i, g, c: left_in_memory(f, i, np.abs(g), c), ""),
        (lambda f, i, g, c: left_in_memory(f.clip(1e-6), i, g, c), ""),
        (lambda f, i, g, c: np.exp(np.log(left_in_memory(f, i, np.abs(g), np.abs(c)))), ""),
    ],
    "07.5": [
        (lambda amount: with_firm(amount, 4), "not-firm"),
        (lambda amount: with_firm(amount, 7), ""),
        (lambda amount: changed(amount, 0, 2, 0.0), "tick-wins"),
        (lambda amount: changed(amount, 1, 1, -16.0), "latch"),
        (lambda amount: changed(amount, 1, 2, 0.0), "reset-alone-forgets-not"),
        (amount_as_sum, "amount-as-sum"),
        (lambda amount: changed(amount, 3, 0, 20.0)[:, 1:], ""),
        (lambda amount: counter_weights(amount).T, ""),
        (lambda amount: -counter_weights(amount), ""),
        (lambda amount: np.zeros((4 * len(amount), 3 + len(amount))), ""),
        (lambda amount: counter_weights(np.full_like(amount, 0.5)), ""),
        (coupled_to_state, ""),
    ],
}  # fmt: skip


def _cell(rng):
    B, H, D = rng.integers(1, 7, 3)
    return (
        rng.standard_t(3, (4 * H, 1 + H + D)),
        rng.uniform(-1, 1, (B, H)),
        rng.standard_t(3, (B, H)),
        rng.normal(size=(B, D)),
    )


def _run(rng):
    T, B, H = rng.integers(1, 7, 3)
    f, i, g = rng.beta(0.5, 0.5, (3, T, B, H))
    return f, i, 2 * g - 1, rng.standard_t(3, (B, H))


def _amount(rng):
    return (rng.uniform(-0.95, 0.95, rng.integers(1, 5)),)


INDEPENDENT = {"07.3": _cell, "07.4": _run, "07.5": _amount}
