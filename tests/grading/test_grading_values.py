"""Numbers, letters and words as people of other habits and keyboards type them."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from lstm_course.grading.check import verdict_on
from lstm_course.grading.exercise import Number, Project, Written
from lstm_course.grading.exercises import all_exercises, find
from lstm_course.grading.judge_values import agrees

NUMBERS = [one for one in all_exercises() if isinstance(one, Number)]
every_number = pytest.mark.parametrize("exercise", NUMBERS, ids=lambda one: one.id)


@pytest.mark.parametrize(
    "answer",
    [-0.5, np.float64(-0.5), np.float32(-0.5), np.array(-0.5), np.array([-0.5]), np.array([[-0.5]]),
     [-0.5], (-0.5,), Fraction(-1, 2), Decimal("-0.5"), -0.5000001],
)  # fmt: skip
def test_one_number_is_a_number_however_it_is_wrapped(answer: Any) -> None:
    assert verdict_on(find("01.1"), answer).state == "passed"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((0, 5), "decimal point"),
        ("-0,5", "quotation marks: -0.5"),
        ("-0.5", "quotation marks: -0.5"),
        ("−0.5", "quotation marks: -0.5"),
        ("－０．５", "quotation marks: -0.5"),
        ("minus one half", "got text"),
        (0.5j, "complex"),
        (True, "truth value"),
        ([0.5, 0.5], "a list of 2"),
        (Decimal("NaN"), "finite"),
        (10**400, "an int"),
    ],
)
def test_what_is_not_one_number_is_named_with_its_cure(answer: Any, words: str) -> None:
    verdict = verdict_on(find("01.1"), answer)
    assert verdict.state == "wrong" and words in verdict.message


@every_number
def test_the_digits_that_are_asked_for_are_enough(exercise: Number) -> None:
    expected = exercise.expected()
    for digits in range(exercise.digits, 16):
        rounded = float(f"{expected:.{digits}g}")
        assert verdict_on(exercise, rounded).state == "passed", rounded
    for factor in (1.02, 0.98, -1, 2, 0.5, 10, 0.1, 100, 0.01):
        verdict = verdict_on(exercise, expected * factor)
        assert verdict.state == "wrong" and len(verdict.message.split()) > 4


@pytest.mark.parametrize(
    ("answer", "words"),
    [(4.47, ""), (4.465, ""), (4.4, "close"), (-4.4652, "half shut"), (1 / 4.4652, "upside down"),
     (1 - 4.4652, "1 minus"), (8.9304, "twice"), (44.652, "ten times"), (0.44652, "ten times"),
     (5.9, "too large"), (1.7, "too small"), (-1.7, "other sign")],
)  # fmt: skip
def test_a_number_that_is_on_no_list_is_described(answer: float, words: str) -> None:
    verdict = verdict_on(find("07.2"), answer)
    assert (verdict.state == "passed") == (not words)
    assert words in verdict.message


def test_a_whole_number_is_to_be_exact() -> None:
    verdict = verdict_on(find("09.1"), find("09.1").expected() + 1)  # type: ignore[union-attr]
    assert verdict.state == "wrong" and "exact: count again" in verdict.message


def test_agreement_is_half_a_unit_of_the_last_digit() -> None:
    assert agrees(4.4652, 4.4652, 3) and agrees(4.47, 4.4652, 3) and agrees(4.4603, 4.4652, 3)
    assert not agrees(4.46, 4.4652, 3) and not agrees(4.48, 4.4652, 3)
    assert agrees(2368, 2368, 9) and not agrees(2368.1, 2368, 9)
    assert agrees(0, 0, 3) and not agrees(1e-300, 0, 3)


@every_number
def test_no_message_gives_the_number_away(exercise: Number) -> None:
    expected = exercise.expected()
    for one in exercise.misconceptions:
        said = [float(text) for text in re.findall(r"\d+(?:\.\d+)?", one.message)]
        assert not [number for number in said if agrees(number, abs(expected), 3)], one.message
        assert "the answer" not in one.message


def test_a_list_with_the_right_length_is_not_the_way_to_the_number() -> None:
    """09.1 and 02.1 gave their numbers away: half of it, and the logarithm of the odds."""
    said = " ".join(one.message for task in ("09.1", "02.1") for one in find(task).misconceptions)
    assert "Half of it" not in said and "is their logarithm" not in said


@pytest.mark.parametrize(
    "letter",
    ["c", "C", " (c) ", "c.", "c)", "с", "С", "ｃ", "c: one half", "c) one half", "(c) σ(0.5)", "c - yes"],
)  # fmt: skip
def test_a_letter_of_another_keyboard_or_with_its_text_is_read(letter: str) -> None:
    assert verdict_on(find("01.3"), letter).state == "passed"


@pytest.mark.parametrize("answer", ["cc", "a or c", "the third", "c and d", "z", 3, ["c"], "ы"])
def test_what_is_not_one_letter_is_refused(answer: Any) -> None:
    verdict = verdict_on(find("01.3"), answer)
    assert verdict.state == "wrong" and "'a', 'b', 'c', 'd'" in verdict.message


def test_an_explanation_may_be_in_any_language() -> None:
    chinese = "遗忘门保持旧的记忆，输入门决定写入多少。" * 5
    assert verdict_on(find("04.6"), chinese).state == "written"
    assert verdict_on(find("04.6"), "one").state == "unanswered"
    assert "one" not in verdict_on(find("04.6"), "one").message.split()


def test_points_are_those_of_the_rubric_or_of_the_parts() -> None:
    for exercise in all_exercises():
        if isinstance(exercise, Written):
            assert exercise.points == sum(points for points, _ in exercise.criteria)
        if isinstance(exercise, Project):
            assert exercise.points == sum(part.points for part in exercise.parts)
