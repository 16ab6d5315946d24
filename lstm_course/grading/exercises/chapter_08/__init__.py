"""Chapter 8, the output gate and one full step."""

from __future__ import annotations

from lstm_course.grading.exercises.chapter_08.from_nothing import from_nothing
from lstm_course.grading.exercises.chapter_08.full_step import full_step
from lstm_course.grading.exercises.chapter_08.mirror_weights import mirror_weights
from lstm_course.grading.exercises.chapter_08.muted_weights import muted_weights
from lstm_course.grading.exercises.chapter_08.questions import by_hand, day_forty, without_h

EXERCISES = [by_hand, without_h, full_step, mirror_weights, muted_weights, day_forty, from_nothing]
