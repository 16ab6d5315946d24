"""Chapter 4, the input gate."""

from __future__ import annotations

from lstm_course.grading.exercises.chapter_04.bias_for import bias_for
from lstm_course.grading.exercises.chapter_04.gates import gates
from lstm_course.grading.exercises.chapter_04.input_gate import input_gate
from lstm_course.grading.exercises.chapter_04.one_matrix import one_matrix
from lstm_course.grading.exercises.chapter_04.questions import input_or_sum, why_two_gates

EXERCISES = [input_or_sum, input_gate, one_matrix, gates, bias_for, why_two_gates]
