"""Build the site afresh and strictly, and check that every page of the table of contents is there.

python tools/build_book.py [FOLDER]     into FOLDER/_build/html, or the repository's if left out
"""

from __future__ import annotations

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
    """Those of the pages that have no text in the site."""
    return [
        name
        for name in names
        if not (page := site / f"{name}.html").is_file() or "</h1>" not in page.read_text("utf-8")
    ]


def build(target: Path = ROOT, source: Path = ROOT) -> Path:
    """Build the book of `source` into `target/_build/html`, which it returns.

    Raises:
        SystemExit: if the build gives a warning, or a page is missing or empty.
    """
    shutil.rmtree(target / "_build", ignore_errors=True)
    jupyter_book = [
        sys.executable,
        "-c",
        "from jupyter_book.cli.main import main; main()",
    ]
    strictly = ["--path-output", str(target), "-W", "-n", "--keep-going"]
    environment = os.environ | {"PYTHONPATH": str(source)}
    result = subprocess.run(
        [*jupyter_book, "build", str(source), *strictly], env=environment, check=False
    )
    if result.returncode:
        raise SystemExit("the book was not built: see the warnings above")
    site = target / "_build" / "html"
    if missing := missing_pages(site, pages(source)):
        raise SystemExit(f"the book was built, but lacks {', '.join(missing)}")
    return site


if __name__ == "__main__":
    place = build(*map(Path, sys.argv[1:2])) / "index.html"
    print(f"The book is at {place}\n{place.as_uri()}")
