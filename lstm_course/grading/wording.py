"""Values and types in words and digits."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_course.grading.snapshot import Snapshot

DIGITS = 4


def two_numbers(expected: float, got: float) -> tuple[str, str]:
    """Both in as few digits, four at least, as show that they differ."""
    for digits in range(DIGITS, 18):
        pair = f"{expected:.{digits}g}", f"{got:.{digits}g}"
        if pair[0] != pair[1]:
            break
    return pair


def digits_apart(expected: float, got: float) -> int:
    """The number of digits that `two_numbers` takes."""
    for digits in range(DIGITS, 17):
        if f"{expected:.{digits}g}" != f"{got:.{digits}g}":
            return digits
    return 17


def with_article(noun: str) -> str:
    """The noun with its article: an int, a float."""
    return f"{'an' if noun[:1] in 'aeioAEIO' else 'a'} {noun}"


def describe_type(value: Snapshot) -> str:
    """A value's type, as a sentence about it says it."""
    if value.kind == "array":
        return f"an array of shape {value.shape}"
    if value.kind in ("tuple", "list", "dict"):
        return f"{with_article(value.type)} of {len(value.items)}"
    if value.kind == "subclass":
        return f"{value.type}, a class of its own, not a plain array (np.asarray makes one)"
    plain = {"none": "None", "ellipsis": "...", "flag": "a truth value", "text": "text"}
    return plain.get(value.kind, with_article(value.type) if value.type else "nothing")


def format_value(value: Any, digits: int = DIGITS) -> str:
    """A value as an example shows it: a few digits, a few rows."""
    if isinstance(value, np.ndarray):
        if not value.ndim:
            return f"{value[()]:.{digits}g}"
        wide = max((len(f"{number:.{digits}g}") for number in value.flat), default=0)
        with np.printoptions(threshold=40, edgeitems=3, linewidth=72):
            return np.array2string(
                value,
                separator=", ",
                formatter={"float": lambda number: f"{number:{wide}.{digits}g}"},
            )
    if isinstance(value, dict):
        return "\n".join(f"{key}: {format_value(part, digits)}" for key, part in value.items())
    if isinstance(value, tuple | list):
        return "\n".join(format_value(part, digits) for part in value)
    if isinstance(value, int | float):
        return f"{value:.{digits}g}" if isinstance(value, float) else str(value)
    return getattr(value, "__name__", None) or repr(value)[:200]


def joined(words: list[str], last: str = "and") -> str:
    """A list in a sentence: a, b and c."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
