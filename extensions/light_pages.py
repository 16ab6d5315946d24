"""Pages load only what they need: no search index without a search, no MathJax without mathematics.

The theme loads the search index on every page for a search while typing, which the book does not
use, and three fonts with thousands of icons, of which it shows some twenty: those are cut out of
the theme's own font at build.
"""

from __future__ import annotations

import io
import logging
import re
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from sphinx.application import Sphinx

SEARCHING = re.compile(
    r'\s*<script[^>]*src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*"[^>]*></script>'
)
SETTING = re.compile(
    r"\s*<script(?:(?!</script>).)*?(?:mathjax/tex-chtml|window\.MathJax = )(?:(?!</script>).)*</script>",
    re.S,
)
MATHEMATICS = re.compile(r'class="(?:[^"]* )?(?:math|output text_latex)[ "]')
EARLY = re.compile(r'\s*(<script[^>]*src="[^"]*first_paint\.js[^"]*"[^>]*></script>)')
LATE = re.compile(
    r"\s*<script[^>]*>\s*document\.documentElement\.dataset\.mode =.*?</script>", re.S
)
"""The theme's lines that choose light or dark, which first_paint.js replaces."""
PRINTED = re.compile(r'(<div id="jb-print-docs-body"[^>]*>\s*)<h1>.*?</h1>', re.S)
"""The title once more, for paper alone."""
FIRST = re.compile(r"<meta charset=[^>]*>")

NAMED = re.compile(r"\bfa-[a-z0-9-]+")
ICON = re.compile(r"([^{}]*)\{[^{}]*?content:\"\\(f[0-9a-f]{3})\"")
OTHER = re.compile(r":\s*\"\\(f[0-9a-f]{3})\"")
FONTS = {"fa-solid-900", "fa-regular-400", "fa-brands-400"}

logging.getLogger("fontTools").setLevel(logging.WARNING)  # else each table is a line of the build


def lightened(page: str, searches: bool) -> str:
    """A page without the scripts that it has no use for; the one for the first paint is first."""
    page = PRINTED.sub(r"\1", page)
    if not searches:
        page = SEARCHING.sub("", page)
    if not MATHEMATICS.search(page):
        page = SETTING.sub("", page)
    if early := EARLY.search(page):
        page = LATE.sub("", page.replace(early[0], "", 1), count=1)
        page = FIRST.sub(lambda first: f"{first[0]}\n    {early[1]}", page, count=1)
    return page


def icons(sheets: str, names: set[str]) -> set[int]:
    """The characters of the icons with these names, and of those that style sheets draw."""
    found = set()
    for selector, code in ICON.findall(sheets):
        classes = set(NAMED.findall(selector))
        if not classes or classes & names:
            found.add(int(code, 16))
    written = {ord(letter) for letter in sheets if "\ue000" <= letter <= "\uf8ff"}
    return found | written | {int(code, 16) for code in OTHER.findall(ICON.sub("", sheets))}


def cut(font: bytes, characters: set[int]) -> bytes:
    """The font with these characters alone, as WOFF."""
    options = subset.Options(flavor="woff", layout_features=[], notdef_outline=True)
    whole = TTFont(io.BytesIO(font), recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(whole)
    whole.flavor = "woff"
    made = io.BytesIO()
    whole.save(made)
    return made.getvalue()


def _cut_fonts(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    folder = static / "vendor/fontawesome/webfonts"
    sources = {name: folder / f"{name}.ttf" for name in FONTS}
    if not all(path.is_file() for path in sources.values()):
        return  # they were cut by a build before this one
    pages = [path for path in Path(app.outdir).rglob("*.html") if "_static" not in path.parts]
    names = {name for page in pages for name in NAMED.findall(page.read_text("utf-8"))}
    sheets = {path: path.read_text("utf-8") for path in sorted((static / "styles").glob("*.css"))}
    characters = icons("".join(sheets.values()), names)
    for name, path in sources.items():
        (folder / f"{name}.woff").write_bytes(cut(path.read_bytes(), characters))
        path.unlink()
        (folder / f"{name}.woff2").unlink()
    for path, text in sheets.items():
        path.write_text(_renamed(text), "utf-8", newline="")


def _renamed(sheet: str) -> str:
    """A style sheet that names the cut fonts."""
    for name in FONTS:
        source = rf"url\(([^()]*{name})\.woff2\)\s*format\(\"woff2\"\),\s*url\([^()]*\.ttf\)\s*format\(\"truetype\"\)"
        sheet = re.sub(source, r'url(\1.woff) format("woff")', sheet)
    return sheet


def setup(app: Sphinx) -> None:
    """Run once all pages are written."""
    app.connect("build-finished", _cut_fonts, priority=850)
