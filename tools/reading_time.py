"""The time that a chapter takes to read, counted in the chapter itself.

Its words, folded ones among them, at 200 a minute: those of the text, the captions and the code that
is open. Two minutes for each displayed equation; three for each prediction, each question, and each
interactive figure. Rounded up to five minutes.
"""

from __future__ import annotations

import math
import re
from typing import Any

from tools.notebook_checks.predictions import QUESTION as PREDICTION
from tools.notebook_checks.questions import QUESTION

WORDS_A_MINUTE = 200
EQUATION = re.compile(r"^`{3,}\{equation\}.*?^`{3,}$", re.M | re.S)
ROLE = re.compile(r"\{[\w:]+\}`[^`]*`")
WORD = re.compile(r"\w[\w'’.,-]*")
FIGURE = re.compile(r"^explorable\(", re.M)
FOLDED = {"hide-input", "remove-input", "remove-cell"}
UNREAD = {"references"}
"""Cells that nobody reads through."""


def minutes(node: Any) -> int:
    """The minutes that the cells of a notebook take."""
    words = tasks = equations = 0
    for cell in node.cells:
        source = cell.source
        if cell.cell_type == "code":
            caption = cell.metadata.get("mystnb", {}).get("figure", {}).get("caption", "")
            is_open = not FOLDED & set(cell.metadata.get("tags", []))
            words += _words(caption) + (_words(source) if is_open else 0)
            tasks += len(FIGURE.findall(source))
        elif cell.id not in UNREAD:
            equations += len(EQUATION.findall(source))
            tasks += len(PREDICTION.findall(source)) + len(QUESTION.findall(source))
            words += _words(EQUATION.sub("", source))
    return 5 * math.ceil((words / WORDS_A_MINUTE + 2 * equations + 3 * tasks) / 5)


def _words(text: str) -> int:
    """A role, such as a formula or a number that the code puts there, counts as one word."""
    return len(WORD.findall(ROLE.sub("x", text)))
