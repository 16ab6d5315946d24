"""Exercise 17.3, `sign_flip_p`."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, product
from math import comb

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import Sizes, custom
from lstm_lib._validation import Array


def _errors(rng: np.random.Generator, sizes: Sizes) -> Array:
    """Eighths, so that sums are exact and ties are ties."""
    values: Array = rng.integers(1, 33, sizes["N"]) / 8
    return values


def _sums(a: Array, b: Array) -> tuple[Array, float]:
    """The sum of the differences under every choice of signs, and as it was observed."""
    d = a - b
    return np.array(list(product([1, -1], repeat=len(d)))) @ d, float(d.sum())


def _counted(fraction: Callable[[Array, float], Array]) -> Callable[[Array, Array], float]:
    def answer(a: Array, b: Array) -> float:
        return float(np.mean(fraction(*_sums(a, b))))

    return answer


def _unpaired(a: Array, b: Array) -> float:
    """Every way to share all values out between the two."""
    values, n = np.concatenate([a, b]), len(a)
    parts = [2 * values[list(k)].sum() - values.sum() for k in combinations(range(2 * n), n)]
    return float(np.mean(np.abs(parts) >= abs((a - b).sum())))


def _sign_test(a: Array, b: Array) -> float:
    """Only who wins counts, not by how much."""
    d = (a - b)[a != b]
    n, most = len(d), max(int((d > 0).sum()), int((d < 0).sum()))
    return min(1.0, 2 * sum(comb(n, k) for k in range(most, n + 1)) / float(2**n))


def _without_the_observed(a: Array, b: Array) -> float:
    sums, observed = _sums(a, b)
    return float((np.abs(sums) >= abs(observed)).sum() - 1) / len(sums)


sign_flips = Function(
    id="17.3",
    title="A test for eight pairs",
    name="sign_flip_p",
    inputs={"a": custom(_errors, "N"), "b": custom(_errors, "N")},
    sizes={"N": (2, 3, 4, 5, 6)},
    returns="p",
    reference=_counted(lambda sums, observed: np.abs(sums) >= abs(observed)),
    extra_cases=lambda rng: [
        (np.arange(1, n + 1) / 8 + shift, np.full(n, 0.5)) for n in (3, 5) for shift in (0.0, 1.0)
    ],
    misconceptions=[
        Misconception(
            "one-sided",
            _counted(lambda sums, observed: sums >= observed),
            "You count the sums that are at least as large, in one direction. A difference the other "
            "way round would have been news as well: compare absolute values.",
        ),
        Misconception(
            "only-larger",
            _counted(lambda sums, observed: np.abs(sums) > abs(observed)),
            "You count only the sums that are larger. Those that are equally large count too, the "
            "observed one among them: p is never 0.",
        ),
        Misconception(
            "without-the-observed",
            _without_the_observed,
            "You leave out what was observed. It is one of the 2ⁿ choices of signs, and it counts.",
        ),
        Misconception(
            "unpaired",
            _unpaired,
            "You mix the values of all runs. The runs are pairs, with the same seed and the same "
            "sequences: all that may be swapped is the two members of a pair.",
        ),
        Misconception(
            "sign-test",
            _sign_test,
            "You count who wins, and not by how much. Flip the signs of the differences themselves.",
        ),
        Misconception(
            "the-other-part",
            _counted(lambda sums, observed: np.abs(sums) < abs(observed)),
            "This is 1 − p: you count the choices of signs that are less extreme.",
        ),
        Misconception(
            "a-count",
            lambda a, b: _counted(lambda sums, seen: np.abs(sums) >= abs(seen))(a, b) * 2 ** len(a),
            "That is a number of choices. Divide it by all of them, 2ⁿ.",
        ),
        Misconception(
            "without-differences",
            lambda a, b: _counted(lambda sums, seen: np.abs(sums) >= abs(seen))(a, 0 * b),
            "Your p does not depend on b. Take the differences a − b first.",
        ),
        Misconception(
            "squared-differences",
            lambda a, b: _counted(lambda s, seen: np.abs(s) >= abs(seen))((a - b) ** 2, 0 * b),
            "You square the differences before you add them, which takes away their signs.",
        ),
    ],
    on_success="No distribution had to be assumed. Eight pairs can never give less than 2/256.",
)
