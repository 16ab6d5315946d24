"""Chapter 18, attention and what came after."""

from __future__ import annotations

from lstm_course.grading.exercises.chapter_18.attend import reading
from lstm_course.grading.exercises.chapter_18.attend_backward import backward
from lstm_course.grading.exercises.chapter_18.causal_weights import mask
from lstm_course.grading.exercises.chapter_18.matrix_memory import matrix
from lstm_course.grading.exercises.chapter_18.parity_unit import parity
from lstm_course.grading.exercises.chapter_18.scan import rounds

EXERCISES = [reading, mask, backward, rounds, matrix, parity]
