"""Everything that repeats a chapter's title or what its exercises train, written from one place.

The title of a chapter is the heading of its notebook; what its exercises train, and for how many
minutes, is in the first cell of its solutions; the points are declared in lstm_course.grading. From
these, `make fix` writes the table of contents, the titles on the map, the table of exercises, the
README's list, the heading of each notebook with solutions, and each chapter's link to its
exercises; the tasks themselves are the business of tools.task_cells. The time that a chapter takes
to read is counted (tools.reading_time), and written where its first cell says `About NN minutes`.

A chapter of two sittings has a second notebook, 11b_….ipynb, and one set of exercises, with the files
of the first. The second ends with the link to them; how many of them can be done after the first is
said there by hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from extensions.numbering import number as number_of
from tools.notebook_checks.reading import Problem, read
from tools.reading_time import minutes

HEADING = re.compile(r"^# (.+)$", re.M)
FIRST_CELL = re.compile(r"# .+\n\n(.+)\n\n.*\babout (\d+) minutes\b.*", re.S)
READING_TIME = re.compile(r"\bAbout \d+ minutes\b")
ON_THE_MAP = re.compile(r"^(\d+b?): \{(?:title: .*?, )?row: ", re.M)
PLAIN_YAML = re.compile(r"\w[\w ·()’–-]*")


class Exercises(NamedTuple):
    """The size of a chapter's exercises, and what they train."""

    train: str
    points: float
    minutes: str


class Chapter(NamedTuple):
    """A chapter or its second sitting: its number, the name of its files, its title, its exercises."""

    number: str
    name: str
    title: str
    exercises: Exercises | None

    @property
    def full_title(self) -> str:
        return f"{self.number} · {self.title}"

    @property
    def whole(self) -> str:
        """The number that both sittings share."""
        return self.number.removesuffix("b")


def chapters(root: Path) -> list[Chapter]:
    """The chapters in order.

    Raises:
        ValueError: if a notebook cannot be read, or lacks what the others repeat.
    """
    found = []
    for path in sorted((root / "chapters").glob("[0-9]*.ipynb")):
        number = number_of(f"chapters/{path.stem}")
        if not number:
            continue
        heading = HEADING.search(_first_cell(path, root))
        if not heading:
            raise ValueError(f"{path.name}: expected a heading in the first cell, found none")
        exercises = _exercises(root / "exercises" / "solutions" / path.name, root)
        found.append(Chapter(number, path.stem, heading[1], exercises))
    return found


def _first_cell(path: Path, root: Path) -> str:
    notebook = read(path, root)
    if isinstance(notebook, Problem):
        raise ValueError(str(notebook))
    return str(notebook.node.cells[0].source)


def _exercises(path: Path, root: Path) -> Exercises | None:
    from tools.task_cells import declared  # it imports the whole course

    if not path.is_file():
        return None
    cell = FIRST_CELL.fullmatch(_first_cell(path, root))
    if not cell:
        raise ValueError(
            f"solutions/{path.name}: expected a first cell with a heading, a paragraph that says "
            "what the exercises train, and a line with `about NN minutes`"
        )
    points = sum(one.points for one in declared(int(path.name[:2])))
    return Exercises(cell[1].replace("\n", " "), points, cell[2])


def pages(root: Path) -> dict[str, str]:
    """The texts of the files that list the chapters, by path."""
    known = chapters(root)
    practised = [one for one in known if one.exercises]

    def entries(folder: str, of: Iterable[Chapter], indent: str) -> list[str]:
        return [
            f"{indent}{line}"
            for one in of
            for line in (f"- file: {folder}/{one.name}", f"  title: {_yaml(one.full_title)}")
        ]

    blocks = {
        "_toc.yml": {
            "chapters": entries("chapters", known, " " * 6),
            "exercises": entries("exercises", practised, " " * 6),
            "solutions": entries("exercises/solutions", practised, " " * 10),
        },
        "README.md": {"chapters": [_listed(one) for one in known]},
        "exercises/index.md": {"exercises": table(practised)},
        "exercises/lecturers.md": {"rubric": rubric(int(one.number) for one in practised)},
    }
    texts = {}
    for path, written in blocks.items():
        text = (root / path).read_text("utf-8")
        for name, lines in written.items():
            text = replace_block(text, name, lines)
        texts[path] = text
    titles = {one.number: one.title for one in known}
    texts["index.md"] = ON_THE_MAP.sub(
        lambda line: (
            f"{line[1]}: {{title: {_yaml(titles[line[1]])}, row: " if line[1] in titles else line[0]
        ),
        (root / "index.md").read_text("utf-8"),
    )
    return texts


def _listed(chapter: Chapter) -> str:
    """A chapter in the README's list, and its second sitting below it."""
    link = f"[{chapter.title}](chapters/{chapter.name}.ipynb)"
    if chapter.number == chapter.whole:
        return f"{chapter.number}. {link}"
    return f"    - {chapter.number} · {link}"


def table(of: list[Chapter]) -> list[str]:
    """The table of exercises."""
    rows = ["| exercises | what they train | points | minutes |", "|---|---|--:|--:|"]
    for one in of:
        assert one.exercises
        train, points, minutes = one.exercises
        rows.append(f"| [{one.full_title}]({one.name}.ipynb) | {train} | {points:g} | {minutes} |")
    return rows


def rubric(numbers: Iterable[int]) -> list[str]:
    """The table of criteria for written answers."""
    from lstm_course.grading.exercise import Written
    from tools.task_cells import declared

    rows = ["| task | points | the answer says |", "|---|--:|---|"]
    written = [one for n in numbers for one in declared(n) if isinstance(one, Written)]
    for one in written:
        chapter, task = map(int, one.id.split("."))
        heads = [f"{chapter}.{task} {one.title}", *[""] * (len(one.criteria) - 1)]
        criteria = zip(heads, one.criteria, strict=True)
        rows += [f"| {head} | {points:g} | {text} |" for head, (points, text) in criteria]
    return rows


def replace_block(text: str, name: str, lines: list[str]) -> str:
    """Replace the lines between the comments `NAME: written by make fix` and `end`.

    Raises:
        ValueError: if the comments are missing.
    """
    comment = r"^ *(?:#|<!--) %s\b.*\n"
    start, end = (comment % re.escape(mark) for mark in (f"{name}: written by make fix", "end"))
    pattern = re.compile(f"({start})(?:.*\n)*?({end})", re.M)
    if not pattern.search(text):
        raise ValueError(f"expected the comment `{name}: written by make fix` and, after it, `end`")
    body = "".join(f"{line}\n" for line in lines)
    return pattern.sub(lambda found: found[1] + body + found[2], text, count=1)


def update(path: str, node: Any, known: list[Chapter]) -> None:
    """Write into a notebook what it repeats of its chapter or its exercises, and its own time."""
    from tools import task_cells

    folder, _, file = path.rpartition("/")
    chapter = next((one for one in known if f"{one.name}.ipynb" == file), None)
    if folder == "chapters":
        title = node.cells[0]
        title.source = READING_TIME.sub(f"About {minutes(node)} minutes", title.source)
    if not chapter:
        return
    first, *more = (one for one in known if one.whole == chapter.whole)
    if not first.exercises:
        return
    train, points, duration = first.exercises
    if folder == "exercises/solutions":
        link = f"[chapter {chapter.number}](../../chapters/{file})"
        node.cells[0].source = (
            f"# Solutions {chapter.full_title}\n\n{train}\n\n"
            f"{points:g} points · about {duration} minutes · from {link}"
        )
        task_cells.update(node, int(chapter.number))
    if folder == "chapters" and chapter == [first, *more][-1]:
        link = f"[Exercises {first.number}](../exercises/{first.name}.ipynb)"
        of = " are those of both sittings, and" if more else ""
        for cell in node.cells:
            if cell.id == "exercises":
                cell.source = f"## Exercises\n\n{link}{of} check themselves. {train} About {duration} minutes."


def _yaml(title: str) -> str:
    return title if PLAIN_YAML.fullmatch(title) else json.dumps(title, ensure_ascii=False)
