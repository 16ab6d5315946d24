"""Chapter 13, forecasting."""

from __future__ import annotations

from lstm_course.grading.exercises.chapter_13.block_means import blocks
from lstm_course.grading.exercises.chapter_13.fit_ar import autoregression
from lstm_course.grading.exercises.chapter_13.forecast_windows import cutting
from lstm_course.grading.exercises.chapter_13.free_outputs import free_running
from lstm_course.grading.exercises.chapter_13.project import own_series
from lstm_course.grading.exercises.chapter_13.scaled_split import splitting
from lstm_course.grading.exercises.chapter_13.seasonal_skill import seasonal

EXERCISES = [
    cutting,
    splitting,
    autoregression,
    seasonal,
    free_running,
    blocks,
    own_series,
]
