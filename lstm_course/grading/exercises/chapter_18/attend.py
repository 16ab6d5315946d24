"""Exercise 18.1, `look_up`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import real
from lstm_lib import attention
from lstm_lib._validation import Array


def _read(Q: Array, K: Array, V: Array, scale: float = 1.0, axis: int = 1) -> Array:
    """With the scores multiplied by scale/√d, and the softmax along an axis."""
    scores = scale * (Q @ K.T) / np.sqrt(Q.shape[1])
    A = np.exp(scores - scores.max(axis=axis, keepdims=True))
    read: Array = A / A.sum(axis=axis, keepdims=True) @ V
    return read


def _overflows(Q: Array, K: Array, V: Array) -> Array:
    A = np.exp(Q @ K.T / np.sqrt(Q.shape[1]))
    read: Array = A / A.sum(axis=1, keepdims=True) @ V
    return read


def _one_maximum(Q: Array, K: Array, V: Array) -> Array:
    """One maximum for all rows: rows whose scores are far below it underflow."""
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    A = np.exp(scores - scores.max())
    read: Array = A / A.sum(axis=1, keepdims=True) @ V
    return read


def _one_sum(Q: Array, K: Array, V: Array) -> Array:
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    A = np.exp(scores - scores.max())
    read: Array = A / A.sum() @ V
    return read


reading = Function(
    id="18.1",
    title="Look it up, softly",
    name="look_up",
    inputs={"Q": real("U D"), "K": real("T D"), "V": real("T M")},
    sizes={"U": (1, 2, 3), "T": (2, 3, 5), "D": (1, 2, 4), "M": (1, 2, 3)},
    returns="context",
    reference=_read,
    without=(attention.attend, attention.additive_attend),
    extra_cases=lambda rng: [
        (rng.normal(size=(2, 4)), rng.normal(size=(3, 4)), rng.normal(size=(3, 2))),
        (np.array([[1.0], [2000.0]]), np.array([[1.0], [0.5]]), np.array([[3.0], [5.0]])),
    ],
    misconceptions=[
        Misconception(
            "wrong-axis",
            lambda Q, K, V: _read(Q, K, V, axis=0),
            "Your softmax runs along the queries. Each *query* shares its attention among the "
            "keys, so every row of the weights adds up to 1.",
        ),
        Misconception(
            "no-root",
            lambda Q, K, V: _read(Q, K, V, np.sqrt(Q.shape[1])),
            "You do not divide the scores by √d. With many numbers in a key the softmax then "
            "saturates.",
        ),
        Misconception(
            "divided-by-d",
            lambda Q, K, V: _read(Q, K, V, 1 / np.sqrt(Q.shape[1])),
            "You divide by d. The *variance* of a dot product is d, so its size is √d.",
        ),
        Misconception(
            "root-of-the-entries",
            lambda Q, K, V: _read(Q, K, V, np.sqrt(Q.shape[1] / len(K))),
            "You divide by the root of the number of keys. It is the size of one key that matters.",
        ),
        Misconception(
            "no-softmax",
            lambda Q, K, V: Q @ K.T / np.sqrt(Q.shape[1]) @ V,
            "You weight the values with the scores themselves. That is a matrix memory; a mean "
            "needs the softmax.",
        ),
        Misconception(
            "one-sum",
            _one_sum,
            "You divide by the sum over all queries together. Each row has its own sum.",
        ),
        Misconception(
            "plain-mean",
            lambda Q, K, V: np.repeat(V.mean(axis=0)[None], len(Q), axis=0),
            "That is the plain mean of the values; the queries have no say.",
        ),
        Misconception(
            "hard",
            lambda Q, K, V: V[(Q @ K.T).argmax(axis=1)],
            "You take the value of the best key alone. That has no gradient for the keys; "
            "attention takes a weighted mean.",
        ),
        Misconception(
            "overflow",
            _overflows,
            "Correct for small scores; for large ones the exponential overflows. Subtract each "
            "row's largest score before it.",
        ),
        Misconception(
            "one-maximum",
            _one_maximum,
            "Correct for most scores, but you subtract one maximum from all rows. A row far "
            "below it underflows, and 0 is divided by 0. Each row has its own maximum.",
        ),
    ],
    on_success="Three lines, and everything from translation to protein folding is built on them.",
)
