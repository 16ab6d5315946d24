"""Exercise 12.4, `agreement_error`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import Sizes, custom
from lstm_lib._validation import Array


def _probabilities(rng: np.random.Generator, sizes: Sizes) -> Array:
    """Distributions over 10 words."""
    powers = rng.exponential(size=(sizes["B"], 10)) ** 2
    p: Array = powers / powers.sum(axis=-1, keepdims=True)
    return p


def _numbers(rng: np.random.Generator, sizes: Sizes) -> Array:
    return rng.integers(2, size=sizes["B"])


def _verbs(rng: np.random.Generator, sizes: Sizes) -> Array:
    """Six different words: three verbs in two numbers."""
    return rng.permutation(10)[: 2 * sizes["M"]].reshape(2, sizes["M"])


def _by_number(p: Array, verbs: Array) -> Array:
    total: Array = p[:, verbs].sum(axis=-1)
    return total


def _error(p: Array, numbers: Array, verbs: Array) -> float:
    total, rows = _by_number(p, verbs), np.arange(len(p))
    return float(np.mean(total[rows, 1 - numbers] > total[rows, numbers]))


def _argmax(p: Array, numbers: Array, verbs: Array) -> float:
    top = p.argmax(axis=-1)
    return float(np.mean([word not in verbs[n] for word, n in zip(top, numbers, strict=True)]))


def _argmax_wrong_verb(p: Array, numbers: Array, verbs: Array) -> float:
    top = p.argmax(axis=-1)
    return float(np.mean([word in verbs[1 - n] for word, n in zip(top, numbers, strict=True)]))


def _first_verb(p: Array, numbers: Array, verbs: Array) -> float:
    return _error(p, numbers, verbs[:, :1])


def _best_verb(p: Array, numbers: Array, verbs: Array) -> float:
    best, rows = p[:, verbs].max(axis=-1), np.arange(len(p))
    return float(np.mean(best[rows, 1 - numbers] > best[rows, numbers]))


def _every_pair(p: Array, numbers: Array, verbs: Array) -> float:
    """The fraction over all pairs of one verb, item by item."""
    pairs, rows = p[:, verbs], np.arange(len(p))
    return float(np.mean(pairs[rows, 1 - numbers] > pairs[rows, numbers]))


def _mass(p: Array, numbers: Array, verbs: Array) -> float:
    total, rows = _by_number(p, verbs), np.arange(len(p))
    return float(np.mean(total[rows, 1 - numbers]))


def _above_half(p: Array, numbers: Array, verbs: Array) -> float:
    total, rows = _by_number(p, verbs), np.arange(len(p))
    return float(np.mean(total[rows, numbers] < 0.5))


_TIE = (np.full((2, 10), 0.1), np.array([0, 1]), np.arange(6).reshape(2, 3))

agreement = Function(
    id="12.4",
    title="Wrong about the number",
    name="agreement_error",
    inputs={
        "p": custom(_probabilities, "B"),
        "numbers": custom(_numbers, "B"),
        "verbs": custom(_verbs, "M"),
    },
    sizes={"B": (1, 4, 10, 25), "M": (1, 2, 3)},
    returns="error",
    reference=_error,
    extra_cases=lambda rng: [
        _TIE,
        (
            _probabilities(rng, {"B": 200}),
            _numbers(rng, {"B": 200}),
            np.array([[0, 2, 4], [1, 3, 5]]),
        ),
    ],
    misconceptions=[
        Misconception(
            "argmax-must-be-right",
            _argmax,
            "You ask for the most probable word and count it as wrong unless it is a verb of the "
            "right number. A model that expects an adverb has made no mistake about the number.",
        ),
        Misconception(
            "argmax-is-wrong-verb",
            _argmax_wrong_verb,
            "You look at the most probable word only. Where that is not a verb the question is "
            "left open, and you count it as answered correctly.",
        ),
        Misconception(
            "one-verb",
            _first_verb,
            "You compare the two forms of the first verb only. The others count as well.",
        ),
        Misconception(
            "best-verb",
            _best_verb,
            "You compare the most probable verb of each number. The task asks for the probability "
            "of all verbs of a number together.",
        ),
        Misconception(
            "pair-by-pair",
            _every_pair,
            "You compare the two forms of each verb, and take the mean over all verbs. One item, "
            "one verdict: add up first, compare then.",
        ),
        Misconception(
            "probability-mass",
            _mass,
            "That is the mean probability of wrong verbs. An item is either wrong or not.",
        ),
        Misconception(
            "one-half",
            _above_half,
            "You ask whether verbs of the right number have more than one half. Much probability "
            "may lie on other words; compare the two numbers with each other.",
        ),
        Misconception(
            "accuracy",
            lambda p, numbers, verbs: 1 - _error(p, numbers, verbs),
            "That is the fraction that is right.",
        ),
        Misconception(
            "numbers-ignored",
            lambda p, numbers, verbs: _error(p, np.zeros_like(numbers), verbs),
            "You treat every subject as singular.",
        ),
        Misconception(
            "count",
            lambda p, numbers, verbs: _error(p, numbers, verbs) * len(p),
            "That is a number of items; the task asks for a fraction.",
        ),
        Misconception(
            "tie-is-wrong",
            lambda p, numbers, verbs: float(
                np.mean(
                    _by_number(p, verbs)[np.arange(len(p)), 1 - numbers]
                    >= _by_number(p, verbs)[np.arange(len(p)), numbers]
                )
            ),
            "You count a tie as wrong. The task says *more* probability.",
        ),
    ],
    on_success="`lstm_lib.tasks.agreement.is_incorrect` compares in the same way.",
)
