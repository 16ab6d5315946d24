"""Every committed notebook, without running it: root conftest.py runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.notebook_checks.course import check, committed_notebooks

ROOT = Path(__file__).parents[2]
NOTEBOOKS = committed_notebooks(ROOT)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_notebook_is_as_it_is_committed(path: Path) -> None:
    assert not [str(problem) for problem in check([path], ROOT)]


def test_there_are_notebooks_and_nothing_is_wrong_between_them() -> None:
    assert NOTEBOOKS
    assert not [str(problem) for problem in check(NOTEBOOKS, ROOT)]
