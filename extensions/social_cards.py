"""The card of a page: what others see of it when somebody passes its address on.

On the left the number, the title and the question of the page, on the right its first plot; a page
without one has the drawing of the cell's gate that is the book's logo.
"""

from __future__ import annotations

import io
import json
from base64 import b64decode
from hashlib import sha256
from pathlib import Path
from textwrap import wrap
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from extensions.meta_tags import description
from extensions.numbering import number

FOLDER = "_images/cards"
SIZE = (1200, 630)
SIZE_TAGS = {"og:image:width": str(SIZE[0]), "og:image:height": str(SIZE[1])}
LOGO = Path("_static/logo.png")
BLUE, INK, GREY = "#0072B2", "#222222", "#5F5F5F"


def write(app: Sphinx, page: str, doctree: nodes.document) -> str:
    """Draw the card of a page; returns its name from the top of the site."""
    chapter = number(page)
    title = app.env.titles[page].astext().removeprefix(f"{chapter} · ")
    above = app.config.html_title if chapter is None else f"Chapter {chapter}"
    picture = first_plot(Path(app.env.doc2path(page))) or (app.srcdir / LOGO).read_bytes()
    made = draw(above, title, description(doctree), picture)
    name = f"{FOLDER}/{sha256(page.encode()).hexdigest()[:12]}.png"
    path = Path(app.outdir) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(made)
    return name


def first_plot(path: Path) -> bytes:
    """The first bitmap that a notebook shows, or nothing."""
    if path.suffix != ".ipynb":
        return b""
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            if found := output.get("data", {}).get("image/png"):
                return b64decode("".join(found))
    return b""


def draw(above: str, title: str, text: str, picture: bytes) -> bytes:
    """The card as PNG."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with mpl.rc_context(mpl.rcParamsDefault):
        figure = Figure(figsize=(SIZE[0] / 100, SIZE[1] / 100), dpi=100, facecolor="white")
        canvas = FigureCanvasAgg(figure)
        _write_words(figure, above, title, text)
        place = figure.add_axes((0.53, 0.12, 0.43, 0.76))
        place.imshow(mpl.image.imread(io.BytesIO(picture), format="png"))
        place.set_axis_off()
        made = io.BytesIO()
        canvas.print_png(made, metadata={"Software": None})
    return made.getvalue()


def _write_words(figure: Any, above: str, title: str, text: str) -> None:
    style: dict[str, Any] = {"family": "DejaVu Sans", "va": "top"}
    figure.text(0.05, 0.88, above, size=20, color=BLUE, weight="bold", **style)
    lines = wrap(title, 19)
    figure.text(0.05, 0.78, "\n".join(lines), size=33, color=INK, weight="bold", **style)
    below = 0.78 - 0.092 * len(lines) - 0.04
    room = max(1, int((below - 0.08) / 0.056))
    said = "\n".join(wrap(text, 38, max_lines=room, placeholder=" …"))
    figure.text(0.05, below, said, size=18, color=GREY, linespacing=1.35, **style)
