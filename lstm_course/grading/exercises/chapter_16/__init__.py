"""Chapter 16, cost and very long sequences."""

from __future__ import annotations

from lstm_course.grading.exercises.chapter_16.checkpointed_pass import checkpointed
from lstm_course.grading.exercises.chapter_16.layer_costs import costs
from lstm_course.grading.exercises.chapter_16.questions import false_claim, float32_bias
from lstm_course.grading.exercises.chapter_16.start_biases import biases

EXERCISES = [
    costs,
    biases,
    checkpointed,
    float32_bias,
    false_claim,
]
