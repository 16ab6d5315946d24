"""Exercise 04.3, `one_matrix`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_lib._validation import Array
from lstm_lib.interop import from_t_notation
from lstm_lib.weights import GATES


def _one_matrix(U: Array, b: Array) -> Array:
    D = U.shape[1] - len(U)
    parts = {f"W_{gate}": np.hstack([U[:, D:], U[:, :D]]) for gate in GATES}
    return from_t_notation(parts | {f"b_{gate}": b for gate in GATES}).i


one_matrix = Function(
    id="04.3",
    title="Weights out of a paper",
    name="one_matrix",
    inputs={"U": "H D+H", "b": "H"},
    returns="W",
    reference=_one_matrix,
    misconceptions=[
        Misconception(
            "C2-order-kept",
            lambda U, b: np.column_stack([b, U]),
            "The paper stacks [x; h], this course [h; x]. Your columns still stand in the "
            "paper's order: the numbers are all there, and each meets the wrong input.",
        ),
        Misconception(
            "split-at-H",
            lambda U, b: np.column_stack([b, U[:, len(U) :], U[:, : len(U)]]),
            "You cut U after its first H columns. How many of its columns belong to x, if x "
            "comes first?",
        ),
        Misconception(
            "mirrored",
            lambda U, b: np.column_stack([b, U[:, ::-1]]),
            "You reversed all columns. The two blocks change places, but within each the order "
            "stays.",
        ),
        Misconception(
            "bias-last",
            lambda U, b: np.roll(_one_matrix(U, b), -1, axis=1),
            "Your biases stand in the last column; the 1 comes first, so they do, too.",
        ),
        Misconception(
            "no-bias",
            lambda U, b: _one_matrix(U, b)[:, 1:],
            "One column is missing, that of the constant 1.",
        ),
        Misconception(
            "zero-bias",
            lambda U, b: _one_matrix(U, 0 * b),
            "Your first column is 0. What does the constant 1 have to be multiplied by?",
        ),
        Misconception(
            "ones",
            lambda U, b: _one_matrix(U, np.ones_like(b)),
            "Your first column holds ones. The 1 is in [1; h; x]; the weights hold what "
            "multiplies it.",
        ),
        Misconception(
            "bias-in-all",
            lambda U, b: _one_matrix(U + b[:, None], b),
            "You added the bias to every weight: then it would grow with every input.",
        ),
        Misconception(
            "transposed",
            lambda U, b: _one_matrix(U, b).T,
            "Units have become columns: W has one row for each unit, (H, 1+H+D).",
        ),
        Misconception(
            "bias-row",
            lambda U, b: np.vstack([b, U]),
            "You put the biases on top, as a row. Each unit has a row of W and one bias in it.",
        ),
    ],
    on_success="Nothing but the order changed, and `lstm_lib.interop` does this for whole networks.",
)
