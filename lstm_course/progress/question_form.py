"""The form of a question in Markdown, and the parts of its answer.

    **1. What is the shape of {math}`W`?**

    - (a) (5, 3).
    - (b) (3, 5).

    ```{dropdown} Answer
    **(a).** It has one row for each unit. (b) has one row for each input.
    ```

The answer begins with the letter of the correct option. A sentence, or a part of one after a
semicolon, that begins with the letter of another option is the reason for that one; "(b) and (c)"
begins the reason for both. An option that begins no sentence has its reason where it is mentioned.
"""

from __future__ import annotations

import re
from typing import NamedTuple

HEADING = "Check yourself"
LETTER = re.compile(r"(?<!\w)\(([a-e])\)")
REASON = re.compile(
    r"(?:^|(?<=[.;:?!)”\"]\s))\([a-e]\)(?:(?:, and |, | and )\([a-e]\))*", re.MULTILINE
)
"""The beginning of the reason for one option or several."""
OTHER = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands for what is not text: mathematics, code, a glued value."""


class Reason(NamedTuple):
    """A part of an answer's text: where it begins, and the letters of the options it is about."""

    start: int
    letters: str


def reasons(text: str) -> list[Reason]:
    """The parts of an answer, in order; the first is about the correct option.

    Args:
        text: the answer, each paragraph on a line; it begins with the letter of the correct option.

    Raises:
        ValueError: if it begins otherwise.
    """
    first = LETTER.match(text)
    if not first:
        raise ValueError(
            f"an answer begins with the letter of the correct option, got {text[:9]!r}"
        )
    begins = [match for match in REASON.finditer(text) if match.start() > 0]
    parts = [(0, first[1])]
    parts += [(match.start(), "".join(LETTER.findall(match[0]))) for match in begins]
    own = {letter for _, letters in parts for letter in letters}
    ends = [start for start, _ in parts[1:]] + [len(text)]
    found = []
    for (start, letters), end in zip(parts, ends, strict=True):
        mentioned = dict.fromkeys(LETTER.findall(text[start:end]))
        found.append(Reason(start, letters + "".join(k for k in mentioned if k not in own)))
    return found
