"""`check`: find the exercise and the answer, run and judge, show the verdict, keep the progress."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from lstm_course.grading.cases import make_cases
from lstm_course.grading.exercise import (
    Choice,
    Exercise,
    Function,
    Misconception,
    Number,
    Project,
    Written,
)
from lstm_course.grading.exercises import find
from lstm_course.grading.feedback import Verdict, points_of
from lstm_course.grading.form import is_stub, misfit
from lstm_course.grading.judge import judge
from lstm_course.grading.judge_values import UNANSWERED, judge_choice, judge_number, judge_written
from lstm_course.grading.limits import Limits
from lstm_course.grading.progress_store import record
from lstm_course.grading.records import Record
from lstm_course.grading.render import as_html, as_text, show
from lstm_course.grading.run import run
from lstm_course.grading.snapshot import take
from lstm_course.grading.unpatched import unpatched
from lstm_course.grading.wording import describe_type

_UNNAMED: Final = object()
_MISSING: Final = object()

SEED = "LSTM_SEED"
"""Environment variable: the seed of hidden tests."""

HIDDEN = "Hidden test: checked on other inputs than those of the check you can see."

VERDICT = "application/vnd.lstm.verdict+json"

LIMITS = Limits()
PATIENCE = 2000
"""A call may take this many times as long as one of the reference, but at least `LIMITS.call`."""


class Score(float):
    """Points, a plain number when printed; `text` and `html` are what was said.

    `arguments` are those of the example that failed: `input_gate(*score.arguments)` repeats it.
    `exercise` is its number, or nothing for a hidden test.
    """

    exercise: str
    passed: bool
    text: str
    html: str
    arguments: tuple[Any, ...]

    def _repr_page_(self) -> dict[str, Any]:
        """For a page of the book, which has shown the verdict already and keeps the progress."""
        if not self.exercise:
            return {}
        said = {"exercise": self.exercise, "passed": self.passed, "text": self.text}
        return {VERDICT: said | {"points": float(self)}}


def check(task: str, answer: object = _UNNAMED, *, hidden: bool = False) -> Score:
    """Check an answer and say what is right or wrong with it; a wrong answer raises nothing.

    Args:
        task: the exercise's number, such as "04.2".
        answer: a function, a number, a letter or words; for a large task, a dictionary of
            functions. Left out: the exercise's names where `check` is called, if the cell that
            defines them has been run.
        hidden: check on the inputs that a lecturer's seed makes, the environment variable LSTM_SEED
            (1 if it is not set), say so, and leave the progress alone.

    Returns:
        All the points or none; for a large task, those of the parts that are right.

    Raises:
        ValueError: if there is no such exercise, or LSTM_SEED is not a whole number from 0.
        RuntimeError: if it is called by a function that is being checked.
        KeyboardInterrupt: if somebody presses stop.
    """
    exercise = find(task)
    if answer is _UNNAMED:
        names = sys._getframe(1).f_globals
        answer = names if isinstance(exercise, Project) else names.get(exercise.name, _MISSING)
    verdict = verdict_on(exercise, answer, _hidden_seed() if hidden else 0)
    remark = HIDDEN if hidden else record(exercise, verdict)
    score = Score(points_of(exercise, verdict))
    score.exercise = "" if hidden else exercise.id
    score.passed = verdict.state == "passed"
    score.text, score.html = as_text(exercise, verdict, remark), as_html(exercise, verdict, remark)
    score.arguments = () if hidden else verdict.arguments
    show(score.text, score.html)
    return score


def _hidden_seed() -> int:
    seed = os.environ.get(SEED, "1")
    if not seed.isdecimal():
        raise ValueError(f"{SEED}: expected a whole number from 0, got {seed!r}")
    return int(seed)


_checking = False


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    global _checking
    if _checking:
        raise RuntimeError(
            "check() was called by the function that it checks: take it out of there"
        )
    _checking = True
    try:
        yield
    finally:
        _checking = False


def verdict_on(exercise: Exercise, answer: object, seed: int = 0) -> Verdict:
    """The verdict alone: nothing is shown, nothing kept."""
    with _alone():
        if isinstance(exercise, Project):
            return _project(exercise, answer, seed)
        return _one(exercise, answer, seed)


def _one(exercise: Exercise, answer: object, seed: int) -> Verdict:
    if answer is _MISSING:
        text = f"There is no {exercise.name} here yet. Run the answer cell first."
        return UNANSWERED._replace(message=text)
    if isinstance(exercise, Function):
        return _function(exercise, answer, seed)
    with unpatched():
        if isinstance(exercise, Number):
            return judge_number(exercise, take(answer))
        if isinstance(exercise, Choice):
            return judge_choice(exercise, take(answer))
        assert isinstance(exercise, Written)
        return judge_written(exercise, take(answer))


def _project(exercise: Project, answer: object, seed: int) -> Verdict:
    """Each part by itself; the whole is right if all of them are."""
    if answer is None or answer is ...:
        return UNANSWERED
    if not isinstance(answer, Mapping):
        names = ", ".join(part.name for part in exercise.parts)
        return Verdict("wrong", f"Expected a dictionary with the functions {names}.")
    parts = [(one, _one(one, answer.get(one.name, _MISSING), seed)) for one in exercise.parts]
    states = [verdict.state for _, verdict in parts]
    right, failed = states.count("passed"), [one for _, one in parts if one.state == "wrong"]
    if right == len(states):
        return Verdict("passed", exercise.on_success, parts=tuple(parts))
    verdict = Verdict("wrong" if failed else "unanswered", "", parts=tuple(parts))
    if right:
        said = f"{points_of(exercise, verdict):g} of {exercise.points:g} points so far."
        verdict = verdict._replace(state="partly", message=said)
    return verdict._replace(arguments=failed[0].arguments) if failed else verdict


def _function(exercise: Function, answer: object, seed: int) -> Verdict:
    if answer is None or answer is ... or is_stub(answer):
        return UNANSWERED
    if not callable(answer):
        came = take(answer)
        called = " Pass the function itself, without brackets." if came.items else ""
        text = f"Expected the function {exercise.name}, got {describe_type(came)}.{called}"
        return Verdict("wrong", text)
    complaint = misfit(answer, list(exercise.inputs))
    if complaint:
        return Verdict("wrong", complaint)
    with unpatched():
        cases = make_cases(exercise, seed)
        arguments = [case.args for case in cases]
        began = time.process_time()
        expected = run(exercise.reference, arguments, twice=False)
        seconds = (time.process_time() - began) / len(cases)
    limits = LIMITS._replace(call=max(LIMITS.call, PATIENCE * seconds))
    got = run(answer, arguments, limits=limits, without=exercise.without)

    def behaviour(mistake: Misconception, among: Sequence[int]) -> Record:
        return run(mistake.answer, [arguments[k] for k in among])

    with unpatched():
        return judge(exercise, cases, expected, got, behaviour)
