"""Questions and predictions in the pages' source: what is an option's reason, and what is marked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from extensions.numbering import number
from extensions.questions import page_id, version_of
from lstm_course.progress.question_form import reasons
from tools.build_book import pages

CHAPTERS = [name for name in pages() if number(name)]


def parts(text: str) -> dict[str, str]:
    """By letters, the parts of an answer."""
    found = reasons(text)
    ends = [part.start for part in found[1:]] + [len(text)]
    return {
        part.letters: text[part.start : end].strip() for part, end in zip(found, ends, strict=True)
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(b). It is. (a) is not.", {"b": "(b). It is.", "a": "(a) is not."}),
        ("(b). (a) is not; (c) neither.", {"b": "(b).", "a": "(a) is not;", "c": "(c) neither."}),
        ("(b). Yes. (a) and (c) are not.", {"b": "(b). Yes.", "ac": "(a) and (c) are not."}),
        ("(d). (a), (b), and (c) err.", {"d": "(d).", "abc": "(a), (b), and (c) err."}),
        ("(b). (a) is not, nor is (c), which errs.", {"b": "(b).", "ac": "(a) is not, nor is (c), which errs."}),
        ("(b). As in (b), yes. (a) is like (b).", {"b": "(b). As in (b), yes.", "a": "(a) is like (b)."}),
        ("(b). Yes.\n(a) is not.", {"b": "(b). Yes.", "a": "(a) is not."}),
        ('(b). "So." (a) is not.', {"b": '(b). "So."', "a": "(a) is not."}),
        ("(b). A value f(a) and a list (a, b).", {"b": "(b). A value f(a) and a list (a, b)."}),
    ],
)  # fmt: skip
def test_the_parts_of_an_answer(text: str, expected: dict[str, str]) -> None:
    assert parts(text) == expected


def test_an_answer_without_a_letter_is_rejected() -> None:
    with pytest.raises(ValueError, match="got 'It is \\(b\\)'"):
        reasons("It is (b).")


def test_a_page_keeps_its_name_when_its_title_changes() -> None:
    assert page_id("chapters/04_input_gate") == page_id("chapters/04_gate") == "04"
    assert page_id("chapters/11b_gate") == "11b"
    assert page_id("chapters/primer") == "primer"


def test_a_version_ignores_spaces_and_nothing_else() -> None:
    assert version_of("Why  is\nit?", "(a) So.") == version_of("Why is it? ", " (a) So.")
    assert version_of("Why is it?") != version_of("Why was it?")
    assert re.fullmatch("[0-9a-f]{8}", version_of(""))


def questions(site: Path, name: str) -> list[Tag]:
    page = BeautifulSoup((site / f"{name}.html").read_text("utf-8"), "html.parser")
    return page.select("div.question")


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_option_of_every_question_has_its_reason(name: str, site: Path) -> None:
    found = questions(site, name)
    assert len(found) >= 3
    keys = [str(one["data-key"]) for one in found]
    assert [key.split("/")[:2] for key in keys] == [
        [name.split("/")[1].partition("_")[0], str(k + 1)] for k in range(len(found))
    ]
    for one in found:
        options = one.select("ul > li")
        assert "".join(option.text.strip()[1] for option in options) == "abcde"[: len(options)]
        assert str(one["data-correct"]) in "abcde"[: len(options)]
        for letter in "abcde"[: len(options)]:
            text = " ".join(part.text for part in one.select(f".reason-{letter}")).strip()
            if letter == one["data-correct"]:  # if it has none, the whole answer is shown
                text = text or " ".join(part.text for part in one.select(".reason"))
            assert len(text.split()) > 2, f"{one['data-key']}: ({letter})"


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_prediction_is_marked_with_what_it_asks(name: str, site: Path) -> None:
    page = BeautifulSoup((site / f"{name}.html").read_text("utf-8"), "html.parser")
    bold = [one for one in page.select("article strong") if one.text.startswith("Predict")]
    assert bold
    keys = set()
    for one in bold:
        box = one.find_parent("div", class_="prediction")
        assert box and len(str(box["data-text"])) > 15
        keys.add(str(box["data-key"]))
    assert len(keys) == len(bold)
