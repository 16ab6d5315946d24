"""Every exercise refuses awkward answers that are right but for one thing, and names it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from answer_pool import every_function, library_verdict
from test_grading import Lying

from lstm_course.grading.cases import make_cases
from lstm_course.grading.check import verdict_on
from lstm_course.grading.exercise import Function
from lstm_course.grading.snapshot import take


def each(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Change every array of a result, whether it stands alone, in a tuple or in a dictionary."""

    def changed(result: Any) -> Any:
        if isinstance(result, tuple):
            return tuple(changed(part) for part in result)
        if isinstance(result, dict):
            return {name: changed(part) for name, part in result.items()}
        return change(np.asarray(result, dtype=float))

    return changed


AWKWARD: dict[str, Callable[[Any], Any]] = {
    "nothing returned": lambda result: None,
    "in a list": lambda result: [result],
    "one result too many": lambda result: (*result, 0) if isinstance(result, tuple) else (result,),
    "lists": each(np.ndarray.tolist),
    "matrices": each(np.asmatrix),
    "objects": each(lambda array: array.astype(object)),
    "complex numbers": each(lambda array: array + 0j),
    "masked": each(np.ma.masked_array),
    "a class of its own": each(lambda array: array.view(Lying)),
    "an axis too many": each(lambda array: array[..., None]),
    "nan": each(lambda array: array * np.nan),
    "a little off": each(lambda array: array * (1 + 1e-4) + 1e-4),
    "text": str,
}
NUMBERS = {"lists"}
"""Changes that make no difference where a number is expected."""


@every_function
def test_a_result_that_is_not_quite_one_is_refused(exercise: Function) -> None:
    wanted = exercise.reference(*make_cases(exercise, 0)[0].args)
    parts = wanted if isinstance(wanted, tuple) else (wanted,)
    for name, change in AWKWARD.items():
        if name == "a little off" and exercise.compare_by:
            continue  # what is observed may well be the same
        answer = partial(_changed, exercise.reference, change)
        verdict = library_verdict(exercise, answer)
        if name in NUMBERS and all(np.isscalar(part) for part in parts):
            assert verdict.state == "passed", name
        else:
            assert (verdict.state, bool(verdict.message)) == ("wrong", True), (name, verdict)


def _changed(reference: Callable[..., Any], change: Callable[[Any], Any], *args: Any) -> Any:
    return change(reference(*args))


@every_function
def test_an_answer_made_for_the_example_is_refused(exercise: Function) -> None:
    """It gets right only what the first check has shown."""
    first = make_cases(exercise, 0)[0].args
    result = exercise.reference(*first)
    known = [take(arg) for arg in first]

    def answer(*args: Any) -> Any:
        return result if [take(arg) for arg in args] == known else np.zeros(3)

    assert library_verdict(exercise, answer).state == "wrong"


@every_function
def test_an_answer_that_depends_on_earlier_calls_is_refused(exercise: Function) -> None:
    results: list[Any] = []

    def one_call_behind(*args: Any) -> Any:
        results.append(exercise.reference(*args))
        return results[-2] if len(results) > 1 else results[-1]

    assert library_verdict(exercise, one_call_behind).state == "wrong"


def _recursion(*args: Any) -> Any:
    return _recursion(*args)


def _exit(*args: Any) -> Any:
    raise SystemExit


def _interrupt(*args: Any) -> Any:
    raise KeyboardInterrupt


def _ask(*args: Any) -> Any:
    return float(input("the answer? "))


@every_function
def test_what_is_raised_is_said(exercise: Function) -> None:
    for answer in _recursion, _exit, _interrupt, _ask:
        verdict = verdict_on(exercise, answer)
        assert verdict.state == "wrong", answer
        assert "Your function raises" in verdict.message, answer
