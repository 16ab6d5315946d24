"""All checks over all notebooks of the course."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from . import cells, contents, figures, form, glued, library, outputs, predictions, prose
from .reading import Problem, read

CHECKS = [
    form.check,
    cells.check,
    outputs.check,
    figures.check,
    glued.check,
    prose.check,
    predictions.check,
    library.check,
]


def committed_notebooks(root: Path) -> list[Path]:
    """Every notebook that belongs to the course, in order."""
    found = [*root.glob("chapters/**/*.ipynb"), *root.glob("exercises/**/*.ipynb")]
    return sorted(path for path in found if ".ipynb_checkpoints" not in path.parts)


def check(paths: Iterable[Path], root: Path) -> Iterator[Problem]:
    """Everything that is wrong with these notebooks, and the contents, of the course at `root`."""
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
