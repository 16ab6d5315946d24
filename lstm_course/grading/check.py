"""`check`: find the exercise and the answer, run and judge, show the verdict, keep the progress."""

from __future__ import annotations

import dis
import inspect
import os
import sys
from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Final

from lstm_course.grading.cases import make
from lstm_course.grading.compare import described
from lstm_course.grading.exercise import Choice, Exercise, Function, Number, Written, Wrong
from lstm_course.grading.exercises import find
from lstm_course.grading.feedback import Verdict
from lstm_course.grading.judge import judge
from lstm_course.grading.judge_values import UNANSWERED, judge_choice, judge_number, judge_written
from lstm_course.grading.progress_store import note
from lstm_course.grading.records import Record
from lstm_course.grading.render import as_html, as_text, show
from lstm_course.grading.run import run
from lstm_course.grading.snapshot import seen
from lstm_course.grading.unpatched import pristine

_UNNAMED: Final = object()
_MISSING: Final = object()

SEED = "LSTM_SEED"
"""Environment variable: the seed of hidden tests."""

HIDDEN = "Hidden test: judged on other inputs than those of the check you can see."


class Score(float):
    """Points, a plain number to whoever prints it; `text` and `html` are what was said."""

    passed: bool
    text: str
    html: str


def check(task: str, answer: object = _UNNAMED, *, hidden: bool = False) -> Score:
    """Judge an answer and say what is right or wrong with it; a wrong answer raises nothing.

    Args:
        task: the exercise's number, such as "04.2".
        answer: a function, a number, a letter or words. Left out: what the exercise's name now
            stands for where `check` is called, if the cell that defines it has been run.
        hidden: judge on the inputs that a lecturer's seed makes, the environment variable LSTM_SEED
            (1 if it is not set), say so, and leave the progress alone.

    Returns:
        All the points, or none.

    Raises:
        ValueError: if there is no such exercise, or LSTM_SEED is not a whole number from 0.
    """
    exercise = find(task)
    if answer is _UNNAMED:
        answer = sys._getframe(1).f_globals.get(exercise.name, _MISSING)
    verdict = verdict_on(exercise, answer, _hidden_seed() if hidden else 0)
    remark = HIDDEN if hidden else note(exercise, verdict)
    score = Score(exercise.points if verdict.state == "passed" else 0)
    score.passed = verdict.state == "passed"
    score.text, score.html = as_text(exercise, verdict, remark), as_html(exercise, verdict, remark)
    show(score.text, score.html)
    return score


def _hidden_seed() -> int:
    given = os.environ.get(SEED, "1")
    if not given.isdecimal():
        raise ValueError(f"{SEED}: expected a whole number from 0, got {given!r}")
    return int(given)


def verdict_on(exercise: Exercise, answer: object, seed: int = 0) -> Verdict:
    """The verdict alone: nothing is shown, nothing kept."""
    if answer is _MISSING:
        text = f"There is no {exercise.name} here yet. Run the answer cell first."
        return UNANSWERED._replace(message=text)
    if isinstance(exercise, Function):
        return _function(exercise, answer, seed)
    with pristine():
        if isinstance(exercise, Number):
            return judge_number(exercise, answer)
        if isinstance(exercise, Choice):
            return judge_choice(exercise, answer)
        assert isinstance(exercise, Written)
        return judge_written(exercise, answer)


def _function(exercise: Function, answer: object, seed: int) -> Verdict:
    if answer is None or answer is ... or _is_stub(answer):
        return UNANSWERED
    if not callable(answer):
        called = " Pass the function itself, without brackets." if seen(answer).items else ""
        text = f"Expected the function {exercise.name}, got {described(seen(answer))}.{called}"
        return Verdict("wrong", text)
    misfit = _misfit(answer, list(exercise.inputs))
    if misfit:
        return Verdict("wrong", misfit)
    with pristine():
        probes = make(exercise, seed)
        expected = run(exercise.reference, [probe.args for probe in probes], twice=False)
    got = run(answer, [probe.args for probe in probes])

    def behaviour(wrong: Wrong, among: Sequence[int]) -> Record:
        return run(wrong.answer, [probes[k].args for k in among])

    with pristine():
        return judge(exercise, probes, expected, got, behaviour)


def _is_stub(answer: object) -> bool:
    """Whether a function has no body but a docstring, `...` or `pass`."""
    if type(answer) is not FunctionType or answer.__code__.co_name == "<lambda>":
        return False
    steps = {step.opname for step in dis.get_instructions(answer)}
    constants = {step.argval for step in dis.get_instructions(answer) if "CONST" in step.opname}
    idle = {"RESUME", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "NOP", "COPY_FREE_VARS"}
    return steps <= idle and constants == {None}


def _misfit(answer: Callable[..., object], names: list[str]) -> str:
    """What is wrong with a function that cannot be called with so many arguments."""
    try:
        signature = inspect.signature(answer)
    except Exception:  # built-in functions have none, and an odd object may raise anything
        return ""
    try:
        signature.bind(*names)
    except TypeError:
        wanted = ", ".join(names)
        return f"It is called with {len(names)} arguments, ({wanted}), but takes {signature}."
    return ""
