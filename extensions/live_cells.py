"""Cells that run in the page: what the scripts of `extensions/live/` need of each notebook.

Every cell of code gets an id, `cell-` and its own. For each page of a notebook,
`_static/live/cells/<page>.json` has the cells' texts, in order, and for each the cells that have to
run before it; the notebook itself is where they come from. The service worker that keeps the site
for a visit without a network is given the list of files when all are written.

All of this needs Python in the browser, which comes with JupyterLite (see `lite`): without it the
book has no such cells, and is read as before.
"""

from __future__ import annotations

import json
import re
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from extensions import lite, live_files, solutions

SCRIPTS = Path(__file__).with_name("live")
PLACE = "_static/live"
WORKER = "service-worker.js"
PAGES = "pages.json"
MODULE = '<script type="module" src="{}"{}></script>'
ON_ERROR = (
    " onerror=\"document.body.classList.add('live-none');"
    " document.querySelector('.live-note[data-page]').hidden = false\""
)
NOTE = """</h1>
<noscript><p class="live-note">The code on this page runs and can be changed where scripts are allowed; here they
are off. Everything else can be read as it is.</p></noscript>
<p class="live-note" data-page="{page}" hidden>Code cannot be run in this page here: that needs a page that comes
from a server. Everything else can be read as it is.</p>"""

EXERCISE = re.compile(r"exercises/\d\d_\w+")
JUDGED = re.compile(r"(?:check|try)-(\d+)")
DRAWS = re.compile(r"\bmatplotlib\b|\blstm_course(?:\.| import )figures\b")
DATA = {".npz", ".wav"}
READ = re.compile(r"""["']((?:[\w.-]+/)+[\w{}.-]+)["']""")


NOT_OURS = (WORKER, f"{lite.FOLDER}/", f"{PLACE}/{PAGES}")
NOT_KEPT = re.compile(
    r"^_sources/|^\.|\.(?:map|ttf|inv)$|^_static/(?:locales|mathjax/output/svg)"
    r"|^_static/live/(?:course\.zip|pyodide-lock\.json|python\.json|cells/)"
)
"""Files that no page shows, or that are kept when they are first loaded."""


def source_cells(notebook: Path, page: str) -> list[tuple[str, str]]:
    """Id and text of each cell of code, as the page shows them."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    change = solutions.for_readers if page.startswith(f"{solutions.SOLUTIONS}/") else str
    return [
        (cell["id"], change("".join(cell["source"])))
        for cell in cells
        if cell["cell_type"] == "code"
    ]


def needs(ids: list[str], index: int, page: str) -> list[str]:
    """The cells that run before one: all above it.

    In exercises without the checks and trials of other tasks, which define nothing for this one.
    """
    above = ids[:index]
    if not EXERCISE.fullmatch(page):
        return above
    task = ids[index].rpartition("-")[2]
    return [one for one in above if not (found := JUDGED.fullmatch(one)) or found[1] == task]


def files_read(texts: list[str], folder: Path, root: Path) -> list[str]:
    """The files of the course that these cells name, relative to their folder or with {braces}.

    If they name a folder, the data in it.
    """
    found: set[Path] = set()
    for text in texts:
        for name in READ.findall(text):
            pattern = (folder / re.sub(r"\{[^}]*\}", "*", name)).resolve()
            if pattern.is_relative_to(root):
                for path in pattern.parent.glob(pattern.name):
                    inside = path.iterdir() if path.is_dir() else ()
                    found |= {path, *(one for one in inside if one.suffix in DATA)}
    found = {path for path in found if path.is_file()}
    return sorted(path.relative_to(root).as_posix() for path in found)


def described(notebook: Path, page: str, root: Path) -> dict[str, Any]:
    """The settings that a page hands to the scripts; see `PageCells` in `live/types.d.ts`."""
    cells = source_cells(notebook, page)
    ids, texts = [name for name, _ in cells], [text for _, text in cells]
    return {
        "cells": [
            {"id": name, "source": text, "needs": needs(ids, index, page)}
            for index, (name, text) in enumerate(cells)
        ],
        "forgiving": bool(EXERCISE.fullmatch(page)),
        "graded": bool(EXERCISE.fullmatch(page)),
        "draws": any(map(DRAWS.search, texts)),
        "folder": Path(page).parent.as_posix(),
        "files": files_read(texts, notebook.parent, root),
    }


def _notebook(app: Sphinx, page: str) -> Path:
    return Path(app.srcdir) / f"{page}.ipynb"


def _number(app: Sphinx, doctree: nodes.document) -> None:
    """Give each cell of code its id."""
    page = app.env.docname
    found = [node for node in doctree.findall(nodes.container) if _is_code(node)]
    if not found:
        return
    ids = [name for name, _ in source_cells(_notebook(app, page), page)]
    if len(ids) != len(found):
        raise ExtensionError(f"{page}: {len(ids)} cells of code, but the page has {len(found)}")
    for node, name in zip(found, ids, strict=True):
        node["ids"].append(f"cell-{name}")


def _is_code(node: nodes.container) -> bool:
    return node.get("nb_element") == "cell_code"


def _add(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """The scripts, and on the page of a notebook its description."""
    if not lite.built() or "body" not in context:
        return
    pathto = context["pathto"]

    def module(name: str, more: str = "") -> str:
        return MODULE.format(pathto(f"{PLACE}/{name}", resource=True), more)

    context["body"] += module("offline.js")
    if doctree and any(map(_is_code, doctree.findall(nodes.container))):
        target = Path(app.outdir) / PLACE / "cells" / f"{page}.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        description = described(_notebook(app, page), page, Path(app.srcdir).resolve())
        target.write_text(json.dumps(description), "utf-8")
        context["body"] = context["body"].replace("</h1>", NOTE.format(page=page), 1)
        context["body"] += module("main.js", ON_ERROR)


def _write_static_files(app: Sphinx) -> None:
    folder = lite.built()
    if not folder or app.builder.format != "html":
        return
    target = Path(app.outdir) / PLACE
    target.mkdir(parents=True, exist_ok=True)
    for path in SCRIPTS.iterdir():
        if path.suffix in (".js", ".css") and path.name != WORKER:
            shutil.copy(path, target)
    live_files.write(folder, target)
    app.add_css_file("live/live.css")


def _write_worker(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html" or not lite.built():
        return
    write_worker(Path(app.outdir))


def write_worker(site: Path) -> None:
    """Write the service worker, with the version of the site and the files to keep."""
    version = sha256()
    names = []
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        name = path.relative_to(site).as_posix()
        if not name.startswith(NOT_OURS):
            version.update(f"{name} {sha256(path.read_bytes()).hexdigest()}\n".encode())
            if not NOT_KEPT.search(name):
                names.append(name)
    (site / PLACE / PAGES).write_text(json.dumps(names), "utf-8")
    text = (SCRIPTS / WORKER).read_text("utf-8")
    (site / WORKER).write_text(f'self.VERSION = "{version.hexdigest()[:16]}";\n\n{text}', "utf-8")


def setup(app: Sphinx) -> None:
    """The service worker comes last, when all files are there."""
    app.connect("doctree-read", _number)
    app.connect("html-page-context", _add)
    app.connect("builder-inited", _write_static_files)
    app.connect("build-finished", _write_worker, priority=960)
