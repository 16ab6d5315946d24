"""Answers to check: correct and incorrect ones, and the cases that they are checked on."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from collections.abc import Callable
from typing import Any

import answers
import numpy as np
import pytest
from nightly import NIGHTLY

from lstm_course.grading.cases import make_cases
from lstm_course.grading.check import verdict_on
from lstm_course.grading.exercise import Function
from lstm_course.grading.exercises import all_functions
from lstm_course.grading.feedback import Verdict
from lstm_course.grading.judge import judge
from lstm_course.grading.limits import Limits
from lstm_course.grading.run import run

SEEDS = 1000 if NIGHTLY else 20
"""Seeds on which a correct answer has to pass."""
INPUTS = 10_000 if NIGHTLY else 1000
"""Independent inputs that decide whether a mutant behaves differently."""

Answer = Callable[..., Any]

FUNCTIONS = all_functions()

CORRECT: dict[str, list[Answer]] = {}
INCORRECT: dict[str, list[tuple[Answer, str]]] = {}
INDEPENDENT: dict[str, Callable[[np.random.Generator], tuple[Any, ...]]] = {}
for _module in pkgutil.iter_modules(answers.__path__):
    _pool = importlib.import_module(f"answers.{_module.name}")
    CORRECT |= _pool.CORRECT
    INCORRECT |= _pool.INCORRECT
    INDEPENDENT |= _pool.INDEPENDENT

every_function = pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda exercise: exercise.id)


def find_function(task: str) -> Function:
    """The function exercise, or part of a project, of this number."""
    return next(one for one in FUNCTIONS if one.id == task)


def library_verdict(exercise: Function, answer: Answer, seed: int = 0) -> Verdict:
    """The verdict on an answer that may use all of the library, such as the reference."""
    return verdict_on(dataclasses.replace(exercise, without=()), answer, seed)


FEW_SECONDS = Limits(call=1.0)
"""A mutant may loop without end."""


class Checked:
    """The cases of one seed and what is expected on them, for many answers."""

    def __init__(self, exercise: Function, seed: int, limits: Limits = FEW_SECONDS) -> None:
        self.exercise = exercise
        self.limits = limits
        self.cases = make_cases(exercise, seed)
        self.args = [case.args for case in self.cases]
        self.expected = run(exercise.reference, self.args, twice=False)

    def verdict(self, answer: Answer, *, library: bool = False) -> Verdict:
        """The verdict without recognising misconceptions; `library`: whether all of it is there."""
        return self._verdict(answer, len(self.cases), library)

    def passes(self, answer: Answer, *, library: bool = False) -> bool:
        """True if it passes; an answer that the first cases refuse is not asked for the others."""
        return all(
            self._verdict(answer, count, library).state == "passed"
            for count in (3, len(self.cases))
        )

    def _verdict(self, answer: Answer, count: int, library: bool) -> Verdict:
        exercise = dataclasses.replace(self.exercise, misconceptions=[])
        without = () if library else exercise.without
        got = run(answer, self.args[:count], limits=self.limits, without=without)
        calls = self.expected.calls[:count]
        expected = self.expected._replace(calls=calls, again=self.expected.again[:count])
        return judge(exercise, self.cases[:count], expected, got, _nobody)


def _nobody(*_: object) -> Any:
    raise AssertionError("no misconception is known, so none can be run")
