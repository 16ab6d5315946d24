"""Answers to the exercises of chapter 14."""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np

from lstm_lib.audio import dct


def cepstrum(power, filters, floor, count):
    bands = np.maximum(power @ filters, floor)
    n = bands.shape[1]
    k, j = np.arange(count), np.arange(n)
    rows = np.cos(np.pi / n * k[:, None] * (j + 0.5)) * np.sqrt(2 / n)
    rows[0] = rows[0] / np.sqrt(2)
    return 10 * np.log10(bands) @ rows.T


def cepstrum_library(power, filters, floor, count):
    bands = power @ filters
    bands[bands < floor] = floor
    return (10 * np.log10(bands)) @ dct(filters.shape[1], count).T


def cepstrum_where(power, filters, floor, count):
    bands = np.einsum("tf,fm->tm", power, filters)
    loudness = 10 / np.log(10) * np.log(np.where(bands > floor, bands, floor))
    return (dct(filters.shape[1], filters.shape[1]) @ loudness.T).T[:, :count]


def cepstrum_loop(power, filters, floor, count):
    T, M = len(power), filters.shape[1]
    out = np.zeros((T, count))
    for t in range(T):
        loud = [10 * np.log10(max(floor, float(power[t] @ filters[:, m]))) for m in range(M)]
        for k in range(count):
            scale = np.sqrt((1 if k == 0 else 2) / M)
            out[t, k] = scale * sum(
                e * np.cos(np.pi * k * (m + 0.5) / M) for m, e in enumerate(loud)
            )
    return out


def read_path(path, blank):
    labels, before = [], None
    for k in path:
        if k != before and k != blank:
            labels.append(k)
        before = k
    return np.array(labels, dtype=path.dtype)


def read_path_mask(path, blank):
    keep = path != blank
    keep[1:] &= path[1:] != path[:-1]
    return path[keep]


def read_path_groups(path, blank):
    return np.array([k for k, _ in itertools.groupby(path.tolist()) if k != blank], int)


def read_path_diff(path, blank):
    merged = path[np.flatnonzero(np.diff(path, prepend=path[0] - 1))]
    return merged[merged != blank]


def read_path_delete(path, blank):
    merged = np.delete(path, 1 + np.flatnonzero(path[1:] == path[:-1]))
    return np.delete(merged, np.flatnonzero(merged == blank))


def ln_probability(p, labels):
    k = np.zeros(2 * len(labels) + 1, int)
    k[1::2] = labels
    alpha = np.full(len(k), -np.inf)
    alpha[:2] = np.log(p[0, k[:2]])
    for t in range(1, len(p)):
        new = np.full(len(k), -np.inf)
        for s in range(len(k)):
            total = alpha[s]
            if s > 0:
                total = np.logaddexp(total, alpha[s - 1])
            if s > 1 and k[s] != 0 and k[s] != k[s - 2]:
                total = np.logaddexp(total, alpha[s - 2])
            new[s] = total + np.log(p[t, k[s]])
        alpha = new
    return float(np.logaddexp(alpha[-1], alpha[-2]))


def ln_vectors(p, labels):
    k = np.insert(np.repeat(labels, 2), 0, 0)
    k[::2] = 0
    skip = np.full(len(k), -np.inf)
    skip[2:][(k[2:] != 0) & (k[2:] != k[:-2])] = 0
    alpha = np.where(np.arange(len(k)) < 2, np.log(p[0, k]), -np.inf)
    for row in p[1:]:
        one = np.concatenate([[-np.inf], alpha[:-1]])
        two = np.concatenate([[-np.inf, -np.inf], alpha[:-2]]) + skip
        alpha = np.logaddexp(np.logaddexp(alpha, one), two) + np.log(row[k])
    return np.logaddexp.reduce(alpha[-2:])


def ln_rescaled(p, labels):
    """In ordinary numbers, divided by their sum at every step."""
    k = np.zeros(2 * len(labels) + 1, int)
    k[1::2] = labels
    move = np.eye(len(k)) + np.eye(len(k), k=-1)
    for s in range(3, len(k), 2):
        move[s, s - 2] = k[s] != k[s - 2]
    alpha, ln_total = np.where(np.arange(len(k)) < 2, p[0, k], 0), 0.0
    for row in p[1:]:
        ln_total += np.log(alpha.sum())
        alpha = row[k] * (move @ (alpha / alpha.sum()))
    return ln_total + np.log(alpha[-2:].sum())


def ln_backwards(p, labels):
    k = np.zeros(2 * len(labels) + 1, int)
    k[1::2] = labels
    beta = np.full(len(k), -np.inf)
    beta[-2:] = 0
    ln_p = np.log(p)
    for t in range(len(p) - 1, 0, -1):
        after = beta + ln_p[t, k]
        beta = after.copy()
        for s in range(len(k)):
            if s + 1 < len(k):
                beta[s] = np.logaddexp(beta[s], after[s + 1])
            if s + 2 < len(k) and k[s + 2] not in (0, k[s]):
                beta[s] = np.logaddexp(beta[s], after[s + 2])
    return np.logaddexp(*(beta + ln_p[0, k])[:2])


def ln_states(p, labels):
    """By pairs of labels said so far and whether the current frame is a blank."""
    n = len(labels)
    blank, label = np.full(n + 1, -np.inf), np.full(n + 1, -np.inf)
    blank[0] = 0.0
    for row in np.log(p):
        either = np.logaddexp(blank, label)
        new = np.full(n + 1, -np.inf)
        for j in range(1, n + 1):
            repeat = j > 1 and labels[j - 1] == labels[j - 2]
            came = blank[j - 1] if repeat else either[j - 1]
            new[j] = np.logaddexp(label[j], came) + row[labels[j - 1]]
        blank, label = either + row[0], new
    return np.logaddexp(blank[n], label[n])


def label_error(decoded, spoken):
    table = np.zeros((len(decoded) + 1, len(spoken) + 1))
    table[:, 0], table[0] = np.arange(len(decoded) + 1), np.arange(len(spoken) + 1)
    for i in range(len(decoded)):
        for j in range(len(spoken)):
            wrong = decoded[i] != spoken[j]
            best = min(table[i, j + 1], table[i + 1, j]) + 1
            table[i + 1, j + 1] = min(best, table[i, j] + wrong)
    return float(table[-1, -1] / len(spoken))


def label_error_recursive(decoded, spoken):
    @cache
    def distance(i, j):
        if i == 0 or j == 0:
            return i + j
        other = min(distance(i - 1, j), distance(i, j - 1)) + 1
        return min(other, distance(i - 1, j - 1) + int(decoded[i - 1] != spoken[j - 1]))

    return distance(len(decoded), len(spoken)) / len(spoken)


def label_error_row(decoded, spoken):
    row = list(range(len(spoken) + 1))
    for x in decoded:
        diagonal, row[0] = row[0], row[0] + 1
        for k, z in enumerate(spoken, 1):
            diagonal, row[k] = row[k], min(row[k] + 1, row[k - 1] + 1, diagonal + (x != z))
    return row[-1] / len(spoken)


def label_error_backwards(decoded, spoken):
    return label_error(decoded[::-1], spoken[::-1])


def label_error_exchanged(decoded, spoken):
    """The distance is the same in both directions."""
    if not len(decoded):
        return 1.0
    return label_error(spoken, decoded) * len(decoded) / len(spoken)


def label_error_layers(decoded, spoken):
    """Breadth first: all pairs of places that can be reached with 0, 1, 2, … repairs."""
    end, reached, repairs = (len(decoded), len(spoken)), {(0, 0)}, 0
    while True:
        todo = list(reached)
        for i, j in todo:
            if (
                i < end[0]
                and j < end[1]
                and decoded[i] == spoken[j]
                and (i + 1, j + 1) not in reached
            ):
                reached.add((i + 1, j + 1))
                todo.append((i + 1, j + 1))
        if end in reached:
            return repairs / len(spoken)
        near = [(i + a, j + b) for i, j in reached for a, b in ((0, 1), (1, 0), (1, 1))]
        reached |= {(i, j) for i, j in near if i <= end[0] and j <= end[1]}
        repairs += 1


CORRECT = {
    "14.2": [
        cepstrum,
        cepstrum_library,
        cepstrum_where,
        cepstrum_loop,
        lambda power, filters, floor, count: (
            dct(filters.shape[1], count) @ (10 * np.log10((power @ filters).clip(min=floor))).T
        ).T,
        lambda power, filters, floor, count: np.tensordot(
            20 * np.log10(np.sqrt(np.fmax(filters.T @ power.T, floor))),
            dct(filters.shape[1], count), ([0], [1]),
        ),
    ],
    "14.3": [
        read_path_mask,
        read_path,
        read_path_groups,
        read_path_diff,
        read_path_delete,
        lambda path, blank: path[(path != blank) & (path != np.append([blank], path[:-1]))],
    ],
    "14.4": [
        ln_vectors,
        ln_probability,
        ln_rescaled,
        ln_backwards,
        ln_states,
        lambda p, labels: float(ln_vectors(p[::-1], labels[::-1])),
    ],
    "14.5": [
        label_error,
        label_error_recursive,
        label_error_row,
        label_error_backwards,
        label_error_exchanged,
        label_error_layers,
    ],
}  # fmt: skip


def cosine_first(power, filters, floor, count):
    return 10 * np.log10(np.maximum(power @ filters @ dct(filters.shape[1], count).T, floor))


def blanks_before_merging(path, blank):
    return read_path_mask(path[path != blank], blank) if (path != blank).any() else path[:0]


def _no_skips(p, labels):
    k = np.zeros(2 * len(labels) + 1, int)
    k[1::2] = labels
    alpha = np.where(np.arange(len(k)) < 2, np.log(p[0, k]), -np.inf)
    for row in np.log(p[1:]):
        alpha = np.logaddexp(alpha, np.append([-np.inf], alpha[:-1])) + row[k]
    return np.logaddexp(alpha[-1], alpha[-2])


def in_products(p, labels):
    k = np.zeros(2 * len(labels) + 1, int)
    k[1::2] = labels
    alpha = np.where(np.arange(len(k)) < 2, p[0, k], 0)
    for row in p[1:]:
        new = alpha.copy()
        new[1:] += alpha[:-1]
        for s in range(3, len(k), 2):
            new[s] += alpha[s - 2] * (k[s] != k[s - 2])
        alpha = new * row[k]
    with np.errstate(divide="ignore"):
        return np.log(alpha[-2:].sum())


def only_the_best(p, labels):
    k = np.zeros(2 * len(labels) + 1, int)
    k[1::2] = labels
    alpha = np.where(np.arange(len(k)) < 2, np.log(p[0, k]), -np.inf)
    for row in np.log(p[1:]):
        new = np.maximum(alpha, np.append([-np.inf], alpha[:-1]))
        for s in range(3, len(k), 2):
            if k[s] != k[s - 2]:
                new[s] = max(new[s], alpha[s - 2])
        alpha = new + row[k]
    return float(alpha[-2:].max())


def of_the_output(decoded, spoken):
    return label_error(decoded, spoken) * len(spoken) / max(len(decoded), 1)


INCORRECT = {
    "14.2": [
        (cosine_first, "cosine-before-log"),
        (lambda power, filters, floor, count: cepstrum(power, filters, floor, count) / np.log10(np.e), "natural-log"),
        (lambda power, filters, floor, count: cepstrum(power, filters, 0.1 * floor, count), ""),
        (lambda power, filters, floor, count: cepstrum(power**0.5, filters, floor, count), ""),
        (lambda power, filters, floor, count: cepstrum(power, filters, floor, count)[::-1], ""),
        (lambda power, filters, floor, count: cepstrum(power, filters, floor, count).T, ""),
        (lambda power, filters, floor, count: cepstrum(power, filters[:, ::-1], floor, count), ""),
        (lambda power, filters, floor, count: cepstrum(power, filters, floor, count) * 2, "amplitude"),
    ],
    "14.3": [
        (blanks_before_merging, "blanks-first"),
        (lambda path, blank: read_path_mask(path, 0), "blank-is-0"),
        (lambda path, blank: np.array([k for k in path if k != blank], path.dtype), "not-merged"),
        (lambda path, blank: read_path(path, blank).tolist(), ""),
        (lambda path, blank: read_path(path[:-1], blank), ""),
        (lambda path, blank: read_path(path, blank) - 1, ""),
        (lambda path, blank: len(read_path(path, blank)), ""),
        (lambda path, blank: read_path(path, path.max()), ""),
    ],
    "14.4": [
        (in_products, "underflow"),
        (only_the_best, "best-path"),
        (lambda p, labels: -ln_vectors(p, labels), "loss"),
        (lambda p, labels: ln_vectors(p[:-1], labels), ""),
        (lambda p, labels: ln_vectors(p, labels[::-1]), ""),
        (lambda p, labels: ln_vectors(p, labels) / len(p), ""),
        (lambda p, labels: np.log10(np.e) * ln_vectors(p, labels), ""),
        (_no_skips, "never-skips"),
    ],
    "14.5": [
        (lambda decoded, spoken: label_error(decoded, spoken) * len(spoken), "not-divided"),
        (of_the_output, "divided-by-the-output"),
        (lambda decoded, spoken: float(np.mean(~np.isin(spoken, decoded))), ""),
        (lambda decoded, spoken: abs(len(decoded) - len(spoken)) / len(spoken), ""),
        (lambda decoded, spoken: label_error(np.unique(decoded), np.unique(spoken)), ""),
        (lambda decoded, spoken: label_error(decoded, spoken) ** 2, ""),
        (lambda decoded, spoken: 100 * label_error(decoded, spoken), ""),
        (lambda decoded, spoken: label_error(decoded[1:], spoken), ""),
    ],
}  # fmt: skip


def _spectrum(rng):
    T, F, M = rng.integers(1, 6, 3)
    power = 10 ** rng.uniform(-5, 2, (T, F)) * (rng.random((T, 1)) < 0.7)
    count = int(rng.integers(1, M + 1))
    return power, rng.uniform(0, 2, (F, M)), float(10 ** rng.uniform(-7, -1)), count


def _path(rng):
    K = rng.integers(2, 5)
    return rng.integers(K, size=rng.integers(1, 15)), int(rng.integers(K))


def _probabilities(rng):
    T, K, S = rng.integers(7, 14), rng.integers(3, 6), rng.integers(1, 4)
    p = rng.dirichlet(np.full(K, 2.0), T) + 1e-3
    return p / p.sum(axis=1, keepdims=True), rng.integers(1, K, S)


def _two_strings(rng):
    return rng.integers(1, 4, rng.integers(1, 8)), rng.integers(1, 4, rng.integers(1, 8))


INDEPENDENT = {"14.2": _spectrum, "14.3": _path, "14.4": _probabilities, "14.5": _two_strings}
