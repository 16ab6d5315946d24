"""Exercise 18.2, `causal_weights`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import real
from lstm_lib import attention
from lstm_lib._validation import Array


def _softmax(S: Array, axis: int = 1) -> Array:
    with np.errstate(invalid="ignore"):
        A = np.exp(S - S.max(axis=axis, keepdims=True))
        normalised: Array = A / A.sum(axis=axis, keepdims=True)
    return normalised


def _masked(S: Array, ahead: int = 0, instead: float = -np.inf) -> Array:
    """With a mask that lets each step see `ahead` steps further."""
    return _softmax(np.where(np.tri(len(S), k=ahead, dtype=bool), S, instead))


mask = Function(
    id="18.2",
    title="Do not look ahead",
    name="causal_weights",
    inputs={"S": real("T T")},
    sizes={"T": (1, 2, 3, 5)},
    returns="A",
    reference=_masked,
    without=(attention.causal_mask, attention.attend),
    extra_cases=lambda rng: [(rng.normal(size=(4, 4)) - 3,), (rng.normal(size=(4, 4)) - 800,)],
    misconceptions=[
        Misconception(
            "strict",
            lambda S: _masked(S, ahead=-1),
            "Your steps do not even see themselves, and the first one sees nothing: its weights "
            "are 0/0. Step t may look at steps 1 … t.",
        ),
        Misconception(
            "one-ahead",
            lambda S: _masked(S, ahead=1),
            "Your steps look one step ahead. A network that predicts the next symbol would see "
            "its answer.",
        ),
        Misconception(
            "zero-scores",
            lambda S: _masked(S, instead=0.0),
            "You set the scores of later steps to 0. A score of 0 is an ordinary score, with the "
            "weight e⁰; only −∞ has the weight 0.",
        ),
        Misconception(
            "after-the-softmax",
            lambda S: np.tril(_softmax(S)),
            "You mask after the softmax. The rows do not add up to 1, and the later scores still "
            "stand in the sum.",
        ),
        Misconception(
            "other-triangle",
            lambda S: _softmax(np.where(np.tri(len(S)).T, S, -np.inf)),
            "You keep the other triangle: every step looks at itself and the *later* ones.",
        ),
        Misconception(
            "wrong-axis",
            lambda S: _softmax(np.where(np.tri(len(S)), S, -np.inf), axis=0),
            "Your softmax runs along the columns. It is the rows that add up to 1: row t says "
            "where step t looks.",
        ),
        Misconception(
            "no-mask",
            _softmax,
            "Nothing is masked: every step looks at all of them.",
        ),
        Misconception(
            "uniform",
            lambda S: np.tri(len(S)) / np.arange(1, len(S) + 1)[:, None],
            "You share the attention equally among the steps that may be seen. The scores decide.",
        ),
    ],
    on_success="`lstm_lib.attention.causal_mask` is this triangle, as truth values.",
)
