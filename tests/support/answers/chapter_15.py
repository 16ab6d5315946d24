"""Answers to the exercises of chapter 15."""

from __future__ import annotations

import math

import numpy as np

from lstm_lib.activations import sigmoid


def adding_example(values, first, second):
    x = np.zeros((len(values), 2))
    x[:, 0] = values
    x[0, 1] = -1
    x[-1, 1] = -1
    x[first, 1] = 1
    x[second, 1] = 1
    if first == 0 or second == 0:
        x[0, 0] = 0
    target = 0.5 + (x[first, 0] + x[second, 0]) / 4
    return x, target


def adding_columns(values, first, second):
    marks = np.zeros(len(values))
    marks[[0, -1]] = -1
    marks[[first, second]] = 1
    numbers = values.copy()
    numbers[0] *= marks[0] != 1
    return np.column_stack([numbers, marks]), 0.5 + numbers[marks == 1].sum() / 4


def adding_stack(values, first, second):
    at = np.arange(len(values))
    ones = (at == first) | (at == second)
    marks = np.where(ones, 1.0, np.where((at == 0) | (at == len(values) - 1), -1.0, 0.0))
    numbers = np.where(ones & (at == 0), 0.0, values)
    return np.stack([numbers, marks], axis=1), (2 + numbers @ ones) / 4


def adding_rows(values, first, second):
    rows = [[v, 0.0] for v in values]
    rows[0][1] = rows[-1][1] = -1.0
    total = 0.0
    for k in (first, second):
        rows[k][1] = 1.0
        if k == 0:
            rows[k][0] = 0.0
        total += rows[k][0]
    return np.array(rows), 0.5 + total / 4


def adding_mean(values, first, second):
    x, _ = adding_rows(values, second, first)
    return x, (1 + np.mean(x[[first, second], 0])) / 2


def adding_transposed(values, first, second):
    both = np.array([values, np.zeros_like(values)])
    both[1, 0] = both[1, -1] = -1
    for k in {first, second}:
        both[:, k] = (values[k] if k else 0), 1
    return both.T, 0.5 + 0.25 * (both[0] * (both[1] > 0)).sum()


def truncated_slope(w_i, w_g, x):
    c, h, slope = 0.0, 0.0, np.zeros(3)
    for t in range(len(x)):
        z = np.array([1.0, h, x[t]])
        i = 1 / (1 + np.exp(-(w_i @ z)))
        g = 2 * np.tanh((w_g @ z) / 2)
        slope = slope + g * i * (1 - i) * z
        c = c + i * g
        h = np.tanh(c / 2)
    return slope


def slope_with_sigmoids(w_i, w_g, x):
    c, total = 0.0, np.zeros(3)
    for value in x:
        z = np.array([1.0, 2 * sigmoid(np.array(c)) - 1, value])
        i, g = sigmoid(w_i @ z), 4 * sigmoid(w_g @ z) - 2
        total += g * (i - i**2) * z
        c += float(i * g)
    return total


def slope_lists(w_i, w_g, x):
    c, found = 0.0, []
    for value in x:
        z = (1.0, math.tanh(c / 2), float(value))
        i = 1 / (1 + math.exp(-sum(w * s for w, s in zip(w_i, z, strict=True))))
        g = 4 / (1 + math.exp(-sum(w * s for w, s in zip(w_g, z, strict=True)))) - 2
        found.append([g * i * (1 - i) * s for s in z])
        c += i * g
    return np.array([sum(column) for column in zip(*found, strict=True)])


def slope_afterwards(w_i, w_g, x):
    c, z = 0.0, np.empty((len(x), 3))
    for t, value in enumerate(x):
        z[t] = 1, np.tanh(c / 2), value
        c += 2 * np.tanh(w_g @ z[t] / 2) / (1 + np.exp(-w_i @ z[t]))
    i, g = sigmoid(z @ w_i), 2 * np.tanh(z @ w_g / 2)
    return (g * i * (1 - i)) @ z


def slope_of_parts(w_i, w_g, x):
    """Numerically: the derivative of c_T with every h kept as it was."""
    c, z = 0.0, []
    for value in x:
        z.append([1.0, np.tanh(c / 2), value])
        c += 2 * np.tanh(w_g @ z[-1] / 2) * sigmoid(w_i @ np.array(z[-1]))
    z = np.array(z)
    g = 2 * np.tanh(z @ w_g / 2)

    def memory(w):
        return np.sum(g * (1 + np.tanh(z @ w / 2)) / 2)

    e = 1e-20  # a complex step loses no digits
    return np.array([memory(w_i + 1j * e * unit).imag / e for unit in np.eye(3)])


def slope_recursive(w_i, w_g, x, c=0.0):
    if len(x) == 0:
        return np.zeros(3)
    z = np.array([1.0, np.tanh(c / 2), x[0]])
    i, g = sigmoid(w_i @ z), 2 * np.tanh(w_g @ z / 2)
    return g * i * (1 - i) * z + slope_recursive(w_i, w_g, x[1:], c + float(i * g))


def legal_first(y, legal):
    correct = np.ones(y.shape[1], dtype=bool)
    for t in range(y.shape[0]):
        for b in range(y.shape[1]):
            least = min(y[t, b, legal[t, b]])
            largest = max(y[t, b, ~legal[t, b]])
            if least <= largest:
                correct[b] = False
    return correct


def legal_where(y, legal):
    least = np.where(legal, y, np.inf).min(axis=-1)
    most = np.where(legal, -np.inf, y).max(axis=-1)
    return np.all(least > most, axis=0)


def legal_pairs(y, legal):
    ahead = y[..., :, None] > y[..., None, :]
    asked = legal[..., :, None] & ~legal[..., None, :]
    return (ahead | ~asked).all(axis=(0, 2, 3))


def legal_sorted(y, legal):
    least = np.where(legal, y, np.inf).min(axis=2, keepdims=True)
    return ~((y >= least) & ~legal).any(axis=(0, 2))


def legal_masked(y, legal):
    least = np.ma.masked_array(y, ~legal).min(axis=2)
    largest = np.ma.masked_array(y, legal).max(axis=2)
    return np.asarray((least > largest).filled(True)).all(axis=0)


def legal_list(y, legal):
    def good(outputs, mask):
        return outputs[mask].min() > outputs[~mask].max()

    T, B, _ = y.shape
    return np.array([all(good(y[t, b], legal[t, b]) for t in range(T)) for b in range(B)])


def legal_product(y, legal):
    gap = np.where(legal, y, np.inf).min(2) - np.where(legal, -np.inf, y).max(2)
    return gap.min(axis=0) > 0


CORRECT = {
    "15.1": [
        adding_example,
        adding_columns,
        adding_stack,
        adding_rows,
        adding_mean,
        adding_transposed,
    ],
    "15.3": [
        truncated_slope,
        slope_with_sigmoids,
        slope_lists,
        slope_afterwards,
        slope_of_parts,
        slope_recursive,
    ],
    "15.4": [
        legal_first,
        legal_where,
        legal_pairs,
        legal_sorted,
        legal_list,
        legal_product,
        legal_masked,
    ],
}


def _marks_lost(values, first, second):
    x, target = adding_columns(values, first, second)
    x[[0, -1], 1] = -1
    return x, target


def _value_kept(values, first, second):
    x, _ = adding_example(values, first, second)
    x[:, 0] = values
    return x, 0.5 + (values[first] + values[second]) / 4


def _sum_alone(values, first, second):
    x, _ = adding_rows(values, first, second)
    return x, x[first, 0] + x[second, 0]


def _on_its_side(values, first, second):
    x, target = adding_rows(values, first, second)
    return x.T, target


def _carried(w_i, w_g, x):
    """Forward mode without any truncation."""
    c = h = 0.0
    dc = dh = np.zeros(3)
    for value in x:
        z = np.array([1.0, h, value])
        i, g = float(sigmoid(w_i @ z)), 2 * float(np.tanh(w_g @ z / 2))
        di = i * (1 - i) * (z + w_i[1] * dh)
        dg = (1 - (g / 2) ** 2) * w_g[1] * dh
        dc = dc + g * di + i * dg
        c += i * g
        h = float(np.tanh(c / 2))
        dh = (1 - h * h) / 2 * dc
    return dc


INCORRECT = {
    "15.1": [
        (_marks_lost, "ends-overwrite"),
        (_value_kept, "first-value-kept"),
        (_sum_alone, "raw-sum"),
        (lambda values, first, second: adding_rows(values, first, second)[0], ""),
        (_on_its_side, ""),
        (lambda values, first, second: adding_rows(values, first, first), ""),
        (lambda values, first, second: adding_rows(values[::-1], first, second), ""),
        (lambda values, first, second: adding_rows(-values, first, second), ""),
    ],
    "15.3": [
        (_carried, "complete"),
        (lambda w_i, w_g, x: truncated_slope(w_i, w_g, x) / len(x), "mean"),
        (lambda w_i, w_g, x: -truncated_slope(w_i, w_g, x), ""),
        (lambda w_i, w_g, x: truncated_slope(w_g, w_i, x), ""),
        (lambda w_i, w_g, x: truncated_slope(w_i, w_g, x[::-1]), ""),
        (lambda w_i, w_g, x: truncated_slope(w_i, w_g, x).sum(), ""),
        (lambda w_i, w_g, x: 2 * truncated_slope(w_i, w_g, x), ""),
        (lambda w_i, w_g, x: truncated_slope(w_i, w_g, x)[::-1], ""),
    ],
    "15.4": [
        (lambda y, legal: np.take_along_axis(legal, y.argmax(2)[..., None], 2)[..., 0].all(axis=0), "the-best-alone"),
        (lambda y, legal: ~legal_where(y, legal), "incorrect"),
        (lambda y, legal: np.array_equal(legal_where(y, legal), np.ones(y.shape[1])), "one-for-all"),
        (lambda y, legal: legal_where(y[:1], legal[:1]), ""),
        (lambda y, legal: legal_where(-y, legal), ""),
        (lambda y, legal: legal_where(y, ~legal), ""),
        (lambda y, legal: np.ones(y.shape[1], bool), ""),
        (lambda y, legal: np.zeros(y.shape[1], bool), ""),
    ],
}  # fmt: skip


def _drawn(rng):
    T = int(rng.integers(8, 20))
    first, second = rng.choice(T // 2, 2, replace=False)
    return rng.uniform(-1, 1, T), int(first), int(second)


def _cell(rng):
    return 2 * rng.normal(size=3), 2 * rng.normal(size=3), rng.normal(size=rng.integers(1, 9))


def _places(rng):
    T, B, K = rng.integers(1, 4), rng.integers(1, 6), rng.integers(3, 7)
    legal = rng.random((T, B, K)).argsort(axis=2) < rng.integers(1, 3, (T, B, 1))
    y = legal * rng.uniform(0, 1) + rng.uniform(0, 1, legal.shape)
    return y.round(int(rng.integers(1, 4))), legal


INDEPENDENT = {"15.1": _drawn, "15.3": _cell, "15.4": _places}
