"""The names of characters in Unicode 3.2: a small corpus that every Python brings along.

Python keeps the character database of Unicode 3.2 (2002) for internet host names, and its content
never changes. Without the names that only count, of ideographs and of Korean syllables, 12,886 names
remain, written with 38 characters: a space, a hyphen, ten digits and 26 capital letters.

Source: Unicode Character Database 3.2.0; in Python, `unicodedata.ucd_3_2_0`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from unicodedata import ucd_3_2_0

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib._validation import Array, as_size, expect_rng
from lstm_lib.tasks.batch import Batch, next_symbols

SYMBOLS = "\n -0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""The mark at both ends of a name, and the 38 characters, in the order of the one-hot inputs."""
NUMBERED = ("CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH", "HANGUL SYLLABLE")
"""Beginnings of names that are a number or a syllable, and are left out."""


def names() -> list[str]:
    """All 12,886 names, in the order of their code points."""
    every = (ucd_3_2_0.name(chr(code), "") for code in range(sys.maxunicode + 1))
    return [name for name in every if name and not name.startswith(NUMBERED)]


def split(rng: np.random.Generator) -> tuple[list[str], list[str]]:
    """All names in a random order: nine tenths for training, one tenth held out.

    Raises:
        TypeError: if rng is not a Generator.
    """
    expect_rng(rng)
    every = names()
    order = rng.permutation(len(every))
    held_out = len(every) // 10
    training = [every[k] for k in order[held_out:]]
    return training, [every[k] for k in order[:held_out]]


def to_numbers(text: str) -> list[int]:
    """The position of each character in `SYMBOLS`.

    Raises:
        ValueError: if a character occurs in no name, or is the mark of the end.
    """
    numbers = [SYMBOLS.find(character) for character in text]
    unknown = sorted({c for c, number in zip(text, numbers, strict=True) if number < 1})
    if unknown:
        raise ValueError(
            f"text: expected capital letters A to Z, digits, spaces and hyphens, got "
            f"{', '.join(map(repr, unknown[:5]))} in {text[:40]!r}"
        )
    return numbers


def to_text(numbers: Sequence[int] | Array) -> str:
    """The characters at these positions of `SYMBOLS`."""
    return "".join(SYMBOLS[number] for number in numbers)


def encode(texts: Sequence[str], dtype: DTypeLike = np.float64) -> Batch:
    """Encode texts as a batch whose target at each step is the next character.

    Args:
        texts: B texts of the 38 characters.
        dtype: of x.

    Returns:
        The batch, with one-hot x (T, B, 39), the mark and then the characters; target (T, B), the
        characters and then the mark, which ends a name; a mask, true at every step of a name.

    Raises:
        ValueError: if there is no text, or a character is unknown.
    """
    return next_symbols([to_numbers(text) for text in texts], len(SYMBOLS), dtype)


def batch(
    rng: np.random.Generator, count: int, texts: Sequence[str], dtype: DTypeLike = np.float64
) -> Batch:
    """Draw texts of similar length and encode them, so that little of the batch is padding.

    Of 4·B texts, drawn with replacement and sorted by length, one quarter is taken.

    Args:
        rng: source of the random numbers.
        count: B, number of texts.
        texts: the texts to draw from.
        dtype: of x.

    Raises:
        TypeError: if rng is not a Generator, or the count is not a whole number.
        ValueError: as `encode`, or if the count is less than 1.
    """
    expect_rng(rng)
    B = as_size("count", "B", count)
    if not texts:
        raise ValueError("texts: expected at least one text, got none")
    drawn = sorted((texts[k] for k in rng.integers(0, len(texts), 4 * B)), key=len)
    quarter = int(rng.integers(0, 4))
    return encode(drawn[quarter * B : (quarter + 1) * B], dtype)
