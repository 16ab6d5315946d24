"""Chapter 11, training that works."""

from __future__ import annotations

from lstm_course.grading.exercises.chapter_11.best_and_stop import stopping
from lstm_course.grading.exercises.chapter_11.clipped_adam_step import clipped_adam
from lstm_course.grading.exercises.chapter_11.fastest_rate import fastest
from lstm_course.grading.exercises.chapter_11.judged_loss import judged
from lstm_course.grading.exercises.chapter_11.loop_from_nothing import loop_from_nothing
from lstm_course.grading.exercises.chapter_11.questions import nothing_moves, report

EXERCISES = [
    nothing_moves,
    stopping,
    judged,
    clipped_adam,
    fastest,
    report,
    loop_from_nothing,
]
