"""Chapter 3, why a plain recurrent layer forgets."""

from __future__ import annotations

from lstm_course.grading.exercises.chapter_03.first_to_last import first_to_last
from lstm_course.grading.exercises.chapter_03.latch_weights import latch_weights
from lstm_course.grading.exercises.chapter_03.questions import (
    grows_then_fades,
    latch_dilemma,
    steps_until_gone,
)
from lstm_course.grading.exercises.chapter_03.recurrent_states import recurrent_states

EXERCISES = [
    steps_until_gone,
    grows_then_fades,
    recurrent_states,
    first_to_last,
    latch_weights,
    latch_dilemma,
]
