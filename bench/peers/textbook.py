"""NumPy as courses write it: one product for each gate and step, all values kept in a list."""

from __future__ import annotations

import numpy as np

from bench.problem import Array, Peer, Problem

GATES = "ifgo"


def sigmoid(z: Array) -> Array:
    a: Array = 1 / (1 + np.exp(-z))
    return a


def peer(given: Problem) -> Peer:
    weights, x, dh = given
    T, B, _ = x.shape
    H = weights.units
    W = {gate: getattr(weights, gate).copy() for gate in GATES}
    ones, zeros = np.ones((B, 1), x.dtype), np.zeros((B, H), x.dtype)

    def steps() -> tuple[Array, list[tuple[Array, ...]]]:
        h = c = zeros
        hs: list[Array] = []
        kept: list[tuple[Array, ...]] = []
        for x_t in x:
            z = np.concatenate([ones, h, x_t], axis=1)
            i = sigmoid(z @ W["i"].T)
            f = sigmoid(z @ W["f"].T)
            g = np.tanh(z @ W["g"].T)
            o = sigmoid(z @ W["o"].T)
            c_before, c = c, f * c + i * g
            tanh_c = np.tanh(c)
            h = o * tanh_c
            hs.append(h)
            kept.append((z, i, f, g, o, c_before, tanh_c))
        return np.array(hs), kept

    def both() -> tuple[Array, dict[str, Array]]:
        h, kept = steps()
        dW = {gate: np.zeros_like(W[gate]) for gate in GATES}
        dx = np.zeros_like(x)
        dh_t = dc = zeros
        for t in reversed(range(T)):
            z, i, f, g, o, c_before, tanh_c = kept[t]
            dh_t = dh_t + dh[t]
            dc = dc + dh_t * o * (1 - tanh_c**2)
            deltas = {
                "i": dc * g * i * (1 - i),
                "f": dc * c_before * f * (1 - f),
                "g": dc * i * (1 - g**2),
                "o": dh_t * tanh_c * o * (1 - o),
            }
            dz = np.zeros_like(z)
            for gate, delta in deltas.items():
                dW[gate] += delta.T @ z
                dz += delta @ W[gate]
            dh_t, dx[t], dc = dz[:, 1 : 1 + H], dz[:, 1 + H :], dc * f
        return h, dW

    return Peer(lambda: steps()[0], both, lambda dW: np.concatenate([dW[k] for k in GATES]))
