"""Chapter 15, the experiments of 1997."""

from __future__ import annotations

from lstm_course.grading.exercises.chapter_15.adding_example import drawing
from lstm_course.grading.exercises.chapter_15.legal_first import criterion
from lstm_course.grading.exercises.chapter_15.questions import interval, weights
from lstm_course.grading.exercises.chapter_15.truncated_slope import truncating

EXERCISES = [
    drawing,
    weights,
    truncating,
    criterion,
    interval,
]
