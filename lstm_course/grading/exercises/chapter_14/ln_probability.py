"""Exercise 14.4, `ln_probability`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import Sizes, custom
from lstm_lib import ctc
from lstm_lib._validation import Array


def _ln_probability(p: Array, labels: Array) -> float:
    return -ctc.ctc_loss(np.log(p)[:, None], labels[:, None])[0]


def _only_different(k: Array) -> Array:
    return np.append([False, False], (k[2:] != 0) & (k[2:] != k[:-2]))


def _every_label(k: Array) -> Array:
    return np.append([False, False], k[2:] != 0)


def _ln_forward(
    p: Array,
    labels: Array,
    may_skip: Callable[[Array], Array] = _only_different,
    start: tuple[int, ...] = (0, 1),
    end: tuple[int, ...] = (-1, -2),
    add: Callable[[Array, Array], Array] = np.logaddexp,
) -> float:
    k = np.zeros(2 * len(labels) + 1, int)
    k[1::2] = labels
    skip, never = may_skip(k), np.full(2, -np.inf)
    alpha = np.full(len(k), -np.inf)
    alpha[list(start)] = np.log(p[0, k[list(start)]])
    for ln_p in np.log(p[1:]):
        step = np.append(never[:1], alpha[:-1])
        leap = np.where(skip, np.append(never, alpha[:-2]), -np.inf)
        alpha = add(add(alpha, step), leap) + ln_p[k]
    total = alpha[end[0]]
    for place in end[1:]:
        total = add(total, alpha[place])
    return float(total)


def _products(p: Array, labels: Array) -> float:
    """Right for short sequences; the products of long ones underflow."""
    k = np.zeros(2 * len(labels) + 1, int)
    k[1::2] = labels
    skip, alpha = _only_different(k), np.zeros(len(k))
    alpha[:2] = p[0, k[:2]]
    for row in p[1:]:
        step, leap = np.append(0.0, alpha[:-1]), np.append([0.0, 0.0], alpha[:-2])
        alpha = (alpha + step + skip * leap) * row[k]
    with np.errstate(divide="ignore"):
        return float(np.log(alpha[-2:].sum()))


def _p(rng: np.random.Generator, sizes: Sizes) -> Array:
    weights = rng.exponential(size=(sizes["T"], sizes["K"])) + 0.02
    p: Array = weights / weights.sum(axis=1, keepdims=True)
    return p


ln_probability = Function(
    id="14.4",
    title="All paths at once",
    name="ln_probability",
    inputs={
        "p": custom(_p, "T K"),
        "labels": custom(lambda rng, sizes: rng.integers(1, sizes["K"], size=sizes["S"]), "S K"),
    },
    sizes={"T": (8, 9, 11, 14), "K": (3, 4, 5), "S": (1, 2, 3, 4)},
    returns="ln_p",
    reference=_ln_probability,
    without=(ctc.ctc_loss,),
    points=3,
    extra_cases=lambda rng: [
        (np.array([[0.5, 0.5], [0.25, 0.75]]), np.array([1])),
        (np.array([[0.2, 0.8], [0.7, 0.3], [0.4, 0.6]]), np.array([1, 1])),
        (np.full((6, 3), 1 / 3), np.array([1, 1, 2])),
        (np.full((5, 4), 1 / 4), np.array([1, 2, 3, 1, 2])),
        (np.full((700, 5), 1 / 5), np.array([1, 1, 4])),
        (_p(rng, {"T": 600, "K": 6}), np.array([2, 2, 5, 1])),
    ],
    misconceptions=[
        Misconception(
            "skips-between-equal-labels",
            lambda p, labels: _ln_forward(p, labels, _every_label),
            "You let a path skip the blank between two equal labels. Then it would read as one "
            "label. For different labels all is as it should be.",
        ),
        Misconception(
            "never-skips",
            lambda p, labels: _ln_forward(p, labels, lambda k: np.zeros(len(k), bool)),
            "Your paths stop at every blank. Between two different labels the blank may be left "
            "out.",
        ),
        Misconception(
            "skips-labels",
            lambda p, labels: _ln_forward(
                p, labels, lambda k: np.append([False, False], k[2:] != k[:-2]) | (k == 0)
            ),
            "Your paths may skip from one blank to the next, past the label between them. That "
            "label would never be said.",
        ),
        Misconception(
            "starts-with-a-blank",
            lambda p, labels: _ln_forward(p, labels, start=(0,)),
            "Your paths all begin with a blank. They may also begin with the first label.",
        ),
        Misconception(
            "starts-with-a-label",
            lambda p, labels: _ln_forward(p, labels, start=(1,)),
            "Your paths all begin with the first label. They may also begin with a blank.",
        ),
        Misconception(
            "ends-with-a-blank",
            lambda p, labels: _ln_forward(p, labels, end=(-1,)),
            "Your paths all end with a blank. They may also end with the final label.",
        ),
        Misconception(
            "ends-with-a-label",
            lambda p, labels: _ln_forward(p, labels, end=(-2,)),
            "Your paths all end with the final label. They may also end with a blank.",
        ),
        Misconception(
            "best-path",
            lambda p, labels: _ln_forward(p, labels, add=np.maximum),
            "You kept the most probable path alone. All paths that read as the labels count: add "
            "their probabilities.",
        ),
        Misconception(
            "underflow",
            _products,
            "Right for a few frames. For several hundred the product of their probabilities is "
            "smaller than any number a computer holds: work with logarithms from the start.",
        ),
        Misconception(
            "probability",
            lambda p, labels: float(np.exp(_ln_probability(p, labels))),
            "That is the probability. Its logarithm is wanted, which never underflows.",
        ),
        Misconception(
            "loss",
            lambda p, labels: -_ln_probability(p, labels),
            "That is the loss: minus the logarithm that is wanted.",
        ),
        Misconception(
            "logarithms-multiplied",
            lambda p, labels: _ln_forward(p, labels, add=np.add),
            "You added logarithms where probabilities have to be added. The logarithm of a sum is "
            "not the sum of the logarithms.",
        ),
    ],
    on_success="Minus this number is the CTC loss, and this recursion is most of its code.",
)
