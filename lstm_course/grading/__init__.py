"""Exercises judged as you work: `check("04.2", input_gate)`, and `progress()` over the course.

Three parts that do not know each other: `probes` makes inputs from a seed, `run` calls a
function on them and keeps what came back as plain data, `verdict` compares two such records and
recognises misconceptions. `exercises` declares what there is to judge, one module a chapter.
A result is feedback to whoever asks for it, not evidence: nothing in one's own kernel is secret.
"""

from lstm_course.grading.check import check
from lstm_course.grading.progress_store import progress

__all__ = ["check", "progress"]
