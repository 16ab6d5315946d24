"""Answers to the exercises of chapter 1."""

from __future__ import annotations

import functools

import numpy as np

from lstm_lib.layer import with_bias


def sums(W, x):
    z = np.concatenate([np.ones((x.shape[0], 1)), x], axis=1)
    return z @ W.T


def sums_loop(W, x):
    result = np.zeros((len(x), len(W)))
    for b in range(len(x)):
        for k in range(len(W)):
            result[b, k] = W[k, 0]
            for j in range(x.shape[1]):
                result[b, k] += W[k, 1 + j] * x[b, j]
    return result


def sums_one_by_one(W, x):
    return np.array([W @ np.concatenate([[1.0], one]) for one in x])


def merged(W_2, W_1):
    bias = W_2[:, 0] + W_2[:, 1:] @ W_1[:, 0]
    return np.concatenate([bias[:, None], W_2[:, 1:] @ W_1[:, 1:]], axis=1)


def merged_in_place(W_2, W_1):
    W = W_2[:, 1:] @ W_1
    W[:, 0] += W_2[:, 0]
    return W


def merged_loop(W_2, W_1):
    W = np.zeros((len(W_2), W_1.shape[1]))
    for k, row in enumerate(W_2):
        for j in range(W.shape[1]):
            W[k, j] = sum(row[1 + m] * W_1[m, j] for m in range(len(W_1)))
        W[k, 0] += row[0]
    return W


CORRECT = {
    "01.2": [
        sums,
        sums_loop,
        sums_one_by_one,
        functools.partial(sums),
        lambda W, x: x @ W[:, 1:].T + W[:, 0],
        lambda W, x: W[:, 0] + np.einsum("kj,bj->bk", W[:, 1:], x),
        lambda W, x: (W @ np.vstack([np.ones(len(x)), x.T])).T,
        lambda W, x: np.tensordot(np.insert(x, 0, 1, axis=1), W, axes=(1, 1)),
    ],
    "01.4": [
        merged,
        merged_in_place,
        merged_loop,
        lambda W_2, W_1: W_2 @ np.vstack([np.eye(1, W_1.shape[1]), W_1]),
        lambda W_2, W_1: np.einsum("km,mj->kj", W_2[:, 1:], W_1) + W_2[:, :1] * np.eye(1, len(W_1.T)),
        lambda W_2, W_1: np.column_stack([W_2 @ [1, *W_1[:, 0]], W_2[:, 1:] @ W_1[:, 1:]]),
    ],
}  # fmt: skip


def no_return(W, x):
    with_bias(x) @ W.T


def remembered(W, x, known={}):  # noqa: B006
    return known.setdefault(x.shape, with_bias(x) @ W.T)


INCORRECT = {
    "01.2": [
        (lambda W, x: np.hstack([np.zeros((len(x), 1)), x]) @ W.T, "A1-no-bias"),
        (lambda W, x: np.hstack([x, np.zeros((len(x), 1))]) @ W.T, ""),
        (lambda W, x: np.einsum("bj,jk->bk", with_bias(x), W[: 1 + x.shape[1]]), ""),
        (lambda W, x: np.dot(with_bias(x), W), "A3-not-transposed"),
        (lambda W, x: np.append(x, np.ones((len(x), 1)), axis=1) @ W.T, "A2-bias-last"),
        (lambda W, x: W @ np.insert(x, 0, 1, axis=1).T, "A10-columns"),
        (lambda W, x: 1 / (1 + np.exp(-(with_bias(x) @ W.T))), "A11-squashed"),
        (lambda W, x: np.tanh(with_bias(x) @ W.T), ""),
        (no_return, ""),
        (remembered, ""),
        (lambda W, x: -(with_bias(x) @ W.T), ""),
    ],
    "01.4": [
        (lambda W_2, W_1: np.insert(W_2[:, 1:] @ W_1[:, 1:], 0, W_2[:, 0], axis=1), "inner-bias-lost"),
        (lambda W_2, W_1: W_2[:, 1:] @ W_1, "outer-bias-lost"),
        (lambda W_2, W_1: W_2[:, 1:] @ W_1 + W_2[:, :1], "ones-in-front-of-all"),
        (lambda W_2, W_1: np.dot(W_2, W_1), ""),
        (lambda W_2, W_1: W_2[:, 1:] @ W_1[:, 1:], ""),
        (lambda W_2, W_1: merged(W_2, W_1).T, ""),
    ],
}  # fmt: skip


def _rows(rng, *shapes):
    return tuple(rng.standard_t(3, shape) * 10.0 ** rng.integers(-2, 2) for shape in shapes)


def _layer(rng):
    B, m, n = rng.integers(1, 9, 3)
    return _rows(rng, (m, 1 + n), (B, n))


def _two(rng):
    k, m, n = rng.integers(1, 9, 3)
    return _rows(rng, (k, 1 + m), (m, 1 + n))


INDEPENDENT = {"01.2": _layer, "01.4": _two}
