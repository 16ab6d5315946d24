"""Chapter 10, backpropagation through time."""

from __future__ import annotations

from lstm_course.grading.exercises.chapter_10.back_from_nothing import back_from_nothing
from lstm_course.grading.exercises.chapter_10.difference_quotients import quotients
from lstm_course.grading.exercises.chapter_10.one_step_back import one_step_back
from lstm_course.grading.exercises.chapter_10.questions import frozen, three_voices, which_epsilon
from lstm_course.grading.exercises.chapter_10.windowed_gradient import windowed

EXERCISES = [
    three_voices,
    frozen,
    quotients,
    one_step_back,
    windowed,
    which_epsilon,
    back_from_nothing,
]
