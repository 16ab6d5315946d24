"""The ledger: every published number or finding that a chapter is held against, beside ours.

`chapters/ledger.yml` declares the lines; ours come from records, or from what a notebook glues. From
both, `make fix` writes `chapters/ledger.md`. A chapter marks a published number in its text as
{glue:text}`published_NAME`, where NAME is the line's; a test compares the two.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from extensions.numbering import number

SOURCE, PAGE = "chapters/ledger.yml", "chapters/ledger.md"
MARK = "published_"
ALIKE, FACTOR = 1.5, 3.0
"""Ratios of the means up to which a number counts as reproduced, or reproduced within a factor."""

HEAD = f"""\
# The ledger

<!-- ledger: written by make fix -->

Every published number or finding that this book is held against: where it stands, what it says, and
what the final code of the book gives, failures included. `make fix` makes the page from the records and
notebooks, so that it cannot lag behind them.

How to read it: *8 of 10* are the trials that succeeded; then comes the mean number of sequences that
they needed, and in parentheses the smallest and the largest. A line with sequences to success is
**reproduced** if all trials succeeded and the means differ by a factor of at most {ALIKE:g};
**reproduced within a factor** up to {FACTOR:g}, beyond which the verdict says in which direction;
**partly** if only some trials succeeded. *Not reached*
means that no trial succeeded within the sequences that were affordable, and nothing is extrapolated
from that. The column *checked* says whether the number was read in the publication itself, or is given
as others cite it.
"""


@dataclass(frozen=True)
class Line:
    """A line of the ledger.

    Attributes:
        name: what a chapter calls it.
        chapter: the number of the chapter, such as 11 or 11b.
        about: what was measured, and the setting.
        published: the number, or words.
        source: the publication, with the table or section.
        checked: "paper", or "as cited by …".
        ours: {record, key, cap}: sequences to success of all trials, 0 for those that failed, and how
            many were allowed; without a cap, successes are counted; {notebook, says}: words with the
            names of glued values in braces; or {words}, where the chapter compares at every run.
        verdict: in words; for sequences to success it follows from the numbers.
        remark: the likeliest reason for a difference.
    """

    name: str
    chapter: int | str
    about: str
    published: int | float | str
    source: str
    checked: str
    ours: Mapping[str, Any]
    verdict: str = ""
    remark: str = ""


def lines(root: Path) -> list[Line]:
    """All lines, in the order of the file.

    Raises:
        ValueError: if a line lacks a field, has one too many, or repeats a name.
    """
    declared = yaml.safe_load((root / SOURCE).read_text("utf-8"))
    try:
        found = [Line(**line) for line in declared]
    except TypeError as error:
        raise ValueError(f"{SOURCE}: {error}") from error
    names = [line.name for line in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"{SOURCE}: expected each name once, got {', '.join(twice)} twice")
    return found


def verdict(published: float, first: np.ndarray, cap: int) -> str:
    """The verdict on sequences to success, 0 for trials without, of which cap were allowed."""
    reached = first[first > 0]
    if not len(reached):
        return f"not reached within {cap:,} sequences"
    if len(reached) < len(first):
        return f"partly: {len(reached)} of {len(first)} within {cap:,} sequences"
    ratio = float(reached.mean()) / published
    if ratio > FACTOR:
        return f"not reproduced: {ratio:.0f} times as many"
    if ratio < 1 / FACTOR:
        return "reproduced, in far fewer sequences"
    return "reproduced" if 1 / ALIKE <= ratio <= ALIKE else "reproduced within a factor"


def filled(root: Path, notebook: str, says: str) -> str:
    """Words, with the values that a notebook glues in place of their names in braces.

    Raises:
        ValueError: if it glues no such value.
    """
    path = root / "chapters" / f"{notebook}.ipynb"
    try:
        return says.format_map({name: value for value, name in all_glued(path)})
    except KeyError as missing:
        raise ValueError(f"{SOURCE}: {notebook} glues no {missing}") from missing


def all_glued(path: Path) -> Iterator[tuple[str, str]]:
    """Each glued value of a stored notebook, as text, and its name."""
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            name = output.get("metadata", {}).get("scrapbook", {}).get("name")
            if name:
                text = output["data"]["application/papermill.record/text/plain"]
                yield str(ast.literal_eval("".join(text))), name


def measured(root: Path, line: Line) -> tuple[str, str]:
    """Our result in words, and the verdict."""
    ours = line.ours
    if "words" in ours:
        return str(ours["words"]), line.verdict
    if "says" in ours:
        return filled(root, ours["notebook"], ours["says"]), line.verdict
    with np.load(root / "chapters" / "records" / f"{ours['record']}.npz") as record:
        first = record[ours["key"]]
        cap = int(record[ours["cap"]]) if "cap" in ours else 0
    reached = first[first > 0]
    count = f"{len(reached)} of {len(first)}"
    if not cap:
        return count, line.verdict
    if len(reached):
        count += f"; {reached.mean():,.0f} ({reached.min():,} to {reached.max():,})"
    words = line.verdict or verdict(float(line.published), first, cap)
    return count, words


def page(root: Path) -> str:
    """The page in Markdown, a table for each chapter."""
    text, heading = HEAD, ""
    notebooks = {
        number(f"chapters/{path.stem}"): path.name
        for path in (root / "chapters").glob("[0-9]*.ipynb")
    }
    for line in sorted(lines(root), key=lambda line: notebooks[str(line.chapter)]):
        if heading != f"## Chapter {line.chapter}":
            heading = f"## Chapter {line.chapter}"
            text += f"\n{heading}\n\n[To the chapter]({notebooks[str(line.chapter)]})\n\n"
            text += "| what | published | checked | ours | verdict |\n|---|---|---|---|---|\n"
        ours, words = measured(root, line)
        published = line.published if isinstance(line.published, str) else f"{line.published:,}"
        remark = f" {line.remark}" if line.remark else ""
        source = f"{published} ({line.source})"
        text += f"| {line.about} | {source} | {line.checked} | {ours} | **{words}**.{remark} |\n"
    return f"{text}<!-- end -->\n"
