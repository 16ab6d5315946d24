"""Answers to judge: the banks of right and wrong ones, and the probes they are judged on."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from collections.abc import Callable
from typing import Any

import answers
import numpy as np
import pytest

from lstm_course.grading import cases
from lstm_course.grading.exercise import Function
from lstm_course.grading.exercises import all_exercises
from lstm_course.grading.judge import judge
from lstm_course.grading.run import run

Answer = Callable[..., Any]

FUNCTIONS = [one for one in all_exercises() if isinstance(one, Function)]

RIGHT: dict[str, list[Answer]] = {}
WRONG: dict[str, list[tuple[Answer, str]]] = {}
INDEPENDENT: dict[str, Callable[[np.random.Generator], tuple[Any, ...]]] = {}
for _module in pkgutil.iter_modules(answers.__path__):
    _bank = importlib.import_module(f"answers.{_module.name}")
    RIGHT |= _bank.RIGHT
    WRONG |= _bank.WRONG
    INDEPENDENT |= _bank.INDEPENDENT

every_function = pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda exercise: exercise.id)


class Given:
    """The probes of one seed and what is expected on them, for many answers."""

    def __init__(self, exercise: Function, seed: int) -> None:
        self.exercise = exercise
        self.probes = cases.make(exercise, seed)
        self.args = [probe.args for probe in self.probes]
        self.expected = run(exercise.reference, self.args, twice=False)

    def passes(self, answer: Answer) -> bool:
        """The verdict alone, without asking which mistake it was."""
        exercise = dataclasses.replace(self.exercise, wrong=[])
        got = run(answer, self.args)
        return judge(exercise, self.probes, self.expected, got, _nobody).state == "passed"


def _nobody(*_: object) -> Any:
    raise AssertionError("no mistake is known, so none can be run")
