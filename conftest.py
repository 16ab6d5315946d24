"""Every notebook is a test: nbval runs it and compares what it shows, figures included.

nbval compares texts and tables, but skips pictures and the names of glued values. So here each
cell, as soon as nbval has run it and agreed, has its fresh pictures compared with the stored ones.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from nbval.plugin import IPyNbCell, IPyNbFile

from tools.image_diff import difference
from tools.kernel_env import prepare
from tools.notebook_checks.reading import Problem, read

ROOT = Path(__file__).parent
CELL_TIMEOUT = 120


def pytest_configure(config: pytest.Config) -> None:
    prepare(ROOT)
    config.option.nbval_current_env = True
    config.option.nbval_cell_timeout = CELL_TIMEOUT
    if os.environ.get("CI") and not _figures_are_comparable():
        raise pytest.UsageError(_report())


def pytest_report_header() -> str:
    return _report()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.suffix != ".ipynb" or ".ipynb_checkpoints" in file_path.parts:
        return None
    return NotebookFile.from_parent(parent, path=file_path)


class NotebookFile(IPyNbFile):
    """A notebook; an unreadable one is named, with the line, instead of a traceback."""

    def collect(self) -> Iterator[NotebookCell]:
        notebook = read(self.path, self.config.rootpath)
        if isinstance(notebook, Problem):
            raise self.CollectError(str(notebook))
        for item in super().collect():
            yield NotebookCell.from_parent(
                self,
                name=item.cell.id,
                cell_num=item.cell_num,
                cell=item.cell,
                options=item.options,
            )


class NotebookCell(IPyNbCell):
    """A code cell, whose pictures and glued names are compared after its texts."""

    def runtest(self) -> None:
        super().runtest()
        stored, fresh = self.cell.outputs, self.test_outputs
        if _glued(stored) != _glued(fresh):
            self.raise_cell_error(f"Glued: stored {_glued(stored)}, fresh {_glued(fresh)}")
        wrong = difference(stored, fresh, pixels=_figures_are_comparable())
        if wrong:
            self.raise_cell_error(wrong)


def _glued(outputs: list[Any]) -> list[str]:
    metadata = [output.get("metadata", {}) for output in outputs]
    return [one["scrapbook"]["name"] for one in metadata if "scrapbook" in one]


def _locked(package: str) -> str:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    (pin,) = (line for line in lines if line.startswith(f"{package}=="))
    return pin.removeprefix(f"{package}==").split()[0]


def _figures_are_comparable() -> bool:
    """Another release of matplotlib draws other pixels."""
    return version("matplotlib") == _locked("matplotlib")


def _report() -> str:
    here, locked = version("matplotlib"), _locked("matplotlib")
    if _figures_are_comparable():
        return f"figures: compared pixel by pixel (matplotlib {here})"
    return (
        f"figures: NOT compared, only counted: matplotlib {here} is installed, "
        f"but {locked} drew the stored ones"
    )
