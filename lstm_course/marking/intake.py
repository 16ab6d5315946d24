"""Find the owner of a file, as learning platforms name files, and the one of several that counts."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lstm_course.marking.archives import Came

MOODLE = re.compile(
    r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<rest>.*)"
)
BLACKBOARD = re.compile(
    r".+?_(?P<name>[^_]+)_attempt_(?P<when>\d{4}(?:-\d\d){5})_?(?P<rest>.*)", re.IGNORECASE
)
CANVAS = re.compile(r"(?P<name>[^_]+?)(?:_LATE)?_(?P<number>\d+)_(?P<when>\d+)_(?P<rest>.+)")
COPY = re.compile(r"\s*\((\d+)\)$|-(\d{1,2})$")
"""Additions of browsers and platforms to the name of a second file."""

LONGEST = 100
"""Characters of a name."""

READ = (".ipynb", ".py", ".json", ".txt", "")
"""Endings of files that may be notebooks; what they are, their content says."""


class Handed(NamedTuple):
    """A file of a student."""

    student: str
    file: str
    order: tuple[str, float, int]
    """Later files of the same student are greater."""
    came: Came


def student_of(parts: Sequence[str]) -> tuple[str, str]:
    """The student whose file this is, and when it was handed in, if its name says so."""
    for part in parts:
        for form in (MOODLE, BLACKBOARD):
            if found := form.fullmatch(part):
                return _named(found), found.groupdict().get("when") or ""
    if len(parts) == 1:
        if found := CANVAS.fullmatch(parts[0]):
            return _named(found), f"{int(found['when']):020d}"
        return _without_copy(parts[0].rpartition(".")[0] or parts[0])[0], ""
    return parts[0].removesuffix(".zip"), ""


def _named(found: re.Match[str]) -> str:
    number = found.groupdict().get("number")
    return f"{found['name']} {number}" if number else found["name"]


def _without_copy(name: str) -> tuple[str, int]:
    found = COPY.search(name)
    if not found:
        return name, 0
    return name[: found.start()] or name, int(found[1] or found[2])


def readable_name(name: str) -> str:
    """A name without characters that cannot be seen, of at most 100, and still nobody else's."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    kept = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C")
    if kept == name and 0 < len(kept) <= LONGEST:
        return kept
    mark = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{kept[: LONGEST - 10]} #{mark}".strip()


def hand_in(files: Iterable[Came]) -> list[Handed]:
    """All files with their students, each student's from the first to the last."""
    found = list(files)
    wrapped = _shared_folder(found)
    handed = []
    for came in found:
        parts = came.parts[1:] if wrapped else came.parts
        student, when = student_of(parts)
        stem = parts[-1].rpartition(".")[0]
        order = (when, came.when, _without_copy(stem)[1])
        handed.append(Handed(readable_name(student), "/".join(came.parts), order, came))
    return sorted(handed, key=lambda one: (one.student, one.order, one.file))


def _shared_folder(files: Sequence[Came]) -> bool:
    """True if all files came in one folder that is nobody's: an export that was unpacked."""
    first = {came.parts[0] for came in files}
    if len(first) != 1 or any(len(came.parts) < 2 for came in files):
        return False
    (name,) = first
    if MOODLE.fullmatch(name) or BLACKBOARD.fullmatch(name) or name.endswith(".zip"):
        return False
    second = {came.parts[1] for came in files}
    return (
        all(
            len(came.parts) > 2
            or any(form.fullmatch(came.parts[1]) for form in (MOODLE, BLACKBOARD, CANVAS))
            for came in files
        )
        and len(second) > 1
    )


def may_be_notebook(handed: Handed) -> bool:
    """True unless its ending says that it is something else."""
    name = handed.came.parts[-1].lower()
    ending = name[name.rfind(".") :] if "." in name else ""
    return ending in READ
