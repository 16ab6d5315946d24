"""Symbols in mathematics are marked, so that a page can colour them, explain them and light them up.

The marks stand in an attribute of their own, and `_static/symbols.js` puts them into the LaTeX
before it is set: what is searched, and what is read where no scripts run, is without them. In an
{equation} all its symbols are marked. In the mathematics between words, those that the equations of
the page list are, unless two of them are written alike. Punctuation stays on the line of the formula
before it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from extensions import symbols
from extensions.latex import marked, read, width
from extensions.symbols import Symbol

Visit = Callable[[nodes.Node], None]
_LAST_TEXT = re.compile(r">([^<>]*)</\w+>\s*$")
_STOP = re.compile(r"[-.,;:?!)\]’”…–]+")
LISTED = "symbols"
"""The attribute in which an equation keeps the ids of its symbols."""


class MarkedMath(nodes.math):
    """Mathematics between words, with its marks in the attribute `marked`."""


class MarkedBlock(nodes.math_block):
    """A displayed equation, with its marks in the attribute `marked`."""


def _visit_math(translator: Any, node: MarkedMath) -> None:
    _write(translator, translator.visit_math, node, f' style="--width: {width(node.astext()):g}em"')


def _visit_block(translator: Any, node: MarkedBlock) -> None:
    _write(translator, translator.visit_math_block, node)


def _write(translator: Any, visit: Visit, node: nodes.Element, attributes: str = "") -> None:
    """Write the element without marks, and give it an attribute with them."""
    other = node.copy()
    other += nodes.Text(node["marked"])
    text = _LAST_TEXT.search(_written(translator, visit, other))
    element = _written(translator, visit, node)
    assert text
    attributes += f' data-marked="{text[1]}"'
    translator.body.append(element.replace(" ", f"{attributes} ", 1))
    raise nodes.SkipNode


def _written(translator: Any, visit: Visit, node: nodes.Node) -> str:
    start = len(translator.body)
    with suppress(nodes.SkipNode):
        visit(node)
    pieces = translator.body[start:]
    del translator.body[start:]
    return "".join(pieces)


def _told_apart(listed: set[str]) -> list[Symbol]:
    """The symbols that the equations of a page list, without those that are written alike."""
    known = symbols.by_id(symbols.load())
    found = [known[id] for id in sorted(listed)]
    alike = Counter(symbol.form.match for symbol in found)
    return [symbol for symbol in found if alike[symbol.form.match] == 1]


def _mark(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    blocks = [block for block in doctree.findall(nodes.math_block) if LISTED in block]
    told_apart = _told_apart({id for block in blocks for id in block[LISTED]})
    for block in blocks:
        block.replace_self(MarkedBlock(block.rawsource, block.astext(), **block.attributes))
    for math in list(doctree.findall(nodes.math)):
        if not _within_title(math):
            source = math.astext()
            places = read(source, told_apart).places
            made = MarkedMath(source, source, marked=marked(source, places))
            math.replace_self(made)
            _keep_with_its_stop(made)


def _keep_with_its_stop(math: MarkedMath) -> None:
    """Let no line break between a formula and the punctuation after it."""
    after = math.next_node(descend=False, siblings=True)
    if isinstance(after, nodes.Text) and (stop := _STOP.match(after.astext())):
        after.parent.replace(after, nodes.Text(after.astext()[stop.end() :]))
        whole = nodes.inline("", "", classes=["unbroken"])
        math.replace_self(whole)
        whole += [math, nodes.Text(stop[0])]


def _within_title(node: nodes.Node) -> bool:
    while node.parent and not isinstance(node, nodes.title):
        node = node.parent
    return isinstance(node, nodes.title)


def setup(app: Sphinx) -> None:
    """Mark a page when its equations have been numbered."""
    app.add_node(MarkedMath, html=(_visit_math, None))
    app.add_node(MarkedBlock, html=(_visit_block, None))
    app.connect("doctree-resolved", _mark)
