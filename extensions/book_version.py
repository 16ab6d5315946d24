"""At the foot of every page: the version, where it says what changed, and its DOI if it has one."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import yaml
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
    return (
        f"Version {version(root)}"
        if released
        else f"Not yet released, after version {version(root)}"
    )


def doi(root: Path = ROOT) -> str:
    """The DOI in CITATION.cff, or nothing."""
    path = root / "CITATION.cff"
    citation = yaml.safe_load(path.read_text("utf-8")) if path.exists() else {}
    return str(citation.get("doi", ""))


def _set(app: Sphinx, config: Config) -> None:
    config.version = config.release = version()


def _show(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    if CHANGES in app.env.found_docs:
        link = f'<a href="{context["pathto"](CHANGES)}">what changed</a>'
        cited = f' · <a href="https://doi.org/{known}">doi:{known}</a>' if (known := doi()) else ""
        context["theme_extra_footer"] = f'<p class="book-version">{named()} · {link}{cited}</p>'


def setup(app: Sphinx) -> None:
    """Set the version before the theme reads it."""
    app.connect("config-inited", _set, priority=100)
    app.connect("html-page-context", _show)
