"""Build all that is published: the book, and in it what "Run in your browser" opens.

    python -m tools.build_site [--pyodide FOLDER]

Runs in .venv, and calls tools/build_lite.py in .venv-lite.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
from pathlib import Path

from tools import build_book, plain_notebooks
from tools.bare_env import python_of

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv-lite"


def build(target: Path = ROOT, pyodide: Path | None = None) -> Path:
    """Build into `target/_build/html`, which it returns.

    Raises:
        SystemExit: if either part cannot be built; what is wrong has been said.
    """
    with tempfile.TemporaryDirectory() as folder:
        notebooks, lite = Path(folder) / "notebooks", Path(folder) / "lite"
        plain_notebooks.write(ROOT, notebooks)
        command = [python_of(ENVIRONMENT), "tools/build_lite.py", str(notebooks), str(lite)]
        options = ["--pyodide", str(pyodide.resolve())] if pyodide else []
        result = subprocess.run([*command, *options], cwd=ROOT, check=False)
        if result.returncode:
            raise SystemExit(result.returncode)
        os.environ["LITE"] = str(lite)
        try:
            return build_book.build(target)
        finally:
            del os.environ["LITE"]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pyodide", type=Path, help="Pyodide and its wheels, if not downloaded")
    print(f"The site is in {build(pyodide=parser.parse_args().pyodide)}")
