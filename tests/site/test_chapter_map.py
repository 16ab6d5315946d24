"""The map of the course: every chapter a box, every need an arrow, links where there are pages."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from extensions.chapter_map import BOX, WIDTH, read, svg

SOURCE = """
1: {title: One layer, row: 0, column: 0}
2: {title: Sigmoid & tanh, row: 0, column: 1, needs: [1]}
3: {title: Why a plain recurrent layer forgets, row: 1, column: 1, needs: [1, 2]}
"""
SVG = "{http://www.w3.org/2000/svg}"


def picture(pages: set[str]) -> ElementTree.Element:
    text = svg(read(SOURCE, pages)).replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ', 1)
    return ElementTree.fromstring(text)


def test_published_chapters_are_links_and_the_others_are_not() -> None:
    root = picture({"chapters/02_sigmoid_and_tanh", "chapters/primer", "index"})
    assert [a.get("href") for a in root.iter(f"{SVG}a")] == ["chapters/02_sigmoid_and_tanh.html"]
    assert len(root.findall(f"{SVG}g[@class='planned']")) == 2


def test_every_need_is_an_arrow() -> None:
    arrows = picture(set()).findall(f"{SVG}path[@class='need']")
    assert len(arrows) == 3


def test_titles_are_whole_and_stand_in_their_boxes() -> None:
    root = picture(set())
    for group, title in zip(
        root.findall(f"{SVG}g"),
        ["1 · One layer", "2 · Sigmoid & tanh", "3 · Why a plain recurrent layer forgets"],
        strict=True,
    ):
        lines = group.findall(f"{SVG}text")
        assert " ".join(str(line.text) for line in lines) == title
        rect = group.find(f"{SVG}rect")
        assert rect is not None
        top = float(str(rect.get("y")))
        assert all(top + 11 <= float(str(line.get("y"))) <= top + BOX[1] for line in lines)
        assert 0 <= float(str(rect.get("x"))) <= WIDTH - BOX[0]


def test_a_need_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match=r"chapter 2 needs \[7\], not on the map before it"):
        read("2: {title: a, row: 0, column: 0, needs: [7]}", set())
