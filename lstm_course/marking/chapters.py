"""Find the chapter whose exercises a notebook answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from lstm_course.grading.exercise import Exercise, Project
from lstm_course.grading.exercises import all_exercises


def tasks_of(chapter: str) -> list[Exercise]:
    """The exercises of a chapter, in order.

    Raises:
        ValueError: if it has none.
    """
    found = [one for one in all_exercises() if one.id.startswith(f"{chapter}.")]
    if not found:
        known = sorted({one.id[:2] for one in all_exercises()})
        raise ValueError(f"chapter: expected one of {', '.join(known)}, got {chapter!r}")
    return found


def names_of(chapter: str) -> list[str]:
    """The names of all answers to a chapter's exercises, and of the parts of large ones."""
    names = []
    for one in tasks_of(chapter):
        names += [part.name for part in one.parts] if isinstance(one, Project) else [one.name]
    return names


def answers_in(cells: Sequence[str], chapter: str) -> int:
    """The number of a chapter's answers that are defined in these cells."""
    code = "\n".join(cells)
    names = "|".join(names_of(chapter))
    found = re.findall(
        rf"^\s*(?:(?:async )?def\s+|)({names})\b\s*(?:\(|=(?!=)|:)", code, re.MULTILINE
    )
    return len(set(found))


def chapter_of(notebooks: Iterable[Sequence[str]]) -> str:
    """The chapter that most of these notebooks answer; nothing if none answers any."""
    votes: Counter[str] = Counter()
    known = sorted({one.id[:2] for one in all_exercises()})
    for cells in notebooks:
        counts = {chapter: answers_in(cells, chapter) for chapter in known}
        best = max(counts, key=lambda chapter: counts[chapter])
        if counts[best]:
            votes[best] += 1
    return votes.most_common(1)[0][0] if votes else ""
