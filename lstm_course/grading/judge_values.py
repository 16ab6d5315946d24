"""Verdicts on answers that are not functions: numbers, choices, words."""

from __future__ import annotations

import math
import re
import unicodedata

import numpy as np

from lstm_course.grading.exercise import Choice, Number, Written
from lstm_course.grading.feedback import Verdict
from lstm_course.grading.snapshot import Snapshot, array
from lstm_course.grading.wording import describe_type

UNANSWERED = Verdict("unanswered", "Not answered yet.")

LOOK_ALIKES = str.maketrans("авсеАВСЕαβεΑΒΕ", "abceABCEabeABE")
"""Letters of Cyrillic and Greek that look like Latin ones, or stand on the same key."""


def judge_number(exercise: Number, came: Snapshot) -> Verdict:
    """Right to the digits that are asked for; numbers that a known mistake leads to are recognised."""
    if came.kind in ("none", "ellipsis"):
        return UNANSWERED
    number, problem = _one_number(came)
    if number is None:
        return Verdict("wrong", problem)
    if not math.isfinite(number):
        return Verdict("wrong", f"Expected a finite number, got {number}.")
    expected = exercise.expected()
    if agrees(number, expected, exercise.digits):
        return Verdict("passed", exercise.on_success)
    for mistake in exercise.misconceptions:
        if agrees(number, float(mistake.answer()), exercise.digits):  # type: ignore[arg-type]
            return Verdict("wrong", mistake.message, misconception=mistake.id)
    said = f"It is not {number + 0.0:.4g}. {_compared(number, expected, exercise.digits)}"
    return Verdict("wrong", said.strip())


def agrees(number: float, expected: float, digits: int) -> bool:
    """True if a number is the expected one to this many significant digits."""
    if not expected or not math.isfinite(expected):
        return number == expected
    unit = 10.0 ** (math.floor(math.log10(abs(expected))) - digits + 1)
    return abs(number - expected) <= 0.5 * unit * (1 + 1e-9)


def _one_number(came: Snapshot) -> tuple[float | None, str]:
    """The number, or what is wrong with the answer; an array or list of one number is a number."""
    if came.kind in ("list", "tuple") and len(came.items) == 1:
        return _one_number(came.items[0][1])
    real = came.kind in ("array", "number") and np.dtype(came.dtype).kind in "fiu"
    if real and np.prod(came.shape) == 1:
        return float(array(came).ravel()[0]), ""
    said = f"Expected one number, got {describe_type(came)}."
    if came.kind == "tuple" and len(came.items) == 2:
        said += " Python reads a comma as a pair of numbers: write a decimal point."
    if came.kind == "text":
        text = unicodedata.normalize("NFKC", came.data.decode()).replace("−", "-").strip()
        if re.fullmatch(r"[-+]?\d*[.,]?\d+(e[-+]?\d+)?", text):
            said += f" Leave out the quotation marks: {text.replace(',', '.')}"
    return None, said


def _compared(number: float, expected: float, digits: int) -> str:
    """A sentence on how a wrong number is related to the right one, without giving it away."""
    if agrees(-number, expected, digits):
        return "The size is right, the sign is not."
    if number and agrees(1 / number, expected, digits):
        return "You have it upside down: 1 divided by it would be right."
    if agrees(1 - number, expected, digits):
        return "It is 1 minus what it should be."
    for factor, words in ((2, "twice"), (10, "ten times"), (100, "a hundred times")):
        if agrees(number / factor, expected, digits):
            return f"It is {words} what it should be."
        if agrees(number * factor, expected, digits):
            return f"What is right is {words} as large."
    if expected and abs(number - expected) < 0.02 * abs(expected):
        if float(expected).is_integer() and abs(expected) < 10.0**digits:
            return "It is close, but a whole number has to be exact: count again."
        return f"It is close: check your rounding, or give more digits ({digits} are asked for)."
    if number * expected < 0:
        return "It should have the other sign."
    size = "large" if abs(number) > abs(expected) else "small"
    return f"It is too {size}{'' if expected > 0 else ' in size'}."


def judge_choice(exercise: Choice, came: Snapshot) -> Verdict:
    """The letter of an option, in either case, with or without brackets or its text behind it."""
    if came.kind in ("none", "ellipsis"):
        return UNANSWERED
    letters = ", ".join(repr(letter) for letter in exercise.options)
    if came.kind != "text":
        return Verdict(
            "wrong", f"Expected one of the letters {letters}, got {describe_type(came)}."
        )
    said = came.data.decode()
    text = unicodedata.normalize("NFKC", said).translate(LOOK_ALIKES).strip().lower()
    if not text.strip("().").strip():
        return UNANSWERED
    found = re.match(r"\(?([a-z])(?:\s*[).:–—-]|$)", text)
    letter = found[1] if found else ""
    if letter not in exercise.options:
        return Verdict("wrong", f"Expected one of the letters {letters}, got {said[:20]!r}.")
    if letter == exercise.correct:
        return Verdict("passed", exercise.on_success)
    return Verdict("wrong", exercise.options[letter][1], misconception=letter)


def judge_written(exercise: Written, came: Snapshot) -> Verdict:
    """Nothing is marked: what a good answer says is shown, once there is an answer."""
    if came.kind in ("none", "ellipsis"):
        return UNANSWERED
    if came.kind != "text":
        return Verdict("wrong", f"Expected an explanation in words, got {describe_type(came)}.")
    text = came.data.decode()
    if not text.strip():
        return UNANSWERED
    if max(len(text.split()), len("".join(text.split())) // 5) < exercise.words:
        return Verdict(
            "unanswered", "Not answered yet: so far it is shorter than a sentence or two."
        )
    message = "Written down. Does your answer say each of these? Add what it lacks."
    criteria = tuple(f"{criterion} ({_points(value)})" for value, criterion in exercise.criteria)
    return Verdict("written", message, criteria=criteria)


def _points(value: float) -> str:
    return f"{value:g} {'point' if value == 1 else 'points'}"
