"""Interactive figures: the directive, and the script on the pages that have a figure.

A notebook cell `explorable("layer")` stores an element, <lstm-explorable>, and so does the directive
of a page, with the settings to begin with, if any:

    ```{explorable} full_cell
    company: B
    ```

The script defines that element for the figures of the page. It is in the head, so that they are drawn
before the page is first painted. Beside it stand a script with all figures, for those that a reader's
code shows, and the files that some figures fetch when a reader asks.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from lstm_course.explorables import bundle_page, explorable
from lstm_course.explorables.files import write_files

SCRIPT = "explorables.js"
FILES = "explorables"
NAME = re.compile(r'<lstm-explorable name="(\w+)"')
CHAPTERS = Path(__file__).parents[1] / "chapters"


class Explorable(SphinxDirective):
    """An interactive figure in its initial state."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        state = yaml.safe_load("\n".join(self.content)) or {}
        try:
            html = explorable(self.arguments[0], **state).html()
        except (TypeError, ValueError) as problem:
            raise self.error(f"explorable: {problem}") from None
        return [nodes.raw("", html, format="html")]


def _write(app: Sphinx) -> None:
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    (static / SCRIPT).write_text(bundle_page(), "utf-8")
    write_files(CHAPTERS, static / FILES)


def _load(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    names = sorted(set(NAME.findall(context.get("body", ""))))
    if not names:
        return
    script = f"explorables-{'-'.join(names)}.js"
    static = Path(app.outdir) / "_static"
    (static / script).write_text(bundle_page(names), "utf-8")
    app.add_js_file(script)


def setup(app: Sphinx) -> None:
    """Register the directive, and write the script before the first page uses it."""
    app.add_directive("explorable", Explorable)
    app.connect("builder-inited", _write)
    app.connect("html-page-context", _load)
