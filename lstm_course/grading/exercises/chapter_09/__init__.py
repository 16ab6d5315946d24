"""Chapter 9, from a step to a layer."""

from __future__ import annotations

from lstm_course.grading.exercises.chapter_09.end_state import end_state
from lstm_course.grading.exercises.chapter_09.fitting_orders import fitting_orders
from lstm_course.grading.exercises.chapter_09.questions import (
    axes_exchanged,
    deep_and_both_ways,
    test_to_demand,
)
from lstm_course.grading.exercises.chapter_09.read_backwards import read_backwards

EXERCISES = [
    deep_and_both_ways,
    axes_exchanged,
    end_state,
    read_backwards,
    fitting_orders,
    test_to_demand,
]
