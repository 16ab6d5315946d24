"""The last touch to the pages, when all are written: what they may load, and what they need not.

Each page says in its head that it takes nothing from another server, and runs no script that is
not a file of this site or one of its own few lines, which it lists by their hashes. MathJax writes
style sheets into the page, so these are allowed; explorables start a script from a blob. Where
there is such a policy browsers do not look ahead for scripts, so those that the page waits for are
named first, to be fetched together. The theme's script that draws icons is left out: its style
sheet draws the same ones from a font.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html import unescape
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from extensions.light_pages import lightened

ICONS = re.compile(r"<script[^>]*/fontawesome\.js[^>]*></script>\s*")
INLINE = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.S)
HANDLER = re.compile(r'<[^>]*\son\w+="([^"]*)"')
AWAITED = re.compile(r'<script(?![^>]*\s(?:defer|async|type="module"))[^>]*\ssrc="([^"]+)"')
POLICY = '<meta http-equiv="Content-Security-Policy"'
FIRST = re.compile(r"<meta charset=[^>]*>")


def finished(page: str) -> str:
    """A page as it is published."""
    page = ICONS.sub("", page)
    handlers = map(unescape, HANDLER.findall(page))
    hashes = dict.fromkeys(map(hashed, [*INLINE.findall(page), *handlers]))
    said = [f'{POLICY} content="{policy(hashes)}">']
    for source in dict.fromkeys(AWAITED.findall(page.partition("</head>")[0])):
        said.append(f'<link rel="preload" as="script" href="{source}">')
    lines = "\n    ".join(said)
    page, found = FIRST.subn(lambda first: f"{first[0]}\n    {lines}", page, count=1)
    if not found:
        raise ExtensionError("a page without <meta charset>: no place for what it may load")
    return page


def policy(hashes: Iterable[str]) -> str:
    """Sources that a page may load from; within an attribute."""
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' blob: 'unsafe-hashes' {' '.join(hashes)}".strip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "media-src 'self' data:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        ]
    )


def hashed(script: str) -> str:
    """A script as a policy names it."""
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def _finish(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    site = Path(app.outdir)
    for path in site.rglob("*.html"):
        page = path.read_text("utf-8")
        if "_static" not in path.parts and POLICY not in page:  # it may be left from before
            page = finished(lightened(page, searches=path == site / "search.html"))
            path.write_text(page, "utf-8", newline="")
    (site / "_static/scripts/fontawesome.js").unlink(missing_ok=True)


def setup(app: Sphinx) -> None:
    """Run after all else."""
    app.connect("build-finished", _finish, priority=900)
