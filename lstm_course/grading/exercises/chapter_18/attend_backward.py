"""Exercise 18.3, `look_up_backward`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Answer, Function, Misconception
from lstm_course.grading.generators import Sizes, custom, real
from lstm_lib import attention
from lstm_lib._validation import Array

Gradients = tuple[Array, Array, Array]


def _weights(rng: np.random.Generator, sizes: Sizes) -> Array:
    """Weights of attention, each row with the sum 1."""
    A = rng.exponential(size=(sizes["T"], sizes["T"]))
    normalised: Array = A / A.sum(axis=1, keepdims=True)
    return normalised


def _scores(A: Array, V: Array, d_context: Array) -> Array:
    dA = d_context @ V.T
    dS: Array = A * (dA - (A * dA).sum(axis=1, keepdims=True))
    return dS


def _from(dS: Array, Q: Array, K: Array, A: Array, d_context: Array) -> Gradients:
    return dS @ K, dS.T @ Q, A.T @ d_context


def _backward(Q: Array, K: Array, V: Array, A: Array, d_context: Array) -> Gradients:
    return _from(_scores(A, V, d_context) / np.sqrt(Q.shape[1]), Q, K, A, d_context)


def _with(power: float) -> Answer:
    """The scale 1/√d to another power."""

    def answer(Q: Array, K: Array, V: Array, A: Array, d_context: Array) -> Gradients:
        dS = _scores(A, V, d_context) / Q.shape[1] ** (power / 2)
        return _from(dS, Q, K, A, d_context)

    return answer


def _no_second_term(Q: Array, K: Array, V: Array, A: Array, d_context: Array) -> Gradients:
    return _from(A * (d_context @ V.T) / np.sqrt(Q.shape[1]), Q, K, A, d_context)


def _like_a_sigmoid(Q: Array, K: Array, V: Array, A: Array, d_context: Array) -> Gradients:
    return _from(A * (1 - A) * (d_context @ V.T) / np.sqrt(Q.shape[1]), Q, K, A, d_context)


def _other_sum(Q: Array, K: Array, V: Array, A: Array, d_context: Array) -> Gradients:
    dA = d_context @ V.T
    dS = A * (dA - (A * dA).sum(axis=0, keepdims=True))
    return _from(dS / np.sqrt(Q.shape[1]), Q, K, A, d_context)


def _outer_weight_missing(Q: Array, K: Array, V: Array, A: Array, d_context: Array) -> Gradients:
    dA = d_context @ V.T
    dS = dA - (A * dA).sum(axis=1, keepdims=True)
    return _from(dS / np.sqrt(Q.shape[1]), Q, K, A, d_context)


def _keys_not_transposed(Q: Array, K: Array, V: Array, A: Array, d_context: Array) -> Gradients:
    dS = _scores(A, V, d_context) / np.sqrt(Q.shape[1])
    return dS @ K, dS @ Q, A.T @ d_context


def _values_not_transposed(Q: Array, K: Array, V: Array, A: Array, d_context: Array) -> Gradients:
    dQ, dK, _ = _backward(Q, K, V, A, d_context)
    return dQ, dK, A @ d_context


def _queries_and_keys_exchanged(
    Q: Array, K: Array, V: Array, A: Array, d_context: Array
) -> Gradients:
    dQ, dK, dV = _backward(Q, K, V, A, d_context)
    return dK, dQ, dV


backward = Function(
    id="18.3",
    title="And back",
    name="look_up_backward",
    inputs={
        "Q": real("T D", limit=0),
        "K": real("T D", limit=0),
        "V": real("T M", limit=0),
        "A": custom(_weights, "T"),
        "d_context": real("T M", limit=0),
    },
    sizes={"T": (2, 3, 4), "D": (2, 3, 4), "M": (1, 2, 3)},
    returns="dQ, dK, dV",
    reference=_backward,
    without=(attention.attend_backward, attention.attend),
    misconceptions=[
        Misconception(
            "no-second-term",
            _no_second_term,
            "dS is A ⊙ dA in your answer. Raising one score lowers all other weights of its row; "
            "the term that you left out, − Σ A ⊙ dA, says so.",
        ),
        Misconception(
            "like-a-sigmoid",
            _like_a_sigmoid,
            "A (1 − A) is the derivative of a weight with respect to its *own* score. Each score "
            "also moves the other weights of its row.",
        ),
        Misconception(
            "other-sum",
            _other_sum,
            "You add up along the columns. The softmax ran along the rows, so its Jacobian does "
            "as well.",
        ),
        Misconception(
            "outer-weight-missing",
            _outer_weight_missing,
            "The difference dA − Σ A ⊙ dA has to be multiplied by A once more.",
        ),
        Misconception(
            "scale-lost",
            _with(0),
            "Your dQ and dK are too large by √d: the scores were divided by it, so their "
            "gradients are, too.",
        ),
        Misconception(
            "scale-twice",
            _with(2),
            "You divide by √d twice. Either dS is divided, or the products with K and Q.",
        ),
        Misconception(
            "keys-not-transposed",
            _keys_not_transposed,
            "dK is dSᵀ Q: key t collects from all queries that looked at it, which is a column "
            "of dS.",
        ),
        Misconception(
            "values-not-transposed",
            _values_not_transposed,
            "dV is Aᵀ d_context: value t collects from all queries that looked at it.",
        ),
        Misconception(
            "exchanged",
            _queries_and_keys_exchanged,
            "dQ and dK have changed places.",
        ),
    ],
    on_success="The part that everybody gets wrong once, the Jacobian of the softmax, is right.",
)
