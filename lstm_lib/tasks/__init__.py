"""Tasks: input sequences with their targets, drawn from a seeded generator."""

from lstm_lib.tasks import (
    adding,
    agreement,
    copying,
    counting,
    dates,
    long_lag,
    multiplication,
    reber,
    reber_stream,
    recall,
    state_tracking,
    temporal_order,
    two_companies,
    two_sequences,
    unicode_names,
)
from lstm_lib.tasks.batch import Batch

__all__ = [
    "Batch",
    "adding",
    "agreement",
    "copying",
    "counting",
    "dates",
    "long_lag",
    "multiplication",
    "reber",
    "reber_stream",
    "recall",
    "state_tracking",
    "temporal_order",
    "two_companies",
    "two_sequences",
    "unicode_names",
]
