"""Answers to the exercises of chapter 11."""

from __future__ import annotations

import math

import numpy as np

from lstm_lib.training import Adam, clip_by_norm, global_norm, softmax


def best_and_stop(validation, patience):
    best = 0
    stop = 0
    for n in range(len(validation)):
        stop = n
        if validation[n] < validation[best]:
            best = n
        if n - best >= patience:
            break
    return best, stop


def stopping_count(validation, patience):
    lowest, best, failed = math.inf, None, 0
    for n, value in enumerate(validation):
        if value < lowest:
            lowest, best, failed = value, n, 0
        else:
            failed += 1
        if failed == patience:
            return best, n
    return best, len(validation) - 1


def stopping_while(validation, patience):
    best, n = 0, 0
    while n + 1 < len(validation) and n - best < patience:
        n += 1
        best = n if validation[n] < validation[best] else best
    return best, n


def stopping_argmin(validation, patience):
    for stop in range(len(validation)):
        best = int(np.argmin(validation[: stop + 1]))
        if stop == best + patience:
            break
    return best, stop


def stopping_vectorised(validation, patience):
    n = np.arange(len(validation))
    lowest = np.minimum.accumulate(validation)
    new = np.append(True, validation[1:] < lowest[:-1])
    best = np.maximum.accumulate(np.where(new, n, 0))
    stop = int(np.argmax(n - best == patience)) if np.any(n - best == patience) else len(n) - 1
    return best[stop], stop


def stopping_recursive(validation, patience, best=0, n=0):
    if n == len(validation):
        return best, n - 1
    if validation[n] < validation[best]:
        best = n
    return (
        (best, n) if n - best == patience else stopping_recursive(validation, patience, best, n + 1)
    )


def judged_loss(y, target, mask):
    K = y.shape[-1]
    centred = y - y.max(axis=-1, keepdims=True)
    total = np.exp(centred).sum(axis=-1, keepdims=True)
    right = np.eye(K)[target]
    each = -np.sum(right * (centred - np.log(total)), axis=-1)
    N = mask.sum()
    loss = np.sum(each * mask) / N
    dy = (np.exp(centred) / total - right) * mask[..., None] / N
    return loss, dy


def judged_loop(y, target, mask):
    T, B, _ = y.shape
    loss, dy, N = 0.0, np.zeros_like(y), 0
    for t in range(T):
        for b in range(B):
            if mask[t, b]:
                top = max(y[t, b])
                total = sum(math.exp(value - top) for value in y[t, b])
                loss += math.log(total) + top - y[t, b, target[t, b]]
                dy[t, b] = np.exp(y[t, b] - top) / total
                dy[t, b, target[t, b]] -= 1
                N += 1
    return loss / N, dy / N


def judged_rows(y, target, mask):
    rows, classes = y[mask], target[mask]
    at = np.arange(len(rows)), classes
    log_shares = rows - rows.max(1, keepdims=True)
    log_shares -= np.log(np.exp(log_shares).sum(1, keepdims=True))
    slopes = np.exp(log_shares)
    slopes[at] -= 1
    dy = np.zeros(y.shape)
    dy[mask] = slopes / len(rows)
    return -log_shares[at].mean(), dy


def judged_where(y, target, mask):
    one_hot = target[..., None] == np.arange(y.shape[-1])
    top = np.amax(y, axis=2)
    log_total = top + np.log(np.sum(np.exp(y - top[..., None]), axis=2))
    loss = np.mean((log_total - y[one_hot].reshape(target.shape))[mask])
    slopes = np.where(mask[..., None], softmax(y) - one_hot, 0)
    return float(loss), slopes / np.count_nonzero(mask)


def judged_logaddexp(y, target, mask):
    log_shares = y - np.logaddexp.reduce(y, axis=-1, keepdims=True)
    each = -np.take_along_axis(log_shares, target[:, :, None], axis=2)[:, :, 0]
    weights = mask / mask.sum()
    dy = np.exp(log_shares)
    T, B = target.shape
    dy[np.arange(T)[:, None], np.arange(B), target] -= 1
    return np.sum(each * weights), dy * weights[:, :, None]


def clipped_adam_step(w, d, m, v, q, limit):
    norm = np.sqrt(np.sum([np.sum(part**2) for part in d.values()]))
    factor = limit / norm if norm > limit else 1.0
    new = {}
    for name in w:
        slope = factor * d[name]
        mean = (0.9 * m[name] + 0.1 * slope) / (1 - 0.9**q)
        spread = np.sqrt((0.999 * v[name] + 0.001 * slope**2) / (1 - 0.999**q))
        new[name] = w[name] - 0.1 * mean / (spread + 1e-8)
    return new["W"], new["b"]


def adam_of_copies(w, d, m, v, q, limit):
    w, d, m, v = ({name: part.copy() for name, part in arrays.items()} for arrays in (w, d, m, v))
    clip_by_norm(d, limit)
    for name in w:
        m[name] *= 0.9
        m[name] += (1 - 0.9) * d[name]
        v[name] += (1 - 0.999) * (d[name] * d[name] - v[name])
        w[name] -= 0.1 / (1 - 0.9**q) * m[name] / (np.sqrt(v[name] / (1 - 0.999**q)) + 1e-8)
    return tuple(w.values())


def adam_of_one_vector(w, d, m, v, q, limit):
    """All arrays in one long row, and taken apart again at the end."""
    w_row, d_row, m_row, v_row = (np.append(arrays["W"], arrays["b"]) for arrays in (w, d, m, v))
    d_row = d_row * min(1.0, limit / max(np.linalg.norm(d_row), 1e-12))
    m_row = 0.9 * m_row + 0.1 * d_row
    v_row = 0.999 * v_row + 0.001 * d_row**2
    w_row = w_row - 1e-1 * m_row / (1 - 0.9**q) / (np.sqrt(v_row / (1 - 0.999**q)) + 1e-8)
    return w_row[: w["W"].size].reshape(w["W"].shape), w_row[w["W"].size :]


def adam_by_library(w, d, m, v, q, limit):
    norm = global_norm(d)
    adam = Adam(0.1)
    adam.restore(
        {"steps": np.array(q - 1)} | {f"m {k}": m[k] for k in m} | {f"v {k}": v[k] for k in v}
    )
    w = {k: part + 0 for k, part in w.items()}
    adam.step(w, {k: part / max(1, norm / limit) for k, part in d.items()})
    return w["W"], w["b"]


def adam_scaled_square(w, d, m, v, q, limit):
    """v in terms of the squared norm."""
    squared = sum(float((part * part).sum()) for part in d.values())
    k = limit / math.sqrt(squared) if squared > limit * limit else 1
    means = [m[name] * 0.9 + d[name] * 0.1 * k for name in "Wb"]
    squares = [v[name] * 0.999 + d[name] ** 2 * k * k * 0.001 for name in "Wb"]
    spreads = [np.sqrt(each) / math.sqrt(1 - 0.999**q) + 1e-8 for each in squares]
    W, b = (
        mean / (10 * (1 - 0.9**q) * spread) for mean, spread in zip(means, spreads, strict=True)
    )
    return w["W"] - W, w["b"] - b


def adam_by_names(w, d, m, v, q, limit):
    length = math.hypot(*d["W"].ravel(), *d["b"])
    d = {k: d[k] if length <= limit else d[k] / length * limit for k in ("b", "W")}
    m = {k: (9 * m[k] + d[k]) / 10 for k in d}
    v = {k: (999 * v[k] + np.square(d[k])) / 1000 for k in d}
    w = {k: w[k] - 0.1 * (m[k] / (1 - 0.9**q)) / ((v[k] / (1 - 0.999**q)) ** 0.5 + 1e-8) for k in d}
    return w["W"], w["b"]


def fastest_rate(a):
    flattest = np.min(a)
    steepest = np.max(a)
    return 2 / (flattest + steepest)


def fastest_by_sorting(a):
    low, *_, high = [*sorted(a), max(a)]
    return 1 / np.mean([low, high])


def fastest_by_search(a):
    """Crossing of the two lines: 1 − ηa of the flattest, ηa − 1 of the steepest."""
    flattest, steepest = float(min(a)), float(max(a))
    low, high = 0.0, 2 / steepest
    for _ in range(60):
        middle = (low + high) / 2
        falls_short = middle * steepest - 1 < 1 - middle * flattest
        low, high = (middle, high) if falls_short else (low, middle)
    return low


def judged_take_along(y, target, mask):
    N = mask.sum()
    log_p = y - y.max(axis=2, keepdims=True)
    log_p = log_p - np.log(np.sum(np.exp(log_p), axis=2, keepdims=True))
    loss = -float(np.take_along_axis(log_p, target[:, :, None], 2)[:, :, 0][mask].sum() / N)
    dy = np.exp(log_p)
    dy[(*np.indices(target.shape), target)] -= 1
    dy[~mask] = 0
    return loss, dy / N


CORRECT = {
    "11.2": [
        best_and_stop,
        stopping_count,
        stopping_while,
        stopping_argmin,
        stopping_vectorised,
        stopping_recursive,
    ],
    "11.3": [
        judged_loss,
        judged_loop,
        judged_rows,
        judged_where,
        judged_logaddexp,
        judged_take_along,
    ],
    "11.4": [
        clipped_adam_step,
        adam_of_copies,
        adam_of_one_vector,
        adam_by_library,
        adam_scaled_square,
        adam_by_names,
    ],
    "11.5": [
        fastest_rate,
        fastest_by_sorting,
        fastest_by_search,
        lambda a: float(2 / (a.min() + a.max())),
        lambda a: 2 / np.add(*np.quantile(a, [0, 1])),
        lambda a: 1 / (np.min(a) + np.ptp(a) / 2),
    ],
}  # fmt: skip


def mean_of_all(y, target, mask):
    loss, dy = judged_loss(y, target, np.ones_like(mask))
    return loss, dy


def with_mean(new_loss):
    def answer(y, target, mask):
        return new_loss(*judged_loss(y, target, mask), mask)

    return answer


def step_of(**changed):
    """The step with another limit, number or gradient."""

    def answer(w, d, m, v, q, limit):
        now = {"w": w, "d": d, "m": m, "v": v, "q": q, "limit": limit}
        return clipped_adam_step(
            **{name: changed.get(name, lambda now, name=name: now[name])(now) for name in now}
        )

    return answer


def without_bias(w, d, m, v, q, limit):
    return clipped_adam_step(w, d, m, v, q, limit)[0], w["b"]


INCORRECT = {
    "11.2": [
        (lambda validation, patience: (int(np.argmin(validation)), len(validation) - 1), "never-stops"),
        (lambda validation, patience: best_and_stop(validation, patience + 1), "one-too-patient"),
        (lambda validation, patience: best_and_stop(-validation, patience), "largest"),
        (lambda validation, patience: (best_and_stop(validation, patience)[1],) * 2, "last-weights"),
        (lambda validation, patience: best_and_stop(validation[::-1], patience), ""),
        (lambda validation, patience: np.array(best_and_stop(validation, patience)), ""),
        (lambda validation, patience: best_and_stop(validation, patience)[0], ""),
        (lambda validation, patience: best_and_stop(validation, 2), ""),
        (lambda validation, patience: (validation.min(), patience), ""),
        (lambda validation, patience: best_and_stop(np.abs(validation), patience), ""),
        (lambda validation, patience: tuple(map(float, best_and_stop(validation.round(), patience))), ""),
    ],
    "11.3": [
        (mean_of_all, "all-judged"),
        (with_mean(lambda loss, dy, mask: (loss * mask.mean(), dy)), "loss-unmended"),
        (with_mean(lambda loss, dy, mask: (loss, dy * mask.mean())), "slopes-unmended"),
        (with_mean(lambda loss, dy, mask: (loss * mask.mean(), dy * mask.mean())), "unmended"),
        (with_mean(lambda loss, dy, mask: (loss * mask.sum(), dy * mask.sum())), "N5-sum"),
        (with_mean(lambda loss, dy, mask: (loss, -dy)), ""),
        (with_mean(lambda loss, dy, mask: (loss, dy * 2)), ""),
        (with_mean(lambda loss, dy, mask: loss), ""),
        (with_mean(lambda loss, dy, mask: (loss, dy[mask])), ""),
        (with_mean(lambda loss, dy, mask: (loss / len(mask), dy / len(mask))), ""),
        (lambda y, target, mask: judged_loss(y, target, ~mask), ""),
        (lambda y, target, mask: judged_loss(y * mask[..., None], target, mask | True), ""),
    ],
    "11.4": [
        (step_of(limit=lambda now: math.inf), "not-clipped"),
        (step_of(q=lambda now: 10**9), "M2-no-correction"),
        (step_of(q=lambda now: 1), "correction-not-growing"),
        (step_of(q=lambda now: now["q"] + 1), "one-step-ahead"),
        (step_of(limit=lambda now: 1.0), ""),
        (step_of(m=lambda now: {k: 0 * p for k, p in now["m"].items()}), ""),
        (step_of(v=lambda now: {k: 0 * p for k, p in now["v"].items()}), ""),
        (step_of(v=lambda now: now["m"]), ""),
        (step_of(d=lambda now: {k: np.sign(p) for k, p in now["d"].items()}), ""),
        (lambda *args: clipped_adam_step(*args)[0], ""),
        (lambda *args: clipped_adam_step(*args)[::-1], ""),
        (without_bias, ""),
        (lambda w, d, m, v, q, limit: dict(zip("Wb", clipped_adam_step(w, d, m, v, q, limit), strict=True)), ""),
    ],
    "11.5": [
        (lambda a: 2 / a.max(), "wall"),
        (lambda a: 1 / a.max(), "1/largest"),
        (lambda a: 1 / a.mean(), "1/mean"),
        (lambda a: 1 / a, "a-rate-for-each"),
        (lambda a: 0.01, ""),
        (lambda a: 0.0, ""),
        (lambda a: math.nan, ""),
        (lambda a: a.min() + a.max(), ""),
        (lambda a: (a.min() + a.max()) / 2, ""),
        (lambda a: 1.9 / a.max(), ""),
        (lambda a: 2 / (a.max() - a.min() + 1), ""),
        (lambda a: round(2 / (a.min() + a.max()), 3), ""),
    ],
}  # fmt: skip


def _curve(rng):
    falling = np.linspace(2, 0, 15)[: rng.integers(1, 15)]
    return (falling + rng.normal(size=falling.size) * rng.choice([0.1, 1])).round(1), int(
        rng.integers(1, 5)
    )


def _symbols(rng):
    T, B, K = rng.integers(1, 6, 3)
    mask = np.arange(T)[:, None] < rng.integers(1, T + 1, B)
    return 5 * rng.standard_t(3, (T, B, K)), rng.integers(K, size=(T, B)), mask


def _update(rng):
    H, D = rng.integers(1, 5, 2)

    def arrays(draw):
        return {"W": draw((H, D)), "b": draw(H)}

    d = arrays(lambda shape: rng.standard_t(3, shape) * 10.0 ** rng.integers(-2, 3))
    w, m = arrays(rng.standard_normal), arrays(rng.standard_normal)
    return w, d, m, arrays(rng.random), int(rng.integers(1, 50)), float(rng.uniform(0.1, 9))


INDEPENDENT = {
    "11.2": _curve,
    "11.3": _symbols,
    "11.4": _update,
    "11.5": lambda rng: (10 ** rng.uniform(-2, 2, rng.integers(1, 7)),),
}
