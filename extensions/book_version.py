"""At the foot of every page: the version, and where it says what changed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

ROOT = Path(__file__).parent.parent
CHANGES = "chapters/changes"


def version(root: Path = ROOT) -> str:
    """The version of the course."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])


def named(root: Path = ROOT) -> str:
    """The version in words; whether it was released says the first heading of the changes."""
    changes = (root / "CHANGELOG.md").read_text("utf-8")
    (first, *_) = re.findall(r"^## (.*)$", changes, re.M)
    released = first.split()[0] == version(root)
    return f"Version {version(root)}" if released else f"Not yet released, after version {version(root)}"


def _set(app: Sphinx, config: Config) -> None:
    config.version = config.release = version()


def _show(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    if CHANGES in app.env.found_docs:
        link = f'<a href="{context["pathto"](CHANGES)}">what changed</a>'
        context["theme_extra_footer"] = f'<p class="book-version">{named()} · {link}</p>'


def setup(app: Sphinx) -> None:
    """Set the version before the theme reads it."""
    app.connect("config-inited", _set, priority=100)
    app.connect("html-page-context", _show)
