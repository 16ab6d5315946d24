"""Fixtures of the tests of marking: the isolation that works here, and a source of children."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from submissions import ROOT

from lstm_course.grading.exercises import find
from lstm_course.marking import isolation, task
from lstm_course.marking.kinds import Kind
from lstm_course.marking.task import Answered
from lstm_course.marking.worker import Worker

SECRET = "a-secret-of-the-judge-4711"
HEAD = "import numpy as np\nfrom lstm_lib.layer import concat, layer, with_bias\n"

Mark = Callable[..., Answered]


@pytest.fixture(scope="session")
def secrets_of_the_judge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a seed and another student's submission, which no answer may read."""
    folder = tmp_path_factory.mktemp("judge")
    (folder / "seed").write_text(SECRET, "utf-8")
    (folder / "submissions").mkdir()
    (folder / "submissions" / "other.ipynb").write_text(SECRET, "utf-8")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)
    return folder


@pytest.fixture(scope="session")
def hidden(secrets_of_the_judge: Path) -> list[Path]:
    return isolation.secret_paths(ROOT, secrets_of_the_judge)


@pytest.fixture(scope="session")
def kind(hidden: list[Path]) -> Kind:
    """The isolation that works on this machine; where none does, answers run without."""
    if not hasattr(os, "fork"):
        pytest.skip("children are forked, which Windows cannot do: there the command refuses")
    try:
        return isolation.find(hidden).kind
    except isolation.Refused as refused:
        warnings.warn(f"the tests of marking run WITHOUT isolation: {refused}", stacklevel=1)
        return "none"


@pytest.fixture(scope="session")
def worker(kind: Kind, hidden: list[Path]) -> Iterator[Worker]:
    with Worker(kind, hidden) as worker:
        yield worker


@pytest.fixture
def marked(worker: Worker) -> Mark:
    """marked(cells, task="04.2", seed=1): the verdict on an answer in these cells."""

    def mark(cells: str | Sequence[str], task_id: str = "04.2", seed: int = 1) -> Answered:
        cells = [HEAD, cells] if isinstance(cells, str) else cells
        return task.mark(worker, find(task_id), cells, seed)

    return mark


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorter limits, for answers that would use them up."""
    monkeypatch.setattr(task, "LIMITS", task.LIMITS._replace(call=1.0))
    monkeypatch.setattr(task, "TOTAL", 2.0)
    monkeypatch.setattr(task, "WAITING", 2.0)
    monkeypatch.setattr(task, "PATIENCE", 0)
