"""Answers to the exercises of chapter 2."""

from __future__ import annotations

import math

import numpy as np

from lstm_lib.activations import sigmoid
from lstm_lib.layer import with_bias


def kept_out(z):
    e = np.exp(-np.abs(z))
    return np.where(z > 0, e, 1.0) / (1 + e)


def kept_out_loop(z):
    result = np.empty(z.shape)
    for at in np.ndindex(*z.shape):
        v = z[at]
        result[at] = math.exp(-v) / (1 + math.exp(-v)) if v > 0 else 1 / (1 + math.exp(v))
    return result


def kept_out_masked(z):
    result = np.empty_like(z)
    right = z >= 0
    result[right] = np.exp(-z[right]) / (1 + np.exp(-z[right]))
    result[~right] = 1 / (1 + np.exp(z[~right]))
    return result


def slope(a):
    return (1 - a**2) / 2


def slope_loop(a):
    result = np.zeros(a.shape)
    for k, row in enumerate(a):
        for j, one in enumerate(row):
            result[k, j] = 0.5 * (1 + one) * (1 - one)
    return result


def gradient(x, f, df):
    dz = f * (1 - f) * df
    return dz.T @ np.concatenate([np.ones((len(x), 1)), x], axis=1)


def gradient_loop(x, f, df):
    dW = np.zeros((f.shape[1], 1 + x.shape[1]))
    for one, answer, d in zip(x, f, df, strict=True):
        dW += np.outer(d * answer * (1 - answer), [1, *one])
    return dW


def gradient_parts(x, f, df):
    dz = df * (f - f * f)
    return np.column_stack([dz.sum(axis=0), dz.T @ x])


CORRECT = {
    "02.2": [
        kept_out,
        kept_out_loop,
        kept_out_masked,
        lambda z: 1 / (1 + np.exp(z)),
        lambda z: sigmoid(-z),
        lambda z: np.exp(-np.logaddexp(0, z)),
        lambda z: np.exp(np.minimum(-z, 0)) / (1 + np.exp(-np.abs(z))),
    ],
    "02.3": [
        slope,
        slope_loop,
        lambda a: 0.5 - 0.5 * a * a,
        lambda a: 2 * ((a + 1) / 2) * (1 - (a + 1) / 2),
        lambda a: np.multiply(1 - a, 1 + a) / 2,
        lambda a: (1 - np.power(a, 2)) * 0.5,
        lambda a: (1 - np.einsum("ij,ij->ij", a, a)) / 2,
    ],
    "02.5": [
        gradient,
        gradient_loop,
        gradient_parts,
        lambda x, f, df: np.einsum("bk,bj->kj", df * f * (1 - f), with_bias(x)),
        lambda x, f, df: ((df * f * (1 - f))[:, :, None] * with_bias(x)[:, None]).sum(0),
        lambda x, f, df: (with_bias(x).T @ (df * f * (1 - f))).T,
        lambda x, f, df: sum(np.outer(d, z) for d, z in zip(df * f * (1 - f), with_bias(x), strict=True)),
    ],
}  # fmt: skip


def squashed_in_place(z):
    np.exp(-z, out=z)
    return 1 / (1 + 1 / z)


def half_gradient(x, f, df):
    dz = sigmoid(f) * (1 - sigmoid(f)) * df
    return dz.T @ with_bias(x)


INCORRECT = {
    "02.2": [
        (lambda z: 1 / (1 + np.exp(-z)), "B1-sign"),
        (lambda z: 1 - 1 / (1 + np.exp(-z)), "B8-cancellation"),
        (lambda z: 0.5 - 0.5 * np.tanh(z / 2), "B8-cancellation"),
        (lambda z: np.exp(-z) / (np.exp(-z) + 1), "B2-overflow-nan"),
        (lambda z: -np.tanh(z), "B3-tanh"),
        (lambda z: np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))) ** 2, "B4-derivative"),
        (lambda z: (1 / (1 + np.exp(z))).round().astype(int), ""),
        (lambda z: np.exp(-z - np.logaddexp.reduce(-z, axis=None)), "B6-softmax"),
        (lambda z: np.exp(-z) / np.exp(-z).sum(axis=1, keepdims=True), ""),
        (lambda z: 1 / (1 + np.exp(2 * z)), ""),
        (lambda z: 1 - z, ""),
        (lambda z: np.where(z > 0, 0.0, 1.0), ""),
        (squashed_in_place, ""),
    ],
    "02.3": [
        (lambda a: 1 - a**2, "tanh-slope"),
        (lambda a: (1 - np.abs(a)) / 2, ""),
        (lambda a: (1 + a) * (1 - a) / 4, "no-factor"),
        (lambda a: 1 - a, ""),
        (lambda a: -(1 - a**2) / 2, ""),
        (lambda a: 2 * (1 / (1 + np.exp(-a))) * (1 - 1 / (1 + np.exp(-a))), "a-as-sum"),
    ],
    "02.5": [
        (lambda x, f, df: (df / (1 + np.exp(-f))).T @ with_bias(x), "unmended"),
        (half_gradient, "f-as-sum"),
        (lambda x, f, df: (df * f * (1 - f)).T @ x, "no-bias-column"),
        (lambda x, f, df: (df * f * (1 - f)).T @ np.hstack([x, np.ones((len(x), 1))]), "bias-last"),
        (lambda x, f, df: with_bias(x).T @ (df * f * (1 - f)), "transposed"),
        (lambda x, f, df: (df * (1 - f**2)).T @ with_bias(x), "tanh-slope"),
        (lambda x, f, df: (df * f * (1 - f)).T @ with_bias(x) / len(x), "I9-averaged"),
        (lambda x, f, df: -(df * f * (1 - f)).T @ with_bias(x), ""),
        (lambda x, f, df: (df[0] * f[0] * (1 - f[0]))[:, None] * with_bias(x)[0], ""),
    ],
}  # fmt: skip


def _sums(rng):
    return (rng.normal(size=rng.integers(1, 30, 2)) * 10.0 ** rng.uniform(-3, 3),)


def _outputs(rng):
    return (np.tanh(rng.normal(size=rng.integers(1, 30, 2)) * 10.0 ** rng.uniform(-3, 1)),)


def _backward(rng):
    B, m, n = rng.integers(1, 9, 3)
    return rng.standard_t(3, (B, n)), rng.beta(0.5, 0.5, (B, m)), rng.standard_t(3, (B, m))


INDEPENDENT = {"02.2": _sums, "02.3": _outputs, "02.5": _backward}
