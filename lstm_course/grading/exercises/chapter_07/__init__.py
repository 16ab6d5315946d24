"""Chapter 7, forgetting and the memory cell."""

from __future__ import annotations

from lstm_course.grading.exercises.chapter_07.counter_weights import counter
from lstm_course.grading.exercises.chapter_07.left_in_memory import what_is_left
from lstm_course.grading.exercises.chapter_07.next_memory import next_memory
from lstm_course.grading.exercises.chapter_07.questions import leak, settles, steady

EXERCISES = [settles, steady, next_memory, what_is_left, counter, leak]
