"""Living figures: their script, and it only on the pages that have one.

What a notebook's cell `explorable("layer")` stores is an element, <lstm-explorable>; this script
says what it is. It stands in the head, so that the figure is there before the page is first painted.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from lstm_lib.explore import bundle

SCRIPT = "explorables.js"


def _write(app: Sphinx) -> None:
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    (static / SCRIPT).write_text(bundle(), "utf-8")


def _load(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    if "<lstm-explorable" in context.get("body", ""):
        app.add_js_file(SCRIPT)


def setup(app: Sphinx) -> None:
    """Write the script before the first page names it."""
    app.connect("builder-inited", _write)
    app.connect("html-page-context", _load)
