"""Dates: read "7 march 1987", write "1987-03-07".

Every seventh year is held out, so that no date of such a year is ever seen in training.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib._validation import Array, as_size, expect_rng
from lstm_lib.tasks.batch import PairBatch, decoder_inputs

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
READ = " 0123456789" + "".join(sorted(set("".join(MONTHS))))
WRITTEN = "0123456789-"
YEARS = range(1900, 2100)
HELD_OUT = YEARS[::7]
DAYS = 28
"""Days of a month, so that each month has the same."""
Date = tuple[int, int, int]
"""Year, month, day."""


def as_read(date: Date) -> str:
    """The text to read, such as "7 march 1987"."""
    year, month, day = date
    return f"{day} {MONTHS[month - 1]} {year}"


def as_written(date: Date) -> str:
    """The text to write, such as "1987-03-07"."""
    year, month, day = date
    return f"{year}-{month:02d}-{day:02d}"


def held_out() -> list[Date]:
    """All 9,744 dates of the years that are held out."""
    months = range(1, len(MONTHS) + 1)
    return [(y, m, d) for y in HELD_OUT for m in months for d in range(1, DAYS + 1)]


def encode_texts(texts: Sequence[str], dtype: DTypeLike = np.float64) -> tuple[Array, Array]:
    """One-hot characters (T, B, 33), 0 beyond each text's length, and the lengths (B,).

    Raises:
        ValueError: if there is no text, one is empty, or it has a character that is not in `READ`.
    """
    if not texts or not all(texts):
        raise ValueError(f"texts: expected at least one text, none empty, got {texts!r:.60}")
    strange = sorted(set("".join(texts)) - set(READ))
    if strange:
        raise ValueError(f"texts: expected characters of {READ!r}, got {strange[0]!r}")
    lengths = np.array([len(text) for text in texts])
    source = np.zeros((int(lengths.max()), len(texts), len(READ)), dtype)
    for b, text in enumerate(texts):
        source[np.arange(len(text)), b, [READ.index(c) for c in text]] = 1
    return source, lengths


def encode(dates: Sequence[Date], dtype: DTypeLike = np.float64) -> PairBatch:
    """Encode dates: source (T, B, 33), target (10, B).

    Raises:
        ValueError: as `encode_texts`.
    """
    source, lengths = encode_texts([as_read(date) for date in dates], dtype)
    target = np.array([[WRITTEN.index(c) for c in as_written(date)] for date in dates]).T
    inputs = decoder_inputs(target, len(WRITTEN), dtype)
    return PairBatch(source, lengths, inputs, target, np.ones(target.shape, bool))


def batch(rng: np.random.Generator, count: int, dtype: DTypeLike = np.float64) -> PairBatch:
    """Draw dates of the years that are not held out, all equally likely, and encode them.

    Raises:
        TypeError: if rng is not a Generator, or the count is not a whole number.
        ValueError: if the count is less than 1.
    """
    expect_rng(rng)
    B = as_size("count", "B", count)
    years = [year for year in YEARS if year not in HELD_OUT]
    drawn = zip(
        rng.integers(0, len(years), B).tolist(),
        rng.integers(1, len(MONTHS) + 1, B).tolist(),
        rng.integers(1, DAYS + 1, B).tolist(),
        strict=True,
    )
    return encode([(years[year], month, day) for year, month, day in drawn], dtype)
