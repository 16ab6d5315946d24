"""Questions for a learning platform: the exercises with a choice or a number, and those of "Check
yourself" in the chapters, each option with its own reason."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from lstm_course.grading.exercise import Choice, Exercise, Number
from lstm_course.marking import chapters, stage
from lstm_course.marking.markup import to_html
from lstm_course.progress.question_form import HEADING, LETTER, OTHER, reasons

BOOK = stage.COURSE.parent


class Option(NamedTuple):
    """An option, whether it is correct, and what to tell somebody who takes it; both in HTML."""

    html: str
    correct: bool
    reason: str


class Value(NamedTuple):
    """A number, how far an answer may be from it, whether it is correct, and what to say, in HTML."""

    number: float
    tolerance: float
    correct: bool
    reason: str


class Question(NamedTuple):
    """A question with options, or one with values."""

    id: str
    title: str
    html: str
    points: float
    on_success: str
    options: tuple[Option, ...] = ()
    values: tuple[Value, ...] = ()


def questions_of(chapter: str) -> list[Question]:
    """All questions of a chapter.

    Raises:
        ValueError: if there is no such chapter, or its notebooks are not there.
    """
    tasks = chapters.tasks_of(chapter)
    (solutions,) = _notebooks("exercises/solutions", chapter).values()
    texts = {cell.get("id", ""): _source(cell) for cell in solutions["cells"]}
    found = []
    for task in tasks:
        text = texts.get(f"task-{task.id.partition('.')[2]}", "")
        found += [_choice(task)] if isinstance(task, Choice) else []
        found += [_number(task, text)] if isinstance(task, Number) else []
    sittings = _notebooks("chapters", chapter).items()
    return [*found, *(one for number, page in sittings for one in _clicked(page, number))]


def _notebooks(folder: str, chapter: str) -> dict[str, dict[str, Any]]:
    """The notebook of a chapter by its number, and that of its second sitting if it has one."""
    paths = [
        *(BOOK / folder).glob(f"{chapter}_*.ipynb"),
        *(BOOK / folder).glob(f"{chapter}b_*.ipynb"),
    ]
    if not paths:
        raise ValueError(f"{folder}: the notebook of chapter {chapter} is not there")
    return {path.name.partition("_")[0]: json.loads(path.read_text("utf-8")) for path in paths}


def _source(cell: dict[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _choice(task: Choice) -> Question:
    options = tuple(
        Option(
            to_html(text, {}, inline=True),
            letter == task.correct,
            to_html(reason or task.on_success, {}, inline=True),
        )
        for letter, (text, reason) in task.options.items()
    )
    html, said = to_html(task.question, {}), to_html(task.on_success, {}, inline=True)
    return Question(task.id, task.title, html, task.points, said, options)


def _number(task: Number, text: str) -> Question:
    expected = float(task.expected())
    values = [
        Value(expected, _half_unit(expected, task.digits), True, to_html(task.on_success, {}))
    ]
    for one in task.misconceptions:
        number = float(one.answer())  # type: ignore[arg-type]
        if math.isfinite(number):
            tolerance = _half_unit(number, task.digits)
            values.append(Value(number, tolerance, False, to_html(one.message, {})))
    html = to_html(_without_name(task, text), {})
    said = to_html(task.on_success, {}, inline=True)
    return Question(task.id, task.title, html, task.points, said, values=tuple(values))


def _half_unit(number: float, digits: int) -> float:
    """Half of 1 in the last of the digits that are asked for."""
    if not number:
        return 0.0
    return float(0.5 * 10.0 ** (math.floor(math.log10(abs(number))) - digits + 1))


def _without_name(task: Exercise, text: str) -> str:
    """The text of a task without its heading, its points, and where in a notebook to put it."""
    text = re.sub(r"^## .*\n+\*.*?\*\n+", "", text)
    text = re.sub(rf"\s*Put [^.]*`{re.escape(task.name)}`[^.]*\.", "", text)
    return f"{text.strip()}\n\nGive a number with at least {_digits(task)} significant digits."


def _digits(task: Exercise) -> int:
    assert isinstance(task, Number)
    return task.digits


_QUESTION = re.compile(r"^\*\*(\d+)\. (.+)\*\*$", re.MULTILINE)
_OPTION = re.compile(r"^- \(([a-e])\) (.+)$", re.MULTILINE)
_ANSWER = re.compile(r"^(`{3,}|:{3,})\{dropdown\} Answer\n(.*?)\n\1$", re.MULTILINE | re.DOTALL)
_NOT_TEXT = re.compile(r"\{[\w:]+\}`[^`]*`|`[^`]*`|\$[^$\n]+\$")


def _clicked(page: dict[str, Any], chapter: str) -> Iterator[Question]:
    glued = dict(_glued(page["cells"]))
    for cell in page["cells"]:
        _, found, text = _source(cell).partition(f"## {HEADING}\n")
        if cell["cell_type"] != "markdown" or not found:
            continue
        starts = list(_QUESTION.finditer(text))
        ends = [one.start() for one in starts[1:]] + [len(text)]
        for start, end in zip(starts, ends, strict=True):
            rest = text[start.end() : end]
            answer = _ANSWER.search(rest)
            if answer:
                options = dict(_OPTION.findall(rest[: answer.start()]))
                said = _reasons(answer[2], glued)
                correct = LETTER.findall(answer[2])[0]
                yield Question(
                    f"{chapter}.check-{start[1]}",
                    f"Chapter {chapter.removeprefix('0')}, check yourself, question {start[1]}",
                    to_html(start[2], glued),
                    1,
                    said[correct],
                    tuple(
                        Option(to_html(html, glued, inline=True), key == correct, said[key])
                        for key, html in options.items()
                    ),
                )


def _reasons(answer: str, glued: Mapping[str, str]) -> dict[str, str]:
    """By letter, the part of an answer that is about it, in HTML."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return OTHER

    paragraphs = re.split(r"\n\s*\n", _NOT_TEXT.sub(keep, answer))
    plain = "\n".join(" ".join(one.split()) for one in paragraphs)
    bare = re.sub(r"^\*\*(\([a-e]\)\.?)\*\*", r"\1", plain)
    parts = reasons(bare)
    ends = [part.start for part in parts[1:]] + [len(bare)]
    said: dict[str, list[str]] = {}
    at = 0
    for part, end in zip(parts, ends, strict=True):
        piece = bare[part.start : end]
        count = piece.count(OTHER)
        for original in kept[at : at + count]:
            piece = piece.replace(OTHER, original, 1)
        at += count
        for letter in part.letters:
            said.setdefault(letter, []).append(to_html(_without_letter(piece), glued, inline=True))
    whole = to_html(re.sub(r"^\*\*\([a-e]\)\.?\*\*", "", answer), glued, inline=True)
    return {letter: " ".join(pieces).strip() or whole for letter, pieces in said.items()}


def _without_letter(piece: str) -> str:
    """A correct option's reason without its letter: platforms shuffle options."""
    return re.sub(r"^\([a-e]\)\.\s*", "", piece.strip())


def _glued(cells: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for cell in cells:
        for output in cell.get("outputs", []):
            name = output.get("metadata", {}).get("scrapbook", {}).get("name")
            if name:
                text = output["data"].get("text/plain", "")
                yield name, ("".join(text) if isinstance(text, list) else text).strip("'\"")
