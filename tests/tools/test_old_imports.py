"""Notebooks that learners saved under version 0.1 still run, at home and in the browser."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tools import old_imports
from tools.old_imports import BACKUP, rewrite, update
from tools.pyodide_bundle import library

ROOT = Path(__file__).parents[2]

SAVED = [  # the import lines of all exercises of version 0.1
    "from lstm_lib.grading import check, progress",
    "from lstm_lib.activations import sigmoid, sigmoid_slope, tanh, tanh_slope",
    "from lstm_lib.cell import State, step, zero_state",
    "from lstm_lib import cell",
    "from lstm_lib.gradient_check import numerical_gradient",
    "from lstm_lib.layer import concat, layer, with_bias",
    "from lstm_lib.network import Network",
    "from lstm_lib.optimizers import SGD, clip_by_norm",
    "from lstm_lib.sequence import backward, forward",
    "from lstm_lib.variants import rnn_forward",
    "from lstm_lib.weights import LSTMWeights",
]
USES = "assert check and progress and sigmoid_slope(0.5) == 0.25 and forward and SGD\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("from lstm_lib.grading import check, progress", "from lstm_course.grading import check, progress"),
        ("from lstm_lib.grading import check as ask", "from lstm_course.grading import check as ask"),
        ("    from lstm_lib.sequence import forward", "    from lstm_lib.lstm import forward"),
        (
            "from lstm_lib.activations import tanh_slope",
            "from lstm_lib.activations import tanh_derivative as tanh_slope",
        ),
        ("from lstm_lib import figures, network", "from lstm_course import figures\nfrom lstm_lib import network"),
        ("from lstm_lib import sequence", "from lstm_lib import lstm as sequence"),
        ("import lstm_lib.grading as grading", "import lstm_course.grading as grading"),
        ("from lstm_lib.layer import layer", "from lstm_lib.layer import layer"),
        ("text = 'from lstm_lib.grading'", "text = 'from lstm_lib.grading'"),
        ("from my_lstm_lib.grading import check", "from my_lstm_lib.grading import check"),
    ],
)  # fmt: skip
def test_import_lines_are_rewritten_and_nothing_else(old: str, new: str) -> None:
    assert rewrite(f"import numpy as np\n{old}\nx = 1") == f"import numpy as np\n{new}\nx = 1"
    assert rewrite(rewrite(old)) == rewrite(old)


def run(code: str, path: str) -> None:
    environment = {**os.environ, "PYTHONPATH": path, "LSTM_PROGRESS": ""}
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, cwd=path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_all_imports_of_old_exercises_work_after_the_rewrite() -> None:
    run("\n".join(map(rewrite, SAVED)) + "\n" + USES, str(ROOT))


def test_all_imports_of_old_exercises_work_in_the_browsers_bundle(tmp_path: Path) -> None:
    _, content = library(ROOT)
    zipfile.ZipFile(io.BytesIO(content)).extractall(tmp_path)
    run("\n".join(SAVED) + "\n" + USES, str(tmp_path))


def test_the_library_itself_knows_none_of_the_old_names() -> None:
    for path in old_imports.additions():
        text = (ROOT / path).read_text("utf-8") if (ROOT / path).exists() else ""
        assert "lstm_course" not in text and "_slope" not in text


def notebook(source: str | list[str]) -> str:
    cell = {"cell_type": "code", "id": "imports", "source": source, "metadata": {}, "outputs": []}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_a_saved_notebook_is_updated_once_and_kept_as_it_was(tmp_path: Path) -> None:
    mine = tmp_path / "exercises" / "04.ipynb"
    mine.parent.mkdir()
    before = notebook(["from lstm_lib.grading import check\n", "é = 1"])
    mine.write_text(before, "utf-8")
    (tmp_path / "new.ipynb").write_text(notebook(rewrite(SAVED[0])), "utf-8")
    (tmp_path / "broken.ipynb").write_text("{", "utf-8")
    original = tmp_path / ".originals" / "04.ipynb"
    original.parent.mkdir()
    original.write_text(before, "utf-8")

    assert update(tmp_path) == [mine]
    (cell,) = json.loads(mine.read_text("utf-8"))["cells"]
    assert cell["source"] == "from lstm_course.grading import check\né = 1"
    assert mine.with_suffix(BACKUP).read_text("utf-8") == before
    assert original.read_text("utf-8") == before
    assert update(tmp_path) == []
