"""Every code cell has been run once, in order; cells are short and have meaningful ids."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from tools.notebook_checks.reading import Notebook, Problem

LONGEST = 15
"""Lines of a cell that is read."""
LONGEST_TASK = 25
"""Lines of a solution of one of the large tasks, where everything is written from nothing."""
LARGE = re.compile(r"(answer|shown)-7")
MARK = re.compile(r"^ *### (BEGIN|END) (SOLUTION|HIDDEN TESTS)$")
RANDOM_ID = re.compile(r"[0-9a-f]{8}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SHOWS = {"print", "display", "show", "glue"}
UNCHECKED = re.compile(r"nbval[-_](skip|ignore[-_]output|raises[-_]exception)", re.IGNORECASE)
CLOCK = re.compile(r"\b(perf_counter|timeit|time\.time|datetime\.now)\b")


def check(notebook: Notebook) -> Iterator[Problem]:
    """Yield the problems of a notebook's cells."""
    yield from _ids(notebook)
    run = notebook.how_to_run
    for position, cell in enumerate(notebook.code, start=1):
        where = f"cell {cell.id}"
        if cell.execution_count is None:
            yield notebook.problem(where, "has never been run", run)
        elif cell.execution_count != position:
            wrong = f"was run as number {cell.execution_count}, but is code cell {position}"
            yield notebook.problem(where, wrong, run)
        tree = _parse(cell.source)
        if tree is None:
            yield notebook.problem(where, "is not plain Python", "write it without magics")
            continue
        if not tree.body:
            yield notebook.problem(where, "is empty", "delete it")
        if _shows(tree) and not cell.outputs:
            yield notebook.problem(where, "shows something, but no output is stored", run)
        length, longest = _lines(cell.source, tree), LONGEST
        if "solutions" in notebook.path.parts and LARGE.fullmatch(cell.id):
            longest = LONGEST_TASK
        if length > longest:
            yield notebook.problem(
                where, f"is {length} lines long, at most {longest} allowed", "split it"
            )
        if CLOCK.search(cell.source):
            yield notebook.problem(where, "reads the clock", "measure in bench/, not in a chapter")
        if UNCHECKED.search(cell.source + " ".join(cell.metadata.get("tags", []))):
            yield notebook.problem(where, "keeps nbval from comparing it", "remove the marker")


def _ids(notebook: Notebook) -> Iterator[Problem]:
    todo = "name it for what it does: lower-case words joined by hyphens"
    for name in (cell.id for cell in notebook.node.cells):
        if RANDOM_ID.fullmatch(name) or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
            yield notebook.problem(f"cell {name}", "has no meaningful id", todo)


def _parse(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except SyntaxError:
        return None


def _shows(tree: ast.Module) -> bool:
    """True if the cell certainly shows something; nbval, which runs it, finds the other cases."""
    if not tree.body:
        return False
    last = tree.body[-1]
    if isinstance(last, ast.Expr) and not isinstance(last.value, ast.Call):
        return True
    return any(
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and _name(statement.value.func) in SHOWS
        for statement in tree.body
    )


def _name(function: Any) -> str:
    return getattr(function, "id", getattr(function, "attr", ""))


def _lines(source: str, tree: ast.Module) -> int:
    """The number of lines that are neither empty, nor imports, nor the marks of a solution."""
    imports = {
        line
        for statement in tree.body
        if isinstance(statement, ast.Import | ast.ImportFrom)
        for line in range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)
    }
    lines = enumerate(source.splitlines(), start=1)
    return sum(bool(MARK.sub("", text).strip()) for line, text in lines if line not in imports)
