"""Tables that a spreadsheet opens without running anything in them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from lstm_course.marking.results import write_text

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""First characters of cells that a spreadsheet takes for a formula."""


def harmless(cell: object) -> object:
    """A cell that is shown as it is: text that looks like a formula gets an apostrophe in front."""
    if not isinstance(cell, str):
        return cell
    cell = "".join(letter if letter >= " " or letter in "\n\t\r" else " " for letter in cell)
    return (
        f"'{cell}"
        if cell.lstrip(" \u00a0\ufeff").startswith(FORMULA) or cell.startswith(FORMULA)
        else cell
    )


def as_written(cell: str) -> str:
    """The text of a cell that `harmless` has made."""
    return (
        cell[1:]
        if cell[:1] == "'" and cell[1:].lstrip(" \u00a0\ufeff").startswith(FORMULA)
        else cell
    )


def write_table(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table with a byte order mark, by which spreadsheets know its letters."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in [head, *rows]:
        writer.writerow([harmless(cell) for cell in row])
    write_text(path, "\ufeff" + text.getvalue())


def read_table(path: Path) -> list[dict[str, str]]:
    """The rows of a table, by the names of its columns; commas, semicolons or tabs between cells.

    Raises:
        ValueError: if it is empty, or no text.
    """
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{path}: expected a table saved as CSV in UTF-8") from None
    if not text.strip():
        raise ValueError(f"{path}: it is empty")
    first = text.splitlines()[0]
    between = max(",;\t", key=first.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=between)
    return [{k: as_written(v or "") for k, v in row.items() if k} for row in rows]
