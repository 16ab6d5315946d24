"""Verdicts on answers that are not functions: numbers, choices, words."""

from __future__ import annotations

import math

import numpy as np

from lstm_course.grading.compare import described
from lstm_course.grading.exercise import Choice, Number, Written
from lstm_course.grading.feedback import Verdict
from lstm_course.grading.snapshot import array, seen

UNANSWERED = Verdict("unanswered", "Not answered yet.")


def judge_number(exercise: Number, answer: object) -> Verdict:
    """Right within the tolerance; wrong numbers that a known mistake leads to are recognised."""
    came = seen(answer)
    if came.kind in ("none", "ellipsis"):
        return UNANSWERED
    if came.kind not in ("array", "number") or came.shape or np.dtype(came.dtype).kind not in "fiu":
        return Verdict("wrong", f"Expected one number, got {described(came)}.")
    number = float(array(came))
    if not math.isfinite(number):
        return Verdict("wrong", f"Expected a finite number, got {number}.")
    if _near(number, exercise.expected(), exercise.tolerance):
        return Verdict("passed", exercise.then)
    for id, value, message in exercise.wrong:
        if _near(number, value(), exercise.tolerance):
            return Verdict("wrong", message, misconception=id)
    return Verdict(
        "wrong", f"It is not {number:.4g}. Write the sum down term by term, and compare."
    )


def judge_choice(exercise: Choice, answer: object) -> Verdict:
    """The letter of an option, in either case, with or without brackets."""
    came = seen(answer)
    if came.kind in ("none", "ellipsis"):
        return UNANSWERED
    letters = ", ".join(repr(letter) for letter in exercise.options)
    if came.kind != "text":
        return Verdict("wrong", f"Expected one of the letters {letters}, got {described(came)}.")
    letter = came.data.decode().strip().strip("().").strip().lower()
    if not letter:
        return UNANSWERED
    if letter not in exercise.options:
        return Verdict("wrong", f"Expected one of the letters {letters}, got {letter[:20]!r}.")
    if letter == exercise.right:
        return Verdict("passed", exercise.then)
    return Verdict("wrong", exercise.options[letter][1], misconception=letter)


def judge_written(exercise: Written, answer: object) -> Verdict:
    """Nothing is marked: what a good answer says is shown, once there is an answer."""
    came = seen(answer)
    if came.kind in ("none", "ellipsis"):
        return UNANSWERED
    if came.kind != "text":
        return Verdict("wrong", f"Expected an explanation in words, got {described(came)}.")
    count = len(came.data.decode().split())
    if count < exercise.words:
        said = f"{count} words so far; say it in at least {exercise.words}." if count else ""
        return Verdict("unanswered", f"Not answered yet. {said}".strip())
    message = (
        "Written down. Compare: does your answer say each of these? Mend it where it does not."
    )
    return Verdict("written", message, points=tuple(exercise.criteria))


def _near(number: float, expected: float, tolerance: float) -> bool:
    return abs(number - expected) <= tolerance * max(abs(expected), 1e-12)
