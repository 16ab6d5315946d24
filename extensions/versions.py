"""Earlier versions of the book, published beside this one, and a button that leads to them.

The environment variable VERSIONS names the folder that tools/build_versions.py wrote: a built book
for each tag, in a folder of its name. They become `versions/` in the site. Without it there is
neither folder nor button.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

VARIABLE = "VERSIONS"
FOLDER = "versions"


def earlier() -> list[Path]:
    """The folders of the earlier versions, the latest first.

    Raises:
        ExtensionError: if one of them is not a built book.
    """
    named = os.environ.get(VARIABLE)
    found = [path for path in Path(named).resolve().iterdir() if path.is_dir()] if named else []
    for path in found:
        if not (path / "index.html").is_file():
            raise ExtensionError(f"{VARIABLE}: {path} is not a built book")
    return sorted(found, key=lambda path: by_number(path.name), reverse=True)


def by_number(tag: str) -> list[int]:
    """The numbers of a tag such as v0.10.1, by which versions are in order."""
    return [int(part) for part in tag.removeprefix("v").split(".") if part.isdigit()]


def _offer(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    pathto = context["pathto"]
    buttons = [
        {
            "type": "link",
            "text": path.name,
            "tooltip": f"The book as of {path.name}",
            "url": pathto(f"{FOLDER}/{path.name}/index.html", resource=True),
        }
        for path in earlier()
    ]
    if buttons:
        context["header_buttons"].append(
            {
                "type": "group",
                "tooltip": "Earlier versions",
                "icon": "fas fa-clock-rotate-left",
                "buttons": buttons,
                "label": "version-buttons",
            }
        )


def _copy(app: Sphinx, exception: Exception | None) -> None:
    if not exception and app.builder.format == "html":
        for path in earlier():
            shutil.copytree(path, Path(app.outdir) / FOLDER / path.name)


def setup(app: Sphinx) -> None:
    """The button comes after the theme's own, the copies when the pages are finished."""
    app.connect("html-page-context", _offer, priority=710)
    app.connect("build-finished", _copy, priority=950)
