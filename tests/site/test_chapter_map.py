"""The map of the chapters: a box and a link for each, arrows that touch no box but their own."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from extensions.chapter_map import BOX, WIDTH, Chapter, read, svg

ROOT = Path(__file__).parents[2]
SOURCE = """
1: {title: One layer, row: 0, column: 0}
2: {title: Sigmoid & tanh, row: 0, column: 1, needs: [1]}
3: {title: Why a plain recurrent layer forgets, row: 1, column: 1, needs: [1, 2]}
"""
PUBLISHED = re.search(
    r"```\{chapter-map\}\n(.*?)```", (ROOT / "index.md").read_text("utf-8"), re.DOTALL
)
SVG = "{http://www.w3.org/2000/svg}"
NUMBER = r"-?[\d.]+"


def pages(*numbers: int) -> set[str]:
    return {"index", "chapters/primer", *(f"chapters/{number:02}_page" for number in numbers)}


def picture(chapters: dict[str, Chapter]) -> ElementTree.Element:
    text = svg(chapters).replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ', 1)
    return ElementTree.fromstring(text)


def small() -> ElementTree.Element:
    return picture(read(SOURCE, pages(1, 2, 3)))


def crowded() -> dict[str, Chapter]:
    """Twelve chapters in two full columns, each of which needs every one above it."""
    lines = [
        f"{n}: {{title: Chapter, row: {(n - 1) // 2}, column: {n % 2}, needs: {[*range(1, n)]}}}"
        for n in range(1, 13)
    ]
    return read("\n".join(lines), pages(*range(1, 13)))


def published() -> dict[str, Chapter]:
    assert PUBLISHED, "index.md has no map"
    return read(PUBLISHED[1], {f"chapters/{p.stem}" for p in ROOT.glob("chapters/[0-9]*.ipynb")})


def points(path: str) -> list[tuple[float, float]]:
    """Many points along a path of the commands M, L, V and C, in absolute coordinates."""
    found: list[tuple[float, float]] = []
    for command, text in re.findall(rf"([MLVC])((?:\s*{NUMBER})+)", path):
        numbers = [float(number) for number in re.findall(NUMBER, text)]
        start = found[-1] if found else (numbers[0], numbers[1])
        if command == "V":
            numbers = [start[0], numbers[0]]
        corners = [start, *zip(numbers[::2], numbers[1::2], strict=True)]
        found += [bezier(corners, step / 100) for step in range(101)]
    assert re.sub(rf"[MLVC]|{NUMBER}|\s", "", path) == "", f"cannot read {path}"
    return found


def bezier(corners: list[tuple[float, float]], at: float) -> tuple[float, float]:
    while len(corners) > 1:
        corners = [
            ((1 - at) * x0 + at * x1, (1 - at) * y0 + at * y1)
            for (x0, y0), (x1, y1) in pairwise(corners)
        ]
    return corners[0]


def crossed(chapters: dict[str, Chapter]) -> list[str]:
    """Arrows that touch a box at neither of their ends."""
    paths = [path.get("d", "") for path in picture(chapters).findall(f"{SVG}path[@class='need']")]
    needs = [(need, chapter.number) for chapter in chapters.values() for need in chapter.needs]
    found = []
    for ends, path in zip(needs, paths, strict=True):
        for other in chapters.values():
            left, top = other.corner
            inside = any(
                left - 1 <= x <= left + BOX[0] + 1 and top - 1 <= y <= top + BOX[1] + 1
                for x, y in points(path)
            )
            if inside and other.number not in ends:
                found.append(f"{ends[0]} → {ends[1]} touches box {other.number}")
    return found


def test_every_chapter_is_a_link_that_says_what_it_builds_on() -> None:
    links = {a.get("href"): a.get("aria-label") for a in small().iter(f"{SVG}a")}
    assert links == {
        "chapters/01_page.html": "1 · One layer",
        "chapters/02_page.html": "2 · Sigmoid & tanh, builds on 1",
        "chapters/03_page.html": "3 · Why a plain recurrent layer forgets, builds on 1 and 2",
    }


def test_a_second_sitting_has_a_box_of_its_own() -> None:
    lines = SOURCE + "3b: {title: And so does this one, row: 2, column: 1, needs: [3]}\n"
    found = read(lines, pages(1, 2, 3) | {"chapters/03b_page"})
    assert found["3"].page == "chapters/03_page"
    (box,) = [
        a for a in picture(found).iter(f"{SVG}a") if a.get("href") == "chapters/03b_page.html"
    ]
    assert box.get("aria-label") == "3b · And so does this one, builds on 3"


def test_every_need_is_an_arrow() -> None:
    assert len(small().findall(f"{SVG}path[@class='need']")) == 3


def test_arrows_lead_from_box_to_box() -> None:
    (chapters, root) = (published(), picture(published()))
    paths = iter(root.findall(f"{SVG}path[@class='need']"))
    for chapter in chapters.values():
        for need in chapter.needs:
            way = points(next(paths).get("d", ""))
            for (x, y), end in ((way[0], chapters[need]), (way[-1], chapter)):
                left, top = end.corner
                assert left <= x <= left + BOX[0]
                assert top <= y <= top + BOX[1]


def test_no_arrow_touches_a_box_of_another_chapter() -> None:
    assert not crossed(published())
    assert not crossed(crowded())


def test_an_arrow_behind_a_box_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    straight = "M{0.middle:g} {0.bottom:g}L{1.middle:g} {1.corner[1]:g}"
    monkeypatch.setattr("extensions.chapter_map._way", lambda s, t, _: straight.format(s, t))
    assert "1 → 5 touches box 3" in crossed(crowded())


def test_titles_are_whole_and_stand_in_their_boxes() -> None:
    root = small()
    for link in root.findall(f"{SVG}a"):
        lines = link.findall(f"{SVG}text")
        label = str(link.get("aria-label"))
        assert label.startswith(" ".join(str(line.text) for line in lines))
        rect = link.find(f"{SVG}rect")
        assert rect is not None
        top = float(str(rect.get("y")))
        assert all(top + 11 <= float(str(line.get("y"))) <= top + BOX[1] for line in lines)
        assert 0 <= float(str(rect.get("x"))) <= WIDTH - BOX[0]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("2: {title: a, row: 0, column: 0, needs: [7]}", "chapter 2 needs 7, not on the map"),
        (
            "4: {title: a, row: 0, column: 0}",
            "chapter 4: expected its page in chapters/, found none",
        ),
        (
            "1: {title: a, row: 1, column: 0}\n2: {title: b, row: 0, column: 0, needs: [1]}",
            "chapter 2 stands above chapter 1, which it needs",
        ),
        (
            "1: {title: a, row: 0, column: 1}\n2: {title: b, row: 0, column: 1}",
            "chapter 2 stands where chapter 1 stands: row 0, column 1",
        ),
    ],
)
def test_a_map_that_cannot_be_drawn_is_rejected(source: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read(source, pages(1, 2))
