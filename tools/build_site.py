"""Build everything that is published: the book, and within it what "Run in your browser" opens.

    python -m tools.build_site [--pyodide FOLDER]

Runs in .venv, and calls tools.build_lite in .venv-lite.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tools import build_book, myst_to_markdown
from tools.venv import python_of

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv-lite"


def build(target: Path = ROOT, pyodide: Path | None = None) -> Path:
    """Build into `target/_build/html`, which it returns.

    Args:
        pyodide: a folder with Pyodide and its wheels, which are downloaded otherwise.

    Raises:
        SystemExit: if either part cannot be built; the reason has been printed.
    """
    with tempfile.TemporaryDirectory() as folder:
        notebooks, lite = Path(folder) / "notebooks", Path(folder) / "lite"
        myst_to_markdown.write(ROOT, notebooks)
        command = [python_of(ENVIRONMENT), "-m", "tools.build_lite", str(notebooks), str(lite)]
        options = ["--pyodide", str(pyodide.resolve())] if pyodide else []
        result = subprocess.run([*command, *options], cwd=ROOT, check=False)
        if result.returncode:
            raise SystemExit(result.returncode)
        os.environ["LITE"] = str(lite)
        try:
            return build_book.build(target)
        finally:
            del os.environ["LITE"]


def pyodide_folder(arguments: list[str], summary: str | None) -> Path | None:
    """The value of --pyodide on the command line."""
    parser = argparse.ArgumentParser(description=summary)
    parser.add_argument("--pyodide", type=Path, help="Pyodide and its wheels, if not downloaded")
    folder: Path | None = parser.parse_args(arguments).pyodide
    return folder


if __name__ == "__main__":
    print(f"The site is in {build(pyodide=pyodide_folder(sys.argv[1:], __doc__))}")
