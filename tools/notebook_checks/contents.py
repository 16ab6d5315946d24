"""Every page of the book is in the table of contents: otherwise it would not be built."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sphinx_external_toc.parsing import parse_toc_yaml

from tools.notebook_checks.reading import Problem


def check(root: Path) -> Iterator[Problem]:
    """Yield the pages in chapters/ that `_toc.yml` does not name."""
    named = set(parse_toc_yaml(root / "_toc.yml"))
    for path in sorted(root.glob("chapters/*")):
        page = path.relative_to(root)
        if path.suffix in (".ipynb", ".md") and page.with_suffix("").as_posix() not in named:
            yield Problem(
                page, "whole file", "is not in the table of contents", "name it in _toc.yml"
            )
