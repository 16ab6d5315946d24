"""Exercises that are checked as you work: `check("04.2")`, and `progress()` through the course.

Three parts that do not know each other: `cases` makes arguments from a seed, `run` calls a
function on them and keeps what came back as plain data, `judge` compares two such records and
recognises misconceptions. `exercises` declares the exercises, one package for each chapter.
A result is feedback for the person who asks, not evidence: nothing in your own kernel is secret.
"""

from lstm_course.grading.check import check
from lstm_course.grading.progress_store import progress

__all__ = ["check", "progress"]
