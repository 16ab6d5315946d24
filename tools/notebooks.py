"""Run the notebooks and store their outputs, or check them without running them.

    python -m tools.notebooks run NOTEBOOK …       run from top to bottom, store the outputs
    python -m tools.notebooks check [NOTEBOOK …]   report the problems of these, or of all

NOTEBOOK is a path, a folder, or the beginning of a name: `04` is chapter 4 and its exercises.
The notebooks for learners, exercises/*.ipynb, are generated from exercises/solutions/ each time
they are run: never edit the former.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from tools.exercise_notebooks import all_notebooks, learners, solutions_of
from tools.kernel_env import prepare
from tools.notebook_checks.course import check, committed_notebooks
from tools.notebook_checks.form import canonical
from tools.notebook_checks.reading import Problem, read

ROOT = Path(__file__).resolve().parent.parent
CELL_TIMEOUT = 120


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.notebooks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("action", choices=["run", "check"])
    parser.add_argument("notebooks", nargs="*", metavar="NOTEBOOK")
    given = parser.parse_args(arguments)
    if given.action == "run" and not given.notebooks:
        parser.error("expected a notebook to run, for example make notebook N=04")
    try:
        paths = [path for name in given.notebooks for path in find(name)]
    except FileNotFoundError as error:
        parser.error(str(error))
    return run(paths) if given.action == "run" else report(paths or committed_notebooks(ROOT))


def find(name: str) -> list[Path]:
    """The notebooks that a name on the command line stands for.

    Raises:
        FileNotFoundError: if there are none.
    """
    path = Path(name).resolve()
    if path.is_file():
        return [path]
    found = [one for one in all_notebooks(ROOT) if path in one.parents or one.name.startswith(name)]
    if not found:
        raise FileNotFoundError(f"expected a path or the beginning of a name, got {name}")
    return found


def report(paths: list[Path]) -> int:
    problems = list(check(paths, ROOT))
    for problem in problems:
        print(problem)
    print(f"{len(paths)} notebooks checked, {len(problems)} problems")
    return bool(problems)


def run(paths: list[Path]) -> int:
    """Run notebooks and store them; those for learners are generated from their solutions first."""
    prepare(ROOT)
    failed = 0
    for path in paths:
        source = solutions_of(path, ROOT)
        notebook = read(source or path, ROOT)
        if isinstance(notebook, Problem):
            wrong = str(notebook)
        else:
            node = learners(notebook.node, path.name) if source else notebook.node
            wrong = execute(path, node)
        failed += bool(wrong)
        print(wrong or f"{path.relative_to(ROOT)}: run and stored", flush=True)
    return bool(failed)


def execute(path: Path, node: nbformat.NotebookNode) -> str:
    """Run a notebook in its folder and store it; returns the error message, if any."""
    resources = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(node, timeout=CELL_TIMEOUT, kernel_name="python3", resources=resources)
    try:
        client.execute(stderr=subprocess.DEVNULL)
    except CellExecutionError as error:
        return f"{path.relative_to(ROOT)} was not stored: {error}"
    path.write_text(canonical(node), encoding="utf-8")
    return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
