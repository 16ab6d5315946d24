"""Tasks: input sequences with their targets, drawn from a seeded generator."""

from lstm_lib.tasks import adding, reber, temporal_order, two_companies
from lstm_lib.tasks.batch import Batch

__all__ = ["Batch", "adding", "reber", "temporal_order", "two_companies"]
