"""One setting, `repository: url` in `_config.yml`, from which every link to the repository follows.

Empty, as long as there is no address: no such link anywhere. Set: on every page links to the
source, to edit it and to report an error, and on notebooks Binder and (on GitHub) Colab.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config


def theme_options(url: str) -> dict[str, Any]:
    """The theme's options that depend on the repository's address."""
    shown = bool(url)
    launch = {
        "binderhub_url": "https://mybinder.org",
        "notebook_interface": "jupyterlab",
    }
    if "github.com" in url:
        launch["colab_url"] = "https://colab.research.google.com"
    return {
        "use_repository_button": shown,
        "use_edit_page_button": shown,
        "use_issues_button": shown,
        "launch_buttons": launch if shown else {},
    }


def _apply(app: Sphinx, config: Config) -> None:
    options = config.html_theme_options
    options |= theme_options(options.get("repository_url", ""))


def setup(app: Sphinx) -> None:
    """Set the options before the theme reads them."""
    app.connect("config-inited", _apply, priority=100)
