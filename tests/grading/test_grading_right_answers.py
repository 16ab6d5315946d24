"""No correct answer is refused, however it is written."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from answer_pool import (
    CORRECT,
    FUNCTIONS,
    INCORRECT,
    INDEPENDENT,
    SEEDS,
    Answer,
    Checked,
    every_function,
)

from lstm_course.grading.check import verdict_on
from lstm_course.grading.exercise import Function
from lstm_course.grading.limits import Limits


def noisy(function: Answer) -> Answer:
    """The same answer with prints, warnings, and NumPy's error state and random state changed."""

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


CHANGES = (noisy, reordered, viewed)
EACH = 4
"""A seed is for every fourth answer."""


def _each(change: Callable[[Any], Any], result: Any) -> Any:
    if isinstance(result, tuple):
        return tuple(_each(change, part) for part in result)
    return change(result) if isinstance(result, np.ndarray) and result.ndim else result


def test_every_exercise_has_its_answers() -> None:
    ids = {exercise.id for exercise in FUNCTIONS}
    assert ids == CORRECT.keys() == INCORRECT.keys() == INDEPENDENT.keys()
    for id in ids:
        assert len(CORRECT[id]) >= 6, id
        assert len(INCORRECT[id]) >= 6, id


@every_function
def test_correct_answers_pass_for_every_seed(exercise: Function) -> None:
    correct = CORRECT[exercise.id]
    correct = [*correct, *(change(correct[k]) for k, change in enumerate(CHANGES))]
    for seed in range(SEEDS):
        checked = Checked(exercise, seed, Limits())  # a learner's
        for k in range(seed % EACH, len(correct), EACH):
            assert checked.passes(correct[k]), (k, seed, verdict_on(exercise, correct[k], seed))
