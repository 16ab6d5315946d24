"""The map of the course: a picture of its chapters, each a link, and of what each builds on.

    ```{chapter-map}
    1: {title: One layer, row: 0, column: 0}
    2: {title: Sigmoid and tanh, row: 0, column: 1, needs: [1]}
    ```

A chapter's page is chapters/NN_….ipynb, and that of its second sitting, 11b, chapters/11b_….ipynb.
"""

from __future__ import annotations

from html import escape
from textwrap import wrap
from typing import NamedTuple

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from extensions.numbering import number as number_of

WIDTH = 360
BOX = (166, 44)
GAP = 30
GUTTER = WIDTH / 2
"""The x of the lane between the two columns, where nothing stands."""


class Chapter(NamedTuple):
    """A box of the map."""

    number: str
    title: str
    row: int
    column: int
    needs: list[str]
    page: str

    @property
    def corner(self) -> tuple[float, float]:
        """The upper left corner of the box."""
        return self.column * (WIDTH - BOX[0]), GAP / 2 + self.row * (BOX[1] + GAP)

    @property
    def middle(self) -> float:
        """The x of the box's middle."""
        return self.corner[0] + BOX[0] / 2

    @property
    def bottom(self) -> float:
        """The y of the box's lower edge."""
        return self.corner[1] + BOX[1]

    @property
    def name(self) -> str:
        """Number and title."""
        return f"{self.number} · {self.title}"


def read(source: str, pages: set[str]) -> dict[str, Chapter]:
    """Return the chapters of the directive's body, each with its page.

    Raises:
        ValueError: if a chapter has no page, needs one that is not on the map before it or does
            not stand above it, or stands where another stands.
    """
    chapters: dict[str, Chapter] = {}
    for number, entry in ((str(key), entry) for key, entry in yaml.safe_load(source).items()):
        page = next((name for name in sorted(pages) if number_of(name) == number), "")
        if not page:
            raise ValueError(f"chapter {number}: expected its page in chapters/, found none")
        needs = [str(need) for need in entry.pop("needs", [])]
        if missing := ", ".join(sorted(set(needs) - set(chapters))):
            raise ValueError(f"chapter {number} needs {missing}, not on the map before it")
        chapter = Chapter(number, needs=needs, page=page, **entry)
        for other in chapters.values():
            if (other.row, other.column) == (chapter.row, chapter.column):
                raise ValueError(
                    f"chapter {number} stands where chapter {other.number} stands: "
                    f"row {chapter.row}, column {chapter.column}"
                )
            if other.number in needs and other.row > chapter.row:
                raise ValueError(
                    f"chapter {number} stands above chapter {other.number}, which it needs"
                )
        chapters[number] = chapter
    return chapters


def svg(chapters: dict[str, Chapter], suffix: str = ".html") -> str:
    """Return the picture."""
    height = max(chapter.bottom for chapter in chapters.values()) + GAP / 2
    taken = {(chapter.row, chapter.column) for chapter in chapters.values()}
    arrows = [
        f'<path class="need" d="{_way(chapters[need], chapter, taken)}"/>'
        for chapter in chapters.values()
        for need in chapter.needs
    ]
    boxes = [_box(chapter, suffix) for chapter in chapters.values()]
    return (
        f'<svg class="chapter-map" viewBox="-1 0 {WIDTH + 2} {height:g}" role="group" '
        'aria-label="Map of the chapters: an arrow leads from a chapter to one that builds on it">'
        '<defs><marker id="chapter-map-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>'
        f"{''.join(arrows)}{''.join(boxes)}</svg>"
    )


def _way(source: Chapter, target: Chapter, taken: set[tuple[int, int]]) -> str:
    """The path of an arrow: down a lane in which no box stands, sideways only between rows."""
    (x, y), (end_x, end_y) = (source.middle, source.bottom), (target.middle, target.corner[1])
    if source.row == target.row:
        half = BOX[0] / 2 if x < end_x else -BOX[0] / 2
        y -= BOX[1] / 2
        return f"M{x + half:g} {y:g}L{end_x - half:g} {y:g}"
    if target.row == source.row + 1:
        return f"M{x:g} {y:g}{_bend(x, y, end_x, end_y)}"
    between = range(source.row + 1, target.row)
    free = (c.middle for c in (source, target) if not any((r, c.column) in taken for r in between))
    lane = next(free, GUTTER)
    into, out_of = _bend(x, y, lane, y + GAP), _bend(lane, end_y - GAP, end_x, end_y)
    return f"M{x:g} {y:g}{into}V{end_y - GAP:g}{out_of}"


def _bend(x: float, y: float, end_x: float, end_y: float) -> str:
    """A curve that leaves and arrives vertically."""
    half = (y + end_y) / 2
    return f"C{x:g} {half:g} {end_x:g} {half:g} {end_x:g} {end_y:g}"


def _box(chapter: Chapter, suffix: str) -> str:
    x, y = chapter.corner
    lines = wrap(chapter.name, 24)
    first = y + BOX[1] / 2 + 4.5 - 7.5 * (len(lines) - 1)
    text = "".join(
        f'<text x="{chapter.middle:g}" y="{first + 15 * k:g}">{escape(line)}</text>'
        for k, line in enumerate(lines)
    )
    label = chapter.name
    if chapter.needs:
        *others, last = chapter.needs
        label += f", builds on {', '.join(others)}{' and ' if others else ''}{last}"
    return (
        f'<a href="{chapter.page}{suffix}" aria-label="{escape(label)}">'
        f'<rect x="{x:g}" y="{y:g}" width="{BOX[0]}" height="{BOX[1]}" rx="8"/>{text}</a>'
    )


class ChapterMap(SphinxDirective):
    """The picture."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        try:
            chapters = read("\n".join(self.content), self.env.found_docs)
        except ValueError as error:
            raise self.error(f"chapter-map: {error}") from error
        return [nodes.raw("", svg(chapters), format="html")]


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("chapter-map", ChapterMap)
