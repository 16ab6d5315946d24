"""Questions and predictions of the chapters, marked so that a script can let the reader answer them.

A question stands under the heading "Check yourself", in the form that `lstm_course.progress.question_form` describes. A
prediction is a paragraph with **Predict**, and the options that follow it in the same way, if any.
Without scripts the page reads as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from zlib import crc32

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from lstm_course.progress.question_form import HEADING, LETTER, OTHER, Reason, reasons

NUMBER = re.compile(r"(\d+)\. ")
PREDICT = re.compile(r"Predict\b")


class question(nodes.General, nodes.Element):
    """A question: the paragraph, the list of its options, and the folded answer."""


class prediction(nodes.General, nodes.Element):
    """A prediction: the paragraph that asks for it, and the list of its options, if any."""


def page_id(docname: str) -> str:
    """A page, as progress is kept for it: a chapter by its number, so that it may be renamed."""
    name = docname.rpartition("/")[2]
    found = re.match(r"\d\db?(?=_)", name)
    return found[0] if found else name


def version_of(*texts: str) -> str:
    """A short fingerprint of texts, apart from how they are spaced."""
    return f"{crc32(' '.join(' '.join(texts).split()).encode()):08x}"


def _options(node: nodes.Node | None) -> dict[str, nodes.list_item]:
    """The options of a list by letter; none if it is not a list of lettered options."""
    if not isinstance(node, nodes.bullet_list):
        return {}
    found = [(LETTER.match(item.astext()), item) for item in node.findall(nodes.list_item)]
    options = {match[1]: item for match, item in found if match}
    return options if "".join(options) == "abcde"[: len(found)] else {}


def _is_dropdown(node: nodes.Node | None) -> bool:
    return isinstance(node, nodes.container) and node.get("design_component") == "dropdown"


def _after(node: nodes.Element, steps: int) -> Any:
    siblings = node.parent.children
    position = siblings.index(node) + steps
    return siblings[position] if position < len(siblings) else None


def _mark_reasons(answer: nodes.Element) -> str:
    """Put each reason into elements of its own; returns the correct letter, or nothing."""
    body = answer.children[1:]
    paragraphs = [p for node in body for p in node.findall(nodes.paragraph)]
    for paragraph in paragraphs:
        paragraph.children = _filled(paragraph)
    text = "\n".join(_flat(paragraph) for paragraph in paragraphs)
    try:
        parts = reasons(text)
    except ValueError:
        return ""
    offset = 0
    for paragraph in paragraphs:
        _split(paragraph, offset, parts)
        offset += len(_flat(paragraph)) + 1
    return parts[0].letters[0]


def _filled(paragraph: nodes.paragraph) -> list[nodes.Node]:
    """The children of a paragraph, without empty text, which Markdown leaves before bold words."""
    return [
        child for child in paragraph.children if child.astext() or not isinstance(child, nodes.Text)
    ]


def _flat(paragraph: nodes.paragraph) -> str:
    """Its text, in which everything but text and the bold letter at its start is one character."""
    return "".join(
        child.astext().replace("\n", " ") if _is_text(child, k) else OTHER
        for k, child in enumerate(paragraph.children)
    )


def _is_text(child: nodes.Node, position: int) -> bool:
    return isinstance(child, nodes.Text) or (position == 0 and isinstance(child, nodes.strong))


def _split(paragraph: nodes.paragraph, offset: int, parts: list[Reason]) -> None:
    spans: list[nodes.Node] = []
    position = offset
    for k, child in enumerate(list(paragraph.children)):
        length = len(child.astext()) if _is_text(child, k) else 1
        cuts = [part.start for part in parts if position < part.start < position + length]
        if isinstance(child, nodes.Text):
            edges = [0, *(cut - position for cut in cuts), length]
            pieces = [nodes.Text(child[a:b]) for a, b in pairwise(edges)]
        else:
            pieces = [child]
        at = position
        for piece in pieces:
            if isinstance(piece, nodes.strong) and at == 0:
                spans.append(piece)  # the letter, which the page says in other words
            else:
                _append(spans, piece, [part for part in parts if part.start <= at][-1])
            at += len(piece) if isinstance(piece, nodes.Text) else length
        position += length
    paragraph.children = []
    paragraph += spans


def _append(spans: list[nodes.Node], piece: nodes.Node, part: Reason) -> None:
    classes = ["reason", *(f"reason-{letter}" for letter in part.letters)]
    if not (spans and isinstance(spans[-1], nodes.inline) and spans[-1].get("part") == part.start):
        spans.append(nodes.inline("", "", classes=classes, part=part.start))
    span = spans[-1]
    assert isinstance(span, nodes.inline)
    span += piece


def _wrap(wrapper: nodes.Element, wrapped: list[nodes.Element]) -> None:
    parent = wrapped[0].parent
    parent.insert(parent.index(wrapped[0]), wrapper)
    for node in wrapped:
        parent.remove(node)
        wrapper += node


def _questions(doctree: nodes.document, page: str) -> Iterator[question]:
    for section in doctree.findall(nodes.section):
        if section[0].astext() != HEADING:
            continue
        for paragraph in [n for n in section.children if isinstance(n, nodes.paragraph)]:
            bold = next(iter(_filled(paragraph)), None)
            number = NUMBER.match(bold.astext()) if isinstance(bold, nodes.strong) else None
            listed, answer = _after(paragraph, 1), _after(paragraph, 2)
            options = _options(listed)
            if not (number and options and _is_dropdown(answer)):
                continue
            if correct := _mark_reasons(answer):
                texts = [item.astext() for item in options.values()]
                key = f"{page}/{number[1]}/{version_of(paragraph.astext(), *texts, correct)}"
                wrapper = question(key=key, correct=correct)
                _wrap(wrapper, [paragraph, listed, answer])
                yield wrapper


def _predictions(doctree: nodes.document, page: str) -> Iterator[prediction]:
    for bold in list(doctree.findall(nodes.strong)):
        paragraph = bold.parent
        if PREDICT.match(bold.astext()) and isinstance(paragraph, nodes.paragraph):
            listed = _after(paragraph, 1)
            options = _options(listed)
            texts = [item.astext() for item in options.values()]
            wrapper = prediction(key=f"{page}/{version_of(paragraph.astext(), *texts)}")
            _wrap(wrapper, [paragraph, listed] if options else [paragraph])
            yield wrapper


def _mark(app: Sphinx, doctree: nodes.document) -> None:
    docname = app.env.docname
    page = page_id(docname)
    if docname.startswith("chapters/"):
        asked(app.env)[docname] = {
            "questions": [node["key"] for node in _questions(doctree, page)],
            "predictions": [node["key"] for node in _predictions(doctree, page)],
        }


def asked(env: BuildEnvironment) -> dict[str, dict[str, list[str]]]:
    """The keys of the questions and predictions of each page that has been read, in order."""
    if not hasattr(env, "asked"):
        env.asked = {}  # type: ignore[attr-defined]
    return env.asked  # type: ignore[attr-defined,no-any-return]


def _purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    asked(env).pop(docname, None)


def _merge(app: Sphinx, env: BuildEnvironment, names: set[str], other: BuildEnvironment) -> None:
    asked(env).update({name: asked(other)[name] for name in names & asked(other).keys()})


def _open_question(translator: Any, node: nodes.Element) -> None:
    paragraph, listed = node[0], node[1]
    said = {"data-key": node["key"], "data-correct": node["correct"]}
    said["data-text"] = " ".join(paragraph.astext().split())
    for letter, item in _options(listed).items():
        said[f"data-option-{letter}"] = " ".join(item.astext().split())
    translator.body.append(translator.starttag(node, "div", CLASS="question", **said))


def _open_prediction(translator: Any, node: nodes.Element) -> None:
    said = {"data-key": node["key"], "data-text": " ".join(node[0].astext().split())}
    translator.body.append(translator.starttag(node, "div", CLASS="prediction", **said))


def _close(translator: Any, node: nodes.Element) -> None:
    translator.body.append("</div>")


def setup(app: Sphinx) -> None:
    """Mark a page when it has been read, before numbers and equations are put in."""
    app.add_node(question, html=(_open_question, _close))
    app.add_node(prediction, html=(_open_prediction, _close))
    app.connect("doctree-read", _mark)
    app.connect("env-purge-doc", _purge)
    app.connect("env-merge-info", _merge)
