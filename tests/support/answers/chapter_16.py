"""Answers to the exercises of chapter 16."""

from __future__ import annotations

import math

import numpy as np

from lstm_lib.cell import State, step, step_backward, zero_state
from lstm_lib.lstm import backward, forward
from lstm_lib.weights import LSTMWeights


def layer_costs(T, B, D, H, layers):
    operations, kept, size = 0, 0, D
    for _ in range(layers):
        W = np.zeros((4 * H, 1 + H + size))
        operations += 2 * W.size * T * B
        kept += (W.shape[1] + 6 * H) * T * B
        size = H
    return operations, kept


def costs_in_formulas(T, B, D, H, layers):
    first = 8 * H * (H + D + 1), 7 * H + D + 1
    rest = 8 * H * (2 * H + 1), 8 * H + 1
    return tuple(T * B * (a + (layers - 1) * b) for a, b in zip(first, rest, strict=True))


def costs_recursive(T, B, D, H, layers):
    if layers == 0:
        return 0, 0
    operations, kept = costs_recursive(T, B, H, H, layers - 1)
    return operations + T * B * 8 * H * (1 + D + H), kept + T * B * (1 + D + 7 * H)


def costs_by_step(T, B, D, H, layers):
    operations = kept = 0
    for _ in range(T * B):
        operations += 4 * H * 2 * (1 + H + D) + (layers - 1) * 4 * H * 2 * (1 + H + H)
        kept += 1 + H + D + 5 * H + H + (layers - 1) * (1 + 2 * H + 5 * H + H)
    return operations, kept


def costs_vector(T, B, D, H, layers):
    size = np.r_[D, np.full(layers - 1, H)].astype(int)
    return T * B * np.sum(8 * H * (H + size + 1)), T * B * np.sum(7 * H + size + 1)


def costs_by_gate(T, B, D, H, layers):
    total = {"operations": 0.0, "kept": 0.0}
    for number in range(layers):
        size = H if number else D
        for _ in "ifgo":
            total["operations"] += T * B * H * (1 + H + size) * 2
            total["kept"] += T * B * H
        total["kept"] += T * B * (H + H + 1 + H + size)
    return list(total.values())


def start_biases(lags, left):
    b_f = np.zeros(len(lags))
    for j in range(len(lags)):
        f = left ** (1 / lags[j])
        b_f[j] = np.log(f / (1 - f))
    return b_f, -b_f


def biases_expm1(lags, left):
    b = -np.log(np.expm1(-np.log(left) / lags))
    return b, -b


def biases_two_gates(lags, left):
    f = np.exp(np.log(left) / lags)
    i = 1 - f
    return np.log(f) - np.log(i), np.log(i) - np.log(1 - i)


def biases_power(lags, left):
    b_i = np.log((1 / left) ** (1 / lags) - 1)
    return -b_i, b_i


def biases_atanh(lags, left):
    f = np.power(left, 1 / lags)
    return 2 * np.arctanh(2 * f - 1), 2 * np.arctanh(1 - 2 * f)


def biases_lists(lags, left):
    b = [-math.log(math.expm1(-math.log(left) / lag)) for lag in lags]
    return np.array(b), np.array([-one for one in b])


def checkpointed(W, x, dh, k):
    weights, B = LSTMWeights(W), x.shape[1]
    states = [zero_state(weights, B)]
    for t in range(0, len(x) - k, k):
        states.append(forward(weights, x[t : t + k], states[-1]).state)
    dW, dx, later = np.zeros_like(W), np.zeros_like(x), zero_state(weights, B)
    for p in reversed(range(len(states))):
        part = slice(p * k, p * k + k)
        d = backward(forward(weights, x[part], states[p]), dh[part], later)
        dW += d.W
        dx[part] = d.x
        later = d.state
    return dW, dx, np.array(states)


def checkpointed_by_steps(W, x, dh, k):
    weights, (T, B, _) = LSTMWeights(W), x.shape
    state, states = zero_state(weights, B), []
    for t in range(T):
        if t % k == 0:
            states.append(state)
        state = step(weights, x[t], state).state
    dW, dx, later = 0, [None] * T, zero_state(weights, B)
    for p in range(len(states) - 1, -1, -1):
        state, made = states[p], []
        for t in range(p * k, min(T, p * k + k)):
            made.append((t, state, step(weights, x[t], state)))
            state = made[-1][2].state
        for t, before, now in reversed(made):
            given = State(dh[t] + later.h, later.c)
            dW_t, dx[t], later = step_backward(weights, x[t], before, now, given)
            dW = dW + dW_t
    return dW, np.array(dx), np.array([[s.h, s.c] for s in states])


def checkpointed_recursive(W, x, dh, k):
    weights, B = LSTMWeights(W), x.shape[1]

    def rest(t, state):
        run = forward(weights, x[t : t + k], state)
        if t + k >= len(x):
            later = zero_state(weights, B)
            dW, dx, states = np.zeros_like(W), [], []
        else:
            dW, dx, states, later = rest(t + k, run.state)
        d = backward(run, dh[t : t + k], later)
        return dW + d.W, [d.x, *dx], [state, *states], d.state

    dW, dx, states, _ = rest(0, zero_state(weights, B))
    return dW, np.concatenate(dx), np.array(states)


def checkpointed_from_the_start(W, x, dh, k):
    """Every state by a run from the beginning."""
    weights, B = LSTMWeights(W), x.shape[1]
    zero, later = zero_state(weights, B), zero_state(weights, B)
    states, dW, dx = [], np.zeros(W.shape), np.zeros(x.shape)
    for t in range(0, len(x), k):
        states.append(forward(weights, x[:t]).state if t else zero)
    for t in range((len(x) - 1) // k * k, -1, -k):
        run = forward(weights, x[t : t + k], states[t // k])
        gradient = backward(run, dh[t : t + k], later)
        dW, later = dW + gradient.W, gradient.state
        dx[t : t + k] = gradient.x
    return dW, dx, np.stack([np.stack(state) for state in states])


def checkpointed_split(W, x, dh, k):
    weights, edges = LSTMWeights(W), range(k, len(x), k)
    pieces, gradients = np.split(x, edges), np.split(dh, edges)
    states = [zero_state(weights, x.shape[1])]
    for piece in pieces[:-1]:
        states.append(forward(weights, piece, states[-1]).state)
    later, found = None, []
    for piece, gradient, state in zip(pieces[::-1], gradients[::-1], states[::-1], strict=True):
        found.append(backward(forward(weights, piece, state), gradient, later))
        later = found[-1].state
    dx = np.concatenate([d.x for d in reversed(found)])
    return sum(d.W for d in found), dx, np.array(states)


def checkpointed_whole(W, x, dh, k):
    """The whole gradient at once, and the states beside it."""
    weights = LSTMWeights(W)
    run = forward(weights, x)
    h, c = run.h, run.c
    d = backward(run, dh)
    zero = np.zeros_like(h[:1])
    before = np.stack([np.concatenate([zero, h]), np.concatenate([zero, c])], axis=1)
    return d.W, d.x, before[: len(x) : k]


CORRECT = {
    "16.1": [
        layer_costs,
        costs_in_formulas,
        costs_recursive,
        costs_by_step,
        costs_vector,
        costs_by_gate,
    ],
    "16.2": [
        start_biases,
        biases_expm1,
        biases_two_gates,
        biases_power,
        biases_atanh,
        biases_lists,
    ],
    "16.3": [
        checkpointed,
        checkpointed_by_steps,
        checkpointed_recursive,
        checkpointed_from_the_start,
        checkpointed_split,
        checkpointed_whole,
    ],
}


def truncated(W, x, dh, k):
    weights, B = LSTMWeights(W), x.shape[1]
    state, states, dW, dx = zero_state(weights, B), [], np.zeros_like(W), []
    for t in range(0, len(x), k):
        states.append(state)
        run = forward(weights, x[t : t + k], state)
        state = run.state
        d = backward(run, dh[t : t + k])
        dW += d.W
        dx.append(d.x)
    return dW, np.concatenate(dx), np.array(states)


def times(factor):
    """The operations times a factor."""

    def answer(T, B, D, H, layers):
        operations, kept = layer_costs(T, B, D, H, layers)
        return factor * operations, kept

    return answer


def with_dW(change):
    def answer(W, x, dh, k):
        dW, dx, kept = checkpointed(W, x, dh, k)
        return change(dW, x, k), dx, kept

    return answer


def with_kept(change):
    def answer(W, x, dh, k):
        dW, dx, kept = checkpointed(W, x, dh, k)
        return dW, dx, change(kept)

    return answer


def as_reset(W, x, dh, k):
    weights, B = LSTMWeights(W), x.shape[1]
    kept, later, dW, dx = checkpointed(W, x, dh, k)[2], zero_state(weights, B), np.zeros_like(W), []
    for t in reversed(range(0, len(x), k)):
        d = backward(forward(weights, x[t : t + k]), dh[t : t + k], later)
        dW, later = dW + d.W, d.state
        dx.insert(0, d.x)
    return dW, np.concatenate(dx), kept


INCORRECT = {
    "16.1": [
        (times(0.5), "multiplications-only"),
        (times(3), "with-backward"),
        (lambda T, B, D, H, n: layer_costs(T, 1, D, H, n), "one-sequence"),
        (lambda T, B, D, H, n: layer_costs(1, B, D, H, n), "one-step"),
        (lambda T, B, D, H, n: layer_costs(T, B, D, H, 1), "one-layer"),
        (lambda T, B, D, H, n: tuple(n * cost for cost in costs_by_gate(T, B, D, H, 1)), "all-layers-alike"),
        (lambda T, B, D, H, n: layer_costs(T, B, D, H, n)[::-1], ""),
        (lambda T, B, D, H, n: layer_costs(T, B, H, D, n), ""),
        (lambda T, B, D, H, n: layer_costs(T, B, D, H, n + 1), ""),
        (lambda T, B, D, H, n: layer_costs(T, B, D, n, H), ""),
    ],
    "16.2": [
        (lambda lags, left: biases_power(lags, 0.5), "always-half"),
        (lambda lags, left: biases_power(lags, 1 - left), "lost-for-left"),
        (lambda lags, left: biases_power(lags, left)[::-1], "sign"),
        (lambda lags, left: (biases_power(lags, left)[0],) * 2, "both-open"),
        (lambda lags, left: (left ** (1 / lags), 1 - left ** (1 / lags)), "gate-for-bias"),
        (lambda lags, left: biases_power(0 * lags + np.mean(lags), left), "one-lag-for-all"),
        (lambda lags, left: biases_power(2 * lags, left), ""),
        (lambda lags, left: [b / np.log(2) for b in biases_power(lags, left)], ""),
        (lambda lags, left: [b[::-1] + 1e-3 for b in biases_power(lags, left)], ""),
        (lambda lags, left: [b[None] for b in biases_power(lags, left)], ""),
    ],
    "16.3": [
        (truncated, "truncated"),
        (as_reset, "pieces-from-zero"),
        (with_kept(lambda kept: kept[::-1]), "kept-in-reverse"),
        (with_kept(lambda kept: kept[:, ::-1]), ""),
        (with_kept(lambda kept: kept[:, 1]), ""),
        (with_kept(lambda kept: 2 * kept), ""),
        (with_dW(lambda dW, x, k: dW / -(-len(x) // k)), "averaged"),
        (with_dW(lambda dW, x, k: dW / len(x)), ""),
        (with_dW(lambda dW, x, k: dW.T), ""),
        (lambda W, x, dh, k: checkpointed(W, x[::-1], dh[::-1], k), ""),
    ],
}  # fmt: skip


def _costs(rng):
    return tuple(int(n) for n in rng.integers(1, [60, 9, 12, 12, 4]))


def _lags(rng):
    lags = np.ceil(np.exp(rng.uniform(0, 7, rng.integers(1, 6))))
    return lags, float(rng.uniform(0.1, 0.9))


def _long(rng):
    T, B, H, D, k = rng.integers(1, [7, 3, 4, 4, 4])
    draw = rng.normal
    return draw(size=(4 * H, 1 + H + D)), draw(size=(T, B, D)), draw(size=(T, B, H)), int(k)


INDEPENDENT = {"16.1": _costs, "16.2": _lags, "16.3": _long}
