"""Questions for learning platforms, read back from the files as a platform reads them."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup

from lstm_course.grading.exercise import Choice, Number
from lstm_course.grading.exercises import all_exercises, find
from lstm_course.grading.judge_values import agrees
from lstm_course.marking import __main__, moodle_xml, qti
from lstm_course.marking.markup import to_html
from lstm_course.marking.questions import Question, questions_of

CHAPTERS = sorted({one.id[:2] for one in all_exercises()})


class Answer(NamedTuple):
    """An answer as a platform knows it."""

    text: str
    correct: bool
    reason: str
    tolerance: float = 0.0


class Imported(NamedTuple):
    """A question as a platform knows it."""

    title: str
    html: str
    points: float
    answers: tuple[Answer, ...]


def text_of(element: ET.Element, path: str) -> str:
    found = element.findtext(path)
    assert found is not None, path
    return found


def from_moodle(text: str) -> list[Imported]:
    found = []
    for one in ET.fromstring(text.encode()):
        if one.get("type") == "category":
            continue
        answers = tuple(
            Answer(
                text_of(answer, "text"),
                answer.get("fraction") == "100",
                text_of(answer, "feedback/text"),
                float(answer.findtext("tolerance") or 0),
            )
            for answer in one.findall("answer")
        )
        found.append(
            Imported(
                text_of(one, "name/text"),
                text_of(one, "questiontext/text"),
                float(text_of(one, "defaultgrade")),
                answers,
            )
        )
    return found


def from_qti(data: bytes) -> list[Imported]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        manifest = ET.fromstring(archive.read("imsmanifest.xml"))
        (resource,) = manifest.iter(f"{{{qti.PACKAGE}}}resource")
        root = ET.fromstring(archive.read(resource.get("href", "")))
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return [_from_item(item) for item in root.iter("item")]


def _from_item(item: ET.Element) -> Imported:
    fields = {
        text_of(one, "fieldlabel"): text_of(one, "fieldentry")
        for one in item.iter("qtimetadatafield")
    }
    shown = {
        label.get("ident", ""): text_of(label, "material/mattext")
        for label in item.iter("response_label")
    }
    said = {
        one.get("ident", ""): text_of(one, "flow_mat/material/mattext")
        for one in item.iter("itemfeedback")
    }
    answers = []
    for condition in item.iter("respcondition"):
        (equal,) = condition.iter("varequal")
        (feedback,) = condition.iter("displayfeedback")
        low, high = condition.find(".//vargte"), condition.find(".//varlte")
        tolerance = 0.0
        if low is not None and high is not None:
            tolerance = (float(high.text or 0) - float(low.text or 0)) / 2
        answers.append(
            Answer(
                shown.get(equal.text or "", equal.text or ""),
                condition.find("setvar") is not None,
                said[feedback.get("linkrefid", "")],
                tolerance,
            )
        )
    html = text_of(item, "presentation/material/mattext")
    points = float(fields["points_possible"])
    assert fields["question_type"] in ("multiple_choice_question", "numerical_question")
    return Imported(item.get("title", ""), html, points, tuple(answers))


def expected(one: Question) -> Imported:
    options = [Answer(o.html, o.correct, o.reason) for o in one.options]
    values = [Answer(repr(v.number), v.correct, v.reason, v.tolerance) for v in one.values]
    return Imported(f"{one.id} {one.title}", one.html, one.points, tuple(options + values))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_what_goes_out_comes_back(chapter: str) -> None:
    questions = questions_of(chapter)
    wanted = [expected(one) for one in questions]
    assert from_moodle(moodle_xml.moodle_xml(questions, chapter)) == wanted
    for came, one in zip(from_qti(qti.package(questions, chapter)), wanted, strict=True):
        assert came._replace(answers=()) == one._replace(answers=())
        for answer, other in zip(came.answers, one.answers, strict=True):
            assert answer[:3] == other[:3]
            assert answer.tolerance == pytest.approx(other.tolerance)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_choice_number_and_question_is_there_with_all_reasons(chapter: str) -> None:
    questions = questions_of(chapter)
    tasks = [one for one in all_exercises() if one.id.startswith(chapter)]
    wanted = {one.id for one in tasks if isinstance(one, Choice | Number)}
    assert {one.id for one in questions if "check" not in one.id} == wanted
    assert sum("check" in one.id for one in questions) >= 3
    for one in questions:
        assert sum(part.correct for part in one.options or one.values) == 1
        assert one.on_success and all(part.reason for part in one.options or one.values), one.id
        for html in (one.html, *(part.reason for part in one.options or one.values)):
            assert not re.search(r"\{[\w:]+\}`|\0|\ufffc|\*\*", html), (one.id, html)
            assert BeautifulSoup(html, "html.parser").get_text().strip()


def test_the_questions_of_a_second_sitting_go_out_with_those_of_the_first() -> None:
    titles = {one.id: one.title for one in questions_of("11") if "check" in one.id}
    assert titles["11.check-1"] == "Chapter 11, check yourself, question 1"
    assert titles["11b.check-1"] == "Chapter 11b, check yourself, question 1"


def test_numbers_are_accepted_as_the_grader_accepts_them() -> None:
    for task in all_exercises():
        if not isinstance(task, Number):
            continue
        (question,) = [one for one in questions_of(task.id[:2]) if one.id == task.id]
        right = question.values[0]
        assert right.correct and right.number == float(task.expected())
        for error in (0.0, 0.9, -0.9):
            assert agrees(right.number + error * right.tolerance, right.number, task.digits)
        for error in (1.1, -1.1):
            assert not agrees(right.number + error * right.tolerance, right.number, task.digits)
        assert f"<code>{task.name}</code>" not in question.html


def test_an_option_is_told_its_own_reason() -> None:
    task = find("04.1")
    assert isinstance(task, Choice)
    (question,) = [one for one in questions_of("04") if one.id == "04.1"]
    for option, (text, reason) in zip(question.options, task.options.values(), strict=True):
        assert option.html == to_html(text, {}, inline=True)
        assert option.reason == to_html(reason or task.on_success, {}, inline=True)


def test_markup_becomes_html_and_nothing_else() -> None:
    text = "A **bold** *word*, `a < b`, $x_1 * y$ and {math}`c_t`: {glue:text}`n` <script>"
    assert to_html(text, {"n": "3 & 4"}) == (
        "<p>A <strong>bold</strong> <em>word</em>, <code>a &lt; b</code>, \\(x_1 * y\\) and "
        "\\(c_t\\): 3 &amp; 4 &lt;script&gt;</p>"
    )
    table = to_html("| a | b |\n|---|---|\n| 1 | 2 |", {})
    assert table == "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>"


def test_the_command_writes_either_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("q.xml", "q.zip"):
        assert __main__.main(["export", "04", str(tmp_path / name)]) == 0
        assert (tmp_path / name).stat().st_size > 1000
    assert __main__.main(["export", "04", str(tmp_path / "q.txt")]) == 1
    assert __main__.main(["export", "99", str(tmp_path / "q.xml")]) == 1
    assert "ends in .xml" in capsys.readouterr().err
