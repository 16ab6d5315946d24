"""Answers to the exercises of chapter 9."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from lstm_lib.activations import sigmoid
from lstm_lib.cell import State, step
from lstm_lib.lstm import forward
from lstm_lib.weights import LSTMWeights


def lstm_step(W, x, h, c):
    i, f, g, o = np.split(
        W[:, 0] + h @ W[:, 1 : 1 + h.shape[-1]].T + x @ W[:, 1 + h.shape[-1] :].T, 4, -1
    )
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def end_state(W, x, h, c, lengths):
    for t in range(len(x)):
        z = np.concatenate([np.ones((len(h), 1)), h, x[t]], axis=1) @ W.T
        i, f, g, o = np.split(z, 4, axis=1)
        c_new = c / (1 + np.exp(-f)) + np.tanh(g) / (1 + np.exp(-i))
        h_new = np.tanh(c_new) / (1 + np.exp(-o))
        on = (t < lengths)[:, None]
        h, c = np.where(on, h_new, h), np.where(on, c_new, c)
    return h, c


def end_state_one_by_one(W, x, h, c, lengths):
    h, c = h.copy(), c.copy()
    for b, length in enumerate(lengths):
        for x_t in x[:length, b]:
            h[b], c[b] = lstm_step(W, x_t, h[b], c[b])
    return h, c


def end_state_read_off(W, x, h, c, lengths):
    hs, cs = [h], [c]
    for x_t in x:
        h, c = lstm_step(W, x_t, h, c)
        hs.append(h)
        cs.append(c)
    rows = lengths, np.arange(len(lengths))
    return np.array(hs)[rows], np.array(cs)[rows]


def end_state_recursive(W, x, h, c, lengths):
    if not len(x):
        return h, c
    new = step(LSTMWeights(W), x[0], State(h, c)).state
    state = [np.where((lengths > 0)[:, None], *pair) for pair in zip(new, (h, c), strict=True)]
    return end_state_recursive(W, x[1:], *state, np.maximum(lengths - 1, 0))


def end_state_list(W, x, h, c, lengths):
    states = []
    for b, length in enumerate(lengths):
        state = State(h[b], c[b])
        for t in range(length):
            state = step(LSTMWeights(W), x[t, b], state).state
        states.append(state)
    return [np.array([state.h for state in states]), np.array([state.c for state in states])]


def end_state_only_the_living(W, x, h, c, lengths):
    state = np.array([h, c])
    for t in range(lengths.max()):
        on = lengths > t
        state[:, on] = step(LSTMWeights(W), x[t, on], State(*state[:, on])).state
    return state[0].copy(), state[1].copy()


def read_backwards(W, x, lengths):
    T, B, _ = x.shape
    H = len(W) // 4
    hs = np.zeros((T, B, H))
    h, c = np.zeros((B, H)), np.zeros((B, H))
    for t in range(T - 1, -1, -1):
        z = np.concatenate([np.ones((B, 1)), h, x[t]], axis=1) @ W.T
        i, f, g, o = np.split(z, 4, axis=1)
        inside = (t < lengths)[:, None]
        c = np.where(inside, c / (1 + np.exp(-f)) + np.tanh(g) / (1 + np.exp(-i)), 0.0)
        h = np.where(inside, np.tanh(c) / (1 + np.exp(-o)), 0.0)
        hs[t] = h
    return hs


def read_backwards_one_by_one(W, x, lengths):
    h = np.zeros((*x.shape[:2], len(W) // 4))
    for b, length in enumerate(lengths):
        if length:
            h[:length, b] = forward(LSTMWeights(W), x[:length, b : b + 1][::-1]).h[::-1, 0]
    return h


def turned(a, lengths):
    T, B, _ = a.shape
    t = np.arange(T)[:, None]
    return a[np.where(t < lengths, lengths - 1 - t, t), np.arange(B)]


def read_backwards_turned(W, x, lengths):
    return turned(forward(LSTMWeights(W), turned(x, lengths), lengths=lengths).h, lengths)


def read_backwards_padding_moved(W, x, lengths):
    T, B, H = *x.shape[:2], len(W) // 4
    h, state = np.zeros((T, B, H)), np.zeros((2, B, H))
    for s in range(lengths.max()):
        t, b = lengths[lengths > s] - 1 - s, np.flatnonzero(lengths > s)
        state[:, b] = lstm_step(W, x[t, b], *state[:, b])
        h[t, b] = state[0, b]
    return h


def read_backwards_shifted(W, x, lengths):
    late = np.stack([np.roll(x[:, b], len(x) - length, 0) for b, length in enumerate(lengths)], 1)
    h = np.stack(
        [
            np.roll(
                forward(LSTMWeights(W), late[::-1, b : b + 1], lengths=[length]).h[::-1, 0],
                length - len(x),
                0,
            )
            for b, length in enumerate(lengths)
        ],
        axis=1,
    )
    return h


def read_backwards_masked(W, x, lengths):
    h = c = np.zeros((x.shape[1], len(W) // 4))
    hs = []
    for t in reversed(range(len(x))):
        inside = (lengths > t)[:, np.newaxis]
        known = np.where(inside, x[t], 0)
        h, c = (np.where(inside, part, 0) for part in lstm_step(W, known, h, c))
        hs.insert(0, h)
    return np.stack(hs)


def read_backwards_multiplied(W, x, lengths):
    """The mask multiplies, so that nan in the padding spreads."""
    h = c = np.zeros((x.shape[1], len(W) // 4))
    hs = []
    for t in reversed(range(len(x))):
        inside = (lengths > t)[:, np.newaxis]
        h, c = (inside * part for part in lstm_step(W, x[t], h, c))
        hs.insert(0, h)
    return np.stack(hs)


def fitting_orders(case):
    h, c, x = case["h"], case["c"], case["x"]
    orders = np.array(list(permutations(range(4))))
    z = np.concatenate([np.ones((len(h), 1)), h, x], axis=1) @ case["W"].T
    blocks = np.array(np.split(z, 4, axis=1))
    share, content = 1 / (1 + np.exp(-blocks)), np.tanh(blocks)
    i, f, g, o = orders.T
    c_new = share[f] * c + share[i] * content[g]
    off = np.abs(share[o] * np.tanh(c_new) - case["h_after"])
    return orders[off.max(axis=(1, 2)) <= 1e-6]


def fitting_orders_tried(case):
    z = case["W"] @ np.vstack([np.ones(len(case["h"])), case["h"].T, case["x"].T])
    blocks = np.split(1 / (1 + np.exp(-z)), 4)
    contents = np.split(np.tanh(z), 4)
    found = []
    for order in permutations(range(4)):
        i, f, _, o = (blocks[place] for place in order)
        h = o * np.tanh(f * case["c"].T + i * contents[order[2]])
        if np.allclose(h.T, case["h_after"], rtol=0, atol=1e-6):
            found.append(order)
    return np.array(found)


def fitting_orders_nested(case):
    z = np.split(
        np.insert(np.hstack([case["h"], case["x"]]), 0, 1, axis=1) @ case["W"].T, 4, axis=1
    )
    shares, contents = [sigmoid(part) for part in z], [np.tanh(part) for part in z]
    found = np.empty((0, 4), dtype=int)
    for i in range(4):
        for f in {0, 1, 2, 3} - {i}:
            for g in {0, 1, 2, 3} - {i, f}:
                o = 6 - i - f - g
                h = shares[o] * np.tanh(shares[f] * case["c"] + shares[i] * contents[g])
                if not (np.abs(h - case["h_after"]) > 1e-6).any():
                    found = np.vstack([found, [i, f, g, o]])
    return found


def fitting_orders_library(case):
    rows = []
    for order in fitting_orders(case).tolist():
        weights = LSTMWeights.from_blocks(*(np.split(case["W"], 4)[place] for place in order))
        h = step(weights, case["x"], State(case["h"], case["c"])).h
        rows += [order] * bool(np.abs(h - case["h_after"]).max() < 2e-6)
    return np.asarray(rows)


CORRECT = {
    "09.3": [
        end_state,
        end_state_one_by_one,
        end_state_read_off,
        end_state_recursive,
        end_state_list,
        end_state_only_the_living,
    ],
    "09.4": [
        read_backwards,
        read_backwards_one_by_one,
        read_backwards_turned,
        read_backwards_padding_moved,
        read_backwards_shifted,
        read_backwards_masked,
    ],
    "09.5": [
        fitting_orders,
        fitting_orders_tried,
        fitting_orders_nested,
        fitting_orders_library,
        lambda case: np.array(sorted(fitting_orders(case).tolist())),
        lambda case: np.stack(list(fitting_orders(case))),
    ],
}  # fmt: skip


def last_output(W, x, h, c, lengths):
    for x_t in x:
        h, c = lstm_step(W, x_t, h, c)
    return h, c


def ends_minus_one(W, x, h, c, lengths):
    hs, cs = [], []
    for x_t in x:
        h, c = lstm_step(W, x_t, h, c)
        hs.append(h)
        cs.append(c)
    rows = lengths - 1, np.arange(len(lengths))
    return np.array(hs)[rows], np.array(cs)[rows]


def ends_of_outputs(W, x, h, c, lengths):
    run = forward(LSTMWeights(W), x, State(h, c), lengths)
    return run.h[lengths - 1, np.arange(len(lengths))], run.c[lengths - 1, np.arange(len(lengths))]


def starts_at_zero(W, x, h, c, lengths):
    return forward(LSTMWeights(W), x, lengths=lengths).state


def in_place(W, x, h, c, lengths):
    h[...], c[...] = end_state(W, x, h, c, lengths)
    return h, c


def backwards_from_turned(W, x, lengths):
    return forward(LSTMWeights(W), x[::-1], lengths=lengths).h[::-1]


def backwards_over_all(W, x, lengths):
    return forward(LSTMWeights(W), x[::-1]).h[::-1]


def backwards_zeroed_in_place(W, x, lengths):
    x[np.arange(len(x))[:, None] >= lengths] = 0
    return read_backwards(W, x, lengths)


INCORRECT = {
    "09.3": [
        (last_output, "last-sheet"),
        (ends_minus_one, "index-below-0"),
        (lambda W, x, h, c, lengths: end_state(W, x[::-1], h, c, lengths), "H8-reversed"),
        (lambda W, x, h, c, lengths: end_state(W, x, h, c, lengths)[::-1], "G5-returns-c-h"),
        (lambda W, x, h, c, lengths: end_state(W, x, h, c, lengths - 1), "H5-one-early"),
        (lambda W, x, h, c, lengths: end_state(W, x, h, c, lengths + 1), "one-late"),
        (lambda W, x, h, c, lengths: end_state(W, x, h, c, lengths)[0], "h-only"),
        (ends_of_outputs, "empty-is-zero"),
        (starts_at_zero, ""),
        (in_place, ""),
        (lambda W, x, h, c, lengths: end_state(W, x[: lengths[0]], h, c, lengths), ""),
        (lambda W, x, h, c, lengths: end_state(W[np.argsort(np.arange(len(W)) % 4)], x, h, c, lengths), ""),
        (lambda W, x, h, c, lengths: (end_state(W, x, h, c, lengths)[0], c), ""),
        (lambda W, x, h, c, lengths: np.array(end_state(W, x, h, c, lengths)), ""),
        (lambda W, x, h, c, lengths: end_state(W, x.swapaxes(0, 1), h, c, lengths), ""),
        (lambda W, x, h, c, lengths: end_state(W, x, h, 0 * c, lengths), ""),
        (lambda W, x, h, c, lengths: end_state(W, x, 0 * h, c, lengths), ""),
    ],
    "09.4": [
        (read_backwards_multiplied, ""),
        (lambda W, x, lengths: turned(forward(LSTMWeights(W), x, lengths=lengths).h, lengths), "only-answers-turned"),
        (lambda W, x, lengths: forward(LSTMWeights(W), turned(x, lengths), lengths=lengths).h, "not-turned-back"),
        (lambda W, x, lengths: forward(LSTMWeights(W), x, lengths=lengths).h, "not-turned"),
        (lambda W, x, lengths: turned(forward(LSTMWeights(W), turned(x, lengths)).h, lengths), "past-end-left"),
        (backwards_from_turned, "padding-first"),
        (backwards_over_all, ""),
        (backwards_zeroed_in_place, ""),
        (lambda W, x, lengths: read_backwards(W, x, lengths)[::-1], ""),
        (lambda W, x, lengths: read_backwards(W, x, lengths).swapaxes(0, 1), ""),
        (lambda W, x, lengths: read_backwards(W, x, np.maximum(lengths, 1)), ""),
        (lambda W, x, lengths: np.nan_to_num(read_backwards(W, x, lengths)).round(3), ""),
        (lambda W, x, lengths: read_backwards(W, x, np.full_like(lengths, len(x))), ""),
    ],
    "09.5": [
        (lambda case: fitting_orders(case)[:1], "first-only"),
        (lambda case: np.array(list(permutations(range(4)))), "all"),
        (lambda case: np.argsort(fitting_orders(case)), "inverse"),
        (lambda case: len(fitting_orders(case)), "how-many"),
        (lambda case: fitting_orders({**case, "c": np.zeros_like(case["c"])}), ""),
        (lambda case: fitting_orders(case)[0], ""),
        (lambda case: fitting_orders(case)[::-1], ""),
        (lambda case: fitting_orders(case).tolist(), ""),
        (lambda case: ["".join("ifgo"[k] for k in order) for order in fitting_orders(case)], ""),
        (lambda case: fitting_orders(case) + 1, ""),
        (lambda case: fitting_orders(case)[-1:], ""),
        (lambda case: fitting_orders(case).astype(float), ""),
        (lambda case: np.array([[0, 1, 2, 3]]), ""),
    ],
}  # fmt: skip


def _cell(rng):
    T, B, H, D = rng.integers(1, 4, 4)
    scale = 10.0 ** rng.integers(-2, 2)
    return (
        scale * rng.standard_t(3, (4 * H, 1 + H + D)),
        rng.standard_t(3, (T, B, D)),
        rng.uniform(-1, 1, (B, H)),
        rng.standard_t(3, (B, H)),
        rng.integers(0, T + 1, B),
    )


def _padded(rng):
    W, x, _, _, lengths = _cell(rng)
    return W, x, lengths


def _stranger(rng):
    orders = np.array(list(permutations(range(4))))
    i, f, g, o = orders.T
    while True:
        B, H, D = rng.integers(1, 4, 3)
        W = rng.normal(size=(4, H, 1 + H + D))[rng.integers(0, 4, 4)]
        x, h, c = rng.normal(size=(B, D)), rng.uniform(-1, 1, (B, H)), rng.normal(size=(B, H))
        z = (
            W[:, None, :, 0]
            + h @ W[:, :, 1 : 1 + H].swapaxes(1, 2)
            + x @ W[:, :, 1 + H :].swapaxes(1, 2)
        )
        gates = 1 / (1 + np.exp(-z))
        after = gates[o] * np.tanh(gates[f] * c + gates[i] * np.tanh(z[g]))
        case = {"W": W.reshape(4 * H, -1), "x": x, "h": h, "c": c}
        case["h_after"] = after[rng.integers(24)].astype(np.float32).astype(float)
        off = np.abs(after - case["h_after"]).max(axis=(1, 2))
        if not ((off > 1e-7) & (off < 1e-5)).any():
            return (case,)


INDEPENDENT = {"09.3": _cell, "09.4": _padded, "09.5": _stranger}
