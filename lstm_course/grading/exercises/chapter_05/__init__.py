"""Chapter 5, potential memory."""

from __future__ import annotations

from lstm_course.grading.exercises.chapter_05.questions import (
    rounds_to_one,
    third_minus_10,
    why_two_factors,
)
from lstm_course.grading.exercises.chapter_05.sum_for_amount import sum_for_amount
from lstm_course.grading.exercises.chapter_05.sums_gradient import sums_gradient
from lstm_course.grading.exercises.chapter_05.written_part import written_part

EXERCISES = [
    third_minus_10,
    rounds_to_one,
    written_part,
    sum_for_amount,
    sums_gradient,
    why_two_factors,
]
