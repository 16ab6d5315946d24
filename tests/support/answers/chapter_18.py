"""Answers to the exercises of chapter 18."""

from __future__ import annotations

import math

import numpy as np

from lstm_lib.training import softmax


def attend(Q, K, V):
    S = Q @ K.T / np.sqrt(Q.shape[1])
    A = np.exp(S - S.max(axis=1, keepdims=True))
    return A @ V / A.sum(axis=1, keepdims=True)


def attend_softmax(Q, K, V):
    return softmax((Q / math.sqrt(K.shape[1])) @ K.T) @ V


def attend_loops(Q, K, V):
    read = []
    for q in Q:
        scores = [float(np.dot(q, k)) / len(q) ** 0.5 for k in K]
        weights = [math.exp(s - max(scores)) for s in scores]
        read.append(sum(w * v for w, v in zip(weights, V, strict=True)) / sum(weights))
    return np.array(read)


def attend_einsum(Q, K, V):
    S = np.einsum("ud,td->ut", Q, K) * Q.shape[1] ** -0.5
    log_A = S - np.logaddexp.reduce(S, axis=1, keepdims=True)
    return np.einsum("ut,tm->um", np.exp(log_A), V)


def attend_by_columns(Q, K, V):
    """Keys in rows: the softmax runs down."""
    S = K @ Q.T / np.sqrt(Q.shape[1])
    A = np.exp(S - S.max(axis=0))
    return (A / A.sum(axis=0)).T @ V


def attend_running(Q, K, V):
    """With a running maximum, key by key."""
    top = np.full((len(Q), 1), -np.inf)
    total, read = np.zeros((len(Q), 1)), np.zeros((len(Q), V.shape[1]))
    for k, v in zip(K, V, strict=True):
        score = (Q @ k / np.sqrt(len(k)))[:, None]
        new = np.maximum(top, score)
        old, now = np.exp(top - new), np.exp(score - new)
        total, read, top = old * total + now, old * read + now * v, new
    return read / total


def causal_weights(S):
    later = np.triu(np.ones(S.shape, bool), k=1)
    S = np.where(later, -np.inf, S)
    A = np.exp(S - S.max(axis=1, keepdims=True))
    return A / A.sum(axis=1, keepdims=True)


def causal_rows(S):
    A = np.zeros_like(S)
    for t in range(len(S)):
        A[t, : t + 1] = softmax(S[t, : t + 1])
    return A


def causal_added(S):
    step = np.arange(len(S))
    with np.errstate(divide="ignore"):
        S = S + np.log((step <= step[:, None]).astype(float))
    A = np.exp(S - S.max(axis=-1)[:, None])
    return A / A.sum(axis=-1)[:, None]


def causal_multiplied(S):
    """Zeroed exponentials, each row with the maximum of what it may see."""
    seen = np.tri(len(S))
    top = np.maximum.accumulate(S, axis=1).diagonal()[:, None]
    A = np.exp(np.minimum(S - top, 0)) * seen
    return A / A.sum(axis=1, keepdims=True)


def causal_lists(S):
    rows = []
    for t, row in enumerate(S.tolist()):
        top = max(row[: t + 1])
        powers = [math.exp(s - top) if k <= t else 0.0 for k, s in enumerate(row)]
        rows.append([power / sum(powers) for power in powers])
    return np.array(rows)


def causal_logs(S):
    S = np.where(np.tri(len(S), dtype=bool), S, -np.inf)
    return np.exp(S - np.logaddexp.reduce(S, axis=1)[:, None])


def attend_backward(Q, K, V, A, d_context):
    dA = d_context @ V.T
    dS = A * (dA - (A * dA).sum(axis=1, keepdims=True)) / np.sqrt(Q.shape[1])
    return dS @ K, dS.T @ Q, A.T @ d_context


def backward_jacobian(Q, K, V, A, d_context):
    dA = d_context @ V.T
    dS = np.stack([(np.diag(a) - np.outer(a, a)) @ d for a, d in zip(A, dA, strict=True)])
    dS = dS / math.sqrt(K.shape[1])
    return dS @ K, np.transpose(dS) @ Q, np.transpose(A) @ d_context


def backward_through_context(Q, K, V, A, d_context):
    """Σ A dA of a row is d_context · context."""
    along = np.sum(d_context * (A @ V), axis=1)
    dS = A * (d_context @ V.T - along[:, None])
    root = np.sqrt(len(Q[0]))
    return dS @ (K / root), dS.T @ (Q / root), A.T @ d_context


def backward_einsum(Q, K, V, A, d_context):
    dA = np.einsum("um,tm->ut", d_context, V)
    dS = np.einsum("ut,ut->ut", A, dA) - A * np.einsum("ut,ut->u", A, dA)[:, None]
    dS *= Q.shape[1] ** -0.5
    dQ, dK = np.einsum("ut,td->ud", dS, K), np.einsum("ut,ud->td", dS, Q)
    return dQ, dK, np.einsum("ut,um->tm", A, d_context)


def backward_loops(Q, K, V, A, d_context):
    dQ, dK, dV = np.zeros_like(Q), np.zeros_like(K), np.zeros_like(V)
    for u in range(len(Q)):
        dA = V @ d_context[u]
        mean = A[u] @ dA
        for t in range(len(K)):
            dS = A[u, t] * (dA[t] - mean) / Q.shape[1] ** 0.5
            dQ[u] += dS * K[t]
            dK[t] += dS * Q[u]
            dV[t] += A[u, t] * d_context[u]
    return dQ, dK, dV


def backward_scaled_first(Q, K, V, A, d_context):
    scale = 1 / np.sqrt(Q.shape[1])
    dA = scale * d_context.dot(V.T)
    dS = np.multiply(A, dA)
    dS = dS - A * dS.sum(1)[:, None]
    return dS.dot(K), dS.T.dot(Q), A.T.dot(d_context)


def scan(f, u):
    f, h = f.copy(), u.copy()
    d = 1
    while d < len(h):
        h[d:] = h[d:] + f[d:] * h[:-d]
        f[d:] = f[d:] * f[:-d]
        d = 2 * d
    return h


def scan_loop(f, u):
    h = np.zeros_like(u)
    for t in range(len(u)):
        h[t] = u[t] + (f[t] * h[t - 1] if t else 0)
    return h


def scan_recursive(f, u):
    """Join pairs, scan half as many, fill in the others."""
    if len(u) == 1:
        return u.copy()
    even = len(u) // 2 * 2
    joined = scan_recursive(f[1:even:2] * f[0:even:2], f[1:even:2] * u[0:even:2] + u[1:even:2])
    h = np.empty_like(u)
    h[1:even:2] = joined
    h[0] = u[0]
    h[2::2] = f[2::2] * h[1:-1:2] + u[2::2]
    return h


def scan_matrix(f, u):
    """A lower triangle of products for each unit."""
    T, H = u.shape
    h = np.empty_like(u)
    for j in range(H):
        M = np.array([[np.prod(f[s + 1 : t + 1, j]) if s <= t else 0.0 for s in range(T)]
                      for t in range(T)])  # fmt: skip
        h[:, j] = M @ u[:, j]
    return h


def scan_concatenated(f, u):
    d = 1
    while d < len(u):
        u = np.concatenate([u[:d], u[d:] + f[d:] * u[:-d]])
        f = np.concatenate([f[:d], f[d:] * f[:-d]])
        d *= 2
    return u + 0


def scan_halves(f, u):
    """The second half starts where the first ends."""
    if len(u) < 2:
        return np.array(u)
    k = len(u) // 2
    first, second = scan_halves(f[:k], u[:k]), scan_halves(f[k:], u[k:])
    return np.concatenate([first, second + np.cumprod(f[k:], axis=0) * first[-1]])


def matrix_memory(f, q, k, v):
    C, h = np.zeros((v.shape[1], k.shape[1])), np.zeros(v.shape)
    for t in range(len(q)):
        C = f[t] * C + np.outer(v[t], k[t])
        h[t] = C @ q[t]
    return h


def memory_turned(f, q, k, v):
    """The transposed memory, read from the left."""
    C, h = 0, []
    for f_t, q_t, k_t, v_t in zip(f, q, k, v, strict=True):
        C = C * f_t + k_t[:, None] * v_t
        h.append(q_t @ C)
    return np.stack(h)


def memory_at_once(f, q, k, v):
    T = len(f)
    kept = np.array([[np.prod(f[s + 1 : t + 1]) if s <= t else 0.0 for s in range(T)]
                     for t in range(T)])  # fmt: skip
    return (kept * (q @ k.T)) @ v


def memory_einsum(f, q, k, v):
    pairs = np.einsum("tm,td->tmd", v, k)
    for t in range(1, len(f)):
        pairs[t] += f[t] * pairs[t - 1]
    return np.einsum("tmd,td->tm", pairs, q)


def memory_scan(f, q, k, v):
    pairs = v[:, :, None] * k[:, None, :]
    factors = np.broadcast_to(f[:, None, None], pairs.shape)
    return (scan(factors, pairs) @ q[:, :, None])[:, :, 0]


def memory_list(f, q, k, v):
    """Attention without softmax over a list whose entries fade."""
    h, weights = [], []
    for t in range(len(q)):
        weights = [w * f[t] for w in weights] + [1.0]
        h.append(sum(w * (k[s] @ q[t]) * v[s] for s, w in enumerate(weights)))
    return np.array(h)


def parity_unit(bits):
    h, state = np.zeros(bits.shape), np.ones(bits.shape[1])
    for t in range(len(bits)):
        state = (1 - 2 * bits[t]) * state
        h[t] = state
    return h


def parity_where(bits):
    state, states = 1.0, []
    for row in bits:
        state = np.where(row == 1, -1.0, 1.0) * state
        states.append(state)
    return np.array(states)


CORRECT = {
    "18.1": [
        attend,
        attend_softmax,
        attend_loops,
        attend_einsum,
        attend_by_columns,
        attend_running,
    ],
    "18.2": [
        causal_weights,
        causal_rows,
        causal_added,
        causal_multiplied,
        causal_lists,
        causal_logs,
    ],
    "18.3": [
        attend_backward,
        backward_jacobian,
        backward_through_context,
        backward_einsum,
        backward_loops,
        backward_scaled_first,
    ],
    "18.4": [
        scan,
        scan_loop,
        scan_recursive,
        scan_matrix,
        scan_concatenated,
        scan_halves,
    ],
    "18.5": [
        matrix_memory,
        memory_turned,
        memory_at_once,
        memory_einsum,
        memory_scan,
        memory_list,
    ],
    "18.6": [
        parity_unit,
        parity_where,
        lambda bits: np.cumprod(1 - 2 * bits, axis=0),
        lambda bits: (-1.0) ** np.cumsum(bits, axis=0),
        lambda bits: 1 - 2 * (np.cumsum(bits, axis=0) % 2),
        lambda bits: np.array([np.prod(1 - 2 * bits[: t + 1], axis=0) for t in range(len(bits))]),
    ],
}


def scan_with(rule):
    """The rounds, with another rule of one round: (f, u, d) → f, u."""

    def answer(f, u):
        f, u, d = f.copy(), u.copy(), 1
        while d < len(u):
            f, u = rule(f, u, d)
            d *= 2
        return u

    return answer


def factors_first(f, u, d):
    f = np.concatenate([f[:d], f[d:] * f[:-d]])
    return f, np.concatenate([u[:d], u[d:] + f[d:] * u[:-d]])


def factors_kept(f, u, d):
    return f, np.concatenate([u[:d], u[d:] + f[d:] * u[:-d]])


def from_later(f, u, d):
    return f, np.concatenate([u[:-d] + f[:-d] * u[d:], u[-d:]])


def backward_with(**changed):
    """The gradients, with some of them multiplied or replaced."""

    def answer(*arguments):
        named = dict(zip(("dQ", "dK", "dV"), attend_backward(*arguments), strict=True))
        return tuple(changed[name](a) if name in changed else a for name, a in named.items())

    return answer


INCORRECT = {
    "18.1": [
        (lambda Q, K, V: softmax(Q @ K.T) @ V, "no-root"),
        (lambda Q, K, V: softmax(Q @ K.T / Q.shape[1]) @ V, "divided-by-d"),
        (lambda Q, K, V: softmax(K @ Q.T / np.sqrt(Q.shape[1])).T @ V, "wrong-axis"),
        (lambda Q, K, V: (Q @ K.T) @ V / np.sqrt(Q.shape[1]), "no-softmax"),
        (lambda Q, K, V: 0 * Q[:, :1] + V.sum(axis=0) / len(V), "plain-mean"),
        (lambda Q, K, V: softmax(Q @ K.T / np.sqrt(Q.shape[1])), ""),
        (lambda Q, K, V: softmax(-Q @ K.T / np.sqrt(Q.shape[1])) @ V, ""),
        (lambda Q, K, V: softmax(Q @ K.T * np.sqrt(Q.shape[1])) @ V, ""),
        (lambda Q, K, V: softmax(Q @ K.T / np.sqrt(Q.shape[1])) @ V * len(V), ""),
        (lambda Q, K, V: (softmax(Q @ K.T / np.sqrt(Q.shape[1])) @ V).T, ""),
        (lambda Q, K, V: softmax(Q @ K[::-1].T / np.sqrt(Q.shape[1])) @ V, ""),
        (lambda Q, K, V: softmax(Q @ K.T / np.sqrt(Q.shape[1])) @ V + Q.mean(), ""),
    ],
    "18.2": [
        (lambda S: softmax(np.tril(S)), "zero-scores"),
        (lambda S: softmax(S) * np.tri(len(S)), "after-the-softmax"),
        (lambda S: causal_weights(S[::-1, ::-1])[::-1, ::-1], "other-triangle"),
        (lambda S: softmax(S), "no-mask"),
        (lambda S: np.tri(len(S)) / np.tri(len(S)).sum(axis=1, keepdims=True), "uniform"),
        (lambda S: causal_weights(S).T, ""),
        (lambda S: causal_weights(S.T), ""),
        (lambda S: causal_weights(-S), ""),
        (lambda S: causal_weights(S) * len(S), ""),
        (lambda S: np.tril(S), ""),
        (lambda S: causal_weights(S / np.sqrt(len(S) + 1)), ""),
        (lambda S: np.eye(len(S)), ""),
        (lambda S: softmax(np.tril(S) - 5 * np.triu(np.ones(S.shape), 1)), ""),
    ],
    "18.3": [
        (backward_with(dK=lambda a: -a), ""),
        (backward_with(dV=lambda a: 2 * a), ""),
        (backward_with(dQ=lambda a: 0 * a), ""),
        (backward_with(dQ=lambda a: a + 1), ""),
        (backward_with(dV=lambda a: a[::-1]), ""),
        (lambda *a: attend_backward(*a)[:2], ""),
        (lambda *a: attend_backward(*a)[::-1], ""),
        (lambda Q, K, V, A, d: attend_backward(K, Q, V, A, d), ""),
        (lambda Q, K, V, A, d: (*attend_backward(K, Q, V, A, d)[1::-1], A.T @ d), ""),
        (lambda Q, K, V, A, d: attend_backward(Q, K, V, A.T, d), ""),
        (lambda Q, K, V, A, d: backward_with(dV=lambda _: A @ d)(Q, K, V, A, d), "values-not-transposed"),
        (
            lambda Q, K, V, A, d: backward_with(
                dQ=lambda a: a * np.sqrt(Q.shape[1]), dK=lambda a: a * np.sqrt(Q.shape[1])
            )(Q, K, V, A, d),
            "scale-lost",
        ),
        (
            lambda Q, K, V, A, d: backward_with(
                dQ=lambda a: a / np.sqrt(Q.shape[1]), dK=lambda a: a / np.sqrt(Q.shape[1])
            )(Q, K, V, A, d),
            "scale-twice",
        ),
    ],
    "18.4": [
        (scan_with(factors_first), "factors-first"),
        (lambda f, u: np.cumsum(u, axis=0), "no-factors"),
        (lambda f, u: np.array([np.sum(u[: t + 1], axis=0) for t in range(len(u))]), "no-factors"),
        (lambda f, u: scan_loop(f, f * u), "gated-sum"),
        (scan_with(factors_kept), ""),
        (scan_with(from_later), ""),
        (lambda f, u: scan(f, u)[::-1], ""),
        (lambda f, u: scan(f[::-1], u[::-1])[::-1], ""),
        (lambda f, u: scan(1 - f, u), ""),
        (lambda f, u: scan(f, (1 - f) * u), ""),
        (lambda f, u: scan(f, u)[-1], ""),
        (lambda f, u: u.copy(), ""),
        (lambda f, u: f * u, ""),
    ],
    "18.5": [
        (lambda f, q, k, v: memory_at_once(f, q, v, k), "turned"),
        (lambda f, q, k, v: matrix_memory(f, k, q, v), ""),
        (lambda f, q, k, v: matrix_memory(1 + 0 * f, q, k, v), "never-forgets"),
        (lambda f, q, k, v: (k * q).sum(axis=1)[:, None] * v, "replaced"),
        (lambda f, q, k, v: matrix_memory(f, q, k, (1 - f)[:, None] * v), "coupled"),
        (lambda f, q, k, v: matrix_memory(f, q, k, f[:, None] * v), "forgets-what-it-writes"),
        (lambda f, q, k, v: matrix_memory(f, q, k / np.sqrt(k.shape[1]), v), "scaled"),
        (lambda f, q, k, v: matrix_memory(1 - f, q, k, v), ""),
        (lambda f, q, k, v: matrix_memory(f, q, k, v)[-1], ""),
        (lambda f, q, k, v: matrix_memory(f[::-1], q, k, v), ""),
        (lambda f, q, k, v: matrix_memory(f, q[::-1], k, v), ""),
        (lambda f, q, k, v: np.tanh(matrix_memory(f, q, k, v)), ""),
        (lambda f, q, k, v: -matrix_memory(f, q, k, v), ""),
    ],
    "18.6": [
        (lambda bits: np.cumsum(bits, axis=0) % 2, "parity-itself"),
        (lambda bits: np.where(bits == 1, -1.0, 1.0), "the-bit-alone"),
        (lambda bits: np.zeros(bits.shape), "starts-at-0"),
        (lambda bits: (-1.0) ** np.cumsum(1 - bits, axis=0), "flips-at-0"),
        (lambda bits: (-1.0) ** np.cumsum(bits, axis=1), "across-the-batch"),
        (lambda bits: -parity_unit(bits), ""),
        (lambda bits: parity_unit(bits)[-1], ""),
        (lambda bits: parity_unit(bits)[::-1], ""),
        (lambda bits: np.ones(bits.shape), ""),
        (lambda bits: 0.5 * parity_unit(bits), ""),
        (lambda bits: parity_unit(bits) > 0, ""),
        (lambda bits: np.cumsum(bits, axis=0), ""),
    ],
}  # fmt: skip


def _queries(rng):
    U, T, D, M = rng.integers(1, 6, 4)
    return rng.standard_t(3, (U, D)), rng.standard_t(3, (T, D)), rng.normal(size=(T, M))


def _for_backward(rng):
    T, D, M = rng.integers(1, 6, 3)
    A = rng.dirichlet(np.ones(T), size=T)
    shapes = [(T, D), (T, D), (T, M)]
    Q, K, V = (rng.standard_t(3, shape) for shape in shapes)
    return Q, K, V, A, rng.normal(size=(T, M))


def _recurrence(rng):
    shape = rng.integers(1, 12), rng.integers(1, 4)
    return rng.random(shape), rng.standard_t(3, shape)


def _scores(rng):
    T = rng.integers(1, 7)
    return (3 * rng.standard_t(3, (T, T)),)


def _pairs(rng):
    T, D = rng.integers(1, 7, 2)
    return rng.random(T), *rng.normal(size=(3, T, D))


INDEPENDENT = {
    "18.1": _queries,
    "18.2": _scores,
    "18.3": _for_backward,
    "18.4": _recurrence,
    "18.5": _pairs,
    "18.6": lambda rng: (rng.integers(0, 2, rng.integers(1, 9, 2)).astype(float),),
}
