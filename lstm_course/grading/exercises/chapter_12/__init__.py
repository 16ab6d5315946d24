"""Chapter 12, language."""

from __future__ import annotations

from lstm_course.grading.exercises.chapter_12.agreement_error import agreement
from lstm_course.grading.exercises.chapter_12.bits_per_symbol import bits
from lstm_course.grading.exercises.chapter_12.own_names import own_names
from lstm_course.grading.exercises.chapter_12.sample_texts import sampling
from lstm_course.grading.exercises.chapter_12.sharpen import temperature
from lstm_course.grading.exercises.chapter_12.swap_unit import swap

EXERCISES = [bits, temperature, sampling, agreement, swap, own_names]
