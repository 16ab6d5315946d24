"""Chapter 1, one layer."""

from __future__ import annotations

from lstm_course.grading.exercises.chapter_01.merged import merged
from lstm_course.grading.exercises.chapter_01.questions import constant, undecided, why_squash
from lstm_course.grading.exercises.chapter_01.sums import sums

EXERCISES = [undecided, sums, constant, merged, why_squash]
