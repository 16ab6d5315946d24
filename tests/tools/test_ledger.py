"""The ledger: no published number stands in a chapter without its line, and verdicts follow rules."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from tools import ledger

ROOT = Path(__file__).parents[2]
LINES = {line.name: line for line in ledger.lines(ROOT)}
MARKED = [
    (path.stem, name.removeprefix(ledger.MARK), text)
    for path in sorted((ROOT / "chapters").glob("[0-9]*.ipynb"))
    for text, name in ledger.all_glued(path)
    if name.startswith(ledger.MARK)
]


@pytest.mark.parametrize(("chapter", "name", "text"), MARKED)
def test_a_published_number_in_a_chapter_is_in_the_ledger(
    chapter: str, name: str, text: str
) -> None:
    assert name in LINES, f"{chapter} cites published_{name}: add a line to {ledger.SOURCE}"
    assert text.replace(",", "") == str(LINES[name].published)


def test_chapter_15_marks_published_numbers() -> None:
    marked = {name for chapter, name, _ in MARKED if chapter.startswith("15")}
    assert {"reber", "adding", "order", "weights"} <= marked


def test_every_chapter_that_is_held_against_others_has_a_line() -> None:
    numbers = {str(line.chapter).removesuffix("b") for line in LINES.values()}
    assert numbers == {str(number) for number in range(11, 19)}


def test_what_a_notebook_does_not_glue_is_named() -> None:
    says = ledger.filled(ROOT, "17_variants", "{runs} runs")
    assert re.fullmatch(r"[\d,]+ runs", says)
    with pytest.raises(ValueError, match="17_variants glues no 'walks'"):
        ledger.filled(ROOT, "17_variants", "{walks}")


def test_the_page_has_a_row_for_each_line_and_links_to_chapters_that_exist() -> None:
    page = ledger.page(ROOT)
    for line in LINES.values():
        assert page.count(f"| {line.about} |") == 1
    links = re.findall(r"\]\((\d\db?_\w+\.ipynb)\)", page)
    assert len(links) == len({line.chapter for line in LINES.values()})
    assert all((ROOT / "chapters" / link).is_file() for link in links)


@pytest.mark.parametrize(
    ("first", "words"),
    [
        ([90, 110], "reproduced"),
        ([140, 158], "reproduced"),
        ([160, 160], "reproduced within a factor"),
        ([60, 50], "reproduced within a factor"),
        ([301, 301], "not reproduced: 3 times as many"),
        ([30, 34], "reproduced, in far fewer sequences"),
        ([100, 0], "partly: 1 of 2 within 1,000 sequences"),
        ([0, 0], "not reached within 1,000 sequences"),
    ],
)
def test_verdicts_on_a_published_mean_of_100(first: list[int], words: str) -> None:
    assert ledger.verdict(100, np.array(first), cap=1000) == words


def test_a_line_that_lacks_a_field_or_repeats_a_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "chapters").mkdir()
    source = tmp_path / ledger.SOURCE
    line = (
        "- {name: a, chapter: 1, about: b, published: 1, source: c, checked: d, ours: {words: e}}\n"
    )
    source.write_text(line)
    assert [one.name for one in ledger.lines(tmp_path)] == ["a"]
    source.write_text(line * 2)
    with pytest.raises(ValueError, match="a twice"):
        ledger.lines(tmp_path)
    source.write_text(line.replace("about: b, ", ""))
    with pytest.raises(ValueError, match="about"):
        ledger.lines(tmp_path)
