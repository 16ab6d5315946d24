"""Chapter 2, sigmoid and tanh."""

from __future__ import annotations

from lstm_course.grading.exercises.chapter_02.kept_out import kept_out
from lstm_course.grading.exercises.chapter_02.questions import needed_sum, nudge, why_flat
from lstm_course.grading.exercises.chapter_02.slope_1997 import slope_1997
from lstm_course.grading.exercises.chapter_02.weight_gradient import weight_gradient

EXERCISES = [needed_sum, kept_out, slope_1997, nudge, weight_gradient, why_flat]
