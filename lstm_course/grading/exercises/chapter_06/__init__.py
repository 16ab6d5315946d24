"""Chapter 6, gates that stay shut."""

from __future__ import annotations

from lstm_course.grading.exercises.chapter_06.drawn_weights import drawn_weights
from lstm_course.grading.exercises.chapter_06.questions import (
    all_zero,
    one_in_a_hundred,
    rate_that_moves,
    shut_in_turn,
)
from lstm_course.grading.exercises.chapter_06.waiting_bias import waiting_bias

EXERCISES = [
    all_zero,
    one_in_a_hundred,
    drawn_weights,
    rate_that_moves,
    waiting_bias,
    shut_in_turn,
]
