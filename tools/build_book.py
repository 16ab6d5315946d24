"""Build the book strictly, and check that every page of the table of contents is there.

    python -m tools.build_book [FOLDER] [--changed]

The site goes into FOLDER/_build/html, or the repository's if FOLDER is left out.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from sphinx_external_toc.parsing import parse_toc_yaml

ROOT = Path(__file__).resolve().parent.parent


def pages(source: Path = ROOT) -> list[str]:
    """The pages that `_toc.yml` names, without suffix."""
    return sorted(parse_toc_yaml(source / "_toc.yml"))


def missing_pages(site: Path, names: list[str]) -> list[str]:
    """The pages among these that the site lacks, or that have no title."""
    return [
        name
        for name in names
        if not (page := site / f"{name}.html").is_file() or "</h1>" not in page.read_text("utf-8")
    ]


def build(target: Path = ROOT, source: Path = ROOT, changed_only: bool = False) -> Path:
    """Build the book of `source` into `target/_build/html`, which it returns.

    Args:
        changed_only: read only the pages that changed since the previous build.

    Raises:
        SystemExit: if the build gives a warning, or a page is missing or empty.
    """
    if not changed_only:
        shutil.rmtree(target / "_build", ignore_errors=True)
    strict = ["--path-output", str(target), "-W", "-n", "--keep-going"]
    if jupyter_book(source, *strict):
        shutil.rmtree(target / "_build")  # a later build would not repeat the warnings
        raise SystemExit("the book was not built: see the warnings above")
    site = target / "_build" / "html"
    if missing := missing_pages(site, pages(source)):
        raise SystemExit(f"the book was built, but lacks {', '.join(missing)}")
    return site


def jupyter_book(source: Path, *options: str) -> int:
    """Run `jupyter-book build`; returns its exit code."""
    program = "from jupyter_book.cli.main import main; main()"
    command = [sys.executable, "-c", program, "build", str(source), *options]
    environment = os.environ | {"PYTHONPATH": str(source)}
    return subprocess.run(command, env=environment, check=False).returncode


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.build_book", description=__doc__.split("\n")[0]
    )
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT)
    parser.add_argument("--changed", action="store_true", help="read only the pages that changed")
    given = parser.parse_args(arguments)
    page = build(given.folder, changed_only=given.changed) / "index.html"
    print(f"The book is at {page}\n{page.as_uri()}\nmake serve serves it on this machine.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
