"""Running one cell: its statements, then the value of its last expression, as Jupyter shows it."""

from __future__ import annotations

import ast
import linecache
import sys
from typing import Any, NamedTuple

from lstm_course.page.display import described
from lstm_course.page.messages import Messages
from lstm_course.page.tracebacks import as_text


class Cell(NamedTuple):
    """A cell of the page: its id, its number among the page's cells of code, its text."""

    id: str
    number: int
    source: str

    @property
    def file(self) -> str:
        """The name that a traceback gives it."""
        return f"cell {self.number}"


def execute(cell: Cell, names: dict[str, Any], messages: Messages) -> bool:
    """Run a cell in a namespace, tell what it shows, and return whether it came to its end."""
    messages.begin(cell.id)
    lines = cell.source.splitlines(keepends=True)
    linecache.cache[cell.file] = len(cell.source), None, lines, cell.file
    well = True
    try:
        value = _value(cell, names)
        if value is not None:
            names["_"] = value
            messages.show("execute_result", data=described(value))
        _show_figures()
    except BaseException as error:  # SystemExit too: it would end the worker
        well = False
        _show_figures()
        messages.show(
            "error", ename=type(error).__name__, evalue=str(error), traceback=as_text(error)
        )
    messages.end(well)
    return well


def _value(cell: Cell, names: dict[str, Any]) -> Any:
    """The value of the last statement, if that is an expression."""
    tree = ast.parse(cell.source, cell.file)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr):
        exec(compile(tree, cell.file, "exec"), names)
        return None
    exec(compile(ast.Module(tree.body[:-1], []), cell.file, "exec"), names)
    return eval(compile(ast.Expression(last.value), cell.file, "eval"), names)


def _show_figures() -> None:
    """Show the figures that are still open, as notebooks do at the end of a cell."""
    if "matplotlib.pyplot" in sys.modules:
        from lstm_course.page import plots

        plots.show()
