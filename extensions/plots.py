"""Plots of notebooks as pages show them: at the width that the notebook states, in a small file.

A stored plot has two pixels for each of its width and height, so that it is sharp on dense
screens. It becomes lossless WebP, which needs about a third of the bytes of a PNG.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from PIL import Image
from sphinx.application import Sphinx

SIZED = re.compile(r'(<img\b[^>]*) style="width: (\d+)px; height: (\d+)px;"')


def webp(png: bytes) -> bytes:
    """The same pixels as WebP."""
    made = io.BytesIO()
    Image.open(io.BytesIO(png)).save(made, "webp", lossless=True, quality=100, exact=True)
    return made.getvalue()


def sized(body: str) -> str:
    """A page whose plots have their sizes as attributes: the place of each is kept until it comes."""
    return SIZED.sub(r'\1 width="\2" height="\3"', body)


def _convert(app: Sphinx, doctree: nodes.document) -> None:
    """Put the WebP of each plot beside the PNG, and show it if it is smaller."""
    folder = Path(app.env.mystnb_config.output_folder)  # type: ignore[attr-defined]
    for image in doctree.findall(nodes.image):
        stored = folder / Path(image["uri"]).name
        if stored.suffix != ".png" or not stored.is_file():
            continue
        content = webp(stored.read_bytes())
        if len(content) < stored.stat().st_size:
            stored.with_suffix(".webp").write_bytes(content)
            image["uri"] = image["uri"].removesuffix(".png") + ".webp"


def _size(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    if "body" in context:
        context["body"] = sized(context["body"])


def setup(app: Sphinx) -> None:
    """Convert before Sphinx collects the files of a page."""
    app.connect("doctree-read", _convert, priority=400)
    app.connect("html-page-context", _size)
