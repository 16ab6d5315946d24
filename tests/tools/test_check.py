"""tools.check: one run finds and names problems of every kind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_markdown_cell, new_notebook

ROOT = Path(__file__).parents[2]
UNPINNED = """\
on: push
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
"""


def test_problems_of_every_kind_are_named(tmp_path: Path) -> None:
    root = tmp_path / "a course"
    shutil.copytree(ROOT / "tools", root / "tools")
    scripts = root / "lstm_course" / "explorables"
    shutil.copytree(ROOT / "lstm_lib", root / "lstm_lib")
    for folder in (
        "lstm_course/explorables",
        "lstm_course/progress",
        "chapters/records",
        ".github/workflows",
    ):
        (root / folder).mkdir(parents=True)
    needed = ["pyproject.toml", "_toc.yml", "index.md", "chapters/symbols.yml"]
    records = ["ablations", "agreement_models", "continual_reber_2000"]  # of generated files
    for name in [*needed, *(f"chapters/records/{record}.npz" for record in records)]:
        shutil.copy(ROOT / name, root / name)
    (root / "lstm_lib" / "faulty.py").write_text("import os\nanswer: int='42'\n")
    shutil.copy(ROOT / "lstm_course" / "explorables" / "deno.json", scripts)
    (scripts / "unused.js").write_text("const unused = 1\n/** @type {string} */\nexport let a=1\n")
    (root / "chapters" / "torn.ipynb").write_text('{"cells": [\n')
    volatile = new_markdown_cell("# Title", id="a", metadata={"collapsed": True})
    nbformat.write(new_notebook(cells=[volatile]), root / "chapters" / "volatile.ipynb")
    (root / ".github" / "workflows" / "ci.yml").write_text(UNPINNED)

    result = subprocess.run(
        [sys.executable, "-m", "tools.check"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": f"{root}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 1
    assert result.stdout.splitlines()[-1] == (
        "Problems in: style, format, types, JavaScript style, JavaScript format, JavaScript types, "
        "generated files, notebooks, metadata of notebooks, workflows"
    )
    assert "chapters/torn.ipynb" in result.stdout.replace("\\", "/")
    assert "Traceback" not in result.stdout + result.stderr
