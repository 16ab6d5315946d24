"""Answers to the exercises of chapter 13."""

from __future__ import annotations

import math

import numpy as np

from lstm_lib.activations import tanh
from lstm_lib.cell import State, step, zero_state
from lstm_lib.layer import concat, layer
from lstm_lib.weights import LSTMWeights


def forecast_windows(x, w, ahead):
    count = len(x) - w - ahead + 1
    inputs = np.zeros((w, count))
    target = np.zeros(count)
    for k in range(count):
        for t in range(w):
            inputs[t, k] = x[k + t]
        target[k] = x[k + w + ahead - 1]
    return inputs, target


def windows_view(x, w, ahead):
    cut = np.lib.stride_tricks.sliding_window_view(x, w + ahead).T
    return cut[:w], cut[-1]


def windows_indexed(x, w, ahead):
    k = np.arange(len(x) - w - ahead + 1)
    return x[k + np.arange(w)[:, None]], x[k + w + ahead - 1]


def windows_stacked(x, w, ahead):
    count = len(x) - (w + ahead - 1)
    return np.stack([x[k : k + w] for k in range(count)], axis=1), x[-count:]


def windows_lists(x, w, ahead):
    pairs = [(x[k : k + w], x[k + w - 1 + ahead]) for k in range(len(x) - w - ahead + 1)]
    inputs, target = zip(*pairs, strict=True)
    return np.array(inputs).T, np.array(target)


def windows_shifted(x, w, ahead):
    last = len(x) - ahead
    rows = [x[t : last - w + 1 + t] for t in range(w)]
    return np.vstack(rows), x[w + ahead - 1 :]


def scaled_split(x, n, gap):
    mean = 0.0
    for value in x[:n]:
        mean += value / n
    variance = 0.0
    for value in x[:n]:
        variance += (value - mean) ** 2 / n
    z = (x - mean) / variance**0.5
    return z[:n], z[n + gap :]


def split_then_scale(x, n, gap):
    train, test = x[:n], x[n + gap :]
    mean, deviation = train.mean(), train.std()
    return (train - mean) / deviation, (test - mean) / deviation


def split_by_function(x, n, gap):
    def scale(part):
        return (part - np.mean(x[:n])) / np.sqrt(np.var(x[:n]))

    return scale(x[:n]), scale(x[n + gap :])


def split_copies(x, n, gap):
    z = x.copy()
    z -= x[:n].mean()
    z /= np.sqrt(np.mean(z[:n] ** 2))
    return z[:n], z[n + gap :]


def split_by_parts(x, n, gap):
    train, _, test = np.split(x, [n, n + gap])
    slope = 1 / train.std()
    return slope * train - slope * train.mean(), slope * test - slope * train.mean()


def split_lists(x, n, gap):
    known = list(x[:n])
    mean = math.fsum(known) / n
    deviation = math.sqrt(math.fsum((value - mean) ** 2 for value in known) / n)
    return [np.array([(v - mean) / deviation for v in part]) for part in (known, x[n + gap :])]


def fit_ar(x, n, p):
    rows = []
    target = []
    for k in range(n - p):
        rows.append([1.0] + [x[k + t] for t in range(p)])
        target.append(x[k + p])
    A = np.array(rows)
    y = np.array(target)
    return np.linalg.solve(A.T @ A, A.T @ y)


def ar_lstsq(x, n, p):
    known = x[:n]
    A = np.column_stack([np.ones(n - p)] + [known[t : n - p + t] for t in range(p)])
    return np.linalg.lstsq(A, known[p:], rcond=None)[0]


def ar_pinv(x, n, p):
    cut = np.lib.stride_tricks.sliding_window_view(x[:n], p + 1)
    return np.linalg.pinv(np.insert(cut[:, :p], 0, 1, axis=1)) @ cut[:, p]


def ar_qr(x, n, p):
    A = np.array([[1, *x[k : k + p]] for k in range(n - p)])
    Q, R = np.linalg.qr(A)
    return np.linalg.solve(R, Q.T @ x[p:n])


def ar_centred(x, n, p):
    cut = np.lib.stride_tricks.sliding_window_view(x[:n], p + 1)
    mean = cut.mean(axis=0)
    w = np.linalg.lstsq(cut[:, :p] - mean[:p], cut[:, p] - mean[p], rcond=None)[0]
    return np.append(mean[p] - w @ mean[:p], w)


def ar_newest_first(x, n, p):
    lags = [x[p - k - 1 : n - k - 1] for k in range(p)]
    w = np.linalg.lstsq(np.array([np.ones(n - p), *lags]).T, x[p:n], rcond=None)[0]
    return np.concatenate([w[:1], w[1:][::-1]])


def seasonal_skill(x, forecast, season):
    n = len(x) - len(forecast)
    error = 0.0
    baseline = 0.0
    for k in range(len(forecast)):
        error += (forecast[k] - x[n + k]) ** 2
        baseline += (x[n + k - season] - x[n + k]) ** 2
    return 1 - error / baseline


def skill_slices(x, forecast, season):
    M = len(forecast)
    truth, before = x[-M:], x[-M - season : -season]
    return 1 - np.sum((forecast - truth) ** 2) / np.sum((before - truth) ** 2)


def skill_means(x, forecast, season):
    t = np.arange(len(x) - len(forecast), len(x))
    return float(1 - np.mean((x[t] - forecast) ** 2) / np.mean((x[t] - x[t - season]) ** 2))


def skill_dot(x, forecast, season):
    e = x[len(x) - len(forecast) :] - forecast
    b = (x[season:] - x[:-season])[-len(forecast) :]
    return 1 - (e @ e) / (b @ b)


def skill_difference(x, forecast, season):
    e = x[len(x) - len(forecast) :] - forecast
    b = (x[season:] - x[:-season])[-len(e) :]
    return (np.vdot(b, b) - np.vdot(e, e)) / np.vdot(b, b)


def skill_norms(x, forecast, season):
    truth, rolled = x[-len(forecast) :], np.roll(x, season)[-len(forecast) :]
    return 1 - (np.linalg.norm(forecast - truth) / np.linalg.norm(rolled - truth)) ** 2


def free_outputs(W, head, x, steps):
    weights = LSTMWeights(W)
    state = zero_state(weights)
    for value in x:
        state = step(weights, [value], state).state
    y = []
    for k in range(steps):
        if k > 0:
            state = step(weights, [y[-1]], state).state
        total = head[0]
        for unit in range(len(state.h)):
            total += head[1 + unit] * state.h[unit]
        y.append(total)
    return np.array(y)


def free_queue(W, head, x, steps):
    weights, queue, y = LSTMWeights(W), list(x), []
    state = zero_state(weights)
    while len(y) < steps:
        state = step(weights, [queue.pop(0)], state).state
        if not queue:
            y.append(float(head @ [1, *state.h]))
            queue.append(y[-1])
    return np.array(y)


def free_array(W, head, x, steps):
    weights = LSTMWeights(W)
    state, y = zero_state(weights), np.empty(len(x) + steps - 1)
    for t in range(len(y)):
        given = x[t] if t < len(x) else y[t - 1]
        state = step(weights, np.array([given]), state).state
        y[t] = head[0] + head[1:] @ state.h
    return y[len(x) - 1 :]


def free_by_hand(W, head, x, steps):
    weights = LSTMWeights(W)
    h = c = np.zeros(len(W) // 4)
    known = list(x)
    for t in range(len(x) + steps - 1):
        z = concat(h, np.array([known[t]]))
        i, f, o = (layer(block, z) for block in (weights.i, weights.f, weights.o))
        c = f * c + i * layer(weights.g, z, tanh)
        h = o * np.tanh(c)
        if t >= len(x) - 1:
            known.append(head[0] + head[1:] @ h)
    return np.array(known[len(x) :])


def free_recursive(W, head, x, steps):
    def go(state, values, left):
        for value in values:
            state = step(LSTMWeights(W), [value], state).state
        y = float(head[0] + np.dot(head[1:], state.h))
        return [y] if left == 1 else [y, *go(state, [y], left - 1)]

    return np.array(go(zero_state(LSTMWeights(W)), x, steps))


def free_from_scratch(W, head, x, steps):
    known = list(x)
    for _ in range(steps):
        state = zero_state(LSTMWeights(W))
        for value in known:
            state = step(LSTMWeights(W), [value], State(state.h, state.c)).state
        known.append(float(head[0] + head[1:] @ state.h))
    return np.array(known)[-steps:]


def block_means(d, starts, block):
    N = len(d)
    means = np.zeros(len(starts))
    for r in range(len(starts)):
        total = 0.0
        count = 0
        for s in starts[r]:
            for k in range(block):
                if count < N:
                    total += d[s + k]
                    count += 1
        means[r] = total / N
    return means


def means_joined(d, starts, block):
    N = len(d)
    return np.array([np.concatenate([d[s : s + block] for s in r])[:N].mean() for r in starts])


def means_indexed(d, starts, block):
    k = starts[..., None] + np.arange(block)
    return d[k.reshape(len(starts), -1)[:, : len(d)]].mean(axis=1)


def means_divmod(d, starts, block):
    which, inside = np.divmod(np.arange(len(d)), block)
    return np.mean(d[starts[:, which] + inside], axis=1)


def means_cumulative(d, starts, block):
    total = np.concatenate([[0.0], np.cumsum(d)])
    whole, rest = divmod(len(d), block)
    sums = (total[starts[:, :whole] + block] - total[starts[:, :whole]]).sum(axis=1)
    if rest:
        sums = sums + total[starts[:, whole] + rest] - total[starts[:, whole]]
    return sums / len(d)


def means_repeat(d, starts, block):
    N = len(d)
    first = np.repeat(starts, block, axis=1)[:, :N]
    return d.take(first + np.arange(N) % block).sum(axis=1) / N


CORRECT = {
    "13.1": [
        forecast_windows,
        windows_view,
        windows_indexed,
        windows_stacked,
        windows_lists,
        windows_shifted,
    ],
    "13.2": [
        scaled_split,
        split_then_scale,
        split_by_function,
        split_copies,
        split_by_parts,
        split_lists,
    ],
    "13.3": [fit_ar, ar_lstsq, ar_pinv, ar_qr, ar_centred, ar_newest_first],
    "13.4": [
        seasonal_skill,
        skill_slices,
        skill_means,
        skill_dot,
        skill_difference,
        skill_norms,
    ],
    "13.5": [
        free_outputs,
        free_queue,
        free_array,
        free_by_hand,
        free_recursive,
        free_from_scratch,
    ],
    "13.6": [
        block_means,
        means_joined,
        means_indexed,
        means_divmod,
        means_cumulative,
        means_repeat,
    ],
}  # fmt: skip


def true_values_fed(W, head, x, steps):
    """Reads its window again instead of its outputs."""
    return free_array(W, head, np.resize(x, len(x) + steps - 1), 1)[-1:].repeat(steps)


INCORRECT = {
    "13.1": [
        (lambda x, w, ahead: windows_view(x, w, ahead + 1), "one-too-far"),
        (lambda x, w, ahead: windows_view(x, w, 1), "always-the-next"),
        (lambda x, w, ahead: (windows_view(x, w, ahead)[0].T, windows_view(x, w, ahead)[1]), "a-window-in-each-row"),
        (lambda x, w, ahead: (windows_view(x, w, ahead)[0][::-1], windows_view(x, w, ahead)[1]), "newest-first"),
        (lambda x, w, ahead: windows_view(x[:-1], w, ahead), "last-window-missing"),
        (lambda x, w, ahead: windows_view(x, w, ahead)[::-1], ""),
        (lambda x, w, ahead: windows_view(x, ahead, w), ""),
        (lambda x, w, ahead: windows_view(x[::-1], w, ahead), ""),
        (lambda x, w, ahead: windows_view(x, w + 1, ahead), ""),
        (lambda x, w, ahead: windows_view(x, w, ahead)[0], ""),
        (lambda x, w, ahead: (windows_view(x, w, ahead)[0], np.diff(x)[w + ahead - 2 :]), ""),
    ],
    "13.2": [
        (lambda x, n, gap: split_then_scale(x, n, 0), "no-gap"),
        (lambda x, n, gap: split_then_scale(x, n, gap + 1), "gap-is-one-more"),
        (lambda x, n, gap: tuple(p * x[:n].std() for p in split_then_scale(x, n, gap)), "centred-only"),
        (lambda x, n, gap: ((x - x.mean())[:n] / x.std(), (x - x.mean())[n + gap :] / x.std()), "whole-series"),
        (lambda x, n, gap: (x[:n], x[n + gap :]), ""),
        (lambda x, n, gap: split_then_scale(x, n, gap)[::-1], ""),
        (lambda x, n, gap: split_then_scale(x, n - 1, gap), ""),
        (lambda x, n, gap: split_then_scale(x[::-1], n, gap), ""),
        (lambda x, n, gap: np.concatenate(split_then_scale(x, n, gap)), ""),
        (lambda x, n, gap: tuple(-part for part in split_then_scale(x, n, gap)), ""),
        (lambda x, n, gap: tuple(np.abs(part) for part in split_then_scale(x, n, gap)), ""),
    ],
    "13.3": [
        (lambda x, n, p: ar_lstsq(x, len(x), p), "fitted-on-everything"),
        (lambda x, n, p: ar_lstsq(x[n:], len(x) - n, p), "fitted-on-the-test"),
        (lambda x, n, p: np.roll(ar_lstsq(x, n, p), -1), "bias-last"),
        (lambda x, n, p: np.append(ar_lstsq(x, n, p)[0], ar_lstsq(x, n, p)[:0:-1]), "lags-reversed"),
        (lambda x, n, p: ar_lstsq(x, n - 1, p), "one-window-missing"),
        (lambda x, n, p: ar_lstsq(x, n, p)[1:], "no-bias-returned"),
        (lambda x, n, p: ar_lstsq(x[::-1], n, p), ""),
        (lambda x, n, p: np.zeros(p + 1), ""),
        (lambda x, n, p: np.append(0, np.full(p, 1 / p)), ""),
        (lambda x, n, p: ar_lstsq(x, n, p)[:, None], ""),
        (lambda x, n, p: ar_lstsq(x - x[:n].mean(), n, p), ""),
        (lambda x, n, p: np.round(ar_lstsq(x, n, p), 3), ""),
    ],
    "13.4": [
        (lambda x, forecast, season: skill_dot(x, forecast, season + 1), "season-one-too-long"),
        (lambda x, forecast, season: skill_dot(x, forecast, 1), "naive"),
        (lambda x, forecast, season: 1 - skill_dot(x, forecast, season), "no-1-minus"),
        (lambda x, forecast, season: 1 - 1 / (1 - skill_dot(x, forecast, season)), "upside-down"),
        (lambda x, forecast, season: 100 * skill_dot(x, forecast, season), "percent"),
        (lambda x, forecast, season: 1 - math.sqrt(1 - skill_dot(x, forecast, season)), "root"),
        (lambda x, forecast, season: max(0.0, skill_dot(x, forecast, season)), ""),
        (lambda x, forecast, season: skill_dot(x, forecast[::-1], season), ""),
        (lambda x, forecast, season: skill_dot(x[::-1], forecast, season), ""),
        (lambda x, forecast, season: np.corrcoef(forecast, x[-len(forecast) :])[0, 1] ** 2, ""),
        (lambda x, forecast, season: -skill_dot(x, forecast, season), ""),
        (lambda x, forecast, season: round(skill_dot(x, forecast, season), 2), ""),
    ],
    "13.5": [
        (lambda W, head, x, steps: free_array(W, head, x, steps + 1)[1:], "first-dropped"),
        (lambda W, head, x, steps: free_array(W, head, np.append(x, x[-1]), steps), "last-value-twice"),
        (lambda W, head, x, steps: free_array(W, head, x[::-1], steps), "past-backwards"),
        (lambda W, head, x, steps: free_array(W, head, x[:-1], steps), "past-incomplete"),
        (lambda W, head, x, steps: free_array(W, head, x[-1:], steps), "only-the-last-value"),
        (lambda W, head, x, steps: free_array(W, np.roll(head, 1), x, steps), "bias-of-the-head-last"),
        (true_values_fed, ""),
        (lambda W, head, x, steps: free_array(W, head, x, steps)[::-1], ""),
        (lambda W, head, x, steps: free_array(W, head, x, 1), ""),
        (lambda W, head, x, steps: np.tanh(free_array(W, head, x, steps)), ""),
        (lambda W, head, x, steps: free_array(W, np.append(0, head[1:]), x, steps), ""),
        (lambda W, head, x, steps: free_array(W, head, x, steps)[:, None], ""),
        (lambda W, head, x, steps: np.repeat(x[-1], steps), ""),
    ],
    "13.6": [
        (lambda d, starts, block: means_indexed(d, starts, 1), "single-steps"),
        (lambda d, starts, block: means_indexed(d, starts, block) * len(d), "sums"),
        (lambda d, starts, block: means_indexed(d, starts, block).mean(), "one-mean"),
        (lambda d, starts, block: np.full(len(starts), means_indexed(d, starts, block)[0]), "first-row-only"),
        (lambda d, starts, block: means_indexed(d, 0 * starts + starts[:, :1], block), "always-the-first-start"),
        (lambda d, starts, block: np.full(len(starts), d.mean()), ""),
        (lambda d, starts, block: means_indexed(d[::-1], starts, block), ""),
        (lambda d, starts, block: means_indexed(d, starts[:, ::-1], block), ""),
        (lambda d, starts, block: means_indexed(np.abs(d), starts, block), ""),
        (lambda d, starts, block: np.sort(means_indexed(d, starts, block))[::-1] + 1e-3, ""),
        (lambda d, starts, block: np.median(d[starts], axis=1), ""),
        (lambda d, starts, block: means_indexed(d, starts, block)[:, None], ""),
    ],
}  # fmt: skip


def _windows(rng):
    return rng.normal(size=int(rng.integers(8, 20))), *(int(k) for k in rng.integers(1, 4, 2))


def _split(rng):
    n, gap = int(rng.integers(3, 9)), int(rng.integers(0, 4))
    return rng.normal(size=n + gap + 4) * 3 + 1, n, gap


def _autoregression(rng):
    n, p = int(rng.integers(10, 16)), int(rng.integers(1, 4))
    return rng.normal(size=n + 6) + 2, n, p


def _seasonal(rng):
    M, season = int(rng.integers(2, 6)), int(rng.integers(1, 4))
    return rng.normal(size=M + 5) + 1, rng.normal(size=M) + 1, season


def _free(rng):
    H, T = rng.integers(1, 4, 2)
    head = rng.normal(size=1 + H)
    return rng.normal(size=(4 * H, 2 + H)), head, rng.normal(size=T), int(rng.integers(1, 5))


def _blocks(rng):
    N, R, block = (int(k) for k in rng.integers((5, 1, 1), (12, 4, 5)))
    return rng.normal(size=N), rng.integers(0, N - block + 1, (R, N)), block


INDEPENDENT = {
    "13.1": _windows,
    "13.2": _split,
    "13.3": _autoregression,
    "13.4": _seasonal,
    "13.5": _free,
    "13.6": _blocks,
}
