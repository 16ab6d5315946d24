"""Search that leads to where a thing is explained.

Each word of the table of symbols, and each quantity's name, is an entry of the index for the
chapter that introduces it, so that "vanishing" finds chapter 3, whose text and title say it
otherwise. `search/scorer.js` ranks, `search/results.js` writes the excerpts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms import SphinxTransform

from extensions import symbols
from extensions.numbering import number

FOLDER = Path(__file__).parent / "search"
RESULTS = "results.js"


def introduced(chapter: str) -> list[str]:
    """The names of what a chapter introduces."""
    words = [word for word in symbols.load_words() if word.chapter == chapter]
    quantities = [entry.name for entry in symbols.load() if entry.chapter == chapter]
    return [*quantities, *(name for word in words for name in (word.name, *word.also))]


class IndexWords(SphinxTransform):
    """Enter what a chapter introduces into the index, before the index is made."""

    default_priority = 800

    def apply(self, **_: Any) -> None:
        chapter = number(self.env.docname)
        section = next(self.document.findall(nodes.section), None)
        if chapter is None or section is None:
            return
        self.env.note_dependency(str(symbols.PATH))
        place = section["ids"][0]
        entries = [("single", name, place, "main", None) for name in introduced(chapter)]
        section.insert(1, addnodes.index(entries=entries))


def _rank(app: Sphinx, config: Config) -> None:
    config.html_search_scorer = str(FOLDER / "scorer.js")


def _write(app: Sphinx) -> None:
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    (static / f"search_{RESULTS}").write_text((FOLDER / RESULTS).read_text("utf-8"), "utf-8")


def _load(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    if page == "search":
        app.add_js_file(f"search_{RESULTS}", defer="defer")


def setup(app: Sphinx) -> None:
    """Rank before the builder reads the configuration."""
    app.add_transform(IndexWords)
    app.connect("config-inited", _rank)
    app.connect("builder-inited", _write)
    app.connect("html-page-context", _load)
