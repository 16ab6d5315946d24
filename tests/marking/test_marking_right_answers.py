"""No right answer is refused: the solutions and the pool of correct answers, judged in children."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path

import pytest
from answer_pool import CORRECT, FUNCTIONS
from nightly import NIGHTLY
from submissions import ROOT

from lstm_course.grading.exercise import Function, Written
from lstm_course.marking import task
from lstm_course.marking.batch import READING
from lstm_course.marking.chapters import tasks_of
from lstm_course.marking.worker import Worker

SEEDS, FEW = (1000, 20) if NIGHTLY else (1, 1)
"""Seeds for one correct answer to each task, and for every other one."""
SOLUTIONS = sorted((ROOT / "exercises" / "solutions").glob("[0-9]*.ipynb"))


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem[:2])
def test_every_solution_gets_all_points(path: Path, worker: Worker) -> None:
    cells = worker.do({"file": path.read_bytes()}, READING)["cells"]
    for exercise in tasks_of(path.stem[:2]):
        found = task.mark(worker, exercise, cells, seed=4711)
        if isinstance(exercise, Written):
            assert found.verdict.state == "written" and found.words
        else:
            assert found.points == exercise.points, (exercise.id, found.verdict)


def named(exercise: Function) -> list[str]:
    """Names of correct answers that are functions of a module, at night all, else the last."""
    found = [
        one.__name__
        for one in CORRECT[exercise.id]
        if inspect.isfunction(one)
        and "<" not in one.__qualname__
        and exercise.name not in one.__code__.co_names  # it calls another one of the pool
    ]
    return found if NIGHTLY else found[-1:]


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda exercise: exercise.id)
def test_correct_answers_pass_on_every_seed(exercise: Function, worker: Worker) -> None:
    names = named(exercise)
    for name in names:
        module = next(
            sys.modules[one.__module__] for one in CORRECT[exercise.id] if one.__name__ == name
        )
        cells = [inspect.getsource(module), f"{exercise.name} = {name}"]
        for seed in range(SEEDS if name == names[-1] else FEW):
            found = task.mark(worker, exercise, cells, seed)
            assert found.verdict.state == "passed", (name, seed, found.verdict)
