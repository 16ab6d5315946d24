"""Receipts: the short text in which the page "Your progress" lists what a learner has done.

    python -m lstm_course.grading.receipt FILE…

says of each file whether it is a well-formed receipt: all its lines are there, its sums add up, and
no exercise has more points than it is worth. That does not say that anybody did anything. Anyone
can write such a text; what a class accepts as evidence is for its teacher to decide.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from lstm_course.grading.exercises import all_exercises

TITLE = "LSTM, Gate by Gate: receipt"
NOTE = "Written by the learner's own browser. Anyone can write such a text: it is not evidence."
NUMBER = r"(?:0|[1-9]\d*)(?:\.\d+)?"
NAME = re.compile(r"Name: (?P<name>\S.*)")
DATE = re.compile(r"Date: (?P<date>\d{4}-\d\d-\d\d)")
READ = re.compile(r"Chapters read: (?P<read>\d+) of (?P<of>\d+)")
QUESTIONS = re.compile(
    r"Questions: (?P<correct>\d+) of (?P<of>\d+) correct, (?P<first>\d+) at the first attempt"
)
EXERCISES = re.compile(
    rf"Exercises: (?P<done>\d+) of (?P<of>\d+) done, (?P<points>{NUMBER}) points?"
)
CHAPTER = re.compile(
    r"Chapter (?P<number>\d+)(?P<sitting>b?): (?P<read>read|not read), (?P<correct>\d+) of (?P<of>\d+) questions "
    r"correct, (?P<first>\d+) at the first attempt"
)
EXERCISE = re.compile(
    rf"- (?P<id>(?P<chapter>\d\d)\.\d+) (?P<state>passed|written|partly), "
    rf"(?P<points>{NUMBER}) of (?P<of>{NUMBER}) points?"
)
CHECKSUM = re.compile(r"Checksum: (?P<sum>[0-9a-f]{8})")


class Receipt(NamedTuple):
    """The content of a receipt."""

    name: str
    date: str
    chapters_read: int
    questions_correct: int
    exercises: dict[str, float]
    """The points of each exercise that is listed, by its number."""
    unknown: tuple[str, ...]
    """Exercises that this version of the course does not have."""


class _Lines:
    """The lines of a receipt, taken one by one."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self.number = 0

    @property
    def upcoming(self) -> str:
        return self._lines[self.number] if self.number < len(self._lines) else ""

    def take(self, form: re.Pattern[str], expected: str) -> re.Match[str]:
        found = form.fullmatch(self.upcoming)
        if not found:
            came = repr(self.upcoming) if self.number < len(self._lines) else "the end"
            raise ValueError(f"line {self.number + 1}: expected {expected}, got {came}")
        self.number += 1
        return found

    def take_all(self, form: re.Pattern[str]) -> Iterator[re.Match[str]]:
        while form.fullmatch(self.upcoming):
            yield self.take(form, "")


def parse(text: str) -> Receipt:
    """Read a receipt, and check that it is well-formed.

    Spaces at the ends of lines, empty lines around the receipt and the kind of line ends do not count.

    Args:
        text: the receipt, as it was handed in.

    Raises:
        ValueError: if it is not well-formed; the message names the line.
    """
    lines = [line.rstrip() for line in text.strip().splitlines()]
    left = _Lines(lines)
    left.take(re.compile(re.escape(TITLE)), f"the title {TITLE!r}")
    left.take(re.compile(re.escape(NOTE)), f"the note {NOTE!r}")
    name = left.take(NAME, "'Name: …'")["name"]
    date = left.take(DATE, "'Date: YYYY-MM-DD'")["date"]
    read = left.take(READ, "'Chapters read: 1 of 11'")
    questions = left.take(QUESTIONS, "'Questions: 1 of 33 correct, 1 at the first attempt'")
    exercises = left.take(EXERCISES, "'Exercises: 1 of 66 done, 2 points'")
    chapters, tasks = _chapters(left)
    found = left.take(CHECKSUM, "an exercise, a chapter or 'Checksum: …'")["sum"]
    _expect(left, not left.upcoming, "nothing after the checksum")
    _expect_sum("chapters read", int(read["read"]), sum(c["read"] == "read" for c in chapters))
    for key, words in ("correct", "questions correct"), ("first", "at the first attempt"):
        _expect_sum(words, int(questions[key]), sum(int(c[key]) for c in chapters))
    done = sum(task["state"] != "partly" for task in tasks)
    _expect_sum("exercises done", int(exercises["done"]), done)
    points = {task["id"]: float(task["points"]) for task in tasks}
    _expect_sum("points", float(exercises["points"]), sum(points.values()))
    content = "\n".join(lines[: left.number - 1]) + "\n"
    expected = f"{crc32(content.encode()):08x}"
    if found != expected:
        raise ValueError(
            f"line {left.number}: the checksum is {found}, that of the text {expected}"
        )
    known = {one.id for one in all_exercises()}
    unknown = tuple(id for id in points if id not in known)
    return Receipt(name, date, int(read["read"]), int(questions["correct"]), points, unknown)


def _chapters(left: _Lines) -> tuple[list[re.Match[str]], list[re.Match[str]]]:
    """The chapters and the exercises, each within its chapter and in order."""
    worth = {one.id: one.points for one in all_exercises()}
    chapters: list[re.Match[str]] = []
    tasks: list[re.Match[str]] = []
    for chapter in left.take_all(CHAPTER):
        later = not chapters or _place(chapter) > _place(chapters[-1])
        _expect(left, later, "chapters in order, each once")
        fits = int(chapter["first"]) <= int(chapter["correct"]) <= int(chapter["of"])
        _expect(left, fits, "at most as many questions as there are")
        chapters.append(chapter)
        for task in left.take_all(EXERCISE):
            belongs = _place(chapter) == (int(task["chapter"]), "")
            _expect(
                left, belongs, f"an exercise of chapter {chapter['number']}{chapter['sitting']}"
            )
            new = all(task["id"] != other["id"] for other in tasks)
            _expect(left, new, "each exercise once")
            most = min(float(task["of"]), worth.get(task["id"], float("inf")))
            _expect(left, float(task["points"]) <= most, f"at most {most:g} points")
            tasks.append(task)
    return chapters, tasks


def _place(chapter: re.Match[str]) -> tuple[int, str]:
    """The number of a chapter and the letter of its sitting, by which the chapters are ordered."""
    return int(chapter["number"]), chapter["sitting"]


def _expect(left: _Lines, met: bool, expected: str) -> None:
    if not met:
        raise ValueError(f"line {left.number}: expected {expected}")


def _expect_sum(words: str, said: float, found: float) -> None:
    if abs(said - found) > 1e-9:
        raise ValueError(
            f"the first lines say {said:g} {words}, the lines below add up to {found:g}"
        )


def _report(receipt: Receipt) -> str:
    remark = ""
    if receipt.unknown:
        remark = f" Not in this version of the course: {', '.join(receipt.unknown)}."
    return (
        f"well-formed. {receipt.name}, {receipt.date}: {receipt.chapters_read} chapters read, "
        f"{receipt.questions_correct} questions correct, {len(receipt.exercises)} exercises with "
        f"{sum(receipt.exercises.values()):g} points.{remark} It is not evidence."
    )


def main(names: list[str]) -> int:
    """Report on each file; returns 1 if one of them is not a well-formed receipt, 2 without a file."""
    if not names:
        print("usage: python -m lstm_course.grading.receipt FILE…", file=sys.stderr)
        return 2
    failed = False
    for name in names:
        try:
            print(f"{name}: {_report(parse(Path(name).read_text('utf-8')))}")
        except (OSError, ValueError) as problem:
            failed = True
            print(f"{name}: not well-formed. {problem}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
