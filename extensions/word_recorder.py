"""The recorder of words: the directive, and the script on the page that has it.

    ```{word-recorder}
    A sentence for those who see no recorder here.
    ```

records the ten digits with the reader's microphone and gives them back as a file.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from lstm_course.explorables.bundle import bundle_worker

SCRIPT = "word_recorder.js"
ELEMENT = "lstm-word-recorder"


class WordRecorder(SphinxDirective):
    """The recorder, before anything is recorded."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        instead = escape(" ".join(self.content))
        return [nodes.raw("", f"<{ELEMENT}><p>{instead}</p></{ELEMENT}>", format="html")]


def script() -> str:
    """The script that defines the element."""
    return f'"use strict";\n(() => {{\n{bundle_worker("recorder/word_recorder.js")}}})();\n'


def _write(app: Sphinx) -> None:
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    (static / SCRIPT).write_text(script(), "utf-8")


def _load(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    if f"<{ELEMENT}" in context.get("body", ""):
        app.add_js_file(SCRIPT)


def setup(app: Sphinx) -> None:
    """Register the directive, and write the script before the page uses it."""
    app.add_directive("word-recorder", WordRecorder)
    app.connect("builder-inited", _write)
    app.connect("html-page-context", _load)
