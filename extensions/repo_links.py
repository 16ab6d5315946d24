"""One setting, `repository: url` in `_config.yml`, from which every link to the repository follows.

Empty, as long as there is no address: no such link anywhere. Set: on every page links to the
source, to edit it and to report an error, and on notebooks Binder and (on GitHub) Colab. Where the
site is published follows too (unless `html: baseurl` says it): its pages name their own address and
have a card for those who pass them on, and there is a map for search engines.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

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


def site_address(url: str) -> str:
    """Where the pages of a repository are published, as far as that follows from its address."""
    found = re.fullmatch(r"https://(github|gitlab)\.com/([^/]+)/([^/]+?)(\.git)?/?", url)
    if not found:
        return ""
    host, owner, name, _ = found.groups()
    home = f"{owner.lower()}.{host}.io"
    return f"https://{home}/" if name.lower() == home else f"https://{home}/{name}/"


def sitemap(addresses: list[str]) -> str:
    """The map of a site, as search engines read it."""
    entries = "".join(f"  <url><loc>{escape(address)}</loc></url>\n" for address in addresses)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    head = '<?xml version="1.0" encoding="utf-8"?>'
    return f'{head}\n<urlset xmlns="{space}">\n{entries}</urlset>\n'


def _apply(app: Sphinx, config: Config) -> None:
    options = config.html_theme_options
    url = options.get("repository_url", "")
    options |= theme_options(url)
    config.html_baseurl = config.html_baseurl or site_address(url)
    config.ogp_site_url = config.html_baseurl
    config.ogp_site_name = config.html_title
    config.ogp_social_cards = {
        "enable": bool(config.html_baseurl),
        "image": "_static/logo.png",
        "line_color": "#0072B2",
        "description_max_length": 100,
    }


def _write_sitemap(app: Sphinx, exception: Exception | None) -> None:
    top = app.config.html_baseurl
    if top and not exception and app.builder.format == "html":
        pages = (app.builder.get_target_uri(page) for page in sorted(app.env.found_docs))
        text = sitemap([top + quote(page) for page in pages])
        (Path(app.outdir) / "sitemap.xml").write_text(text, "utf-8")


def setup(app: Sphinx) -> None:
    """Set the options before the theme reads them."""
    app.connect("config-inited", _apply, priority=100)
    app.connect("build-finished", _write_sitemap)
