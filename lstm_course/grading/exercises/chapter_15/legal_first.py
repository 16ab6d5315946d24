"""Exercise 15.4, `legal_first`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import Sizes, custom
from lstm_lib._validation import Array


def _legal(rng: np.random.Generator, sizes: Sizes) -> Array:
    """One or two legal symbols of four in every place."""
    T, B = sizes["T"], sizes["B"]
    order = rng.random((T, B, 4)).argsort(axis=2)
    legal: Array = order < rng.integers(1, 3, size=(T, B, 1))
    return legal


def _outputs(rng: np.random.Generator, sizes: Sizes) -> Array:
    """Outputs in which higher numbers are more often legal, with two decimals."""
    y: Array = rng.uniform(0, 1, size=(sizes["T"], sizes["B"], 4)).round(2)
    return y


def _example(
    rng: np.random.Generator, T: int, B: int, low: float, high: float, noise: float
) -> tuple[Array, Array]:
    """Legal symbols around `high`, the others around `low`."""
    legal = _legal(rng, {"T": T, "B": B})
    y = np.where(legal, high, low) + rng.normal(0, noise, size=legal.shape)
    return y.round(2), legal


def _extremes(y: Array, legal: Array) -> tuple[Array, Array, Array]:
    """The least and the most active legal symbol, and the most active of the others, (T, B)."""
    least = np.where(legal, y, np.inf).min(axis=2)
    most = np.where(legal, y, -np.inf).max(axis=2)
    other = np.where(legal, -np.inf, y).max(axis=2)
    return least, most, other


def _correct(y: Array, legal: Array) -> Array:
    least, _, other = _extremes(y, legal)
    found: Array = least > other
    return found


def _ties() -> tuple[Array, Array]:
    legal = np.array([[[True, False, True, False]], [[False, True, False, False]]])
    return np.array([[[0.6, 0.2, 0.4, 0.4]], [[0.1, 0.9, 0.3, 0.2]]]), legal


criterion = Function(
    id="15.4",
    title="What counts as solved",
    name="legal_first",
    inputs={"y": custom(_outputs, "T B"), "legal": custom(_legal, "T B")},
    sizes={"T": (2, 3, 4), "B": (2, 3, 5)},
    returns="correct",
    reference=lambda y, legal: _correct(y, legal).all(axis=0),
    extra_cases=lambda rng: [
        *(
            _example(rng, T, 6, low, high, noise)
            for T in (1, 2, 3)
            for low, high, noise in ((0.2, 0.8, 0.25), (0.1, 0.4, 0.12), (0.6, 0.9, 0.12))
        ),
        _ties(),
    ],
    misconceptions=[
        Misconception(
            "the-best-alone",
            lambda y, legal: (_extremes(y, legal)[1] > _extremes(y, legal)[2]).all(axis=0),
            "You ask only whether the most active symbol is legal. If two are legal, both have to "
            "be ahead of all the others.",
        ),
        Misconception(
            "ties-count",
            lambda y, legal: (_extremes(y, legal)[0] >= _extremes(y, legal)[2]).all(axis=0),
            "In your version a tie counts. *Always the most active* means strictly ahead.",
        ),
        Misconception(
            "somewhere",
            lambda y, legal: _correct(y, legal).any(axis=0),
            "One correct place is enough in your version. All places have to be correct.",
        ),
        Misconception(
            "at-the-end",
            lambda y, legal: _correct(y, legal)[-1],
            "You judge the final place alone. A string is predicted correctly if every place is.",
        ),
        Misconception(
            "above-a-half",
            lambda y, legal: ((y > 0.5) == legal).all(axis=(0, 2)),
            "You compare with one half. The criterion compares the outputs with each other: 0.4 "
            "will do if the others are lower.",
        ),
        Misconception(
            "fraction",
            lambda y, legal: _correct(y, legal).mean(axis=0),
            "That is the fraction of correct places. The criterion is all or nothing.",
        ),
        Misconception(
            "sums",
            lambda y, legal: (
                np.where(legal, y, 0).sum(axis=2) > np.where(legal, 0, y).sum(axis=2)
            ).all(axis=0),
            "You compare sums. Several weak symbols must not be added up against one that is legal.",
        ),
        Misconception(
            "incorrect",
            lambda y, legal: ~_correct(y, legal).all(axis=0),
            "You return true where a string is wrong. Turn it round.",
        ),
        Misconception(
            "over-the-strings",
            lambda y, legal: _correct(y, legal).all(axis=1),
            "You have one answer for each place. `all` should run over the places, so that one "
            "answer for each string is left.",
        ),
        Misconception(
            "one-for-all",
            lambda y, legal: bool(_correct(y, legal).all()),
            "You judge all strings together. Here each string gets its own answer.",
        ),
    ],
    on_success="The paper asks this of all 512 strings. One weak symbol in one of them, and a trial "
    "has not succeeded yet.",
)
