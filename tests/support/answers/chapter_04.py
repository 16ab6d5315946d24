"""Answers to the exercises of chapter 4."""

from __future__ import annotations

import math

import numpy as np

from lstm_lib.activations import sigmoid
from lstm_lib.layer import concat, layer


def input_gate(W, h, x):
    H = W.shape[0] // 4
    z = np.concatenate([np.ones((len(x), 1)), h, x], axis=1)
    return 1 / (1 + np.exp(-(z @ W[:H].T)))


def input_gate_loop(W, h, x):
    B, H = h.shape
    i = np.zeros((B, H))
    for b in range(B):
        for k in range(H):
            total = W[k, 0]
            for j, value in enumerate([*h[b], *x[b]]):
                total += W[k, 1 + j] * value
            i[b, k] = 1 / (1 + math.exp(-total)) if total > -700 else 0.0
    return i


def input_gate_apart(W, h, x):
    H = h.shape[1]
    b, W_h, W_x = W[:H, 0], W[:H, 1 : 1 + H], W[:H, 1 + H :]
    return sigmoid(b + h @ W_h.T + x @ W_x.T)


def one_matrix(U, b):
    D = U.shape[1] - U.shape[0]
    return np.concatenate([b[:, None], U[:, D:], U[:, :D]], axis=1)


def one_matrix_loop(U, b):
    H, D = len(U), U.shape[1] - len(U)
    W = np.empty((H, 1 + H + D))
    for k in range(H):
        W[k, 0] = b[k]
        for j in range(H):
            W[k, 1 + j] = U[k, D + j]
        for j in range(D):
            W[k, 1 + H + j] = U[k, j]
    return W


def one_matrix_filled(U, b):
    H = b.size
    W = np.zeros((H, 1 + U.shape[1]))
    W[:, 0] = b
    W[:, 1 : 1 + H] = U[:, -H:]
    W[:, 1 + H :] = U[:, :-H]
    return W


def gates(parts, h, x):
    z = np.concatenate([h, x], axis=1)
    i = 1 / (1 + np.exp(-(z @ parts["W_i"].T + parts["b_i"])))
    f = 1 / (1 + np.exp(-(z @ parts["W_f"].T + parts["b_f"])))
    g = np.tanh(z @ parts["W_g"].T + parts["b_g"])
    o = 1 / (1 + np.exp(-(z @ parts["W_o"].T + parts["b_o"])))
    return i, f, g, o


def gates_loop(parts, h, x):
    result = []
    for gate, squash in zip("ifgo", [sigmoid, sigmoid, np.tanh, sigmoid], strict=True):
        rows = [
            squash(parts[f"W_{gate}"] @ [*a, *b] + parts[f"b_{gate}"])
            for a, b in zip(h, x, strict=True)
        ]
        result.append(np.array(rows))
    return tuple(result)


def gates_stacked(parts, h, x):
    W = np.concatenate([parts[f"W_{gate}"] for gate in "ifog"])
    b = np.concatenate([parts[f"b_{gate}"] for gate in "ifog"])
    i, f, o, g = np.split(np.hstack([h, x]) @ W.T + b, 4, axis=1)
    return sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)


def bias_for(i, W, h, x):
    return np.log(i / (1 - i)) - W @ np.concatenate([h, x])


def bias_for_loop(i, W, h, x):
    b = np.zeros(len(i))
    for k, share in enumerate(i):
        b[k] = math.log(share) - math.log1p(-share)
        for weight, value in zip(W[k], [*h, *x], strict=True):
            b[k] -= weight * value
    return b


CORRECT = {
    "04.2": [
        input_gate,
        input_gate_loop,
        input_gate_apart,
        lambda W, h, x: layer(W[: len(W) // 4], concat(h, x)),
        lambda W, h, x: sigmoid(np.einsum("kj,bj->bk", W[: len(h.T)], np.hstack([np.ones((len(h), 1)), h, x]))),
        lambda W, h, x: sigmoid((W @ np.vstack([np.ones(len(x)), h.T, x.T]))[: h.shape[1]].T),
        lambda W, h, x: np.split(0.5 + 0.5 * np.tanh(np.insert(np.hstack([h, x]), 0, 1, 1) @ W.T / 2), 4, 1)[0],
    ],
    "04.3": [
        one_matrix,
        one_matrix_loop,
        one_matrix_filled,
        lambda U, b: np.column_stack([b, U[:, -len(b) :], U[:, : -len(b)]]),
        lambda U, b: np.c_[b, np.roll(U, len(U), axis=1)],
        lambda U, b: np.insert(np.hstack([U[:, -b.size :], U[:, : -b.size]]), 0, b, axis=1),
        lambda U, b: np.array([[bias, *row[-len(b) :], *row[: -len(b)]] for bias, row in zip(b, U, strict=True)]),
    ],
    "04.4": [
        gates,
        gates_loop,
        gates_stacked,
        lambda parts, h, x: tuple(
            layer(np.column_stack([parts[f"b_{k}"], parts[f"W_{k}"]]), concat(h, x), np.tanh if k == "g" else sigmoid)
            for k in "ifgo"
        ),
        lambda parts, h, x: tuple(
            (np.tanh if k == "g" else sigmoid)(
                np.einsum("kj,bj->bk", parts["W_" + k], np.hstack([h, x])) + parts["b_" + k]
            )
            for k in "ifgo"
        ),
        lambda parts, h, x: tuple(
            np.array([sigmoid, np.tanh][k == "g"](parts["b_" + k][:, None] + parts["W_" + k] @ np.vstack([h.T, x.T]))).T
            for k in "ifgo"
        ),
    ],
    "04.5": [
        bias_for,
        bias_for_loop,
        lambda i, W, h, x: np.log(i) - np.log(1 - i) - W[:, : len(h)] @ h - W[:, len(h) :] @ x,
        lambda i, W, h, x: -np.log(1 / i - 1) - np.einsum("kj,j->k", W, np.hstack([h, x])),
        lambda i, W, h, x: 2 * np.arctanh(2 * i - 1) - (W * np.append(h, x)).sum(axis=1),
        lambda i, W, h, x: np.array([np.log(s / (1 - s)) - row @ [*h, *x] for s, row in zip(i, W, strict=True)]),
    ],
}  # fmt: skip


def grown(W, h, x):
    W[:, 0] += 1
    return layer(W[: h.shape[1]], concat(h, x))


def wrong_bias(parts, h, x):
    parts = dict(parts, b_g=parts["b_o"])
    return gates(parts, h, x)


INCORRECT = {
    "04.2": [
        (lambda W, h, x: np.tanh(np.insert(np.hstack([h, x]), 0, 1, 1) @ W[: h.shape[1]].T), "C1-tanh"),
        (lambda W, h, x: 1 / (1 + np.exp(-(np.insert(np.hstack([x, h]), 0, 1, 1) @ W[: h.shape[1]].T))), "C2-order-xh"),
        (lambda W, h, x: sigmoid(W[: h.shape[1], 0] + x @ W[: h.shape[1], 1 + h.shape[1] :].T), "C3-no-h"),
        (lambda W, h, x: sigmoid(W[: h.shape[1], 0] + h @ W[: h.shape[1], 1 : 1 + h.shape[1]].T), "C4-no-x"),
        (lambda W, h, x: np.insert(np.hstack([h, x]), 0, 1, 1) @ W[: h.shape[1]].T, "C5-linear"),
        (lambda W, h, x: sigmoid(np.hstack([h, x]) @ W[: h.shape[1], 1:].T), "C7-no-bias"),
        (lambda W, h, x: layer(W, concat(h, x))[:, -h.shape[1] :], "block-o"),
        (lambda W, h, x: layer(W, concat(h, x))[:, ::4], "interleaved"),
        (lambda W, h, x: np.maximum(0, np.insert(np.hstack([h, x]), 0, 1, 1) @ W[: h.shape[1]].T), ""),
        (lambda W, h, x: layer(W[: h.shape[1]], concat(x, h).round(1)), ""),
        (lambda W, h, x: layer(W[: h.shape[1]], concat(h, x)).clip(0.01, 0.99), ""),
        (lambda W, h, x: np.squeeze(layer(W[: h.shape[1]], concat(h, x))), ""),
        (lambda W, h, x: layer(W[: h.shape[1]], concat(h, x)).round(3), ""),
        (grown, ""),
    ],
    "04.3": [
        (lambda U, b: np.hstack([b[:, None], U]), "C2-order-kept"),
        (lambda U, b: np.hstack([U[:, -len(b) :], U[:, : -len(b)], b[:, None]]), "bias-last"),
        (lambda U, b: np.hstack([U, b[:, None]]), ""),
        (lambda U, b: np.hstack([b[:, None], U[:, ::-1]]), "mirrored"),
        (lambda U, b: one_matrix(U, b).T, "transposed"),
        (lambda U, b: -one_matrix(U, b), ""),
        (lambda U, b: one_matrix(U, b).tolist(), ""),
    ],
    "04.4": [
        (lambda parts, h, x: gates({**parts, "b_i": parts["b_o"], "b_f": parts["b_o"]}, h, x), "unmended"),
        (lambda parts, h, x: gates({**parts, "b_i": parts["b_o"]}, h, x), "input-unmended"),
        (lambda parts, h, x: gates({**parts, "b_f": parts["b_o"]}, h, x), "forget-unmended"),
        (wrong_bias, ""),
        (lambda parts, h, x: gates(parts, h, x)[:3], ""),
        (lambda parts, h, x: np.array(gates(parts, h, x)), ""),
        (lambda parts, h, x: (*gates(parts, h, x)[:2], *gates(parts, h, x)[:1:-1]), ""),
    ],
    "04.5": [
        (lambda i, W, h, x: np.log(i / (1 - i)) + W @ [*h, *x], "plus"),
        (lambda i, W, h, x: np.log(i) - np.log(1 - i), "no-inputs"),
        (lambda i, W, h, x: np.log10(i) - np.log10(1 - i) - W @ [*h, *x], "log10"),
        (lambda i, W, h, x: np.log(1 / i - 1) - W @ [*h, *x], "turned-over"),
        (lambda i, W, h, x: W @ [*h, *x] - np.log(i / (1 - i)), ""),
        (lambda i, W, h, x: np.log(i / 1 - i) - W @ [*h, *x], ""),
        (lambda i, W, h, x: -(W @ [*h, *x]), ""),
        (lambda i, W, h, x: np.log2(i / (1 - i)) - W @ [*h, *x], ""),
    ],
}  # fmt: skip


def _cell(rng):
    B, H, D = rng.integers(1, 9, 3)
    scale = 10.0 ** rng.integers(-2, 2)
    return (
        scale * rng.standard_t(3, (4 * H, 1 + H + D)),
        rng.uniform(-1, 1, (B, H)),
        rng.standard_t(3, (B, D)),
    )


def _paper(rng):
    H, D = rng.integers(1, 12, 2)
    return rng.standard_t(3, (H, D + H)), rng.standard_t(3, H)


def _parts(rng):
    B, H, D = rng.integers(1, 7, 3)
    parts = {f"W_{k}": rng.standard_t(3, (H, H + D)) for k in "ifgo"}
    return (
        parts | {f"b_{k}": rng.uniform(-2, 2, H) for k in "ifgo"},
        rng.uniform(-1, 1, (B, H)),
        rng.normal(size=(B, D)),
    )


def _wanted(rng):
    H, D = rng.integers(1, 12, 2)
    return (
        rng.beta(0.5, 0.5, H).clip(1e-9, 1 - 1e-9),
        rng.standard_t(3, (H, H + D)),
        rng.uniform(-1, 1, H),
        rng.normal(size=D),
    )


INDEPENDENT = {"04.2": _cell, "04.3": _paper, "04.4": _parts, "04.5": _wanted}
