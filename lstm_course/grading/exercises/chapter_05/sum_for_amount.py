"""Exercise 05.4, `sum_for_amount`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import custom, fraction
from lstm_lib._validation import Array


def _sum_for_amount(amount: Array, i: Array) -> Array:
    g = amount / i
    z = np.full_like(g, np.nan)
    possible = np.abs(g) < 1
    z[possible] = np.arctanh(g[possible])
    return z


def _wherever(possible: Array, z: Array, otherwise: float = np.nan) -> Array:
    return np.where(possible, z, otherwise)


NEAR = np.array([[-1e-3, -1e-5, -1e-7, -1e-9], [1e-9, 1e-7, 1e-5, 1e-3]])
"""Just below and just above the largest amount that a gate can write."""

sum_for_amount = Function(
    id="05.4",
    title="The sum that writes a wanted amount",
    name="sum_for_amount",
    inputs={
        "amount": fraction("B H", low=-1),
        "i": custom(
            lambda rng, sizes: rng.uniform(0.2, 1, (sizes["B"], sizes["H"])).round(2), "B H"
        ),
    },
    returns="z",
    reference=_sum_for_amount,
    extra_cases=lambda rng: [
        (np.array([[0.5, -0.5], [0.25, 0.4]]), np.array([[0.5, 0.5], [0.5, 0.4]])),
        (rng.uniform(-0.2, 0.2, (2, 3)), np.ones((2, 3))),
        (rng.uniform(-2e-6, 2e-6, (3, 4)), np.full((3, 4), 1e-6)),
        (np.array([[0.1, -3.0, 1.5]]), np.array([[0.2, 1.0, 0.9]])),
        *((sign * 0.75 * (1 + NEAR), np.full_like(NEAR, 0.75)) for sign in (1, -1)),
    ],
    misconceptions=[
        Misconception(
            "infinite-at-the-limit",
            lambda amount, i: np.where(
                np.abs(amount / i) == 1, np.sign(amount) * np.inf, _sum_for_amount(amount, i)
            ),
            "Where the amount is as large as the gate itself, yours is infinity. Is that a sum?",
        ),
        Misconception(
            "gate-forgotten",
            lambda amount, i: np.arctanh(_wherever(np.abs(amount) < 1, amount)),
            "That sum makes the candidate as large as the amount. But the gate lets in only a "
            "fraction of the candidate.",
        ),
        Misconception(
            "times-gate",
            lambda amount, i: np.arctanh(_wherever(np.abs(amount * i) < 1, amount * i)),
            "The further the gate shuts, the smaller your candidate. It has to make up for the "
            "gate.",
        ),
        Misconception(
            "less-gate",
            lambda amount, i: np.arctanh(_wherever(np.abs(amount - i) < 1, amount - i)),
            "Gate and candidate are multiplied. What undoes that?",
        ),
        Misconception(
            "linear",
            lambda amount, i: _wherever(np.abs(amount / i) < 1, amount / i),
            "You return the candidate. Which sum gives that candidate?",
        ),
        Misconception(
            "squashed-again",
            lambda amount, i: _wherever(np.abs(amount / i) < 1, np.tanh(amount / i)),
            "You put the candidate through tanh once more. You need the way back to its sum.",
        ),
        Misconception(
            "logit",
            lambda amount, i: np.log(_wherever((amount > 0) & (amount < i), amount / (i - amount))),
            "You undid the sigmoid, so no negative amount has a sum. A candidate goes through "
            "the other curve.",
        ),
        Misconception(
            "not-halved",
            lambda amount, i: 2 * _sum_for_amount(amount, i),
            "Your sums are twice what they should be: put one back into tanh.",
        ),
        Misconception(
            "sign-lost",
            lambda amount, i: np.abs(_sum_for_amount(amount, i)),
            "Where something should be taken away, you add it.",
        ),
        Misconception(
            "positive-only",
            lambda amount, i: _wherever(amount >= 0, _sum_for_amount(amount, i)),
            "You treat taking away as impossible. What is a candidate for?",
        ),
        Misconception(
            "nothing-instead",
            lambda amount, i: _wherever(np.abs(amount) < i, _sum_for_amount(amount, i), 0),
            "Where it cannot be done you return a sum that writes nothing, as if that were the "
            "answer. Return nan there.",
        ),
        Misconception(
            "infinite-instead",
            lambda amount, i: np.arctanh(np.clip(amount / i, -1, 1)),
            "Where it cannot be done you return infinity: you cut the candidate off at what is "
            "possible, and less than the amount is written. Return nan there.",
        ),
    ],
    on_success="A gate of one half can never write 0.6, whatever the candidate says: the smaller factor "
    "sets the limit.",
)
