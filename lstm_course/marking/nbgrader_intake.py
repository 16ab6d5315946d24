"""Submissions as nbgrader wants them: put together from whatever came in and the released notebook.

nbgrader stops at a copied cell, overlooks a renamed file, and gives 0 for a deleted cell. So each
submission becomes a notebook of its own before it is graded: the student's code, without nbgrader's
marks, then the cells that grade it, as they were released.
"""

from __future__ import annotations

import copy
import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lstm_course.grading.exercise import Written
from lstm_course.marking import archives, chapters, notebook, results, seeds, slicing

SUBMITTED, TIDIED, RELEASE = "submitted", "tidied", "release"
CHECK = re.compile(r"\s*check\([^\n]*\)\s*")
MODULES = ("lstm_lib", "lstm_course", "numpy")
"""Modules that a folder beside a submission must not stand in for."""


def tidy(course: Path) -> list[str]:
    """Put all submissions of a course in order, below `tidied/`; return what has no mark, and why."""
    shutil.rmtree(course / TIDIED, ignore_errors=True)
    problems = []
    for folder in sorted((course / SUBMITTED).glob("*/*")):
        released = course / RELEASE / folder.name / f"{folder.name}.ipynb"
        if folder.is_dir():
            where = f"{folder.parent.name}, {folder.name}"
            problems += [f"{where}: {one}" for one in _tidy_one(course, folder, released)]
    return problems


def _tidy_one(course: Path, folder: Path, released: Path) -> list[str]:
    if not released.is_file():
        return ["not marked: this assignment has not been generated"]
    chapter = folder.name[:2]
    read, problems = [], []
    for path in sorted(folder.rglob("*"), key=lambda one: (one.stat().st_mtime, one.name)):
        beside = path.relative_to(folder).parts[0].removesuffix(".py")
        if beside in MODULES:
            problems.append(f"{path.name}: not used, since it would take the place of {beside}")
        elif path.suffix == ".ipynb" and ".ipynb_checkpoints" not in path.parts:
            try:
                cells = notebook.code_cells(archives.read_file(path))
            except (notebook.Unreadable, archives.Unusable) as problem:
                problems.append(f"{path.name}: {problem}")
                continue
            if chapters.answers_in(cells, chapter):
                read.append((path, cells))
            else:
                problems.append(f"{path.name}: it has no answer to chapter {chapter}")
    if not read:
        return [f"NOT MARKED. {one}" for one in problems or ["there is no notebook"]]
    problems += [f"{path.name}: not marked, there is a newer one" for path, _ in read[:-1]]
    target = course / TIDIED / folder.parent.name / folder.name
    whole = put_together(json.loads(released.read_text("utf-8")), read[-1][1], chapter)
    results.write_text(target / released.name, json.dumps(whole, ensure_ascii=False, indent=1))
    stamp = folder / "timestamp.txt"
    if stamp.is_file():
        shutil.copyfile(stamp, target / stamp.name)
    return problems


def put_together(released: dict[str, Any], cells: Sequence[str], chapter: str) -> dict[str, Any]:
    """The released notebook with a student's code in it.

    Args:
        released: what students were given.
        cells: the code of the submission.
        chapter: its number.
    """
    whole = copy.deepcopy(released)
    written = {one.name for one in chapters.tasks_of(chapter) if isinstance(one, Written)}
    own = [_cell(k, source) for k, source in enumerate(without_stubs(cells, chapter))]
    grading = []
    for cell in released["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        if marks.get("grade") and marks.get("solution"):
            grading.append(cell | {"source": _answer(cell, cells, written)})
        elif marks.get("grade"):
            grading.append(cell)
    whole["cells"] = [*own, *grading]
    return whole


def without_stubs(cells: Sequence[str], chapter: str) -> list[str]:
    """The cells without bare checks, and without empty copies of what is answered elsewhere."""
    statements, _ = slicing.parse(cells)
    left_out = set()
    for name in chapters.names_of(chapter):
        among = [one for one in statements if slicing.defines(one, name)]
        empty = [one for one in among if slicing.is_stub(one.node)]
        if len(empty) < len(among):
            left_out |= {one.cell for one in empty}
    alone = {k for k in left_out if sum(one.cell == k for one in statements) == 1}
    return [
        source for k, source in enumerate(cells) if k not in alone and not CHECK.fullmatch(source)
    ]


def _cell(number: int, source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": f"submitted-{number}",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": source,
    }


def _answer(cell: dict[str, Any], cells: Sequence[str], written: set[str]) -> str:
    """The last cell that gives an answer in words, for the person who marks it."""
    source = "".join(cell["source"])
    (name,) = [one for one in written if re.search(rf"\b{one}\b", source)] or [""]
    found = [one for one in cells if name and re.search(rf"^{name}\s*=", one, re.MULTILINE)]
    return found[-1] if found else source


def seed_of(course: Path, student: str) -> str:
    """Seed that a kernel gets in place of the lecturer's: it is of no use for anybody else.

    Raises:
        ValueError: if the file `seed` does not hold one line.
    """
    return str(seeds.seed_for(seeds.read_seed(course / "seed"), student, "nbgrader"))
