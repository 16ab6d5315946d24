"""Every page of the book is in the table of contents, and every chapter on the map."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sphinx_external_toc.parsing import parse_toc_yaml

from extensions.numbering import number
from tools.notebook_checks.reading import Problem

ON_THE_MAP = re.compile(r"^(\d+b?): \{", re.M)


def check(root: Path) -> Iterator[Problem]:
    """Yield the pages in chapters/ that `_toc.yml` does not name, or index.md's map lacks."""
    on_the_map = set(ON_THE_MAP.findall((root / "index.md").read_text("utf-8")))
    named = set(parse_toc_yaml(root / "_toc.yml"))
    for path in sorted(root.glob("chapters/*")):
        page = path.relative_to(root)
        if path.suffix in (".ipynb", ".md") and page.with_suffix("").as_posix() not in named:
            yield Problem(
                page, "whole file", "is not in the table of contents", "name it in _toc.yml"
            )
        chapter = number(page.with_suffix("").as_posix())
        if path.suffix == ".ipynb" and chapter and chapter not in on_the_map:
            todo = f"add a line to index.md: {chapter}: {{row: …, column: …, needs: […]}}"
            yield Problem(page, "whole file", "is not on the map of the chapters", todo)
