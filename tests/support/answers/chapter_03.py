"""Answers to the exercises of chapter 3."""

from __future__ import annotations

import functools
import itertools
import math

import numpy as np

from lstm_lib.activations import tanh_derivative
from lstm_lib.variants import rnn_backward, rnn_forward, rnn_step


def recurrent_states(W, x, h):
    states = np.zeros((len(x), len(h), len(W)))
    for t in range(len(x)):
        z = np.concatenate([np.ones((len(h), 1)), h, x[t]], axis=1)
        h = np.tanh(z @ W.T)
        states[t] = h
    return states


def recurrent_states_loop(W, x, h):
    T, B = x.shape[:2]
    H = len(W)
    states = np.zeros((T, B, H))
    for b in range(B):
        state = list(h[b])
        for t in range(T):
            z = np.array([1, *state, *x[t, b]])
            state = [math.tanh(row @ z) for row in W]
            states[t, b] = state
    return states


def recurrent_states_apart(W, x, h):
    H = len(W)
    b, W_h, W_x = W[:, 0], W[:, 1 : 1 + H], W[:, 1 + H :]
    states = []
    for x_t in x:
        states.append(np.tanh(b + (states[-1] if states else h) @ W_h.T + x_t @ W_x.T))
    return np.stack(states)


def recurrent_states_recursive(W, x, h):
    first = np.tanh(np.column_stack([np.ones(len(h)), h, x[0]]) @ W.T)
    later = recurrent_states_recursive(W, x[1:], first) if len(x) > 1 else []
    return np.array([first, *later])


def recurrent_states_columns(W, x, h):
    state, states = h.T, []
    for x_t in x:
        state = np.tanh(W @ np.vstack([np.ones(len(x_t)), state, x_t.T]))
        states.append(state.T)
    return np.array(states)


def recurrent(W):
    return W[:, 1 : 1 + len(W)]


def first_to_last(W, h):
    J = np.eye(len(W))
    for state in h:
        J = np.diag(1 - state**2) @ W[:, 1 : 1 + len(W)] @ J
    return J


def first_to_last_back(W, h):
    J = np.eye(len(W))
    for t in reversed(range(len(h))):
        J = J * (1 - h[t] * h[t]) @ W[:, 1 : 1 + len(W)]
    return J


def first_to_last_loop(W, h):
    H = len(W)
    J = [[float(j == k) for k in range(H)] for j in range(H)]
    for state in h:
        J = [
            [(1 - state[j] ** 2) * sum(W[j, 1 + m] * J[m][k] for m in range(H)) for k in range(H)]
            for j in range(H)
        ]
    return np.array(J)


def first_to_last_columns(W, h):
    columns = []
    for k in range(len(W)):
        nudge = np.zeros(len(W))
        nudge[k] = 1
        for state in h:
            nudge = tanh_derivative(state) * (W[:, 1 : 1 + len(W)] @ nudge)
        columns.append(nudge)
    return np.column_stack(columns)


def first_to_last_library(W, h):
    T, H = h.shape
    rows = []
    for j in range(H):
        dh = np.zeros((T, 1, H))
        dh[-1, 0, j] = 1
        x = np.zeros((T, 1, W.shape[1] - 1 - H))
        rows.append(rnn_backward(W, x, None, h[:, None], dh)[2][0])
    return np.array(rows)


def latch_weights(rest, limit):
    w = np.arctanh(rest) / rest
    edge = np.sqrt(1 - 1 / w)
    push = w * edge - np.arctanh(edge)
    return np.column_stack([np.zeros(len(rest)), np.diag(w), push / limit])


def latch_weights_loop(rest, limit):
    H = len(rest)
    W = np.zeros((H, H + 2))
    for k in range(H):
        w = math.atanh(rest[k]) / rest[k]
        edge = math.sqrt((w - 1) / w)
        W[k, 1 + k] = w
        W[k, -1] = (w * edge - math.atanh(edge)) / limit[k]
    return W


def latch_weights_logs(rest, limit):
    w = np.log((1 + rest) / (1 - rest)) / (2 * rest)
    edge = (1 - rest / np.arctanh(rest)) ** 0.5
    push = w * edge - 0.5 * np.log1p(edge) + 0.5 * np.log1p(-edge)
    return np.hstack([np.zeros((len(w), 1)), w * np.eye(len(w)), (push / limit)[:, None]])


def latch_weights_searched(rest, limit):
    """The edge by bisection of the slope, not by a formula."""
    w = np.arctanh(rest) / rest
    low, high = np.zeros_like(w), rest.copy()
    for _ in range(80):
        middle = (low + high) / 2
        steep = w * (1 - middle**2) > 1
        low, high = np.where(steep, middle, low), np.where(steep, high, middle)
    W = np.zeros((len(w), len(w) + 2))
    W[np.arange(len(w)), 1 + np.arange(len(w))] = w
    W[:, -1] = (w * low - np.arctanh(low)) / limit
    return W


def latch_weights_cosh(rest, limit):
    w = np.arctanh(rest) / rest
    W = np.diag(w, 1)[:-1]
    W = np.append(W, np.zeros((len(w), 1)), axis=1)
    W[:, -1] = (np.sqrt(w * w - w) - np.arccosh(np.sqrt(w))) / limit
    return W


def latch_row(units, unit, rest, limit):
    w = math.atanh(rest) / rest
    edge = (1 - 1 / w) ** 0.5
    return [0.0, *(w * (k == unit) for k in range(units)), (w * edge - math.atanh(edge)) / limit]


CORRECT = {
    "03.3": [
        recurrent_states,
        recurrent_states_loop,
        recurrent_states_apart,
        recurrent_states_recursive,
        recurrent_states_columns,
        lambda W, x, h: np.array([*itertools.accumulate(x, lambda s, x_t: rnn_step(W, x_t, s), initial=h)][1:]),
    ],
    "03.4": [
        first_to_last,
        first_to_last_back,
        first_to_last_loop,
        first_to_last_columns,
        first_to_last_library,
        lambda W, h: functools.reduce(lambda J, s: (1 - s * s)[:, None] * (recurrent(W) @ J), h, np.eye(len(W))),
        lambda W, h: functools.reduce(np.matmul, [(1 - s**2)[:, None] * recurrent(W) for s in h[::-1]]),
        lambda W, h: np.linalg.multi_dot(
            [np.eye(len(W)), *(tanh_derivative(s)[:, None] * recurrent(W) for s in h[::-1])]
        ),
    ],
    "03.5": [
        latch_weights,
        latch_weights_loop,
        latch_weights_logs,
        latch_weights_searched,
        latch_weights_cosh,
        lambda rest, limit: np.array([latch_row(len(rest), k, rest[k], limit[k]) for k in range(len(rest))]),
    ],
}  # fmt: skip


def never_copied(W, x, h):
    state, states = h.copy(), []
    for x_t in x:
        state[...] = rnn_step(W, x_t, state)
        states.append(state)
    return np.array(states)


def kept_sums(W, x, h):
    states = []
    for x_t in x:
        h = np.column_stack([np.ones(len(h)), np.tanh(h), x_t]) @ W.T
        states.append(np.tanh(h))
    return np.array(states)


def detached(W, x, h):
    """Only every second step carries its state on."""
    states = []
    for t, x_t in enumerate(x):
        states.append(rnn_step(W, x_t, h))
        h = states[-1] if t % 2 else h
    return np.array(states)


INCORRECT = {
    "03.3": [
        (lambda W, x, h: np.array([rnn_step(W, x_t, h) for x_t in x]), "H1-unmended"),
        (lambda W, x, h: recurrent_states(W, x, np.zeros_like(h)), "zeros-first"),
        (lambda W, x, h: recurrent_states(W, x, h)[-1], "H4-last-only"),
        (never_copied, "H7-aliasing"),
        (lambda W, x, h: recurrent_states(W, x, h).transpose(1, 0, 2), "H9-batch-first"),
        (lambda W, x, h: list(recurrent_states(W, x, h)), ""),
        (lambda W, x, h: rnn_forward(W, x[::-1], h)[::-1], ""),
        (lambda W, x, h: (rnn_forward(W, x, h), rnn_forward(W, x, h)[-1]), ""),
        (lambda W, x, h: np.cumsum(np.array([rnn_step(W, x_t, h) for x_t in x]), axis=0), ""),
        (kept_sums, ""),
        (detached, ""),
        (lambda W, x, h: rnn_forward(W, x, h).round(4), ""),
        (lambda W, x, h: rnn_forward(W, x, h).squeeze(), ""),
        (lambda W, x, h: None, ""),
    ],
    "03.4": [
        (lambda W, h: first_to_last_back(W, h).T, "transposed"),
        (lambda W, h: first_to_last(W, h[::-1]), "other-order"),
        (lambda W, h: functools.reduce(np.matmul, [recurrent(W) * (1 - s**2) for s in h[::-1]]), "slopes-first"),
        (lambda W, h: functools.reduce(np.multiply, [(1 - s**2)[:, None] * recurrent(W) for s in h]), "elementwise"),
        (lambda W, h: functools.reduce(np.matmul, [recurrent(W)] * len(h)), "no-slopes"),
        (lambda W, h: np.linalg.matrix_power(first_to_last(W, h[-1:]), len(h)), ""),
        (lambda W, h: first_to_last(W, h) @ np.ones(len(W)), ""),
        (lambda W, h: np.linalg.norm(first_to_last(W, h)), ""),
        (lambda W, h: functools.reduce(np.matmul, [(1 - s**2)[:, None] * recurrent(W).T for s in h[::-1]]), ""),
        (lambda W, h: np.abs(first_to_last(W, h)), ""),
        (lambda W, h: functools.reduce(np.matmul, [(1 - s**2).sum() * recurrent(W) for s in h[::-1]]), ""),
    ],
    "03.5": [
        (lambda rest, limit: latch_weights(rest, 1 / limit), "times-limit"),
        (lambda rest, limit: latch_weights(rest, -1 * limit), "negative"),
        (lambda rest, limit: latch_weights(rest, limit)[:, 1:], ""),
        (lambda rest, limit: latch_weights(rest, limit).T, ""),
        (lambda rest, limit: np.c_[0 * rest, np.diag(np.arctanh(rest) / rest), 1 / limit], ""),
        (lambda rest, limit: np.c_[0 * rest, np.diag(np.arctanh(rest) / rest), rest / limit], ""),
        (lambda rest, limit: np.c_[0 * rest, np.diag(np.arctanh(rest) / rest), np.arctanh(rest) / limit], "one-blow"),
        (lambda rest, limit: latch_weights(rest, limit).round(3), ""),
        (lambda rest, limit: latch_weights(rest, limit).tolist(), ""),
        (lambda rest, limit: np.c_[np.ones(len(rest)), latch_weights(rest, limit)[:, 1:]], ""),
        (lambda rest, limit: np.c_[0 * rest, np.arctanh(rest) / rest, latch_weights(rest, limit)[:, -1]], ""),
    ],
}  # fmt: skip


def _sequence(rng):
    T, B, H, D = rng.integers(1, 7, 4)
    return (
        rng.choice([0.1, 1, 10]) * rng.standard_t(3, (H, 1 + H + D)),
        rng.standard_t(3, (T, B, D)),
        rng.uniform(-1, 1, (B, H)),
    )


def _states(rng):
    T, H, D = rng.integers(1, 5, 3)
    return rng.standard_t(3, (H, 1 + H + D)), np.tanh(rng.normal(size=(T, H)))


def _latches(rng):
    H = rng.integers(1, 7)
    return rng.beta(2, 2, H).clip(0.05, 0.99), rng.lognormal(size=H)


INDEPENDENT = {"03.3": _sequence, "03.4": _states, "03.5": _latches}
