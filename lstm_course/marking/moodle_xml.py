"""Questions as Moodle's XML, which Moodle's question bank imports."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from lstm_course.marking.questions import Question


def moodle_xml(questions: Sequence[Question], category: str) -> str:
    """The file: a category with all questions."""
    quiz = ET.Element("quiz")
    place = ET.SubElement(quiz, "question", type="category")
    _text(place, "category", f"$course$/top/{category}")
    for one in questions:
        quiz.append(_choice(one) if one.options else _number(one))
    ET.indent(quiz)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(quiz, "unicode") + "\n"


def _text(parent: ET.Element, name: str, text: str, html: bool = False) -> ET.Element:
    element = ET.SubElement(parent, name, {"format": "html"} if html else {})
    ET.SubElement(element, "text").text = text
    return element


def _question(one: Question, kind: str) -> ET.Element:
    element = ET.Element("question", type=kind)
    _text(element, "name", f"{one.id} {one.title}")
    _text(element, "questiontext", one.html, html=True)
    _text(element, "generalfeedback", one.on_success, html=True)
    ET.SubElement(element, "defaultgrade").text = f"{one.points:g}"
    ET.SubElement(element, "penalty").text = "0.3333333"
    ET.SubElement(element, "idnumber").text = f"lstm-{one.id}"
    return element


def _choice(one: Question) -> ET.Element:
    element = _question(one, "multichoice")
    ET.SubElement(element, "single").text = "true"
    ET.SubElement(element, "shuffleanswers").text = "true"
    ET.SubElement(element, "answernumbering").text = "abc"
    for option in one.options:
        fraction = "100" if option.correct else "0"
        answer = ET.SubElement(element, "answer", fraction=fraction, format="html")
        ET.SubElement(answer, "text").text = option.html
        _text(answer, "feedback", option.reason, html=True)
    return element


def _number(one: Question) -> ET.Element:
    element = _question(one, "numerical")
    for value in one.values:
        answer = ET.SubElement(element, "answer", fraction="100" if value.correct else "0")
        ET.SubElement(answer, "text").text = repr(value.number)
        ET.SubElement(answer, "tolerance").text = repr(value.tolerance)
        _text(answer, "feedback", value.reason, html=True)
    return element
