"""Run the course's notebooks and store what they show; check them without running them.

    python tools/notebooks.py run [NOTEBOOK …]      execute top to bottom, store the outputs
    python tools/notebooks.py check [NOTEBOOK …]    say what is wrong, in seconds

Without a notebook, all of chapters/ and exercises/.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import nbformat
from kernel import prepare
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from notebook_checks.course import check, committed_notebooks
from notebook_checks.form import canonical
from notebook_checks.reading import Problem, read

ROOT = Path(__file__).resolve().parent.parent
CELL_TIMEOUT = 120


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("action", choices=["run", "check"])
    parser.add_argument("notebooks", nargs="*", type=Path, metavar="NOTEBOOK")
    arguments = parser.parse_args()
    paths = [path.resolve() for path in arguments.notebooks] or committed_notebooks(ROOT)
    missing = [path for path in paths if not path.is_file()]
    if missing:
        parser.error(f"no such notebook: {', '.join(map(str, missing))}")
    return run(paths) if arguments.action == "run" else report(paths)


def report(paths: list[Path]) -> int:
    problems = list(check(paths, ROOT))
    for problem in problems:
        print(problem)
    print(f"{len(paths)} notebooks checked, {len(problems)} problems")
    return bool(problems)


def run(paths: list[Path]) -> int:
    prepare(ROOT)
    failed = 0
    for path in paths:
        notebook = read(path, ROOT)
        wrong = str(notebook) if isinstance(notebook, Problem) else execute(path, notebook.node)
        failed += bool(wrong)
        print(wrong or f"{path.relative_to(ROOT)}: run and stored")
    return bool(failed)


def execute(path: Path, node: nbformat.NotebookNode) -> str:
    """Run a notebook in its folder and store it. Returns what went wrong."""
    resources = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(node, timeout=CELL_TIMEOUT, kernel_name="python3", resources=resources)
    try:
        client.execute(stderr=subprocess.DEVNULL)
    except CellExecutionError as error:
        return f"{path.relative_to(ROOT)} was not stored: {error}"
    path.write_text(canonical(node), encoding="utf-8")
    return ""


if __name__ == "__main__":
    sys.exit(main())
