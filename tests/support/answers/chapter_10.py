"""Answers to the exercises of chapter 10."""

from __future__ import annotations

import math

import numpy as np

from lstm_lib.cell import State, zero_state
from lstm_lib.lstm import backward, forward
from lstm_lib.weights import LSTMWeights


def difference_quotients(function, x, epsilon):
    slopes = np.zeros_like(x)
    for k in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[k] += epsilon
        below[k] -= epsilon
        slopes[k] = (function(above) - function(below)) / (2 * epsilon)
    return slopes


def quotients_in_place(function, x, epsilon):
    slopes = np.empty(x.shape)
    for row in range(x.shape[0]):
        for column in range(x.shape[1]):
            old = x[row, column]
            x[row, column] = old + epsilon
            above = function(x)
            x[row, column] = old - epsilon
            slopes[row, column] = (above - function(x)) / epsilon / 2
            x[row, column] = old
    return slopes


def quotients_of_shifts(function, x, epsilon):
    shifts = epsilon * np.eye(x.size).reshape(x.size, *x.shape)
    return np.array([function(x + s) - function(x - s) for s in shifts]).reshape(x.shape) / (
        2 * epsilon
    )


def quotients_of_lists(function, x, epsilon):
    flat = x.flatten()
    result = []
    for k in range(len(flat)):
        values = []
        for sign in (1, -1):
            shifted = flat.copy()
            shifted[k] = flat[k] + sign * epsilon
            values.append(function(shifted.reshape(x.shape)))
        result.append((values[0] - values[1]) / 2 / epsilon)
    return np.reshape(result, x.shape)


def quotients_of_both_sides(function, x, epsilon):
    middle, slopes = function(x), np.zeros(x.shape)
    for k, _ in np.ndenumerate(x):
        for side in (epsilon, -epsilon):
            shifted = np.array(x)
            shifted[k] += side
            slopes[k] += (function(shifted) - middle) / side / 2
    return slopes


def quotients_by_unit_vectors(function, x, epsilon):
    shifts = epsilon * np.eye(x.size).reshape(x.size, *x.shape)
    each = [(function(x + shift) - function(x - shift)) / (2 * epsilon) for shift in shifts]
    return np.array(each).reshape(x.shape)


def one_step_back(i, f, g, o, c_before, dh, dc_after):
    tanh_c = np.tanh(f * c_before + i * g)
    dc = dc_after + dh * o * (1 - tanh_c**2)
    di = dc * g * i * (1 - i)
    df = dc * c_before * f * (1 - f)
    dg = dc * i * (1 - g**2)
    do = dh * tanh_c * o * (1 - o)
    return np.concatenate([di, df, dg, do], axis=1), dc * f


def step_back_loop(i, f, g, o, c_before, dh, dc_after):
    B, H = f.shape
    delta, dc_before = np.zeros((B, 4 * H)), np.zeros((B, H))
    for b in range(B):
        for k in range(H):
            i_, f_, g_, o_, c_, dh_, later = (
                float(a[b, k]) for a in (i, f, g, o, c_before, dh, dc_after)
            )
            t = math.tanh(f_ * c_ + i_ * g_)
            dc = later + dh_ * o_ * (1 - t) * (1 + t)
            delta[b, k::H] = (
                dc * g_ * (i_ - i_ * i_),
                dc * c_ * (f_ - f_ * f_),
                dc * i_ * (1 - g_ * g_),
                dh_ * t * (o_ - o_ * o_),
            )
            dc_before[b, k] = dc * f_
    return delta, dc_before


def step_back_blocks(i, f, g, o, c_before, dh, dc_after):
    c = f * c_before + i * g
    dc = dc_after.copy()
    dc += dh * o / np.cosh(np.clip(c, -300, 300)) ** 2
    partners = np.stack([g, c_before, i])
    d = np.concatenate([dc * partners, [dh * np.tanh(c)]])
    slopes = np.stack([i * (1 - i), f * (1 - f), 1 - g * g, o * (1 - o)])
    return np.hstack(list(d * slopes)), f * dc


def step_back_by_library(i, f, g, o, c_before, dh, dc_after):
    B, H = f.shape
    c = f * c_before + i * g
    dc = np.sum([dc_after, dh * o * (1 - np.tanh(c) ** 2)], axis=0)
    ends = {"di": dc * g, "df": dc * c_before, "dg": dc * i, "do": dh * np.tanh(c)}
    delta = np.empty((B, 4 * H))
    for k, (d, a) in enumerate(zip(ends.values(), (i, f, g, o), strict=True)):
        slope = 1 - a**2 if k == 2 else a * (1 - a)
        delta[:, k * H : (k + 1) * H] = d * slope
    return delta, dc * f


def windowed_gradient(W, x, dh, k):
    weights = LSTMWeights(W)
    dW = np.zeros_like(W)
    state = None
    for t in range(0, len(x), k):
        run = forward(weights, x[t : t + k], state)
        state = run.state
        dW += backward(run, dh[t : t + k]).W
    return dW


def windows_by_hand(W, x, dh, k):
    T, B, _ = x.shape
    H = dh.shape[2]
    h, c, kept = np.zeros((B, H)), np.zeros((B, H)), []
    for t in range(T):
        z = np.concatenate([np.ones((B, 1)), h, x[t]], axis=1)
        a = z @ W.T
        a = np.where(np.arange(4 * H) // H == 2, np.tanh(a), 0.5 + 0.5 * np.tanh(a / 2))
        i, f, g, o = (a[:, n * H : (n + 1) * H] for n in range(4))
        c_before, c = c, f * c + i * g
        h = o * np.tanh(c)
        kept.append((z, i, f, g, o, c_before))
    dW, dh_later, dc_later = np.zeros(W.shape), 0, 0
    for t in range(T - 1, -1, -1):
        z, i, f, g, o, c_before = kept[t]
        cut = (t + 1) % k == 0
        dh_t = dh[t] + (0 if cut else dh_later)
        delta, dc_later = one_step_back(i, f, g, o, c_before, dh_t, 0 if cut else dc_later)
        dW += delta.T @ z
        dh_later = (delta @ W)[:, 1 : 1 + H]
    return dW


def windows_while(W, x, dh, k):
    weights, state, dW = LSTMWeights(W), None, 0
    while len(x):
        run = forward(weights, x[:k], state)
        state = State(run.state.h.copy(), run.state.c.copy())
        dW = dW + backward(run, dh[:k]).W
        x, dh = x[k:], dh[k:]
    return dW


def windows_recursive(W, x, dh, k, state=None):
    run = forward(LSTMWeights(W), x[:k], state)
    state = run.state
    dW = backward(run, dh[:k]).W
    return dW + windows_recursive(W, x[k:], dh[k:], k, state) if len(x) > k else dW


def windows_twice(W, x, dh, k):
    """Each window's state from a run over all that came before."""
    weights = LSTMWeights(W)
    parts = []
    for t in range(0, len(x), k):
        state = forward(weights, x[:t]).state if t else zero_state(weights, x.shape[1])
        parts.append(backward(forward(weights, x[t : t + k], state), dh=dh[t : t + k]).W)
    return np.sum(parts, axis=0)


def windows_split(W, x, dh, k):
    weights, state, total = LSTMWeights(W), None, []
    cuts = list(range(k, len(x), k))
    for part, slopes in zip(np.split(x, cuts), np.split(dh, cuts), strict=True):
        run = forward(weights, part, state)
        state = run.state
        total.append(backward(run, slopes).W)
    return sum(total)


CORRECT = {
    "10.3": [
        difference_quotients,
        quotients_in_place,
        quotients_of_shifts,
        quotients_of_lists,
        quotients_of_both_sides,
        quotients_by_unit_vectors,
    ],
    "10.4": [
        one_step_back,
        step_back_loop,
        step_back_blocks,
        step_back_by_library,
        lambda i, f, g, o, c, dh, dc: (
            lambda t: (
                lambda d: (
                    np.hstack([d * g * i * (1 - i), d * c * f * (1 - f), d * i * (1 - g * g), dh * t * o * (1 - o)]),
                    d * f,
                )
            )(dc + dh * o * (1 - t * t))
        )(np.tanh(f * c + i * g)),
        lambda i, f, g, o, c, dh, dc: (
            np.einsum(
                "kbh,kbh->bkh",
                np.stack([*[dc + dh * o * (1 - np.tanh(f * c + i * g) ** 2)] * 3, dh]),
                np.stack([g * (i - i**2), c * (f - f**2), i * (1 - g**2), np.tanh(f * c + i * g) * (o - o**2)]),
            ).reshape(len(f), -1),
            f * dc + f * dh * o * (1 - np.tanh(f * c + i * g) ** 2),
        ),
    ],
    "10.5": [
        windowed_gradient,
        windows_by_hand,
        windows_while,
        windows_recursive,
        windows_twice,
        windows_split,
    ],
}  # fmt: skip


def first_entry_only(function, x, epsilon):
    slopes = np.zeros_like(x)
    shifted = x.copy()
    shifted[0, 0] += epsilon
    slopes[0, 0] = (function(shifted) - function(x)) / epsilon
    return slopes


def piling_up(function, x, epsilon):
    """One copy for all entries, never put back."""
    slopes, shifted = np.zeros_like(x), x.copy()
    for k in np.ndindex(x.shape):
        shifted[k] += epsilon
        above = function(shifted)
        shifted[k] -= 2 * epsilon
        slopes[k] = (above - function(shifted)) / (2 * epsilon)
    return slopes


def set_in_place(i, f, g, o, c_before, dh, dc_after):
    dc_after += dh * o * (1 - np.tanh(f * c_before + i * g) ** 2)
    return one_step_back(i, f, g, o, c_before, 0 * dh, dc_after)


def with_dc(new_dc):
    def answer(i, f, g, o, c_before, dh, dc_after):
        tanh_c = np.tanh(f * c_before + i * g)
        dc = new_dc(o, tanh_c, dh, dc_after)
        do = dh * tanh_c
        return (
            np.hstack(
                [
                    dc * g * i * (1 - i),
                    dc * c_before * f * (1 - f),
                    dc * i * (1 - g * g),
                    do * o * (1 - o),
                ]
            ),
            dc * f,
        )

    return answer


def windows_reversed(W, x, dh, k):
    return windowed_gradient(W, x[::-1], dh[::-1], k)


def windows_from_the_end(W, x, dh, k):
    """Windows that are whole at the end, the short one being the first."""
    cut = len(x) % k
    if not cut:
        return windowed_gradient(W, x, dh, k)
    weights = LSTMWeights(W)
    run = forward(weights, x[:cut])
    state = run.state
    return backward(run, dh[:cut]).W + windows_recursive(W, x[cut:], dh[cut:], k, state)


def windows_without_state(W, x, dh, k):
    dW = np.zeros_like(W)
    for t in range(0, len(x), k):
        dW += backward(forward(LSTMWeights(W), x[t : t + k]), dh[t : t + k]).W
    return dW


INCORRECT = {
    "10.3": [
        (lambda F, x, e: 2 * difference_quotients(F, x, e), "J1-no-factor-2"),
        (lambda F, x, e: difference_quotients(F, x, 1e-5), "J3-own-epsilon"),
        (lambda F, x, e: difference_quotients(F, x, -e) * -1, "turned-over"),
        (lambda F, x, e: np.ravel(quotients_in_place(F, x, e)), "flat"),
        (lambda F, x, e: difference_quotients(F, x, e / 2), ""),
        (lambda F, x, e: difference_quotients(F, x, e).tolist(), ""),
        (lambda F, x, e: difference_quotients(F, x, e).T, ""),
        (lambda F, x, e: np.gradient(x)[0], ""),
        (first_entry_only, ""),
        (piling_up, ""),
    ],
    "10.4": [
        (with_dc(lambda o, t, dh, later: dh * o * (1 - t**2)), "I4-unmended"),
        (with_dc(lambda o, t, dh, later: (later + dh * o) * (1 - t**2)), "slope-on-both"),
        (with_dc(lambda o, t, dh, later: o * (later + dh * (1 - t**2))), "output-gate-on-both"),
        (with_dc(lambda o, t, dh, later: later + o * dh), "no-ramp"),
        (with_dc(lambda o, t, dh, later: later), ""),
        (with_dc(lambda o, t, dh, later: later - dh * o * (1 - t**2)), ""),
        (with_dc(lambda o, t, dh, later: later * dh * o * (1 - t**2)), ""),
        (with_dc(lambda o, t, dh, later: later + dh * (1 - t**2)), ""),
        (with_dc(lambda o, t, dh, later: later + dh * o * (1 - t)), ""),
        (lambda *args: (one_step_back(*args)[0], one_step_back(*args)[1] * args[1]), ""),
        (lambda *args: one_step_back(*args)[0], ""),
        (lambda *args: one_step_back(*args)[::-1], ""),
        (set_in_place, ""),
    ],
    "10.5": [
        (windows_without_state, "P6-state-reset"),
        (lambda W, x, dh, k: backward(forward(LSTMWeights(W), x), dh).W, "not-cut"),
        (lambda W, x, dh, k: windowed_gradient(W, x, dh, k) / len(x), "per-step"),
        (lambda W, x, dh, k: windowed_gradient(W, x, dh, 1), "steps-apart"),
        (lambda W, x, dh, k: windowed_gradient(W, x, dh, k + 1), ""),
        (lambda W, x, dh, k: windowed_gradient(W, x, dh[::-1], k), ""),
        (lambda W, x, dh, k: windowed_gradient(W, x, dh, k) / k, ""),
        (windows_reversed, ""),
        (windows_from_the_end, ""),
    ],
}  # fmt: skip


def sum_of_squares(x):
    return float(np.sum(x**2) ** 2)


def _referee(rng):
    shape = rng.integers(1, 5, 2)
    functions = (sum_of_squares, lambda x: float(np.sum(np.sin(3 * x)) + x[0, -1] ** 3))
    return functions[rng.integers(2)], rng.standard_t(3, shape), float(rng.uniform(0.01, 0.9))


def _step(rng):
    shape = rng.integers(1, 7, 2)
    i, f, o = rng.beta(0.7, 0.7, (3, *shape))
    return i, f, rng.uniform(-1, 1, shape), o, *(3 * rng.standard_t(3, (3, *shape)))


def _long(rng):
    T, B, H, D, k = rng.integers(1, [5, 3, 4, 4, 4])
    return (
        rng.standard_t(3, (4 * H, 1 + H + D)) / 2,
        rng.normal(size=(T, B, D)),
        rng.normal(size=(T, B, H)),
        int(k),
    )


INDEPENDENT = {"10.3": _referee, "10.4": _step, "10.5": _long}
