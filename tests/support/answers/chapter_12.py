"""Answers to the exercises of chapter 12."""

from __future__ import annotations

import math

import numpy as np

from lstm_lib.sampling import draw
from lstm_lib.training import softmax


def bits_per_symbol(y, target, mask):
    y = y - y.max(axis=-1, keepdims=True)
    p = np.exp(y) / np.exp(y).sum(axis=-1, keepdims=True)
    came = np.take_along_axis(y, target[..., None], axis=-1)[..., 0]
    nats = np.log(np.exp(y).sum(axis=-1)) - came
    assert p.shape == y.shape
    return nats[mask].mean() / np.log(2)


def bits_loop(y, target, mask):
    total, count = 0.0, 0
    for t, b in zip(*np.nonzero(mask), strict=True):
        row = y[t, b]
        top = max(row)
        total += math.log2(sum(math.exp(value - top) for value in row))
        total -= (row[target[t, b]] - top) / math.log(2)
        count += 1
    return total / count


def bits_logaddexp(y, target, mask):
    log_p = y - np.logaddexp.reduce(y, axis=-1, keepdims=True)
    one_hot = np.eye(y.shape[-1])[target]
    return -np.sum(np.where(one_hot * mask[..., None] > 0, log_p, 0)) / mask.sum() / np.log(2)


def bits_base_two(y, target, mask):
    """Everything in powers of 2 from the start."""
    y = (y - y.max(axis=2, keepdims=True)) / np.log(2)
    T, B, _ = y.shape
    each = np.log2((2**y).sum(axis=2)) - y[np.arange(T)[:, None], np.arange(B), target]
    return float(np.average(each, weights=mask))


def bits_by_text(y, target, mask):
    """Text by text, each weighted with its length."""
    found = [bits_base_two(y[:, b : b + 1], target[:, b : b + 1], mask[:, b : b + 1])
             for b in range(y.shape[1])]  # fmt: skip
    lengths = mask.sum(axis=0)
    return np.dot(found, lengths) / lengths.sum()


def bits_rows(y, target, mask):
    rows, classes = y[mask], target[mask]
    gaps = rows - rows[np.arange(len(rows)), classes][:, None]
    top = gaps.max(axis=1)
    nats = top + np.log(np.sum(np.exp(gaps - top[:, None]), axis=1))
    return np.sum(nats) / len(nats) / np.log(2)


def sharpen(y, temperature):
    y = (y - y.max(axis=-1, keepdims=True)) / temperature
    return np.exp(y) / np.exp(y).sum(axis=-1, keepdims=True)


def sharpen_rows(y, temperature):
    result = []
    for row in y:
        powers = [math.exp((value - max(row)) / temperature) for value in row]
        result.append([power / sum(powers) for power in powers])
    return np.array(result)


def sharpen_log(y, temperature):
    z = y / temperature
    return np.exp(z - np.logaddexp.reduce(z, axis=1, keepdims=True))


def sharpen_powers(y, temperature):
    """The network's own probabilities to the power 1/θ, normalised, in logarithms."""
    log_p = y - np.logaddexp.reduce(y, axis=1, keepdims=True)
    z = log_p / temperature
    z = np.exp(z - z.max(axis=1, keepdims=True))
    return z / z.sum(axis=1, keepdims=True)


def sharpen_gaps(y, temperature):
    """1 / Σ_j e^{(y_j − y_k)/θ}, all pairs at once."""
    gaps = (y[:, None, :] - y[:, :, None]) / temperature
    with np.errstate(over="ignore"):
        return 1 / np.exp(gaps).sum(axis=2)


def sample_texts(step, u):
    T, B = u.shape
    symbols, state, over = np.zeros(B, int), None, np.zeros(B, bool)
    texts = np.zeros((T, B), int)
    for t in range(T):
        p, state = step(symbols, state)
        symbols = np.minimum((p.cumsum(axis=1) <= u[t][:, None]).sum(axis=1), p.shape[1] - 1)
        symbols[over] = 0
        over = over | (symbols == 0)
        texts[t] = symbols
    return texts


def sample_one_by_one(step, u):
    columns = []
    for row in u.T:
        s, state, text = np.zeros(1, int), None, []
        for number in row:
            p, state = step(s, state)
            s = np.array([min(np.searchsorted(np.cumsum(p[0]), number, "right"), p.shape[1] - 1)])
            text.append(int(s[0]))
            if text[-1] == 0:
                break
        columns.append(text + [0] * (len(row) - len(text)))
    return np.array(columns).T


def sample_argmax_of_exceeding(step, u):
    symbols, state, texts = np.zeros(u.shape[1], int), None, []
    for numbers in u:
        p, state = step(symbols, state)
        total = np.cumsum(p, axis=-1)
        total[:, -1] = 1
        symbols = (total > numbers[:, None]).argmax(axis=-1)
        texts.append(symbols)
    texts = np.array(texts)
    ended = np.cumsum(texts == 0, axis=0) - (texts == 0) > 0
    return np.where(ended, 0, texts)


class _Given(np.random.Generator):
    """A generator that gives the numbers of one step."""

    def __init__(self, numbers):
        super().__init__(np.random.PCG64(0))
        self.numbers = numbers

    def random(self, size=None):
        return self.numbers.reshape(size)


def sample_by_library(step, u):
    symbols, state, texts = np.zeros(u.shape[1], int), None, np.zeros(u.shape, int)
    alive = np.ones(u.shape[1], bool)
    for t, numbers in enumerate(u):
        p, state = step(symbols, state)
        symbols = np.where(alive, draw(p, _Given(numbers)), 0)
        alive &= symbols > 0
        texts[t] = symbols
    return texts


def sample_recursive(step, u, symbols=None, state=None):
    if not len(u):
        return np.zeros((0, u.shape[1]), int)
    first = symbols is None
    given = np.zeros(u.shape[1], int) if first else symbols
    p, state = step(given, state)
    drawn = np.minimum(np.sum(np.cumsum(p, 1) <= u[0][:, None], axis=1), p.shape[1] - 1)
    if not first:
        drawn = drawn * (given != 0)
    return np.vstack([drawn[None], sample_recursive(step, u[1:], drawn, state)])


def sample_mutable(step, u):
    texts = np.zeros((len(u) + 1, u.shape[1]), int)
    state = None
    for t in range(len(u)):
        p, state = step(texts[t], state)
        for b in range(u.shape[1]):
            if t and texts[t, b] == 0:
                continue
            total = 0.0
            for s in range(p.shape[1]):
                total += p[b, s]
                if total > u[t, b] or s == p.shape[1] - 1:
                    texts[t + 1, b] = s
                    break
    return texts[1:]


def agreement_error(p, numbers, verbs):
    wrong = 0
    for row, number in zip(p, numbers, strict=True):
        wrong += row[verbs[1 - number]].sum() > row[verbs[number]].sum()
    return wrong / len(p)


def agreement_where(p, numbers, verbs):
    singular, plural = p[:, verbs[0]].sum(axis=1), p[:, verbs[1]].sum(axis=1)
    return np.where(numbers == 0, plural > singular, singular > plural).mean()


def agreement_matrix(p, numbers, verbs):
    which = np.zeros((p.shape[1], 2))
    which[verbs[0], 0] = which[verbs[1], 1] = 1
    total = p @ which
    right = np.take_along_axis(total, numbers[:, None], axis=1)[:, 0]
    return float(np.count_nonzero(total.sum(axis=1) - right > right)) / len(p)


def agreement_sign(p, numbers, verbs):
    lead = (p[:, verbs[1]] - p[:, verbs[0]]).sum(axis=1)
    return np.mean(lead * (1 - 2 * numbers) > 0)


def agreement_lists(p, numbers, verbs):
    found = [
        sum(row[w] for w in verbs[1 - n]) > sum(row[w] for w in verbs[n])
        for row, n in zip(p.tolist(), numbers.tolist(), strict=True)
    ]
    return sum(found) / len(found)


def agreement_fancy(p, numbers, verbs):
    rows = np.arange(len(p))[:, None]
    right, wrong = p[rows, verbs[numbers]], p[rows, verbs[1 - numbers]]
    return float((wrong.sum(axis=1) > right.sum(axis=1)).mean())


def swap_unit(h, c, unit):
    h, c = h.copy(), c.copy()
    h[0::2, unit], h[1::2, unit] = h[1::2, unit].copy(), h[0::2, unit].copy()
    c[0::2, unit], c[1::2, unit] = c[1::2, unit].copy(), c[0::2, unit].copy()
    return h, c


def swap_loop(h, c, unit):
    new_h, new_c = np.array(h), np.array(c)
    for k in range(len(h)):
        mate = k + 1 if k % 2 == 0 else k - 1
        new_h[k, unit] = h[mate, unit]
        new_c[k, unit] = c[mate, unit]
    return new_h, new_c


def swap_reshape(h, c, unit):
    def one(a):
        pairs = a.copy().reshape(-1, 2, a.shape[1])
        pairs[:, :, unit] = pairs[:, ::-1, unit].copy()
        return pairs.reshape(a.shape)

    return one(h), one(c)


def swap_where(h, c, unit):
    mate = np.arange(len(h)) ^ 1
    chosen = np.arange(h.shape[1]) == unit
    return np.where(chosen, h[mate], h), np.where(chosen, c[mate], c)


def swap_difference(h, c, unit):
    sign = np.where(np.arange(len(h)) % 2 == 0, 1.0, -1.0)
    results = []
    for a in (h, c):
        new = a.copy()
        new[:, unit] = np.repeat(a[::2, unit] + a[1::2, unit], 2) - a[:, unit]
        results.append(new)
    assert len(sign) == len(h)
    return tuple(results)


def swap_stack(h, c, unit):
    both = np.stack([h, c])
    both[:, :, unit] = both[:, [k ^ 1 for k in range(len(h))], unit]
    return both[0], both[1]


CORRECT = {
    "12.1": [
        bits_per_symbol,
        bits_loop,
        bits_logaddexp,
        bits_base_two,
        bits_by_text,
        bits_rows,
    ],
    "12.2": [
        sharpen,
        sharpen_rows,
        sharpen_log,
        sharpen_powers,
        sharpen_gaps,
        lambda y, temperature: softmax(y / temperature),
    ],
    "12.3": [
        sample_texts,
        sample_one_by_one,
        sample_argmax_of_exceeding,
        sample_by_library,
        sample_recursive,
        sample_mutable,
    ],
    "12.4": [
        agreement_error,
        agreement_where,
        agreement_matrix,
        agreement_sign,
        agreement_lists,
        agreement_fancy,
    ],
    "12.5": [
        swap_unit,
        swap_loop,
        swap_reshape,
        swap_where,
        swap_difference,
        swap_stack,
    ],
}


def sampled_with(**changed):
    """The loop with another step or other random numbers."""

    def answer(step, u):
        now = {"step": step, "u": u}
        return sample_texts(**{name: changed.get(name, now.get)(now if name in changed else name)
                               for name in now})  # fmt: skip

    return answer


def endless(step, u):
    symbols, state, texts = np.zeros(u.shape[1], int), None, []
    for numbers in u:
        p, state = step(symbols, state)
        symbols = np.minimum((p.cumsum(1) <= numbers[:, None]).sum(1), p.shape[1] - 1)
        texts.append(symbols)
    return np.array(texts)


def forgetful(now):
    return lambda symbols, state: now["step"](symbols, None)


def blind(now):
    return lambda symbols, state: now["step"](0 * symbols, state)


def of_one(rule):
    """A result that swaps by some other rule, for both arrays."""
    return lambda h, c, unit: (rule(h.copy(), unit), rule(c.copy(), unit))


def negated(a, unit):
    a[:, unit] *= -1
    return a


def reversed_column(a, unit):
    a[:, unit] = a[::-1, unit].copy()
    return a


def overwritten(a, unit):
    a[::2, unit] = a[1::2, unit]
    a[1::2, unit] = a[::2, unit]
    return a


INCORRECT = {
    "12.1": [
        (lambda y, target, mask: bits_rows(y, target, mask) * math.log(2), "nats"),
        (lambda y, target, mask: bits_rows(y, target, mask | True), "padding-counts"),
        (lambda y, target, mask: 2.0 ** min(bits_rows(y, target, mask), 1000), "perplexity"),
        (lambda y, target, mask: -bits_loop(y, target, mask), "negative"),
        (lambda y, target, mask: bits_rows(y, target, mask) * mask.mean(), "divided-by-all"),
        (
            lambda y, target, mask: np.mean(
                [bits_rows(y[:, [b]], target[:, [b]], mask[:, [b]]) for b in range(y.shape[1])]
            ),
            "mean-of-means",
        ),
        (lambda y, target, mask: bits_rows(y, 0 * target, mask), ""),
        (lambda y, target, mask: bits_rows(-y, target, mask), ""),
        (lambda y, target, mask: bits_rows(y[:1], target[:1], mask[:1]), ""),
        (lambda y, target, mask: np.log2(y.shape[-1]), ""),
        (lambda y, target, mask: bits_rows(softmax(y), target, mask), ""),
        (lambda y, target, mask: bits_rows(y, target, mask) / math.log2(10), ""),
    ],
    "12.2": [
        (lambda y, temperature: softmax(y * temperature), "multiplied"),
        (lambda y, temperature: softmax(y), "no-temperature"),
        (lambda y, temperature: softmax(y) / temperature, "after-the-softmax"),
        (lambda y, temperature: np.exp(y / temperature) / np.exp(y / temperature).sum(1, keepdims=True), "overflow"),
        (lambda y, temperature: softmax(y / temperature).T, ""),
        (lambda y, temperature: softmax(y / temperature**2), ""),
        (lambda y, temperature: softmax(y / math.sqrt(temperature)), ""),
        (lambda y, temperature: softmax(-y / temperature), ""),
        (lambda y, temperature: softmax(y / temperature)[0], ""),
        (lambda y, temperature: np.log(softmax(y / temperature)), ""),
        (lambda y, temperature: np.full_like(y, 1 / y.shape[1]), ""),
        (lambda y, temperature: softmax(y - temperature), "no-temperature"),
    ],
    "12.3": [
        (sampled_with(step=forgetful), "state-dropped"),
        (sampled_with(step=blind), "not-fed-back"),
        (sampled_with(u=lambda now: np.repeat(now["u"][:, :1], now["u"].shape[1], axis=1)), "one-number-for-all"),
        (endless, "no-end"),
        (lambda step, u: sample_texts(step, u).T, ""),
        (lambda step, u: sample_texts(step, u)[0], ""),
        (lambda step, u: sample_texts(step, u).astype(float), ""),
        (lambda step, u: sample_texts(step, u).tolist(), ""),
        (lambda step, u: sample_texts(step, 1 - u), "from-the-other-end"),
        (lambda step, u: sample_texts(step, u[::-1]), ""),
        (lambda step, u: np.zeros(u.shape, int), ""),
        (lambda step, u: sample_texts(step, u) + 1, ""),
    ],
    "12.4": [
        (lambda p, n, verbs: 1 - agreement_error(p, n, verbs), "accuracy"),
        (lambda p, n, verbs: agreement_error(p, 0 * n, verbs), "numbers-ignored"),
        (lambda p, n, verbs: agreement_error(p, n, verbs[:, [0]]), "one-verb"),
        (lambda p, n, verbs: agreement_error(p, n, verbs) * len(n), "count"),
        (lambda p, n, verbs: agreement_error(p, 1 - n, verbs), ""),
        (lambda p, n, verbs: agreement_error(p, n, verbs[::-1]), ""),
        (lambda p, n, verbs: agreement_error(p, n, verbs[:, -1:]), ""),
        (lambda p, n, verbs: agreement_error(p, n * 0 + 1, verbs), ""),
        (lambda p, n, verbs: agreement_error(p[:1], n[:1], verbs), ""),
        (lambda p, n, verbs: 0.0, ""),
        (lambda p, n, verbs: 100 * agreement_error(p, n, verbs), ""),
        (lambda p, n, verbs: agreement_error(-p, n, verbs), ""),
    ],
    "12.5": [
        (lambda h, c, unit: (h.copy(), swap_unit(h, c, unit)[1]), "c-without-h"),
        (lambda h, c, unit: (swap_unit(h, c, unit)[0], c.copy()), "h-without-c"),
        (of_one(overwritten), "overwritten"),
        (lambda h, c, unit: swap_unit(h, c, unit)[::-1], "exchanged-results"),
        (lambda h, c, unit: (h.copy(), c.copy()), "nothing"),
        (of_one(negated), ""),
        (of_one(reversed_column), ""),
        (lambda h, c, unit: swap_unit(h, c, 0), ""),
        (lambda h, c, unit: swap_unit(h, c, h.shape[1] - 1), ""),
        (lambda h, c, unit: swap_unit(h, c, unit)[0], ""),
        (lambda h, c, unit: swap_unit(h, h, unit), ""),
        (lambda h, c, unit: swap_unit(h.round(), c, unit), ""),
    ],
}  # fmt: skip


def _words(rng):
    B, M = rng.integers(1, 12), rng.integers(1, 4)
    verbs = rng.permutation(10)[: 2 * M].reshape(2, M)
    return rng.dirichlet(np.full(10, 0.5), size=B), rng.integers(2, size=B), verbs


def _text_batch(rng):
    T, B, K = (*rng.integers(1, 6, 2).tolist(), int(rng.integers(2, 6)))
    mask = np.arange(T)[:, None] < rng.integers(1, T + 1, B)
    return 3 * rng.standard_t(3, (T, B, K)), rng.integers(K, size=(T, B)), mask


def _writer(rng):
    """Random tables instead of a network: the state counts the steps."""
    tables = rng.dirichlet(np.full(5, 0.7), size=(20, 5))

    def step(symbols, state):
        t = 0 if state is None else state
        return tables[t % 20, symbols], t + 1

    return step, rng.random((rng.integers(1, 9), rng.integers(1, 5)))


def _states(rng):
    P, H = rng.integers(1, 5, 2)
    return rng.normal(size=(2 * P, H)), rng.normal(size=(2 * P, H)), int(rng.integers(H))


INDEPENDENT = {
    "12.1": _text_batch,
    "12.2": lambda rng: (
        rng.standard_t(2, rng.integers(1, 6, 2)),
        float(rng.uniform(0.2, 4)),
    ),
    "12.3": _writer,
    "12.4": _words,
    "12.5": _states,
}
