"""Books of one page, for tests of what builds the site."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[2]
FOOT = "CHANGELOG.md", "CITATION.cff", "pyproject.toml"
"""The parts of a page's foot."""


def small_book(folder: Path, page: str, url: str = "") -> Path:
    """A book of one notebook with this page, and of the changes, built as the course is."""
    for part in "extensions", "_static":
        shutil.copytree(ROOT / part, folder / part)
    (folder / "chapters").mkdir()
    for part in "_config.yml", "chapters/symbols.yml", "chapters/references.bib", *FOOT:
        text = (ROOT / part).read_text("utf-8").replace('url: ""', f'url: "{url}"')
        (folder / part).write_text(text, "utf-8")
    (folder / "_toc.yml").write_text(
        "format: jb-book\nroot: index\nchapters: [{file: chapters/page}, {file: chapters/changes}]\n"
    )
    (folder / "index.md").write_text("# A book\n\n```{symbol-glossary}\n```\n")
    (folder / "chapters/changes.md").write_text("# Changes\n\nMany.\n")
    cell = nbformat.v4.new_markdown_cell(page, id="page")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / "chapters/page.ipynb")
    return folder
