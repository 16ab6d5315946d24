"""Exercise 07.5, `counter_weights`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_course.grading.exercise import Answer, Function, Misconception
from lstm_course.grading.generators import custom
from lstm_lib._validation import Array
from lstm_lib.activations import sigmoid, tanh

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
    """In each situation: the fraction kept, the ticks written, and how much h can change either."""
    (amount,) = args
    H = len(amount)
    if W.shape != (4 * H, 3 + H):
        raise ValueError("W: expected shape (4H, 1+H+2)")
    z = np.zeros((4, 3 + H))
    z[:, 0], z[:, H + 1 :] = 1, SITUATIONS
    most = np.abs(W[:, 1 : H + 1]).sum(axis=1)  # how far h, between −1 and 1, can move each sum
    middle, low, high = (np.split(z @ W.T + k * most, 4, axis=-1) for k in (0, -1, 1))
    kept, written = sigmoid(middle[1]), sigmoid(middle[0]) * tanh(middle[2]) / amount
    others = [sigmoid(end[1]) - kept for end in (low, high)]
    others += [
        sigmoid(i) * tanh(g) / amount - written
        for i in (low[0], high[0])
        for g in (low[2], high[2])
    ]
    by_h = max(float(np.abs(other).max()) for other in others)
    return np.round(kept, 3), np.round(written, 3), round(by_h, 3)


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
    inputs={"amount": custom(_amounts, "H")},
    returns="W",
    reference=_counter,
    compare_by=_kept_and_written,
    compares="fraction kept, ticks written, change with h",
    extra_cases=lambda rng: [(np.array([0.999, -0.001, 0.5]),)],
    misconceptions=[
        Misconception(
            "latch",
            _rows(f=(1, -2, -2)),
            "A tick shuts your forget gate: the final tick replaces all that were counted "
            "before. That is a latch, and a counter adds.",
        ),
        Misconception(
            "reset-alone-forgets-not",
            _rows(f=(1, 0, 0)),
            "Nothing ever shuts your forget gate. That is the cell of 1997, which only adds.",
        ),
        Misconception(
            "tick-wins",
            _rows(i=(-1, 2, 0)),
            "When tick and reset come at once, your cell holds one tick afterwards. The reset "
            "should win: which gate does not look at it yet?",
        ),
        Misconception(
            "balance",
            _rows(i=(-1, 2, -1)),
            "When tick and reset come at once, the sum of your input gate is 0, and half a tick "
            "is written.",
        ),
        Misconception(
            "always-writes",
            _rows(i=(1, 0, -2)),
            "Your cell counts steps, not ticks: its input gate is open when nothing comes.",
        ),
        Misconception(
            "half-a-tick",
            _rows(i=(-1, 1, -2)),
            "With a tick, the sum of your input gate is 0: half a tick is written. What does the "
            "tick's weight have to outweigh?",
        ),
        Misconception(
            "half-open",
            _rows(i=(0, 1, -2)),
            "Without a tick your input gate is half open. What does its bias have to be?",
        ),
        Misconception(
            "forgets-by-half",
            _rows(f=(0, 0, -1)),
            "Your forget gate is half open as long as no reset comes: half of the count is lost "
            "at every step.",
        ),
        Misconception(
            "reset-not-enough",
            _rows(f=(1, 0, -1)),
            "A reset takes your forget gate's sum to 0 and no further: half of the count is left.",
        ),
        Misconception(
            "reset-opens",
            _rows(f=(-1, 0, 2)),
            "Your forget gate is shut until a reset opens it. Does an open forget gate keep or "
            "erase?",
        ),
        Misconception(
            "not-firm",
            lambda amount: _counter(amount, firm=4),
            "The idea is right. But a gate whose sum is 4 is not quite open, and one at −4 not "
            "quite shut: count up to a hundred, and see what is missing.",
        ),
        Misconception(
            "bias-of-1",
            lambda amount: _counter(amount, firm=1),
            "The idea is right. But with sums of 1 and −1 all gates are somewhere in between.",
        ),
        Misconception(
            "amount-as-sum",
            _candidate(lambda amount: amount),
            "The gates are right. But your candidate is tanh of the amount. Which sum goes in, "
            "if the amount is to come out?",
        ),
        Misconception(
            "one-a-tick",
            _candidate(lambda amount: np.full_like(amount, 20)),
            "The gates are right. But each of your ticks is worth 1, the largest candidate there "
            "is.",
        ),
        Misconception(
            "size-of-amount",
            _candidate(lambda amount: np.arctanh(np.abs(amount))),
            "The gates are right. But an amount may be negative: such a unit counts down.",
        ),
        Misconception(
            "inverse-sigmoid",
            _candidate(lambda amount: np.log(np.abs(amount) / (1 - np.abs(amount)))),
            "You inverted the sigmoid. The candidate goes through tanh.",
        ),
        Misconception(
            "candidate-0",
            _candidate(np.zeros_like),
            "What is kept is right, but nothing is ever written: either no tick opens your input "
            "gate, or your candidate is 0.",
        ),
        Misconception(
            "order-fi",
            _f_before_i,
            "Input gate and forget gate have changed places. W has its blocks in the order i, f, "
            "g, o.",
        ),
        Misconception(
            "bias-last",
            _last_column_first,
            "Your biases stand in the last column. The columns meet [1; h; x].",
        ),
        Misconception(
            "x-before-h",
            _x_before_h,
            "Your weights of tick and reset stand right after the bias. The columns meet [1; h; "
            "x], so those of h come before them.",
        ),
    ],
    on_success="A sum can go on counting; the state of a plain layer goes through tanh at every "
    "step.",
)
