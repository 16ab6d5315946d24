"""Reading a notebook for the checks, or reporting why that fails."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any, NamedTuple

import nbformat

UNDO = "undo the latest manual edit; edit notebooks in Jupyter"


class Problem(NamedTuple):
    """A problem: the file, the cell or line, what is wrong, and what to do about it."""

    path: Path
    where: str
    wrong: str
    todo: str

    def __str__(self) -> str:
        return f"{self.path} · {self.where}: {self.wrong}\n    → {self.todo}"


class Notebook(NamedTuple):
    """A valid notebook, with the text of its file."""

    path: Path
    """Relative to `root`."""
    root: Path
    text: str
    node: Any
    """The notebook as `nbformat` reads it."""

    @property
    def code(self) -> list[Any]:
        """The code cells."""
        return [cell for cell in self.node.cells if cell.cell_type == "code"]

    @property
    def markdown(self) -> list[Any]:
        """The markdown cells."""
        return [cell for cell in self.node.cells if cell.cell_type == "markdown"]

    @property
    def how_to_run(self) -> str:
        """The command that runs the notebook and stores its outputs."""
        return f"make notebook N={self.path.as_posix()}"

    def problem(self, where: str, wrong: str, todo: str) -> Problem:
        """A problem in this notebook."""
        return Problem(self.path, where, wrong, todo)


def read(path: Path, root: Path) -> Notebook | Problem:
    """The notebook in a file, or the problem that prevents reading it."""
    name = path.relative_to(root)
    try:
        text = path.read_text(encoding="utf-8")
        raw = json.loads(text)
        with warnings.catch_warnings(action="error", category=FutureWarning):
            nbformat.validate(raw)
    except UnicodeDecodeError as error:
        return Problem(name, f"byte {error.start}", "is not UTF-8", UNDO)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        return Problem(name, where, f"is not valid JSON: {error.msg}", UNDO)
    except (nbformat.ValidationError, FutureWarning, AttributeError, KeyError, TypeError) as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        return Problem(name, "whole file", f"is not a valid notebook: {reason}", UNDO)
    if (raw["nbformat"], raw["nbformat_minor"]) != (4, 5):
        wrong = f"has notebook format {raw['nbformat']}.{raw['nbformat_minor']}, expected 4.5"
        return Problem(name, "whole file", wrong, "open and save it in Jupyter")
    return Notebook(name, root, text, nbformat.v4.to_notebook_json(raw))
