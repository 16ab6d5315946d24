"""The exercises, one package `chapter_NN` for each chapter, each with its list EXERCISES."""

from __future__ import annotations

import importlib
import pkgutil

from lstm_course.grading.exercise import Exercise
from lstm_course.grading.unpatched import keep_originals


def _load() -> dict[str, Exercise]:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__, __name__ + "."))
    modules = [importlib.import_module(name) for name in names]
    return {exercise.id: exercise for module in modules for exercise in module.EXERCISES}


_BY_ID = _load()
keep_originals()


def all_exercises() -> list[Exercise]:
    """Every exercise of the course, in order."""
    return list(_BY_ID.values())


def find(task: str) -> Exercise:
    """The exercise of this number.

    Raises:
        ValueError: if there is none.
    """
    if task not in _BY_ID:
        raise ValueError(f"task: expected one of {', '.join(_BY_ID)}, got {task!r}")
    return _BY_ID[task]
