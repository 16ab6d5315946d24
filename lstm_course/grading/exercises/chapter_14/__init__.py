"""Chapter 14, speech."""

from __future__ import annotations

from lstm_course.grading.exercises.chapter_14.cepstrum import cepstrum
from lstm_course.grading.exercises.chapter_14.label_error import label_error
from lstm_course.grading.exercises.chapter_14.ln_probability import ln_probability
from lstm_course.grading.exercises.chapter_14.questions import frames_in_a_second, own_digits
from lstm_course.grading.exercises.chapter_14.read_path import read_path

EXERCISES = [
    frames_in_a_second,
    cepstrum,
    read_path,
    ln_probability,
    label_error,
    own_digits,
]
