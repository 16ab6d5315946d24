"""Files that the repository contains once it has an address, and not before.

`repository: url` in `_config.yml` is the address. From it follow two lines of CITATION.cff, and the
folder colab/: every notebook in plain markdown, after a cell that fetches the course, because a
machine on Colab has nothing but the notebook that it was asked to open.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import yaml

from extensions import repo_links
from extensions.repo_links import COLAB, Repository
from tools import myst_to_markdown

CITATION = "CITATION.cff"
ADDRESSES = re.compile(r"^(repository-code|url): .*\n", re.M)
FIRST = """# On Colab, fetch the course; elsewhere this cell does nothing.
import sys

if "google.colab" in sys.modules:
    from google.colab import output

    output.enable_custom_widget_manager()
    !git clone --quiet --depth 1 --branch {branch} {url} course
    %pip install --quiet anywidget
    %cd course/{folder}
    sys.path.insert(0, "..")"""
"""The first cell of a notebook for Colab."""


def repository(root: Path) -> Repository | None:
    """The repository that `_config.yml` names."""
    said = yaml.safe_load((root / "_config.yml").read_text("utf-8")).get("repository", {})
    return repo_links.repository(said.get("url", ""), said.get("branch", "main"))


def published_at(root: Path) -> str:
    """The address of the site that `_config.yml` names, or that follows from the repository's."""
    said = yaml.safe_load((root / "_config.yml").read_text("utf-8")).get("html", {})
    return said.get("baseurl") or repo_links.site_address(repository(root))


def citation(root: Path) -> str:
    """CITATION.cff with the addresses that are known."""
    text = ADDRESSES.sub("", (root / CITATION).read_text("utf-8"))
    repo, site = repository(root), published_at(root)
    lines = [f"repository-code: {repo.url}\n"] if repo else []
    lines += [f"url: {site}\n"] if site else []
    return text.replace("license: ", "".join(lines) + "license: ", 1)


def first_cell(repo: Repository, notebook: str) -> str:
    """The source of the first cell of a notebook's copy."""
    folder = posixpath.dirname(notebook)
    return FIRST.format(branch=repo.branch, url=repo.url, folder=folder)


def copies(root: Path) -> Iterator[tuple[str, str]]:
    """The notebooks for Colab: path and text; none unless Colab can read the repository's host."""
    repo = repository(root)
    if not repo or not repo_links.colab(repo, "a"):
        return
    course = myst_to_markdown.Course(root)
    for name in course.nodes:
        node = course.plain(name)
        cell = nbformat.v4.new_code_cell(first_cell(repo, name), id=COLAB)
        node.cells.insert(0, cell)
        yield f"{COLAB}/{name}", nbformat.writes(node) + "\n"


def leftovers(root: Path, wanted: set[str]) -> list[Path]:
    """The files in colab/ that are not among the wanted ones."""
    found = sorted((root / COLAB).rglob("*.ipynb"))
    return [path for path in found if path.relative_to(root).as_posix() not in wanted]
