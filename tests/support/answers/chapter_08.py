"""Answers to the exercises of chapter 8."""

from __future__ import annotations

import math

import numpy as np

from lstm_lib.activations import sigmoid
from lstm_lib.cell import State
from lstm_lib.layer import concat, layer
from lstm_lib.weights import LSTMWeights


def full_step(W, x, h, c):
    z = np.concatenate([np.ones((len(x), 1)), h, x], axis=1) @ W.T
    i, f, g, o = np.split(z, 4, axis=1)
    c = c / (1 + np.exp(-f)) + np.tanh(g) / (1 + np.exp(-i))
    return np.tanh(c) / (1 + np.exp(-o)), c


def full_step_layers(W, x, h, c):
    W_i, W_f, W_g, W_o = np.split(W, 4)
    hx = concat(h, x)
    c_new = layer(W_f, hx) * c + layer(W_i, hx) * layer(W_g, hx, activation=np.tanh)
    return layer(W_o, hx) * np.tanh(c_new), c_new


def full_step_loop(W, x, h, c):
    hs, cs = [], []
    for x_b, h_b, c_b in zip(x, h, c, strict=True):
        i, f, g, o = np.split(W @ [1, *h_b, *x_b], 4)
        cs.append(c_b / (1 + np.exp(-f)) + np.tanh(g) / (1 + np.exp(-i)))
        hs.append(np.tanh(cs[-1]) / (1 + np.exp(-o)))
    return np.array(hs), np.array(cs)


def full_step_columns(W, x, h, c):
    z = W[:, :1] + W[:, 1 : 1 + h.shape[1]] @ h.T + W[:, 1 + h.shape[1] :] @ x.T
    i, f, g, o = z.reshape(4, -1, len(x))
    c = (sigmoid(f) * c.T + sigmoid(i) * np.tanh(g)).T
    return (sigmoid(o) * np.tanh(c.T)).T, c


def mirror_weights(W, s):
    H = len(s)
    turned = W.copy()
    turned[:, 1 : 1 + H] = W[:, 1 : 1 + H] * s
    turned[2 * H : 3 * H] = turned[2 * H : 3 * H] * s[:, None]
    return turned


def mirror_weights_loop(W, s):
    turned, H = W.copy(), len(s)
    for unit in range(H):
        if s[unit] < 0:
            turned[:, 1 + unit] *= -1
            turned[2 * H + unit] *= -1
    return turned


def mirror_weights_products(W, s):
    H = len(s)
    columns, rows = np.ones(W.shape[1]), np.ones(4 * H)
    columns[1 : 1 + H] = s
    rows[2 * H : 3 * H] = s
    return np.diag(rows) @ W @ np.diag(columns)


def mirror_weights_blocks(W, s):
    weights = LSTMWeights(W)
    D = weights.inputs
    by = np.concatenate([[1.0], s, np.ones(D)])
    return LSTMWeights.from_blocks(
        weights.i * by, weights.f * by, weights.g * np.outer(s, by), weights.o * by
    ).W


def muted_weights(W, hush):
    H = len(W) // 4
    most = W[3 * H :, 0] + np.sum(np.abs(W[3 * H :, 1:]), axis=1)
    push = most - np.log(hush / (1 - hush))
    muted = np.column_stack([W, np.zeros(4 * H)])
    muted[3 * H :, 0] = W[3 * H :, 0] - push
    muted[3 * H :, -1] = push
    return muted


def muted_weights_loop(W, hush):
    rows = [[*row, 0.0] for row in W]
    for row in rows[3 * len(W) // 4 :]:
        push = row[0] + math.log(1 / hush - 1)
        for weight in row[1:]:
            push += max(weight, -weight)
        row[0] -= push
        row[-1] += push
    return np.array(rows)


def muted_weights_from_the_wanted_sum(W, hush):
    H = len(W) // 4
    muted = np.pad(W, ((0, 0), (0, 1)))
    muted[-H:, 0] = -np.linalg.norm(W[-H:, 1:], ord=1, axis=1) - np.log(1 / hush - 1)
    muted[-H:, -1] = W[-H:, 0] - muted[-H:, 0]
    return muted


def muted_weights_worst_case(W, hush):
    weights = LSTMWeights(W)
    o = weights.o
    worst = np.sign(o[:, 1:])
    push = np.einsum("hk,hk->h", o, np.hstack([np.ones((len(o), 1)), worst]))
    push += 2 * np.arctanh(1 - 2 * hush)
    o = np.column_stack([o[:, 0] - push, o[:, 1:], push])
    rest = [np.column_stack([block, np.zeros(len(block))]) for block in np.split(W, 4)[:3]]
    return np.concatenate([*rest, o])


def push_of(W, hush):
    o = np.repeat([0.0, 0, 0, 1], len(W) // 4)
    return o * (W[:, 0] + np.abs(W[:, 1:]).sum(axis=1) + np.log1p(-hush) - np.log(hush))


CORRECT = {
    "08.3": [
        full_step,
        full_step_layers,
        full_step_loop,
        full_step_columns,
        lambda W, x, h, c: list(full_step(W, x, h, c)),
        lambda W, x, h, c: State(*full_step_layers(W, x, h, c)),
    ],
    "08.4": [
        mirror_weights,
        mirror_weights_loop,
        mirror_weights_products,
        mirror_weights_blocks,
        lambda W, s: W
        * np.r_[1.0, s, np.ones(W.shape[1] - 1 - len(s))]
        * np.r_[np.ones(2 * len(s)), s, np.ones(len(s))][:, None],
        lambda W, s: np.einsum(
            "r,rc,c->rc",
            np.concatenate([0 * s + 1, 0 * s + 1, s, 0 * s + 1]),
            W,
            np.append(np.insert(s, 0, 1), np.ones(W.shape[1] - 1 - len(s))),
        ),
    ],
    "08.5": [
        muted_weights,
        muted_weights_loop,
        muted_weights_from_the_wanted_sum,
        muted_weights_worst_case,
        lambda W, hush: np.append(
            W - np.outer(push_of(W, hush), np.eye(W.shape[1])[0]), push_of(W, hush)[:, None], axis=1
        ),
        lambda W, hush: np.c_[W[:, 0] - push_of(W, hush), W[:, 1:], push_of(W, hush)],
    ],
}  # fmt: skip


def step_in_place(W, x, h, c):
    result = full_step(W, x, h, c)
    c[...] = result[1]
    return result


def shown_as_it_is(W, x, h, c):
    c = full_step(W, x, h, c)[1]
    return layer(W[-h.shape[1] :], concat(h, x)) * c, c


def last_memory_of_a_list(W, x, h, c):
    memories = [c]
    o = layer(W[-h.shape[1] :], concat(h, x))
    h = o * np.tanh(memories[-1])
    memories.append(full_step(W, x, h, c)[1])
    return h, memories[-1]


def h_before_o(W, x, h, c):
    h_new, c_new = full_step(W, x, h, c)
    return layer(W[-h.shape[1] :], concat(h_new, x)) * np.tanh(c_new), c_new


def muted_for_ever(W, hush):
    muted = np.pad(W, ((0, 0), (0, 1)))
    muted[3 * len(W) // 4 :, [0, -1]] = -np.inf, np.inf
    return muted


INCORRECT = {
    "08.3": [
        (lambda W, x, h, c: (full_step(W, x, h, c)[0], c), "old-memory-kept"),
        (shown_as_it_is, "F1-no-tanh"),
        (lambda W, x, h, c: full_step(W, x, h, c)[::-1], "G5-returns-c-h"),
        (lambda W, x, h, c: full_step(W, x, h, c)[0], "G9-h-only"),
        (lambda W, x, h, c: full_step(W, x, h, np.zeros_like(c)), "E6-no-carry"),
        (lambda W, x, h, c: full_step(np.roll(W, h.shape[1], 0), x, h, c), ""),
        (lambda W, x, h, c: (layer(W[-h.shape[1] :], concat(h, x)) * np.tanh(c), full_step(W, x, h, c)[1]), "unmended"),
        (last_memory_of_a_list, ""),
        (h_before_o, ""),
        (step_in_place, ""),
        (lambda W, x, h, c: full_step(W, x, 0 * h, c), ""),
        (lambda W, x, h, c: np.array(full_step(W, x, h, c)), ""),
        (lambda W, x, h, c: np.array(full_step(W, x, h, c)), ""),
        (lambda W, x, h, c: (full_step(W, x, h, c)[0], full_step(W, x, h, c)[1].clip(-1, 1)), ""),
    ],
    "08.4": [
        (lambda W, s: W, "unchanged"),
        (lambda W, s: mirror_weights(W, -np.abs(s)), "all-units"),
        (lambda W, s: W * np.r_[np.ones(2 * len(s)), s, np.ones(len(s))][:, None], "rows-only"),
        (lambda W, s: W * np.r_[1.0, s, np.ones(W.shape[1] - 1 - len(s))], "columns-only"),
        (lambda W, s: mirror_weights(W, s) * np.tile(s, 4)[:, None] * np.repeat([1, 1, -1, 1], len(s))[:, None], ""),
        (lambda W, s: -mirror_weights(W, s), ""),
        (lambda W, s: W * s[0], ""),
        (lambda W, s: mirror_weights(W, s).T, ""),
        (lambda W, s: mirror_weights(W, np.roll(s, 1)), ""),
        (lambda W, s: np.abs(mirror_weights(W, s)), ""),
    ],
    "08.5": [
        (lambda W, hush: np.c_[W - np.outer(push_of(W, hush), np.eye(W.shape[1])[0]), np.zeros(len(W))], "bias-only"),
        (lambda W, hush: np.c_[W, push_of(W, hush)], "column-only"),
        (lambda W, hush: np.c_[W, -push_of(W, hush)], "turned-round"),
        (lambda W, hush: np.c_[W - np.outer(np.repeat([0, 0, 0, 10], len(W) // 4), np.eye(W.shape[1])[0]),
                               np.repeat([0, 0, 0, 10], len(W) // 4)], "always-10"),
        (lambda W, hush: np.insert(muted_weights(W, hush)[:, :-1], 1, push_of(W, hush), axis=1), "m-after-1"),
        (lambda W, hush: np.c_[W, np.zeros(len(W))], ""),
        (lambda W, hush: W, ""),
        (lambda W, hush: muted_weights(W, hush / 2), ""),
        (lambda W, hush: muted_weights(W, hush)[:, :-1], ""),
        (lambda W, hush: muted_weights(W, hush).T, ""),
        (muted_for_ever, "infinite"),
        (lambda W, hush: np.c_[W, np.repeat([0, 0, 0, np.inf], len(W) // 4)], ""),
        (lambda W, hush: np.maximum(muted_weights(W, hush), -100), ""),
    ],
}  # fmt: skip


def _cell(rng):
    B, H, D = rng.integers(1, 7, 3)
    scale = 10.0 ** rng.integers(-2, 2)
    return (
        scale * rng.standard_t(3, (4 * H, 1 + H + D)),
        rng.standard_t(3, (B, D)),
        rng.uniform(-1, 1, (B, H)),
        rng.standard_t(3, (B, H)),
    )


def _mirror(rng):
    H, D = rng.integers(1, 9, 2)
    return rng.standard_t(3, (4 * H, 1 + H + D)), rng.choice([-1.0, 1.0], H)


def _switch(rng):
    H, D = rng.integers(1, 7, 2)
    scale = 10.0 ** rng.integers(-2, 2)
    return scale * rng.standard_t(3, (4 * H, 1 + H + D)), float(rng.uniform(1e-5, 0.2))


INDEPENDENT = {"08.3": _cell, "08.4": _mirror, "08.5": _switch}
