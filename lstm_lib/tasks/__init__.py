"""Tasks: sequences and what should be answered, drawn from a seeded generator."""

from lstm_lib.tasks import adding, company, reber, temporal_order
from lstm_lib.tasks.batch import Batch

__all__ = ["Batch", "adding", "company", "reber", "temporal_order"]
