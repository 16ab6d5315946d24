"""Answers to the parts of the three large tasks: 08.7, 10.7 and 11.7."""

from __future__ import annotations

import itertools

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def stable(z):
    return np.exp(-np.logaddexp(0, -z))


# 08.7


def four_layers(W, x, h):
    z = np.concatenate([np.ones((len(h), 1)), h, x], axis=1)
    i, f, g, o = np.split(z @ W.T, 4, axis=1)
    return 1 / (1 + np.exp(-i)), 1 / (1 + np.exp(-f)), np.tanh(g), 1 / (1 + np.exp(-o))


def layers_sliced(W, x, h):
    H = h.shape[1]
    sums = [
        W[k * H : (k + 1) * H, 0]
        + h @ W[k * H : (k + 1) * H, 1 : 1 + H].T
        + x @ W[k * H : (k + 1) * H, 1 + H :].T
        for k in range(4)
    ]
    return stable(sums[0]), stable(sums[1]), np.tanh(sums[2]), stable(sums[3])


def layers_columns(W, x, h):
    a = (W @ np.vstack([np.ones(len(h)), h.T, x.T])).reshape(4, h.shape[1], len(h))
    i, f, o = (stable(a[k].T) for k in (0, 1, 3))
    return i, f, np.tanh(a[2].T), o


def layers_looped(W, x, h):
    B, H = h.shape
    out = np.empty((4, B, H))
    for b in range(B):
        a = W @ [1.0, *h[b], *x[b]]
        for k in range(4):
            z = a[k * H : k * H + H]
            out[k, b] = np.tanh(z) if k == 2 else stable(z)
    return list(out)


def layers_einsum(W, x, h):
    z = np.insert(np.hstack([h, x]), 0, 1, axis=1)
    a = np.einsum("kj,bj->bk", W, z)
    a = np.stack(np.split(a, 4, axis=1))
    return [np.tanh(part) if k == 2 else stable(part) for k, part in enumerate(a)]


def layers_one_tanh(W, x, h):
    z = np.hstack([np.ones((len(x), 1)), h, x])
    H = h.shape[1]
    halved = np.where(np.arange(4 * H) // H == 2, 1.0, 0.5)
    t = np.tanh(halved * (z @ W.T))
    i, f, g, o = np.split(t, 4, axis=1)
    return (i + 1) / 2, (f + 1) / 2, g, (o + 1) / 2


def lstm_step(W, x, h, c):
    z = np.concatenate([np.ones((len(h), 1)), h, x], axis=1)
    i, f, g, o = np.split(z @ W.T, 4, axis=1)
    c = c / (1 + np.exp(-f)) + np.tanh(g) / (1 + np.exp(-i))
    return np.tanh(c) / (1 + np.exp(-o)), c


def step_with(layers):
    def answer(W, x, h, c):
        i, f, g, o = layers(W, x, h)
        new = f * c + i * g
        return o * np.tanh(new), new

    return answer


def lstm_forward(step, W, x, h, c):
    states = np.empty((len(x), *h.shape))
    for t in range(len(x)):
        h, c = step(W, x[t], h, c)
        states[t] = h
    return states, h, c


def forward_list(step, W, x, h, c):
    states = []
    for x_t in x:
        h, c = step(W, x_t, h, c)
        states += [h]
    return np.stack(states), h, c


def forward_accumulated(step, W, x, h, c):
    pairs = itertools.accumulate(x, lambda state, x_t: step(W, x_t, *state), initial=(h, c))
    hs, cs = zip(*pairs, strict=True)
    return [np.array(hs[1:]), hs[-1], cs[-1]]


def forward_recursive(step, W, x, h, c):
    h, c = step(W, x[0], h, c)
    if len(x) == 1:
        return h[None], h, c
    states, h_T, c_T = forward_recursive(step, W, x[1:], h, c)
    return np.concatenate([h[None], states]), h_T, c_T


def forward_kept(step, W, x, h, c):
    hs, cs = [h], [c]
    for x_t in x:
        one = step(W, x_t, hs[-1], cs[-1])
        hs.append(one[0])
        cs.append(one[1])
    return np.array(hs)[1:], np.array(hs)[-1], np.array(cs)[-1]


def forward_while(step, W, x, h, c):
    states, t = np.zeros((x.shape[0], x.shape[1], W.shape[0] // 4)), 0
    while t < len(x):
        (h, c), t = step(W, x[t], h, c), t + 1
        states[t - 1] = h
    return states, states[-1].copy(), c


# 10.7


def step_back(W, x, h, c, dh, dc):
    H = h.shape[1]
    z = np.concatenate([np.ones((len(h), 1)), h, x], axis=1)
    i, f, g, o = np.split(z @ W.T, 4, axis=1)
    i, f, g, o = 1 / (1 + np.exp(-i)), 1 / (1 + np.exp(-f)), np.tanh(g), 1 / (1 + np.exp(-o))
    t = np.tanh(f * c + i * g)
    dc = dc + dh * o * (1 - t**2)
    di = dc * g * i * (1 - i)
    df = dc * c * f * (1 - f)
    dg = dc * i * (1 - g**2)
    do = dh * t * o * (1 - o)
    delta = np.concatenate([di, df, dg, do], axis=1)
    back = delta @ W
    return delta.T @ z, back[:, 1 + H :], back[:, 1 : 1 + H], dc * f


def back_blocks(W, x, h, c, dh, dc):
    H = h.shape[1]
    z = np.hstack([np.ones((len(h), 1)), h, x])
    i, f, g, o = four_layers(W, x, h)
    t = np.tanh(f * c + i * g)
    dc = dh * o * (1 - t) * (1 + t) + dc
    deltas = [
        dc * g * (i - i * i),
        dc * c * (f - f * f),
        dc * i * (1 - g * g),
        dh * t * (o - o * o),
    ]
    dW = np.vstack([delta.T @ z for delta in deltas])
    dz = sum(delta @ block for delta, block in zip(deltas, np.split(W, 4), strict=True))
    return dW, dz[:, 1 + H :], dz[:, 1 : 1 + H], f * dc


def back_looped(W, x, h, c, dh, dc):
    dW, dx, d_h, d_c = np.zeros_like(W), np.zeros_like(x), np.zeros_like(h), np.zeros_like(c)
    for b in range(len(x)):
        one = back_blocks(W, x[[b]], h[[b]], c[[b]], dh[[b]], dc[[b]])
        dW += one[0]
        dx[b], d_h[b], d_c[b] = (part[0] for part in one[1:])
    return dW, dx, d_h, d_c


def back_einsum(W, x, h, c, dh, dc):
    dW, dx, d_h, d_c = back_blocks(W, x, h, c, dh, dc)
    return [np.asfortranarray(dW), dx.copy(), d_h + 0.0, d_c]


def back_columns(W, x, h, c, dh, dc):
    z = np.vstack([np.ones(len(h)), h.T, x.T])
    a = W @ z
    H = len(a) // 4
    i, f, g, o = stable(a[:H]), stable(a[H : 2 * H]), np.tanh(a[2 * H : 3 * H]), stable(a[3 * H :])
    t = np.tanh(f * c.T + i * g)
    d = dc.T + dh.T * o / np.cosh(np.clip(f * c.T + i * g, -300, 300)) ** 2
    delta = np.vstack(
        [d * g * i * (1 - i), d * c.T * f * (1 - f), d * i * (1 - g**2), dh.T * t * o * (1 - o)]
    )
    back = W.T @ delta
    return delta @ z.T, back[1 + H :].T, back[1 : 1 + H].T, (d * f).T


def back_in_parts(W, x, h, c, dh, dc):
    """The two gradients that come in, each by itself: going back is linear in them."""
    one, other = back_blocks(W, x, h, c, dh, 0 * dc), back_blocks(W, x, h, c, 0 * dh, dc)
    return tuple(a + b for a, b in zip(one, other, strict=True))


def sequence_back(step_back, W, x, h, c, dh):
    dW, dx = np.zeros_like(W), np.zeros_like(x)
    back_h, back_c = np.zeros_like(h[0]), np.zeros_like(c[0])
    for t in range(len(x) - 1, -1, -1):
        one, dx[t], back_h, back_c = step_back(W, x[t], h[t], c[t], dh[t] + back_h, back_c)
        dW += one
    return dW, dx, back_h, back_c


def sequence_lists(step_back, W, x, h, c, dh):
    dWs, dxs, state = [], [], (0 * h[0], 0 * c[0])
    for x_t, h_t, c_t, dh_t in reversed(list(zip(x, h, c, dh, strict=True))):
        dW, dx, *state = step_back(W, x_t, h_t, c_t, dh_t + state[0], state[1])
        dWs.append(dW)
        dxs.insert(0, dx)
    return sum(dWs), np.array(dxs), *state


def sequence_recursive(step_back, W, x, h, c, dh):
    if not len(x):
        return 0 * W, x, np.zeros(h.shape[1:]), np.zeros(h.shape[1:])
    dW, dx, back_h, back_c = sequence_recursive(step_back, W, x[1:], h[1:], c[1:], dh[1:])
    one, dx_0, back_h, back_c = step_back(W, x[0], h[0], c[0], dh[0] + back_h, back_c)
    return dW + one, np.concatenate([dx_0[None], dx]), back_h, back_c


def sequence_in_place(step_back, W, x, h, c, dh):
    total = dh.copy()
    dW, dx, dc = np.zeros(W.shape), np.empty(x.shape), np.zeros(h.shape[1:])
    first = np.zeros(h.shape[1:])
    for t in reversed(range(len(x))):
        one, dx[t], back, dc = step_back(W, x[t], h[t], c[t], total[t], dc)
        dW += one
        if t:
            total[t - 1] += back
        else:
            first = back
    return dW, dx, first, dc


def sequence_each_loss(step_back, W, x, h, c, dh):
    """Every step's loss followed home by itself."""
    T = len(x)
    found = []
    for k in range(T):
        alone = np.zeros_like(dh[: k + 1])
        alone[k] = dh[k]
        dW, dx, *state = sequence_back(step_back, W, x[: k + 1], h[: k + 1], c[: k + 1], alone)
        found.append((dW, np.concatenate([dx, 0 * x[k + 1 :]]), *state))
    return [sum(parts) for parts in zip(*found, strict=True)]


def sequence_reduced(step_back, W, x, h, c, dh):
    dW, dx, state = np.zeros_like(W), {}, [np.zeros_like(h[-1])] * 2
    for t in range(len(x))[::-1]:
        one, dx[t], *state = step_back(W, x[t], h[t], c[t], np.add(state[0], dh[t]), state[1])
        dW = np.add(dW, one)
    return dW, np.array([dx[t] for t in range(len(x))]), state[0], state[1]


# 11.7


def epoch_batches(n, size, rng):
    order = rng.permutation(n)
    return [order[start : start + size] for start in range(0, n, size)]


def batches_shuffled(n, size, rng):
    order = np.arange(n)
    rng.shuffle(order)
    return np.split(order, range(size, n, size))


def batches_sorted(n, size, rng):
    order = np.argsort(rng.random(n))
    batches = []
    while len(order):
        batches.append(order[:size])
        order = order[size:]
    return batches


def batches_choice(n, size, rng):
    order = rng.choice(n, n, replace=False)
    return tuple(order[k * size : (k + 1) * size] for k in range(-(-n // size)))


def batches_lists(n, size, rng):
    order = [*range(n)]
    rng.shuffle(order)
    return [np.array(order[k : k + size]) for k in range(0, n, size)]


def batches_of_views(n, size, rng):
    order = rng.permutation(np.arange(n))
    return np.array_split(order, np.arange(size, n, size))


def clipped_step(w, d, rate, limit):
    norm = np.sqrt(np.sum(d["W"] ** 2) + np.sum(d["b"] ** 2))
    factor = min(1.0, limit / norm) if norm > 0 else 1.0
    return {name: w[name] - rate * factor * d[name] for name in w}


def clipped_flat(w, d, rate, limit):
    norm = np.linalg.norm(np.concatenate([part.ravel() for part in d.values()]))
    if norm > limit:
        d = {name: part * (limit / norm) for name, part in d.items()}
    return {name: part - rate * d[name] for name, part in w.items()}


def clipped_copies(w, d, rate, limit):
    new = {name: part.copy() for name, part in w.items()}
    norm = sum((part**2).sum() for part in d.values()) ** 0.5
    for name in new:
        new[name] -= rate * d[name] * (limit / norm if norm > limit else 1)
    return new


def clipped_maximum(w, d, rate, limit):
    norm = np.hypot(np.linalg.norm(d["W"]), np.linalg.norm(d["b"]))
    return {name: w[name] - rate * limit * d[name] / max(norm, limit) for name in ("W", "b")}


def clipped_pairs(w, d, rate, limit):
    norm = np.sqrt(np.vdot(d["W"], d["W"]) + d["b"] @ d["b"])
    short = np.minimum(1, np.divide(limit, norm, out=np.ones_like(norm), where=norm > 0))
    return dict(zip(w, (w[k] - rate * short * d[k] for k in w), strict=True))


def clipped_reversed(w, d, rate, limit):
    norm = float(np.sqrt(sum(float(x) ** 2 for part in d.values() for x in part.ravel())))
    factor = 1 if norm <= limit else limit / norm
    return {name: w[name] - factor * (rate * d[name]) for name in sorted(w, reverse=True)}


def train_loop(gradient, update, validate, w, epochs, patience):
    w = {name: part.copy() for name, part in w.items()}
    best, losses, when = None, [], -1
    for n, epoch in enumerate(epochs):
        for batch in epoch:
            update(w, gradient(w, batch))
        losses.append(validate(w))
        if n == 0 or losses[n] < losses[when]:
            best, when = {name: part.copy() for name, part in w.items()}, n
        if n - when >= patience:
            break
    return best, np.array(losses)


def loop_counting(gradient, update, validate, w, epochs, patience):
    w, losses, failed = {k: v + 0 for k, v in w.items()}, [], 0
    best = w
    for epoch in epochs:
        for batch in epoch:
            update(w, gradient(w, batch))
        loss = validate(w)
        if not losses or loss < min(losses):
            best, failed = {k: v + 0 for k, v in w.items()}, 0
        else:
            failed += 1
        losses += [loss]
        if failed == patience:
            break
    return best, np.array(losses)


def loop_all_kept(gradient, update, validate, w, epochs, patience):
    w, kept, losses = {k: np.array(v) for k, v in w.items()}, [], []
    for epoch in epochs:
        for batch in epoch:
            update(w, gradient(w, batch))
        kept.append({k: np.array(v) for k, v in w.items()})
        losses.append(validate(w))
        if len(losses) - 1 - int(np.argmin(losses)) >= patience:
            break
    return kept[int(np.argmin(losses))], np.array(losses)


def loop_recursive(gradient, update, validate, w, epochs, patience):
    def go(w, left, best, losses):
        w = {k: v.copy() for k, v in w.items()}
        for batch in left[0]:
            update(w, gradient(w, batch))
        losses = [*losses, validate(w)]
        if losses.index(min(losses)) == len(losses) - 1:
            best = w
        if len(left) == 1 or len(losses) - 1 - losses.index(min(losses)) == patience:
            return best, np.array(losses)
        return go(w, left[1:], best, losses)

    return go(w, epochs, w, [])


def loop_in_a_tuple(gradient, update, validate, w, epochs, patience):
    return [*train_loop(gradient, update, validate, w, epochs, patience)]


def loop_saved(gradient, update, validate, w, epochs, patience):
    now = {}
    for name in w:
        now[name] = w[name].copy()
    saved, lowest, losses, since = {}, float("inf"), [], 0
    for epoch in epochs:
        for batch in epoch:
            step = gradient(now, batch)
            update(now, step)
        losses.append(validate(now))
        since += 1
        if losses[-1] < lowest:
            lowest, since = losses[-1], 0
            saved = {name: np.copy(part) for name, part in now.items()}
        if since >= patience:
            return saved, np.array(losses)
    return saved, np.array(losses)


CORRECT = {
    "08.7a": [four_layers, layers_sliced, layers_columns, layers_looped, layers_einsum, layers_one_tanh],
    "08.7b": [
        lstm_step,
        *map(step_with, (layers_sliced, layers_columns, layers_looped, layers_einsum)),
        step_with(layers_one_tanh),
    ],
    "08.7c": [lstm_forward, forward_list, forward_accumulated, forward_recursive, forward_kept, forward_while],
    "10.7a": [step_back, back_blocks, back_looped, back_einsum, back_columns, back_in_parts],
    "10.7b": [
        sequence_back, sequence_lists, sequence_recursive,
        sequence_in_place, sequence_each_loss, sequence_reduced,
    ],
    "11.7a": [epoch_batches, batches_shuffled, batches_sorted, batches_choice, batches_lists, batches_of_views],
    "11.7b": [clipped_step, clipped_flat, clipped_copies, clipped_maximum, clipped_pairs, clipped_reversed],
    "11.7c": [train_loop, loop_counting, loop_all_kept, loop_recursive, loop_in_a_tuple, loop_saved],
}  # fmt: skip


def with_h_doubled(step, W, x, h, c):
    states, h, c = lstm_forward(step, W, x, h, c)
    return states, 2 * h, c


def flat_batches(n, size, rng):
    return rng.permutation(n)


def best_of_all_losses(gradient, update, validate, w, epochs, patience):
    best, losses = train_loop(gradient, update, validate, w, epochs, patience)
    return best, losses[: losses.argmin() + 1]


INCORRECT = {
    "08.7a": [
        (lambda W, x, h: four_layers(W, x, h)[:3], ""),
        (lambda W, x, h: four_layers(np.roll(W, len(W) // 4, axis=0), x, h), ""),
        (lambda W, x, h: four_layers(W, 0 * x, h), ""),
        (lambda W, x, h: tuple(part.T for part in four_layers(W, x, h)), ""),
        (lambda W, x, h: four_layers(-W, x, h), ""),
        (lambda W, x, h: layers_sliced(W, x, h * 0), "C3-no-h"),
        (lambda W, x, h: np.stack(four_layers(W, x, h)), ""),
    ],
    "08.7b": [
        (lambda W, x, h, c: lstm_step(W, x, h, 0 * c), "E6-no-carry"),
        (lambda W, x, h, c: lstm_step(W, x, 0 * h, c), ""),
        (lambda W, x, h, c: lstm_step(W, x, h, c)[0], ""),
        (lambda W, x, h, c: lstm_step(W, x, h, np.tanh(c)), ""),
        (lambda W, x, h, c: (lstm_step(W, x, h, c)[0], c), ""),
        (lambda W, x, h, c: lstm_step(W, x, h, c)[::-1], "G5-returns-c-h"),
        (lambda W, x, h, c: tuple(np.round(part, 4) for part in lstm_step(W, x, h, c)), ""),
    ],
    "08.7c": [
        (with_h_doubled, ""),
        (lambda step, W, x, h, c: lstm_forward(step, W, x, 0 * h, c), ""),
        (lambda step, W, x, h, c: lstm_forward(step, W, x, h, 0 * c), ""),
        (lambda step, W, x, h, c: lstm_forward(step, W, x[::-1], h, c), "H8-reversed"),
        (lambda step, W, x, h, c: lstm_forward(step, W, x, h, c)[0], ""),
        (lambda step, W, x, h, c: step(W, x, h, c), ""),
        (lambda step, W, x, h, c: lstm_forward(step, W, x.swapaxes(0, 1), h, c), ""),
    ],
    "10.7a": [
        (lambda W, x, h, c, dh, dc: step_back(W, x, h, c, dh, 0 * dc), "I4-overwritten"),
        (lambda W, x, h, c, dh, dc: step_back(W, x, h, c, 0 * dh, dc), ""),
        (lambda W, x, h, c, dh, dc: step_back(W, x, 0 * h, c, dh, dc), ""),
        (lambda W, x, h, c, dh, dc: (step_back(W, x, h, c, dh, dc)[0].T, *step_back(W, x, h, c, dh, dc)[1:]), ""),
        (lambda W, x, h, c, dh, dc: step_back(W, x, h, c, dh, dc)[:3], ""),
        (lambda W, x, h, c, dh, dc: tuple(-part for part in step_back(W, x, h, c, dh, dc)), ""),
        (lambda W, x, h, c, dh, dc: tuple(2 * part for part in step_back(W, x, h, c, dh, dc)), ""),
    ],
    "10.7b": [
        (lambda b, W, x, h, c, dh: sequence_back(b, W, x, h, c, 2 * dh), ""),
        (lambda b, W, x, h, c, dh: sequence_back(b, W, x, h, 0 * c, dh), ""),
        (lambda b, W, x, h, c, dh: sequence_back(b, W, x, 0 * h, c, dh), ""),
        (lambda b, W, x, h, c, dh: sequence_back(b, W, x, h, c, dh)[:2], ""),
        (lambda b, W, x, h, c, dh: sequence_back(b, W, x, h, c, dh[::-1]), ""),
        (lambda b, W, x, h, c, dh: b(W, x, h, c, dh, dh), ""),
        (lambda b, W, x, h, c, dh: sequence_back(b, 2 * W, x, h, c, dh), ""),
    ],
    "11.7a": [
        (flat_batches, ""),
        (lambda n, size, rng: [part.tolist() for part in epoch_batches(n, size, rng)[:-1]], ""),
        (lambda n, size, rng: epoch_batches(n, size, rng)[::-1], "rest-first"),
        (lambda n, size, rng: epoch_batches(n, n, rng), "one-batch"),
        (lambda n, size, rng: [part.astype(float) for part in epoch_batches(n, size, rng)], ""),
        (lambda n, size, rng: epoch_batches(n - 1, size, rng), ""),
        (lambda n, size, rng: [np.sort(part) + 1 for part in epoch_batches(n, size, rng)], "from-1"),
    ],
    "11.7b": [
        (lambda w, d, rate, limit: clipped_step(w, d, rate, 2 * limit), ""),
        (lambda w, d, rate, limit: clipped_step(w, d, rate**2, limit), ""),
        (lambda w, d, rate, limit: clipped_step(d, w, rate, limit), ""),
        (
            lambda w, d, rate, limit: {
                k: v - rate * min(1, limit / np.abs(d["W"]).max()) * d[k] for k, v in w.items()
            },
            "",
        ),
        (lambda w, d, rate, limit: clipped_step(w, d, rate, limit)["W"], ""),
        (lambda w, d, rate, limit: {**clipped_step(w, d, rate, limit), "b": w["b"]}, ""),
        (lambda w, d, rate, limit: {k: v / rate for k, v in clipped_step(w, d, rate, limit).items()}, ""),
    ],
    "11.7c": [
        (best_of_all_losses, ""),
        (lambda *args: train_loop(*args)[0], ""),
        (lambda *args: train_loop(*args[:-1], 1), ""),
        (lambda *args: train_loop(*args[:-1], 10**6), "never-stops"),
        (lambda g, u, v, w, e, p: train_loop(g, u, v, w, e[::-1], p), ""),
        (lambda g, u, v, w, e, p: train_loop(g, u, v, {k: 0 * x for k, x in w.items()}, e, p), ""),
        (lambda *args: (train_loop(*args)[0], list(train_loop(*args)[1])), ""),
    ],
}  # fmt: skip


def _cell(rng):
    B, H, D = rng.integers(1, 6, 3)
    W = rng.standard_t(3, (4 * H, 1 + H + D))
    return W, rng.normal(size=(B, D)), rng.uniform(-1, 1, (B, H))


def _plain_step(W, x, h, c):
    return lstm_step(W, x, h, c)


def _steps(rng):
    T, B, H, D = rng.integers(1, 5, 4)
    W = rng.normal(size=(4 * H, 1 + H + D))
    return W, rng.normal(size=(T, B, D)), rng.uniform(-1, 1, (T, B, H)), rng.normal(size=(T, B, H))


def _forward(rng):
    W, x, h, c = _steps(rng)
    return _plain_step, W, x, h[0], c[0]


def _back(rng):
    W, x, h, c = _steps(rng)
    return W, x[0], h[0], c[0], *rng.normal(size=(2, *h[0].shape))


def _back_in_time(rng):
    W, x, h, c = _steps(rng)
    return step_back, W, x, h, c, rng.normal(size=h.shape)


def _batches(rng):
    return int(rng.integers(12, 40)), int(rng.integers(1, 9)), rng.spawn(1)[0]


def _two_arrays(rng):
    H, D = rng.integers(1, 5, 2)
    return {"W": rng.normal(size=(H, D)), "b": rng.normal(size=H)}


def _clipped(rng):
    w, d = _two_arrays(rng), _two_arrays(rng)
    d = {name: rng.normal(size=w[name].shape) * 3 for name in d}
    return w, d, float(rng.uniform(0.01, 1)), float(rng.uniform(0.3, 9))


def _training(rng):
    H = rng.integers(1, 4)
    goal, best = rng.normal(size=(2, H))

    def gradient(w, batch):
        return {"W": w["W"] - batch.mean(axis=0), "b": w["b"]}

    def update(w, d):
        for name in w:
            w[name] -= 0.1 * d[name]

    def validate(w):
        return float(np.sum((w["W"] - best) ** 2) + np.sin(7 * w["W"]).sum())

    epochs = [
        [goal + rng.normal(size=(2, H)) for _ in range(2)] for _ in range(rng.integers(1, 12))
    ]
    w = {"W": rng.normal(size=H), "b": rng.normal(size=2)}
    return gradient, update, validate, w, epochs, int(rng.integers(1, 4))


INDEPENDENT = {
    "08.7a": _cell,
    "08.7b": lambda rng: (lambda W, x, h: (W, x, h, rng.standard_t(3, h.shape)))(*_cell(rng)),
    "08.7c": _forward,
    "10.7a": _back,
    "10.7b": _back_in_time,
    "11.7a": _batches,
    "11.7b": _clipped,
    "11.7c": _training,
}
