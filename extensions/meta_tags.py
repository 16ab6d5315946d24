"""Tags that describe a page to search engines, and to those to whom somebody sends its address."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

FITS = re.compile(r"(.{1,200}[.?!])(?= |$)")
BEGINNING = re.compile(r"(.{150,198}) .{5,}")


def description(doctree: nodes.document) -> str:
    """The first paragraph: as many whole sentences of it as fit, or the beginning of a long one."""
    paragraphs = doctree.findall(nodes.paragraph)
    first = next((one for one in paragraphs if isinstance(one.parent, nodes.section)), None)
    text = " ".join(first.astext().split()) if first else ""
    if found := FITS.match(text):
        return found[1]
    found = BEGINNING.match(text)
    return f"{found[1]} …" if found else ""


def _describe(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    if doctree and (text := description(doctree)):
        context["metatags"] += f'<meta name="description" content="{escape(text)}">'
        said = {"og:description": text, "og:image:alt": f"{context['title']}: {text}"}
        context["meta"] = {**(context["meta"] or {}), **said}


def setup(app: Sphinx) -> None:
    """Speak before sphinxext.opengraph, which says nothing twice."""
    app.connect("html-page-context", _describe, priority=400)
