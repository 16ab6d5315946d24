"""Progress: the script of the questions, what there is to do in the course, and where progress shows.

The script is on every page, from the modules in lstm_course/progress. Beside it lies a list of what
can be done in each chapter: its questions, predictions and exercises. Each chapter ends with a
place for the box to tick when it has been read. On a page,

    ```{your-progress}
    ```

is the place of the table and of the ways to save it, and {your-receipt} that of the receipt.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from extensions.numbering import number
from extensions.questions import asked, page_id
from lstm_course.explorables.bundle import bundle_worker
from lstm_course.grading.exercises import all_exercises

MAIN = "../progress/main.js"
SCRIPT = "progress.js"
LIST = "course_list.js"
PAGE = "exercises/your_progress"
WAITING = "<p>This stands here when scripts may run on this page.</p>"


def script() -> str:
    """The script of the pages."""
    return f'"use strict";\n(() => {{\n{bundle_worker(MAIN)}}})();\n'


def course_list(env: BuildEnvironment) -> list[dict[str, Any]]:
    """The questions, predictions and exercises of each chapter, in order."""
    exercises: dict[str, list[Any]] = {}
    for one in all_exercises():
        entry = {"id": one.id, "title": one.title, "points": one.points}
        exercises.setdefault(one.id.partition(".")[0], []).append(entry)
    chapters = [name for name in sorted(asked(env)) if number(name)]
    return [
        {
            "page": page_id(name),
            "title": env.titles[name].astext(),
            "address": f"{name}.html",
            "exercises": exercises.get(page_id(name), []),
            "workbook": _workbook(env, page_id(name)),
            **asked(env)[name],
        }
        for name in chapters
    ]


def _workbook(env: BuildEnvironment, page: str) -> str:
    names = (name for name in sorted(env.found_docs) if name.startswith(f"exercises/{page}_"))
    return next((f"{name}.html" for name in names), "")


def _write(app: Sphinx, env: BuildEnvironment) -> None:
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    (static / SCRIPT).write_text(script(), "utf-8")
    listed = json.dumps(course_list(env), ensure_ascii=False)
    (static / LIST).write_text(f"globalThis.lstmCourse = {listed};\n", "utf-8")


def _end_chapter(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    if number(page):
        address = context["pathto"](PAGE) if PAGE in app.env.found_docs else ""
        place = (
            f'<div class="chapter-end" data-page="{page_id(page)}" data-progress="{address}"></div>'
        )
        context["body"] += place


class Place(SphinxDirective):
    """The place of the table, or of the receipt: the script knows it by the directive's name."""

    def run(self) -> list[nodes.Node]:
        return [nodes.raw("", f'<div class="{self.name}">{WAITING}</div>', format="html")]


def setup(app: Sphinx) -> None:
    """Write script and list when all pages are read, before the first is written."""
    app.add_directive("your-progress", Place)
    app.add_directive("your-receipt", Place)
    app.add_js_file(LIST, loading_method="defer")
    app.add_js_file(SCRIPT, loading_method="defer")
    app.connect("env-updated", _write)
    app.connect("html-page-context", _end_chapter)
