"""Questions as a package of QTI 1.2, which Canvas and other platforms import as a quiz."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from lstm_course.marking.questions import Question

QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
PACKAGE = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
QUIZ, MANIFEST = "quiz.xml", "imsmanifest.xml"


def package(questions: Sequence[Question], title: str) -> bytes:
    """The archive: a manifest and a quiz with all questions."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in ((MANIFEST, _manifest()), (QUIZ, _quiz(questions, title))):
            entry = zipfile.ZipInfo(name)  # of no date, so that equal questions make equal files
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    return packed.getvalue()


def _written(root: ET.Element) -> str:
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, "unicode") + "\n"


def _manifest() -> str:
    root = ET.Element("manifest", identifier="lstm", xmlns=PACKAGE)
    ET.SubElement(root, "organizations")
    resources = ET.SubElement(root, "resources")
    resource = ET.SubElement(
        resources, "resource", identifier="quiz", type="imsqti_xmlv1p2", href=QUIZ
    )
    ET.SubElement(resource, "file", href=QUIZ)
    return _written(root)


def _quiz(questions: Sequence[Question], title: str) -> str:
    root = ET.Element("questestinterop", xmlns=QTI)
    assessment = ET.SubElement(root, "assessment", ident="lstm-quiz", title=title)
    section = ET.SubElement(assessment, "section", ident="root_section")
    for one in questions:
        section.append(_item(one))
    return _written(root)


def _item(one: Question) -> ET.Element:
    item = ET.Element("item", ident=f"lstm-{one.id}", title=f"{one.id} {one.title}")
    kind = "multiple_choice_question" if one.options else "numerical_question"
    fields = ET.SubElement(ET.SubElement(item, "itemmetadata"), "qtimetadata")
    for label, entry in (("question_type", kind), ("points_possible", f"{one.points:g}")):
        field = ET.SubElement(fields, "qtimetadatafield")
        ET.SubElement(field, "fieldlabel").text = label
        ET.SubElement(field, "fieldentry").text = entry
    presentation = ET.SubElement(item, "presentation")
    _material(presentation, one.html)
    processing = ET.Element("resprocessing")
    outcomes = ET.SubElement(processing, "outcomes")
    ET.SubElement(
        outcomes, "decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal"
    )
    (_options if one.options else _values)(one, presentation, processing)
    item.append(processing)
    said = [option.reason for option in one.options] + [value.reason for value in one.values]
    for k, reason in enumerate(said):
        feedback = ET.SubElement(item, "itemfeedback", ident=f"{k}_fb")
        _material(ET.SubElement(feedback, "flow_mat"), reason)
    return item


def _material(parent: ET.Element, html: str) -> None:
    ET.SubElement(ET.SubElement(parent, "material"), "mattext", texttype="text/html").text = html


def _options(one: Question, presentation: ET.Element, processing: ET.Element) -> None:
    given = ET.SubElement(presentation, "response_lid", ident="response1", rcardinality="Single")
    choices = ET.SubElement(given, "render_choice")
    for k, option in enumerate(one.options):
        _material(ET.SubElement(choices, "response_label", ident=str(k)), option.html)
        variable = _condition(processing, k, option.correct)
        ET.SubElement(variable, "varequal", respident="response1").text = str(k)


def _values(one: Question, presentation: ET.Element, processing: ET.Element) -> None:
    given = ET.SubElement(presentation, "response_str", ident="response1", rcardinality="Single")
    ET.SubElement(given, "render_fib", fibtype="Decimal")
    for k, value in enumerate(one.values):
        variable = _condition(processing, k, value.correct)
        either = ET.SubElement(variable, "or")
        ET.SubElement(either, "varequal", respident="response1").text = repr(value.number)
        both = ET.SubElement(either, "and")
        low, high = value.number - value.tolerance, value.number + value.tolerance
        ET.SubElement(both, "vargte", respident="response1").text = repr(low)
        ET.SubElement(both, "varlte", respident="response1").text = repr(high)


def _condition(processing: ET.Element, k: int, correct: bool) -> ET.Element:
    """A condition with its feedback and, for the correct answer, the score; what is met goes in."""
    goes_on = "No" if correct else "Yes"
    condition = ET.SubElement(processing, "respcondition", {"continue": goes_on})
    variable = ET.SubElement(condition, "conditionvar")
    if correct:
        ET.SubElement(condition, "setvar", action="Set", varname="SCORE").text = "100"
    ET.SubElement(condition, "displayfeedback", feedbacktype="Response", linkrefid=f"{k}_fb")
    return variable
