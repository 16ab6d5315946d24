"""Run in your browser: a button on every notebook, and the list of what the browser keeps.

The environment variable LITE names the folder that tools/build_lite.py wrote; it becomes `lite/` in
the site. Without it the book has neither button nor list. On a page,

    ```{kept-work}
    ```

is that list, with ways to open, to download and to start over.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

VARIABLE = "LITE"
FOLDER = "lite"
HELP = "exercises/in_your_browser"
BUTTON = """</h1>
<p class="run-in-browser d-print-none">
<a class="sd-sphinx-override sd-btn sd-btn-outline-primary" target="_blank" href="{url}"
><i class="fas fa-play" aria-hidden="true"></i> Run in your browser</a>
<a href="{help}">What is kept where</a>
</p>"""
WAITING = (
    "<p>The list of what this browser keeps stands here when the page comes from a server and "
    "scripts may run.</p>"
)
NOT_HERE = (
    "This copy of the book was built without the part that runs in the browser: "
    "make site builds both."
)


def built() -> Path | None:
    """The folder of the built JupyterLite, if there is to be one.

    Raises:
        ExtensionError: if it is named, but not there.
    """
    named = os.environ.get(VARIABLE)
    if not named:
        return None
    folder = Path(named).resolve()
    if not (folder / "jupyter-lite.json").is_file():
        raise ExtensionError(
            f"{VARIABLE}: no JupyterLite in {folder}; tools/build_lite.py makes it"
        )
    return folder


def address(page: str) -> str:
    """Address at which a notebook opens, from the top of the site."""
    return f"{FOLDER}/notebooks/index.html?path={page}.ipynb"


def _add_button(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    folder = built()
    if folder and (folder / "files" / f"{pagename}.ipynb").is_file():
        pathto = context["pathto"]
        button = BUTTON.format(url=pathto(address(pagename), resource=True), help=pathto(HELP))
        context["body"] = context["body"].replace("</h1>", button, 1)


def _copy(app: Sphinx, exception: Exception | None) -> None:
    folder = built()
    if folder and not exception and app.builder.format == "html":
        shutil.copytree(folder, Path(app.outdir) / FOLDER)


class KeptWork(SphinxDirective):
    """The place of the list, which lite/kept-work.js fills."""

    def run(self) -> list[nodes.Node]:
        if not built():
            return [nodes.paragraph("", NOT_HERE)]
        top = "../" * self.env.docname.count("/")
        source = f"{top}{FOLDER}/kept-work.js"
        text = (
            f'<div class="kept-work">{WAITING}</div><script type="module" src="{source}"></script>'
        )
        return [nodes.raw("", text, format="html")]


def setup(app: Sphinx) -> None:
    """The copy comes when the pages are finished."""
    app.add_directive("kept-work", KeptWork)
    app.connect("html-page-context", _add_button)
    app.connect("build-finished", _copy, priority=950)
