"""Chapters by their number: in the heading, the window's title, the way on, and in search results.

The number is that of the page's name, chapters/04_input_gate. A chapter that is too long for one
sitting has a second page, whose number ends in b: chapters/11b_when_training_goes_wrong. What links to
a chapter by its label keeps the words alone.
"""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx

NUMBERED = re.compile(r"chapters/0?(\d+b?)_\w+")


def number(page: str) -> str | None:
    """The number of a chapter, such as 4 or 11b; None for any other page."""
    found = NUMBERED.fullmatch(page)
    return found[1] if found else None


def _number(app: Sphinx, doctree: nodes.document) -> None:
    chapter = number(app.env.docname)
    title = next(doctree.findall(nodes.title), None)
    if chapter is not None and title is not None:
        title.insert(0, nodes.Text(f"{chapter} · "))


def setup(app: Sphinx) -> None:
    """After the labels took the title's words, before the table of contents and the index do."""
    app.connect("doctree-read", _number, priority=100)
