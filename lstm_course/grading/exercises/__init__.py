"""The exercises, one package `chapter_NN` for each chapter, each with its list EXERCISES."""

from __future__ import annotations

import importlib
import pkgutil

from lstm_course.grading.exercise import Exercise, Function, Project
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


def all_functions() -> list[Function]:
    """Every function to write: exercises of their own, and the parts of large tasks."""
    found = []
    for one in all_exercises():
        found += [one] if isinstance(one, Function) else []
        found += one.parts if isinstance(one, Project) else []
    return found


def find(task: str) -> Exercise:
    """The exercise of this number.

    Raises:
        ValueError: if there is none.
    """
    if task not in _BY_ID:
        raise ValueError(f"task: expected one of {', '.join(_BY_ID)}, got {task!r}")
    return _BY_ID[task]
