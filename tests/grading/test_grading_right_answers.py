"""No right answer is refused, however it is written."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from answer_pool import FUNCTIONS, INDEPENDENT, RIGHT, WRONG, Answer, Given, every_function

from lstm_course.grading.check import verdict_on
from lstm_course.grading.exercise import Function

SEEDS = 1000


def noisy(function: Answer) -> Answer:
    """The same answer with prints, warnings, and NumPy's error state and random state disturbed."""

    def answer(*args: Any) -> Any:
        print("called with", args)
        warnings.warn("looks strange", stacklevel=1)
        np.seterr(all="ignore")
        np.random.seed(1)
        np.random.random()
        return function(*args)

    return answer


def reordered(function: Answer) -> Answer:
    """The same numbers in Fortran order."""
    return lambda *args: _each(np.asfortranarray, function(*args))


def viewed(function: Answer) -> Answer:
    """The same numbers as views of larger arrays, backwards in memory."""

    def view(array: Any) -> Any:
        return np.repeat(array[..., ::-1], 3, axis=-1)[..., ::-3]

    return lambda *args: _each(view, function(*args))


def _each(change: Callable[[Any], Any], result: Any) -> Any:
    if isinstance(result, tuple):
        return tuple(_each(change, part) for part in result)
    return change(result) if isinstance(result, np.ndarray) and result.ndim else result


def test_every_exercise_has_its_bank() -> None:
    ids = {exercise.id for exercise in FUNCTIONS}
    assert ids == RIGHT.keys() == WRONG.keys() == INDEPENDENT.keys()
    for id in ids:
        assert len(RIGHT[id]) >= 6, id
        assert len(WRONG[id]) >= 6, id


@every_function
def test_right_answers_pass_for_a_thousand_seeds(exercise: Function) -> None:
    right = RIGHT[exercise.id]
    right = [*right, *(change(right[k]) for k, change in enumerate((noisy, reordered, viewed)))]
    for seed in range(-(-SEEDS // len(right))):
        given = Given(exercise, seed)
        for k, answer in enumerate(right):
            assert given.passes(answer), (k, seed, verdict_on(exercise, answer, seed))
