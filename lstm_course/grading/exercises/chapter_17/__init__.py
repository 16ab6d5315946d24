"""Chapter 17, variants and ablations."""

from __future__ import annotations

from lstm_course.grading.exercises.chapter_17.cifg_step import coupled
from lstm_course.grading.exercises.chapter_17.questions import fair, removed
from lstm_course.grading.exercises.chapter_17.sign_flip_p import sign_flips
from lstm_course.grading.exercises.chapter_17.units_within import equal_weights
from lstm_course.grading.exercises.chapter_17.variance_fractions import decomposition

EXERCISES = [
    coupled,
    removed,
    sign_flips,
    decomposition,
    equal_weights,
    fair,
]
