"""Results of a marking on disk: one file for each submission, and one for each of its tasks.

A file is written under another name and then put in its place, so that it is there as a whole or
not at all. What is there and still fits is not computed again: a marking that was ended goes on.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

VERSION = 1


def key_of(student: str) -> str:
    """A name for the files of a student: readable, harmless, and nobody else's."""
    plain = unicodedata.normalize("NFKD", student).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:40].lower()
    mark = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{plain or 'student'}-{mark}"


def digest(*parts: object) -> str:
    """A fingerprint of what a result depends on."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


class Results:
    """The folder of a marking."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def about(self) -> Path:
        """File with the settings of the whole marking."""
        return self.folder / "marking.json"

    def submission(self, key: str) -> Path:
        return self.folder / "submissions" / f"{key}.json"

    def result(self, key: str, task: str) -> Path:
        return self.folder / "results" / key / f"{task}.json"

    def students(self) -> list[str]:
        """The students, by key."""
        return sorted(path.stem for path in (self.folder / "submissions").glob("*.json"))

    def results_of(self, key: str) -> Iterator[dict[str, Any]]:
        """All results of a student, in the order of the tasks."""
        for path in sorted((self.folder / "results" / key).glob("*.json")):
            if found := read(path):
                yield found


def read(path: Path) -> dict[str, Any] | None:
    """A file's content; None if there is none, or none that can be read."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def write(path: Path, content: dict[str, Any]) -> None:
    """Write a file as a whole or not at all."""
    write_text(path, json.dumps(content, ensure_ascii=True, sort_keys=True))


def write_text(path: Path, text: str) -> None:
    """The same for a text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            beside.unlink()
