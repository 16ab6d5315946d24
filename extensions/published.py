"""Everything that only a site with an address has: cards for those who pass its pages on, maps, words about itself.

The address follows from `repository: url` (`extensions.repo_links`) or is set as `html: baseurl`.
Without one there is none of it. On a page,

    ```{published}
    The book is at ADDRESS.
    ```

is left out unless there is an address, and with `:repository:` as an option unless the repository
has one; ADDRESS, REPOSITORY and ISSUES stand for what their names say.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote
from xml.sax.saxutils import escape

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxDirective

from extensions import repo_links, social_cards
from extensions.contents import parts
from extensions.meta_tags import description

LLMS = "llms.txt"
SITEMAP = "sitemap.xml"


def sitemap(addresses: list[str]) -> str:
    """The map of a site, as search engines read it."""
    entries = "".join(f"  <url><loc>{escape(address)}</loc></url>\n" for address in addresses)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    head = '<?xml version="1.0" encoding="utf-8"?>'
    return f'{head}\n<urlset xmlns="{space}">\n{entries}</urlset>\n'


def llms(title: str, summary: str, parts: dict[str, list[tuple[str, str, str]]]) -> str:
    """The map of a site as language models read it: by parts, (title, address, description)."""
    lines = [f"# {title}", "", f"> {summary}"]
    for caption, pages in parts.items():
        lines += ["", f"## {caption}", ""]
        lines += [f"- [{name}]({at}){f': {said}' if said else ''}" for name, at, said in pages]
    return "\n".join(lines) + "\n"


def _apply(app: Sphinx, config: Config) -> None:
    config.ogp_site_url = config.html_baseurl
    config.ogp_site_name = config.html_title
    config.ogp_social_cards = {"enable": False}


def _card(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give a page its card, or nothing that would need an address."""
    if not doctree:
        return
    fields = dict(context["meta"] or {})
    if top := app.config.html_baseurl:
        name = social_cards.write(app, page, doctree)
        fields |= {"og:image": top + name, **social_cards.SIZE_TAGS}
        context["metatags"] += '<meta name="twitter:card" content="summary_large_image">'
    else:
        fields["ogp_disable"] = "true"
    context["meta"] = fields


def _write_maps(app: Sphinx, exception: Exception | None) -> None:
    top = app.config.html_baseurl
    if exception or app.builder.format != "html" or not top:
        return
    pages = sorted(app.env.found_docs)
    addresses = [top + quote(app.builder.get_target_uri(page)) for page in pages]
    site = Path(app.outdir)
    (site / SITEMAP).write_text(sitemap(addresses), "utf-8", newline="\n")
    root = app.config.root_doc
    index = {
        caption or "Pages": [
            (
                app.env.titles[page].astext(),
                top + app.builder.get_target_uri(page),
                _said(app, page),
            )
            for page in names
        ]
        for caption, names in parts(app.env.external_site_map)[1:]
    }
    text = llms(app.config.html_title, _said(app, root), index)
    (site / LLMS).write_text(text, "utf-8", newline="\n")


def _said(app: Sphinx, page: str) -> str:
    return description(app.env.get_doctree(page))


class Published(SphinxDirective):
    """Words that need an address."""

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"repository": directives.flag}

    def run(self) -> list[nodes.Node]:
        address, repo = self.config.html_baseurl, repo_links.of(self.config)
        if not (repo if "repository" in self.options else address):
            return []
        text = "\n".join(self.content).replace("ADDRESS", address)
        if repo:
            text = text.replace("REPOSITORY", repo.url).replace("ISSUES", repo.issues)
        parent = nodes.Element()
        self.state.nested_parse(StringList(text.splitlines()), self.content_offset, parent)
        return list(parent.children)


def setup(app: Sphinx) -> None:
    """After the address is known, and after a page has said what it is about."""
    app.add_directive("published", Published)
    app.connect("config-inited", _apply, priority=110)
    app.connect("html-page-context", _card, priority=410)
    app.connect("build-finished", _write_maps)
