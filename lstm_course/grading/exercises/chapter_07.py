"""Chapter 7, forgetting and the memory cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_course.grading.exercise import Answer, Choice, Function, Number, Written, Wrong
from lstm_course.grading.generators import made, share
from lstm_lib._validation import Array
from lstm_lib.activations import sigmoid, tanh
from lstm_lib.cell import State, Step, step
from lstm_lib.layer import concat, layer
from lstm_lib.weights import LSTMWeights

settles = Choice(
    id="07.1",
    title="The same at every step",
    name="memory_in_the_end",
    question="At every step the forget gate stands at 0.95, the input gate at 0.2 and the "
    "candidate at 0.5. Where is the memory after very many steps?",
    options={
        "a": (
            "Nowhere: it grows by 0.1 at every step",
            "That is the cell of 1997. Here a larger memory loses more: how much does a memory "
            "of 10 lose at the next step?",
        ),
        "b": (
            "Near 0, since 0.95 multiplied by itself comes to nothing",
            "What was there at first is gone, yes. But the writing goes on.",
        ),
        "c": ("Near 2", ""),
        "d": (
            "Near 1, since a memory cannot be larger",
            "What cannot be larger than 1 is what one step writes, or what h shows. Nothing "
            "squashes the memory itself.",
        ),
        "e": (
            "Near 0.1, what was written last",
            "What was written one step before is still there, all but a twentieth of it; and what "
            "was written before that?",
        ),
    },
    right="c",
    then="There each step loses as much as it writes: `c = i·g / (1 − f)`, from wherever it starts.",
)

LASTING, SHORT = 0.999, 0.9


def _sum_for(share: float) -> float:
    return float(np.log(share / (1 - share)))


def _half_life(f: float) -> float:
    return float(np.log(0.5) / np.log(f))


steady = Number(
    id="07.2",
    title="Mostly kept",
    name="steady_bias",
    expected=lambda: _sum_for((LASTING**9 * SHORT) ** 0.1),
    wrong=[
        (
            "mean-gate",
            lambda: _sum_for(0.9 * LASTING + 0.1 * SHORT),
            "That gate stands at the mean of the ten. But what is left of a memory is multiplied, "
            "not added, step by step.",
        ),
        (
            "mean-bias",
            lambda: 0.9 * _sum_for(LASTING) + 0.1 * _sum_for(SHORT),
            "You averaged the sums behind the gates. A memory meets the gates themselves.",
        ),
        (
            "mean-half-life",
            lambda: _sum_for(2 ** -(1 / (0.9 * _half_life(LASTING) + 0.1 * _half_life(SHORT)))),
            "You averaged the half-lives: then a single step at 0.9 would hardly count. In ten "
            "steps, which one loses most?",
        ),
        (
            "all-ten",
            lambda: _sum_for(LASTING**9 * SHORT),
            "With this bias a gate loses in one step what those ten lose together.",
        ),
        (
            "weakest",
            lambda: _sum_for(SHORT),
            "That bias belongs to 0.9 at every step. Nine steps in ten lose much less.",
        ),
        (
            "strongest",
            lambda: _sum_for(LASTING),
            "That bias belongs to 0.999 at every step. One step in ten loses a hundred times as "
            "much.",
        ),
        (
            "gate",
            lambda: (LASTING**9 * SHORT) ** 0.1,
            "The right gate. Which bias opens it so far?",
        ),
        (
            "sign",
            lambda: -_sum_for((LASTING**9 * SHORT) ** 0.1),
            "The right size. But a gate with a negative bias is more than half shut.",
        ),
    ],
    then="One leaky step in ten costs more than the nine others together.",
)


def _after(change: Callable[[Step, Array], Array]) -> Answer:
    """A wrong memory made of what one right step computed and of the old memory."""
    return lambda W, h, c, x: change(step(LSTMWeights(W), x, State(h, c)), c)


def _with_order(order: str) -> Answer:
    """The cell that takes the blocks of W in another order."""

    def answer(W: Array, h: Array, c: Array, x: Array) -> Array:
        block = dict(zip(order, np.split(W, 4), strict=True))
        W = np.concatenate([block[gate] for gate in "ifgo"])
        return step(LSTMWeights(W), x, State(h, c)).c

    return answer


def _without_bias(W: Array, h: Array, c: Array, x: Array) -> Array:
    W = np.column_stack([np.zeros(len(W)), W[:, 1:]])
    return step(LSTMWeights(W), x, State(h, c)).c


def _stacked_xh(W: Array, h: Array, c: Array, x: Array) -> Array:
    weights, z = LSTMWeights(W), concat(x, h)
    written = layer(weights.i, z) * layer(weights.g, z, activation=tanh)
    return np.asarray(layer(weights.f, z) * c + written)


def _all_sigmoid(W: Array, h: Array, c: Array, x: Array) -> Array:
    one = step(LSTMWeights(W), x, State(h, c))
    return np.asarray(one.f * c + one.i * layer(LSTMWeights(W).g, concat(h, x)))


def _in_place(W: Array, h: Array, c: Array, x: Array) -> Array:
    c[...] = step(LSTMWeights(W), x, State(h, c)).c
    return c


def broken_next_memory(W: Array, h: Array, c: Array, x: Array) -> Any:
    """The new memory with the gates as they were reported, in this course's names."""
    W_f, W_i, W_g, _ = np.split(W, 4)
    z = concat(h, x)
    f, i = layer(W_f, z), layer(W_i, z)
    g = layer(W_g, z, activation=tanh)
    return f * c + i * g


next_memory = Function(
    id="07.3",
    title="A memory that empties itself",
    name="next_memory",
    inputs={"W": "4H 1+H+D", "h": "B H", "c": "B H", "x": "B D"},
    returns="c",
    reference=lambda W, h, c, x: step(LSTMWeights(W), x, State(h, c)).c,
    given=broken_next_memory,
    wrong=[
        Wrong(
            "unmended",
            broken_next_memory,
            "It still does what the broken one does. The line of the update is right: what do the "
            "names in it stand for?",
        ),
        Wrong(
            "E1-inverted-forget",
            _after(lambda one, c: (1 - one.f) * c + one.i * one.g),
            "Where the forget gate is 1 your memory is erased. It is called after what it does "
            "when it is shut.",
        ),
        Wrong(
            "E2-multiplied",
            _after(lambda one, c: one.f * c * one.i * one.g),
            "With you an empty memory stays empty for ever: what is new is added, not multiplied.",
        ),
        Wrong(
            "E4-coupled",
            _after(lambda one, c: one.f * c + (1 - one.f) * one.g),
            "Your memory does not react when the input gate does. Keeping and writing are two "
            "questions, and each has a gate.",
        ),
        Wrong(
            "coupled-to-i",
            _after(lambda one, c: (1 - one.i) * c + one.i * one.g),
            "Your memory does not react when the forget gate does. Keeping and writing are two "
            "questions, and each has a gate.",
        ),
        Wrong(
            "forget-for-both",
            _after(lambda one, c: one.f * c + one.f * one.g),
            "What is kept is right. But what is new goes through the same gate.",
        ),
        Wrong(
            "input-for-both",
            _after(lambda one, c: one.i * c + one.i * one.g),
            "What is written is right. But what is kept goes through the same gate.",
        ),
        Wrong(
            "E6-no-carry",
            _after(lambda one, c: one.i * one.g),
            "Whatever the old memory is, your result is the same. Nothing of it is kept.",
        ),
        Wrong(
            "1997",
            _after(lambda one, c: c + one.i * one.g),
            "That is the cell of 1997: nothing is ever forgotten.",
        ),
        Wrong(
            "ungated",
            _after(lambda one, c: one.f * c + one.g),
            "What is kept is right. But all that is new is written, with the input gate shut as "
            "well.",
        ),
        Wrong(
            "E7-squashed",
            _after(lambda one, c: tanh(one.c)),
            "Your memory never leaves the range from −1 to 1. Squashed at every step, it would "
            "fade; where is the place for that tanh?",
        ),
        Wrong(
            "shown",
            _after(lambda one, c: one.h),
            "This is what the cell shows, h. What it keeps is wanted.",
        ),
        Wrong(
            "G1-order-ifog",
            _with_order("ifog"),
            "Your candidate is made by the rows of the output gate. W has its blocks in the order "
            "i, f, g, o.",
        ),
        Wrong(
            "G3-order-igfo",
            _with_order("igfo"),
            "Forget gate and candidate have changed places. W has its blocks in the order i, f, "
            "g, o.",
        ),
        Wrong(
            "G8-all-sigmoid",
            _all_sigmoid,
            "Your memory is never written downwards: the candidate goes through the sigmoid.",
        ),
        Wrong(
            "C2-order-xh",
            _stacked_xh,
            "You stacked [1; x; h], where the weights expect [1; h; x].",
        ),
        Wrong(
            "C7-no-bias",
            _without_bias,
            "At h = x = 0 your gates are half open. Their biases are missing.",
        ),
        Wrong(
            "E9-in-place",
            _in_place,
            "The right value, but the old memory is gone: your function changes c, and going "
            "backwards needs it.",
        ),
    ],
    then="Reported in github.com/NX-AI/xlstm/issues/98: a layer handed over its two gates in the "
    "wrong order. It was kept for the time being, since trained weights had got used to it.",
)


def _left(f: Array, i: Array, g: Array, c: Array) -> Array:
    """Each row written into an empty memory alone, and followed to the end."""
    rows = []
    for k in range(len(f) + 1):
        memory = c if k == 0 else i[k - 1] * g[k - 1]
        for t in range(k, len(f)):
            memory = f[t] * memory
        rows.append(memory)
    return np.array(rows)


def _sources(i: Array, g: Array, c: Array) -> Array:
    return np.concatenate([c[None], i * g])


def _backwards(f: Array) -> Array:
    """Products of the forget gates from a row to the end; after the last row 1."""
    return np.cumprod(np.concatenate([f, np.ones_like(f[:1])])[::-1], axis=0)[::-1]


def _one_too_many(f: Array, i: Array, g: Array, c: Array) -> Array:
    return _sources(i, g, c) * _backwards(np.concatenate([f[:1] * 0 + 1, f]))[:-1]


def _divided(f: Array, i: Array, g: Array, c: Array) -> Array:
    products = np.cumprod(np.concatenate([np.ones_like(f[:1]), f]), axis=0)
    return np.asarray(_sources(i, g, c) * (products[-1] / products))


def _memories(f: Array, i: Array, g: Array, c: Array) -> Array:
    rows = [c]
    for t in range(len(f)):
        rows.append(f[t] * rows[-1] + i[t] * g[t])
    return np.array(rows)


what_is_left = Function(
    id="07.4",
    title="Who is still in memory?",
    name="left_in_memory",
    inputs={
        "f": share("T B H"),
        "i": share("T B H"),
        "g": share("T B H", low=-1),
        "c": "B H",
    },
    returns="left",
    reference=_left,
    wrong=[
        Wrong(
            "own-gate-too",
            _one_too_many,
            "One gate too many: what a step writes does not pass that step's own forget gate. Try "
            "T = 1.",
        ),
        Wrong(
            "one-gate-short",
            lambda f, i, g, c: (
                _sources(i, g, c) * np.concatenate([_backwards(f)[1:], np.ones_like(f[:1])])
            ),
            "One gate too few: what was there before a step passes that step's forget gate. Try "
            "T = 1: what is left of c?",
        ),
        Wrong(
            "from-the-front",
            lambda f, i, g, c: (
                _sources(i, g, c) * np.cumprod(np.concatenate([f[:1] * 0 + 1, f]), axis=0)
            ),
            "You multiplied the gates from the first step on. Those before a writing have nothing "
            "to do with it; which ones does it pass?",
        ),
        Wrong(
            "all-gates",
            lambda f, i, g, c: _sources(i, g, c) * np.prod(f, axis=0),
            "You sent every writing through all gates. It passes those of the steps that follow.",
        ),
        Wrong(
            "next-gate-only",
            lambda f, i, g, c: _sources(i, g, c) * np.concatenate([f, np.ones_like(f[:1])]),
            "Each writing passes one gate with you, as if the run ended one step later.",
        ),
        Wrong(
            "last-gate-only",
            lambda f, i, g, c: (
                _sources(i, g, c) * f[-1] ** np.arange(len(f), -1, -1)[:, None, None]
            ),
            "You took one gate, the last one, for all steps. Each step has its own.",
        ),
        Wrong(
            "never-forgotten",
            lambda f, i, g, c: _sources(i, g, c),
            "That is what was written. How much of it is left at the end?",
        ),
        Wrong(
            "ungated",
            lambda f, i, g, c: _left(f, np.ones_like(i), g, c),
            "What is left of the candidates, as if all of each had been written. What says how "
            "much was?",
        ),
        Wrong(
            "shares-only",
            lambda f, i, g, c: _backwards(f),
            "These are the shares that are left. Shares of what?",
        ),
        Wrong(
            "memories",
            _memories,
            "These are the memories after each step. Wanted is what each step has left in the last "
            "of them.",
        ),
        Wrong(
            "running-sums",
            lambda f, i, g, c: np.cumsum(_left(f, i, g, c), axis=0),
            "You added up: your last row is the whole memory. Each row is the part of one step.",
        ),
        Wrong(
            "without-c",
            lambda f, i, g, c: _left(f, i, g, c)[1:],
            "One row is missing, the first: what is left of c.",
        ),
        Wrong(
            "c-last",
            lambda f, i, g, c: np.roll(_left(f, i, g, c), -1, axis=0),
            "All rows are right, but that of c comes first: it is the oldest.",
        ),
        Wrong(
            "newest-first",
            lambda f, i, g, c: _left(f, i, g, c)[::-1],
            "All rows are right, but in the order of k, the newest first. Wanted is the order of "
            "time.",
        ),
        Wrong(
            "divided",
            _divided,
            "Right as long as every gate is open. Where one is exactly 0 you divide by 0; a gate "
            "that shuts makes a memory empty, not undefined.",
        ),
        Wrong(
            "as-shares",
            lambda f, i, g, c: _left(f, i, g, c) / _left(f, i, g, c).sum(axis=0),
            "You divided by the whole memory. That may be 0, or smaller than its parts: some are "
            "positive and some negative.",
        ),
    ],
    then="The rows add up to the memory. It is how chapter 8 finds day 1 in the memory of day 4.",
)

SITUATIONS = [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]
"""Tick and reset."""


Row = tuple[float, float, float]


def _counter(amount: Array, firm: float = 20, i: Row = (-1, 2, -2), f: Row = (1, 0, -2)) -> Array:
    """Weights that count; the gates' bias, weight of tick and of reset in units of firm."""
    given = {"i": i, "f": f, "g": (1, 0, 0), "o": (0, 0, 0)}
    H = len(amount)
    W = np.zeros((4 * H, 3 + H))
    for gate, block in zip("ifgo", np.split(W, 4), strict=True):
        block[:, [0, H + 1, H + 2]] = given[gate]
        block *= np.arctanh(amount)[:, None] if gate == "g" else firm
    return W


def _kept_and_written(args: tuple[Any, ...], W: Array) -> tuple[Array, Array, float]:
    """In each situation: the share that is kept, the ticks written, and what h has to do with it."""
    (amount,) = args
    H = len(amount)
    if W.shape != (4 * H, 3 + H):
        raise ValueError("W: expected shape (4H, 1+H+2)")
    z = np.ones((3, 4, 3 + H))
    z[:, :, 1 : H + 1] = [[[0.0]], [[1.0]], [[-1.0]]]
    z[:, :, H + 1 :] = SITUATIONS
    i, f, g, _ = np.split(z @ W.T, 4, axis=-1)
    kept, written = sigmoid(f), sigmoid(i) * tanh(g) / amount
    by_h = max(float(np.abs(part - part[0]).max()) for part in (kept, written))
    return np.round(kept[0], 3), np.round(written[0], 3), round(by_h, 3)


def _amounts(rng: np.random.Generator, sizes: Any) -> Array:
    amounts: Array = np.round(rng.uniform(0.1, 0.9, sizes["H"]), 2)
    amounts *= rng.choice([-1.0, 1.0], sizes["H"])
    return amounts


def _rows(i: Row = (-1, 2, -2), f: Row = (1, 0, -2)) -> Answer:
    return lambda amount: _counter(amount, i=i, f=f)


def _last_column_first(amount: Array) -> Array:
    return np.roll(_counter(amount), -1, axis=1)


def _x_before_h(amount: Array) -> Array:
    W, H = _counter(amount), len(amount)
    return np.hstack([W[:, :1], W[:, H + 1 :], W[:, 1 : H + 1]])


def _f_before_i(amount: Array) -> Array:
    W, H = _counter(amount), len(amount)
    return np.concatenate([W[H : 2 * H], W[:H], W[2 * H :]])


def _candidate(of: Callable[[Array], Array]) -> Answer:
    """The candidate's bias as another function of the amount."""

    def answer(amount: Array) -> Array:
        W, H = _counter(amount), len(amount)
        W[2 * H : 3 * H, 0] = of(amount)
        return W

    return answer


counter = Function(
    id="07.5",
    title="A cell that counts",
    name="counter_weights",
    inputs={"amount": made(_amounts, "H")},
    returns="share kept, ticks written, changed by h",
    reference=_counter,
    observed=_kept_and_written,
    probes=lambda rng: [(np.array([0.999, -0.001, 0.5]),)],
    wrong=[
        Wrong(
            "latch",
            _rows(f=(1, -2, -2)),
            "A tick shuts your forget gate: the last tick replaces all that were counted before. "
            "That is a latch, and a counter adds.",
        ),
        Wrong(
            "reset-alone-forgets-not",
            _rows(f=(1, 0, 0)),
            "Nothing ever shuts your forget gate. That is the cell of 1997, which only adds.",
        ),
        Wrong(
            "tick-wins",
            _rows(i=(-1, 2, 0)),
            "When tick and reset come at once, your cell is at one tick afterwards. The reset is "
            "to win: which gate does not look at it yet?",
        ),
        Wrong(
            "balance",
            _rows(i=(-1, 2, -1)),
            "When tick and reset come at once, the input gate's sum is 0 with you, and half a tick "
            "is written.",
        ),
        Wrong(
            "always-writes",
            _rows(i=(1, 0, -2)),
            "Your cell counts steps, not ticks: its input gate is open when nothing comes.",
        ),
        Wrong(
            "half-a-tick",
            _rows(i=(-1, 1, -2)),
            "With a tick your input gate's sum is 0: half a tick is written. What has the weight "
            "of the tick to outdo?",
        ),
        Wrong(
            "half-open",
            _rows(i=(0, 1, -2)),
            "Without a tick your input gate stands half open. What does its bias have to be?",
        ),
        Wrong(
            "forgets-by-half",
            _rows(f=(0, 0, -1)),
            "Your forget gate stands half open as long as no reset comes: half of the count is "
            "lost at every step.",
        ),
        Wrong(
            "reset-not-enough",
            _rows(f=(1, 0, -1)),
            "A reset takes your forget gate's sum to 0 and no further: half of the count is left.",
        ),
        Wrong(
            "reset-opens",
            _rows(f=(-1, 0, 2)),
            "Your forget gate is shut until a reset opens it. Which way round is its name?",
        ),
        Wrong(
            "not-firm",
            lambda amount: _counter(amount, firm=4),
            "The idea is right. But a gate whose sum is 4 is not quite open, and one at −4 not "
            "quite shut: count up to a hundred, and see what is missing.",
        ),
        Wrong(
            "bias-of-1",
            lambda amount: _counter(amount, firm=1),
            "The idea is right. But with sums of 1 and −1 all gates stand somewhere in between.",
        ),
        Wrong(
            "amount-as-sum",
            _candidate(lambda amount: amount),
            "The gates are right. But your candidate is tanh of the amount. Which sum goes in, if "
            "the amount is to come out?",
        ),
        Wrong(
            "one-a-tick",
            _candidate(lambda amount: np.full_like(amount, 20)),
            "The gates are right. But every tick is worth 1 with you, the largest candidate there "
            "is.",
        ),
        Wrong(
            "size-of-amount",
            _candidate(lambda amount: np.arctanh(np.abs(amount))),
            "The gates are right. But an amount may be negative: such a unit counts down.",
        ),
        Wrong(
            "inverse-sigmoid",
            _candidate(lambda amount: np.log(np.abs(amount) / (1 - np.abs(amount)))),
            "You undid the other curve. The candidate is made with tanh.",
        ),
        Wrong(
            "candidate-0",
            _candidate(np.zeros_like),
            "The gates are right, but there is nothing behind them: your candidate is 0. Is its "
            "block the third?",
        ),
        Wrong(
            "order-fi",
            _f_before_i,
            "Input gate and forget gate have changed places. W has its blocks in the order i, f, "
            "g, o.",
        ),
        Wrong(
            "bias-last",
            _last_column_first,
            "Your biases stand in the last column. The columns meet [1; h; x].",
        ),
        Wrong(
            "x-before-h",
            _x_before_h,
            "Your weights of tick and reset stand right after the bias. The columns meet "
            "[1; h; x], so those of h come before them.",
        ),
    ],
    then="A sum counts on; a plain layer's state would be squashed at every step.",
)

leak = Written(
    id="07.6",
    title="A leak in place of a gate",
    name="leak_or_gate",
    criteria=[
        "With a leak of 0.9 it is right at all 700 steps, with 0.95 it is wrong for 10 after the "
        "turn, with 0.99 for 60, with 1 for 300.",
        "After many good news the memory is near 1/(1 − f¹⁰); one bad one turns its sign if f¹⁰ of "
        "that is less than 1, so if f¹⁰ is below one half.",
        "In words: the half-life has to be shorter than the ten steps from one news to the next.",
        "But what leaks fades while it waits, and the time between news has to be known; a gate is "
        "shut by the news itself, and holds its memory until then, however long that is.",
    ],
)

EXERCISES = [settles, steady, next_memory, what_is_left, counter, leak]
