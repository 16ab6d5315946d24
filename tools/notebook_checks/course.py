"""All checks of all notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from tools.notebook_checks import (
    cells,
    contents,
    figures,
    form,
    glued,
    library,
    outputs,
    predictions,
    prose,
    questions,
)
from tools.notebook_checks.reading import Problem, read

CHECKS = [
    form.check,
    cells.check,
    outputs.check,
    figures.check,
    glued.check,
    prose.check,
    predictions.check,
    questions.check,
    library.check,
]


def committed_notebooks(root: Path) -> list[Path]:
    """All notebooks of the book and its exercises, in order."""
    found = [*root.glob("chapters/**/*.ipynb"), *root.glob("exercises/**/*.ipynb")]
    return sorted(path for path in found if ".ipynb_checkpoints" not in path.parts)


def check(paths: Iterable[Path], root: Path) -> Iterator[Problem]:
    """Yield the problems of these notebooks, and of the table of contents, of the book at `root`."""
    names: dict[str, Path] = {}
    for path in paths:
        notebook = read(path, root)
        if isinstance(notebook, Problem):
            yield notebook
            continue
        for one in CHECKS:
            yield from one(notebook)
        yield from figures.check_names(notebook, names)
    yield from contents.check(root)
