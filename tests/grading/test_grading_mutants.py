"""Correct answers changed in a single place: whatever then behaves differently is refused."""

from __future__ import annotations

import warnings
from copy import deepcopy
from typing import Any

import numpy as np
from answer_pool import CORRECT, INDEPENDENT, INPUTS, Answer, Checked, every_function
from mutants import mutants

from lstm_course.grading.exercise import Function


@every_function
def test_mutants_that_behave_differently_are_refused(exercise: Function) -> None:
    right = CORRECT[exercise.id][0]
    checked = Checked(exercise, seed=0)
    refused, survivors = 0, []
    for source, mutant in mutants(right):
        if checked.passes(mutant):
            survivors.append((source, mutant))
        else:
            refused += 1
    assert refused >= 20
    accepted = differing(exercise, right, survivors)
    assert len(accepted) <= 0.01 * (refused + len(accepted)), "\n\n".join(accepted)


def differing(exercise: Function, right: Answer, survivors: list[tuple[str, Answer]]) -> list[str]:
    """Those that differ from the right answer on any of many independent inputs."""
    rng = np.random.default_rng(2026)
    left = dict(survivors)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(INPUTS):
            args = INDEPENDENT[exercise.id](rng)
            expected = right(*deepcopy(args))
            for source, mutant in list(left.items()):
                if not _agrees(exercise, expected, mutant, args):
                    del left[source]
    return [source for source, _ in survivors if source not in left]


def _agrees(exercise: Function, expected: Any, mutant: Answer, args: tuple[Any, ...]) -> bool:
    try:
        got = mutant(*deepcopy(args))
        if exercise.compare_by and _size(got) == _size(expected):
            expected, got = (exercise.compare_by(args, one) for one in (expected, got))
        return _equal(expected, got, exercise.absolute)
    except Exception:
        return False


def _size(value: Any) -> Any:
    """The shape of an array, or the length of a list of arrays."""
    return len(value) if isinstance(value, list) else np.shape(value)


def _equal(right: Any, got: Any, absolute: float) -> bool:
    if isinstance(right, tuple):
        return (
            isinstance(got, tuple)
            and len(got) == len(right)
            and all(_equal(a, b, absolute) for a, b in zip(right, got, strict=True))
        )
    if isinstance(right, list):
        return isinstance(got, list) and _equal(tuple(right), tuple(got), absolute)
    if isinstance(right, dict):
        same_names = isinstance(got, dict) and got.keys() == right.keys()
        return same_names and all(_equal(right[name], got[name], absolute) for name in right)
    if np.shape(got) != np.shape(right):
        return False
    allowed = 10 * absolute * max(1, np.abs(right).max())
    return np.array_equal(got, right) or np.allclose(got, right, 1e-6, allowed, equal_nan=True)
