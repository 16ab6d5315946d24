"""The map of the course: a picture of the chapters and what each needs, and the same as a list.

    ```{chapter-map}
    1: {title: One layer, row: 0, column: 0}
    2: {title: Sigmoid and tanh, row: 1, column: 0, needs: [1]}
    ```

A chapter that is published (a page chapters/NN_….ipynb) is a link in both; the others are named.
"""

from __future__ import annotations

from html import escape
from textwrap import wrap
from typing import Any, NamedTuple

import yaml
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

WIDTH, COLUMNS = 360, 2
BOX = (168, 44)
GAP = 30


class Chapter(NamedTuple):
    """A box of the map."""

    number: int
    title: str
    row: int
    column: int
    needs: list[int]
    page: str

    @property
    def corner(self) -> tuple[float, float]:
        """The upper left corner of the box."""
        spare = WIDTH - COLUMNS * BOX[0]
        x = spare / (2 * COLUMNS) + self.column * (BOX[0] + spare / COLUMNS)
        return x, GAP / 2 + self.row * (BOX[1] + GAP)


def read(source: str, pages: set[str]) -> dict[int, Chapter]:
    """The chapters of the directive's body, each with its page if it has one.

    Raises:
        ValueError: if a chapter needs one that is not on the map.
    """
    chapters = {}
    for number, entry in yaml.safe_load(source).items():
        page = [name for name in pages if name.startswith(f"chapters/{number:02}_")]
        needs = entry.pop("needs", [])
        if missing := set(needs) - set(chapters):
            raise ValueError(f"chapter {number} needs {sorted(missing)}, not on the map before it")
        chapters[number] = Chapter(number, needs=needs, page=page[0] if page else "", **entry)
    return chapters


def svg(chapters: dict[int, Chapter], suffix: str = ".html") -> str:
    """The picture."""
    height = max(chapter.corner[1] for chapter in chapters.values()) + BOX[1] + GAP / 2
    arrows = [
        _arrow(chapters[need], chapter) for chapter in chapters.values() for need in chapter.needs
    ]
    boxes = [_box(chapter, suffix) for chapter in chapters.values()]
    return (
        f'<svg class="chapter-map" viewBox="0 0 {WIDTH} {height:g}" role="group" '
        'aria-label="Map of the chapters: an arrow leads from a chapter to one that builds on it">'
        '<defs><marker id="chapter-map-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>'
        f"{''.join(arrows)}{''.join(boxes)}</svg>"
    )


def _arrow(source: Chapter, target: Chapter) -> str:
    x0, y0 = source.corner[0] + BOX[0] / 2, source.corner[1] + BOX[1]
    x1, y1 = target.corner[0] + BOX[0] / 2, target.corner[1]
    if source.row == target.row:
        side = BOX[0] if target.column > source.column else 0
        x0, y0 = source.corner[0] + side, source.corner[1] + BOX[1] / 2
        x1, y1 = target.corner[0] + BOX[0] - side, y0
        return f'<path class="need" d="M{x0:g} {y0:g}L{x1:g} {y1:g}"/>'
    bend = (y1 - y0) / 2
    curve = f"C{x0:g} {y0 + bend:g} {x1:g} {y1 - bend:g} {x1:g} {y1:g}"
    return f'<path class="need" d="M{x0:g} {y0:g}{curve}"/>'


def _box(chapter: Chapter, suffix: str) -> str:
    x, y = chapter.corner
    lines = wrap(f"{chapter.number} · {chapter.title}", 24)
    first = y + BOX[1] / 2 + 4.5 - 7.5 * (len(lines) - 1)
    text = "".join(
        f'<text x="{x + BOX[0] / 2:g}" y="{first + 15 * k:g}">{escape(line)}</text>'
        for k, line in enumerate(lines)
    )
    shape = f'<rect x="{x:g}" y="{y:g}" width="{BOX[0]}" height="{BOX[1]}" rx="8"/>'
    if not chapter.page:
        return f'<g class="planned">{shape}{text}</g>'
    return f'<a href="{chapter.page}{suffix}">{shape}{text}</a>'


class ChapterMap(SphinxDirective):
    """The picture, and below it the list."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        try:
            chapters = read("\n".join(self.content), self.env.found_docs)
        except ValueError as error:
            raise self.error(str(error)) from error
        items = nodes.enumerated_list(enumtype="arabic")
        for chapter in chapters.values():
            items += nodes.list_item("", nodes.paragraph("", "", self._name(chapter)))
        return [nodes.raw("", svg(chapters), format="html"), items]

    def _name(self, chapter: Chapter) -> nodes.Node:
        if not chapter.page:
            return nodes.Text(chapter.title)
        attributes: dict[str, Any] = {"refdoc": self.env.docname, "reftarget": f"/{chapter.page}"}
        return addnodes.pending_xref(
            "",
            nodes.inline("", chapter.title),
            refdomain="std",
            reftype="doc",
            refexplicit=True,
            refwarn=True,
            **attributes,
        )


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("chapter-map", ChapterMap)
