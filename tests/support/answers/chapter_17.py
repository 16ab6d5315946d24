"""Answers to the exercises of chapter 17."""

from __future__ import annotations

import itertools
import math

import numpy as np

from lstm_lib.activations import sigmoid, tanh
from lstm_lib.layer import concat, layer


def coupled_step(W, x, h, c):
    H = len(h)
    z = np.concatenate([[1.0], h, x])
    new_h, new_c = np.zeros(H), np.zeros(H)
    for k in range(H):
        i = 1 / (1 + np.exp(-(W[k] @ z)))
        g = np.tanh(W[H + k] @ z)
        o = 1 / (1 + np.exp(-(W[2 * H + k] @ z)))
        new_c[k] = (1 - i) * c[k] + i * g
        new_h[k] = o * np.tanh(new_c[k])
    return new_h, new_c


def step_layers(W, x, h, c):
    W_i, W_g, W_o = np.split(W, 3)
    z = concat(h, x)
    i = layer(W_i, z)
    c = c + i * (layer(W_g, z, activation=tanh) - c)
    return layer(W_o, z) * tanh(c), c


def step_one_product(W, x, h, c):
    i, g, o = np.split(W[:, 0] + W[:, 1:] @ np.append(h, x), 3)
    keep = sigmoid(-i)
    c = keep * c + (1 - keep) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def step_columns(W, x, h, c):
    H = len(h)
    z = W[:, 0] + W[:, 1 : 1 + H] @ h + W[:, 1 + H :] @ x
    i, o = sigmoid(z[:H]), sigmoid(z[2 * H :])
    c = c - i * c + i * tanh(z[H : 2 * H])
    return o * tanh(c), c


def step_reshaped(W, x, h, c):
    i, g, o = W.reshape(3, len(h), -1) @ np.concatenate([np.ones(1), h, x])
    f = 1 / (1 + np.exp(i))
    c = f * c + (1 - f) * np.tanh(g)
    return np.tanh(c) / (1 + np.exp(-o)), c


def step_interpolated(W, x, h, c):
    rows = np.split(W, 3)
    sums = [row[:, 0] + row[:, 1:] @ np.hstack([h, x]) for row in rows]
    i = sigmoid(sums[0])
    c = np.array([(1 - a) * old + a * new for a, old, new in zip(i, c, tanh(sums[1]), strict=True)])
    return sigmoid(sums[2]) * tanh(c), c


def step_twice_gated(W, x, h, c):
    W_i, W_g, W_o = np.split(W, 3)
    z = concat(h, x)
    i = layer(W_i, z)
    c = (1 - i) * c + i * i * layer(W_g, z, activation=tanh)
    return layer(W_o, z) * tanh(c), c


def step_own_forget(W, x, h, c):
    W_i, W_g, W_o = np.split(W, 3)
    z = concat(h, x)
    c = layer(W_o, z) * c + layer(W_i, z) * layer(W_g, z, activation=tanh)
    return layer(W_o, z) * tanh(c), c


def step_linear_candidate(W, x, h, c):
    i, g, o = np.split(W[:, 0] + W[:, 1:] @ np.append(h, x), 3)
    c = (1 - sigmoid(i)) * c + sigmoid(i) * g
    return sigmoid(o) * tanh(c), c


def step_always_open(W, x, h, c):
    i, g, _ = np.split(W[:, 0] + W[:, 1:] @ np.append(h, x), 3)
    c = (1 - sigmoid(i)) * c + sigmoid(i) * tanh(g)
    return tanh(c), c


def step_no_bias(W, x, h, c):
    i, g, o = np.split(W[:, 1:] @ np.append(h, x), 3)
    c = (1 - sigmoid(i)) * c + sigmoid(i) * tanh(g)
    return sigmoid(o) * tanh(c), c


def step_no_memory(W, x, h, c):
    i, g, o = np.split(W[:, 0] + W[:, 1:] @ np.append(h, x), 3)
    c = sigmoid(i) * tanh(g)
    return sigmoid(o) * tanh(c), c


def step_blocks_i_o_g(W, x, h, c):
    i, o, g = np.split(W, 3)
    return step_columns(np.concatenate([i, g, o]), x, h, c)


def sign_flip_p(a, b):
    n = len(a)
    observed = 0.0
    for k in range(n):
        observed += a[k] - b[k]
    count = 0
    for pattern in range(2**n):
        total = 0.0
        for k in range(n):
            sign = 1 if pattern >> k & 1 else -1
            total += sign * (a[k] - b[k])
        if abs(total) >= abs(observed) - 1e-12:
            count += 1
    return count / 2**n


def flips_product(a, b):
    signs = np.array(list(itertools.product([-1, 1], repeat=len(a))))
    means = (signs * (a - b)).mean(axis=1)
    return np.mean(np.abs(means) >= abs(np.mean(a - b)) - 1e-12)


def flips_half(a, b):
    d = a - b
    signs = np.array(list(itertools.product([1], *[[1, -1]] * (len(d) - 1))))
    return (np.abs(signs @ d) >= abs(d.sum()) - 1e-9).mean()


def flips_recursive(a, b):
    def sums(d):
        return [0.0] if not d else [s * d[0] + t for t in sums(d[1:]) for s in (1, -1)]

    d = list(a - b)
    found = [abs(total) + 1e-9 >= abs(sum(d)) for total in sums(d)]
    return sum(found) / len(found)


def flips_swapped(a, b):
    pairs, count = np.stack([a, b]), 0
    for choice in itertools.product([0, 1], repeat=len(a)):
        first = pairs[list(choice), np.arange(len(a))]
        count += abs(2 * first.sum() - pairs.sum()) >= abs((a - b).sum()) - 1e-9
    return count / 2 ** len(a)


def flips_growing(a, b):
    totals = np.zeros(1)
    for d in a - b:
        totals = np.concatenate([totals + d, totals - d])
    return float(np.mean(np.abs(totals) > abs((a - b).sum()) - 1e-9))


def flips_one_way(a, b):
    signs = np.array(list(itertools.product([-1, 1], repeat=len(a))))
    return np.mean(signs @ (a - b) >= (a - b).sum())


def flips_doubled(a, b):
    return 2 * flips_product(a, b)


def flips_of_medians(a, b):
    signs = np.array(list(itertools.product([-1, 1], repeat=len(a))))
    medians = np.median(signs * (a - b), axis=1)
    return np.mean(np.abs(medians) >= abs(np.median(a - b)))


def flips_of_sums(a, b):
    signs = np.array(list(itertools.product([-1, 1], repeat=len(a))))
    return np.mean(np.abs(signs @ (a + b)) >= abs((a - b).sum()))


def flips_each(a, b):
    return np.mean(np.abs(a - b) >= abs((a - b).mean()))


def flips_normal(a, b):
    d = a - b
    z = abs(d.sum()) / math.sqrt(float(d @ d)) if d.any() else 0.0
    return math.erfc(z / math.sqrt(2))


def variance_fractions(table):
    V, R, S = table.shape
    total = table.sum() / (V * R * S)
    variant = np.zeros(V)
    rate = np.zeros(R)
    for v in range(V):
        variant[v] = table[v].sum() / (R * S)
    for r in range(R):
        rate[r] = table[:, r].sum() / (V * S)
    everything = ((table - total) ** 2).sum() / (V * R * S)
    of_variant = ((variant - total) ** 2).sum() / V / everything
    of_rate = ((rate - total) ** 2).sum() / R / everything
    both = 0.0
    for v in range(V):
        for r in range(R):
            cell = table[v, r].sum() / S
            both += (cell - variant[v] - rate[r] + total) ** 2 / (V * R)
    both /= everything
    return of_variant, of_rate, both, 1 - of_variant - of_rate - both


def fractions_means(table):
    cells = table.mean(axis=2)
    left = cells - cells.mean(axis=1, keepdims=True) - cells.mean(axis=0) + cells.mean()
    parts = [cells.mean(axis=1).var(), cells.mean(axis=0).var(), left.var()]
    parts.append((table - cells[..., None]).var())
    return tuple(part / table.var() for part in parts)


def fractions_difference(table):
    cells = table.mean(axis=2)
    variant, rate = table.mean(axis=(1, 2)).var(), table.mean(axis=(0, 2)).var()
    both = cells.var() - variant - rate
    rest = table.var() - cells.var()
    return tuple(np.array([variant, rate, both, rest]) / table.var())


def fractions_sums_of_squares(table):
    centred = table - table.mean()
    squares = (centred**2).sum()
    V, R, S = table.shape
    variant = (centred.sum(axis=(1, 2)) ** 2).sum() / (R * S)
    rate = (centred.sum(axis=(0, 2)) ** 2).sum() / (V * S)
    cells = (centred.sum(axis=2) ** 2).sum() / S
    return (
        variant / squares,
        rate / squares,
        (cells - variant - rate) / squares,
        1 - cells / squares,
    )


def fractions_residuals(table):
    rest = table.var(axis=2).mean() / table.var()
    variant = np.var([row.mean() for row in table]) / table.var()
    rate = np.var([table[:, r].mean() for r in range(table.shape[1])]) / table.var()
    return variant, rate, 1 - rest - variant - rate, rest


def fractions_stepwise(table):
    parts, left = [], table - table.mean()
    for axes in ((1, 2), (0, 2), (2,)):
        effect = left.mean(axis=axes, keepdims=True)
        parts.append(np.mean(effect**2))
        left = left - effect
    parts.append(np.mean(left**2))
    return tuple(np.array(parts) / table.var())


def fractions_medians(table):
    return fractions_means(np.repeat(np.median(table, axis=2)[..., None], 2, axis=2))


def fractions_first_seed(table):
    variant, rate, both, _ = fractions_means(table[..., :1])
    return variant, rate, both, 0.0


def fractions_rest_first(table):
    variant, rate, both, rest = fractions_means(table)
    return rest, variant, rate, both


def fractions_interaction_in_rest(table):
    variant, rate, both, rest = fractions_means(table)
    return variant, rate, 0.0, both + rest


def fractions_ranges(table):
    whole = np.ptp(table)
    parts = [np.ptp(table.mean(axis=axes)) / whole for axes in ((1, 2), (0, 2), (2,))]
    return (*parts, 1 - sum(parts))


def fractions_within(table):
    variant, rate, both, rest = fractions_means(table)
    return 1 - variant, 1 - rate, both, rest


def units_within(budget, blocks, D):
    H = 0
    while blocks * (H + 1) * (1 + H + 1 + D) <= budget:
        H += 1
    return H


def units_formula(budget, blocks, D):
    H = math.floor((-(1 + D) + math.sqrt((1 + D) ** 2 + 4 * budget / blocks)) / 2)
    while blocks * (H + 1) * (2 + H + D) <= budget:
        H += 1
    while blocks * H * (1 + H + D) > budget:
        H -= 1
    return H


def units_search(budget, blocks, D):
    fits = [H for H in range(1, budget + 1) if blocks * H * (1 + H + D) <= budget]
    return max(fits)


def units_bisected(budget, blocks, D):
    low, high = 0, budget + 1
    while high - low > 1:
        middle = (low + high) // 2
        if blocks * middle * (1 + middle + D) <= budget:
            low = middle
        else:
            high = middle
    return low


def units_array(budget, blocks, D):
    H = np.arange(1, budget + 1)
    return int(np.sum(blocks * H * (1 + H + D) <= budget))


def units_counted(budget, blocks, D):
    for H in itertools.count(1):
        if H * (1 + H + D) * blocks > budget:
            return H - 1
    return None


def units_two_biases(budget, blocks, D):
    return units_within(budget, blocks, D + 1)


def units_with_head(budget, blocks, D):
    H = 0
    while blocks * (H + 1) * (2 + H + D) + H + 2 <= budget:
        H += 1
    return H


def units_three(budget, blocks, D):
    return units_within(budget, 3, D)


def units_blocks_added(budget, blocks, D):
    H = 0
    while (H + 1) * (2 + H + D) + blocks <= budget:
        H += 1
    return H


def units_strictly_below(budget, blocks, D):
    return units_within(budget - 1, blocks, D)


CORRECT = {
    "17.1": [
        coupled_step,
        step_layers,
        step_one_product,
        step_columns,
        step_reshaped,
        step_interpolated,
    ],
    "17.3": [
        sign_flip_p,
        flips_product,
        flips_half,
        flips_recursive,
        flips_swapped,
        flips_growing,
    ],
    "17.4": [
        variance_fractions,
        fractions_means,
        fractions_difference,
        fractions_sums_of_squares,
        fractions_residuals,
        fractions_stepwise,
    ],
    "17.5": [
        units_within,
        units_formula,
        units_search,
        units_bisected,
        units_array,
        units_counted,
    ],
}

INCORRECT = {
    "17.1": [
        (lambda W, x, h, c: step_columns(W, x, h, c)[::-1], "results-swapped"),
        (lambda W, x, h, c: step_columns(np.roll(W, 1, axis=1), x, h, c), "bias-last"),
        (step_blocks_i_o_g, "blocks-i-o-g"),
        (lambda W, x, h, c: step_columns(np.vstack([-W[: len(h)], W[len(h) :]]), x, h, c), "turned-round"),
        (step_twice_gated, ""),
        (step_own_forget, ""),
        (step_linear_candidate, ""),
        (step_always_open, ""),
        (step_no_bias, ""),
        (step_no_memory, ""),
        (lambda W, x, h, c: step_columns(W, x, 0 * h, c), ""),
        (lambda W, x, h, c: step_columns(W, x, h, c)[0], ""),
    ],
    "17.3": [
        (flips_one_way, "one-sided"),
        (lambda a, b: 1 - flips_product(a, b), "the-other-part"),
        (lambda a, b: flips_product(a, b) * 2 ** len(a), "a-count"),
        (lambda a, b: flips_product(a, b) - 1 / 2 ** len(a), "without-the-observed"),
        (flips_doubled, ""),
        (flips_of_medians, ""),
        (flips_of_sums, ""),
        (flips_each, ""),
        (flips_normal, ""),
        (lambda a, b: 2 / 2 ** len(a), "without-differences"),
    ],
    "17.4": [
        (lambda table: fractions_means(table.swapaxes(0, 1)), "swapped"),
        (lambda table: fractions_means(table.swapaxes(1, 2)), "seeds-for-rates"),
        (lambda table: tuple(100 * part for part in fractions_means(table)), "percent"),
        (lambda table: tuple(part * table.var() for part in fractions_means(table)), "variances"),
        (fractions_medians, ""),
        (fractions_first_seed, ""),
        (fractions_rest_first, ""),
        (fractions_interaction_in_rest, ""),
        (fractions_ranges, ""),
        (fractions_within, ""),
        (lambda table: fractions_means(10**table), ""),
        (lambda table: fractions_means(table)[:3], ""),
    ],
    "17.5": [
        (lambda budget, blocks, D: units_array(budget, 4, D), "always-four"),
        (lambda budget, blocks, D: units_array(budget, 1, D), "one-block"),
        (lambda budget, blocks, D: units_array(budget, blocks, D) + 1, "one-too-many"),
        (lambda budget, blocks, D: units_array(budget, blocks, D - 1), "no-biases"),
        (lambda budget, blocks, D: units_array(budget, blocks, 0), "no-inputs"),
        (units_two_biases, ""),
        (units_with_head, ""),
        (units_three, ""),
        (units_blocks_added, ""),
        (units_strictly_below, ""),
        (lambda budget, blocks, D: budget // blocks, ""),
    ],
}  # fmt: skip


def _coupled(rng):
    H, D = rng.integers(1, 5, 2)
    return rng.normal(size=(3 * H, 1 + H + D)), *(rng.normal(size=n) for n in (D, H, H))


def _flips(rng):
    n = int(rng.integers(2, 7))
    return tuple(rng.integers(0, 40, (2, n)) / 16)


def _decomposition(rng):
    V, R, S = rng.integers(2, 5, 3)
    return (rng.normal(size=(V, R, S)) + rng.normal(size=(V, R, 1)) + rng.normal(size=(V, 1, 1)),)


def _units(rng):
    return int(rng.integers(60, 4000)), int(rng.integers(1, 5)), int(rng.integers(1, 12))


INDEPENDENT = {
    "17.1": _coupled,
    "17.3": _flips,
    "17.4": _decomposition,
    "17.5": _units,
}
