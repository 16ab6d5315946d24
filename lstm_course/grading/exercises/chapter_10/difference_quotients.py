"""Exercise 10.3, `difference_quotients`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import Sizes, custom, real
from lstm_lib._validation import Array
from lstm_lib.gradient_check import numerical_gradient


def _cubes(x: Array) -> float:
    return float(np.sum(np.arange(1, x.size + 1) * x.ravel() ** 3))


def _waves(x: Array) -> float:
    return float(np.sum(np.sin(np.arange(1, x.size + 1) * x.ravel())))


def _running(x: Array) -> float:
    return float(np.sum(np.exp(np.cumsum(x) / x.size)))


FORMULAS = {
    _cubes: "F(x) = 1·x₁³ + 2·x₂³ + 3·x₃³ + …, row by row",
    _waves: "F(x) = sin(1·x₁) + sin(2·x₂) + sin(3·x₃) + …, row by row",
    _running: "F(x) = exp(x₁/n) + exp((x₁+x₂)/n) + …, row by row",
}

Loss = Callable[[Array], float]


def _a_function(rng: np.random.Generator, sizes: Sizes) -> Loss:
    """A function of arrays (B, D), and of no others."""
    formula, shape = list(FORMULAS)[int(rng.integers(3))], (sizes["B"], sizes["D"])

    def function(x: Array) -> float:
        if np.shape(x) != shape:
            raise ValueError(f"F takes arrays of the shape of x, {shape}, and got {np.shape(x)}")
        return formula(np.asarray(x, dtype=float))

    function.__name__ = FORMULAS[formula]
    return function


def _quotients(function: Loss, x: Array, epsilon: float) -> Array:
    x = x.copy()
    return numerical_gradient(lambda: function(x), x, epsilon)


def _one_sided(function: Loss, x: Array, epsilon: float) -> Array:
    middle, result = function(x), np.zeros_like(x)
    for k in np.ndindex(x.shape):
        shifted = x.copy()
        shifted[k] += epsilon
        result[k] = (function(shifted) - middle) / epsilon
    return result


def _in_place(put_back: float) -> Callable[[Loss, Array, float], Array]:
    """Shifting x itself: up by ε, down by 2 ε, and up again by this many ε."""

    def answer(function: Loss, x: Array, epsilon: float) -> Array:
        result = np.zeros_like(x)
        for k in np.ndindex(x.shape):
            x[k] += epsilon
            above = function(x)
            x[k] -= 2 * epsilon
            result[k] = (above - function(x)) / (2 * epsilon)
            x[k] += put_back * epsilon
        return result

    return answer


def _all_at_once(function: Loss, x: Array, epsilon: float) -> Array:
    return np.full_like(x, (function(x + epsilon) - function(x - epsilon)) / (2 * epsilon))


def _row_by_row(function: Loss, x: Array, epsilon: float) -> Array:
    result = np.zeros_like(x)
    for k in range(len(x)):
        shift = np.zeros_like(x)
        shift[k] = epsilon
        result[k] = (function(x + shift) - function(x - shift)) / (2 * epsilon)
    return result


def _two_names(function: Loss, x: Array, epsilon: float) -> Array:
    result = np.zeros_like(x)
    for k in np.ndindex(x.shape):
        old = x[k]
        above, below = x, x
        above[k] = old + epsilon
        below[k] = old - epsilon
        result[k] = (function(above) - function(below)) / (2 * epsilon)
        x[k] = old
    return result


quotients = Function(
    id="10.3",
    title="A gradient check of your own",
    name="difference_quotients",
    inputs={
        "function": custom(_a_function, "B D"),
        "x": real("B D", limit=0),
        "epsilon": custom(lambda rng, _: float(rng.choice([0.5, 0.1, 0.02, 1e-4]))),
    },
    returns="quotients",
    reference=_quotients,
    without=[numerical_gradient],
    misconceptions=[
        Misconception(
            "J1-no-factor-2",
            lambda function, x, epsilon: 2 * _quotients(function, x, epsilon),
            "Twice too large: how far apart are the two points that you compare?",
        ),
        Misconception(
            "J5-forward-difference",
            _one_sided,
            "You compare x with a point on one side of it. That error shrinks only as fast as ε; "
            "two points, one on each side, do better.",
        ),
        Misconception(
            "J5-backward-difference",
            lambda function, x, epsilon: _one_sided(function, x, -epsilon),
            "You compare x with a point below it only. A second point, above, makes the error "
            "shrink with ε².",
        ),
        Misconception(
            "J6-all-at-once",
            _all_at_once,
            "All your entries are equal: you shifted all of x together, and got the sum of all "
            "derivatives.",
        ),
        Misconception(
            "row-by-row",
            _row_by_row,
            "Each of your rows holds a single number: you shifted whole rows of x. Shift one "
            "entry at a time; x has two axes.",
        ),
        Misconception(
            "J2-not-restored",
            _in_place(0),
            "Your function leaves x changed, and every later entry is computed at another point. "
            "Put the old value back, or shift a copy.",
        ),
        Misconception(
            "restored-with-rounding",
            _in_place(1),
            "Nearly: x comes back changed in its last digits, because adding and subtracting ε "
            "rounds. Keep the old value itself, or shift a copy.",
        ),
        Misconception(
            "two-names",
            _two_names,
            "All your derivatives are 0. Are the point above and the point below two names for "
            "one array? Then both are the point below.",
        ),
        Misconception(
            "J3-own-epsilon",
            lambda function, x, epsilon: _quotients(function, x, 1e-6),
            "A good approximation of the gradient, but with an ε of your own. The caller of your "
            "function chooses it.",
        ),
        Misconception(
            "turned-over",
            lambda function, x, epsilon: -_quotients(function, x, epsilon),
            "All signs are the wrong way round: which of the two values belongs to the larger "
            "entry?",
        ),
        Misconception(
            "not-divided",
            lambda function, x, epsilon: 2 * epsilon * _quotients(function, x, epsilon),
            "These are differences. A derivative is a difference divided by a distance.",
        ),
        Misconception(
            "flat",
            lambda function, x, epsilon: _quotients(function, x, epsilon).ravel(),
            "All numbers are right, in one long row: the result has the shape of x.",
        ),
    ],
    on_success="With a small ε this is `lstm_lib.gradient_check.numerical_gradient`; task 6 asks how small.",
)
