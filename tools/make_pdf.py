"""Print the whole book as one PDF, in a browser, from the pages of the site.

    python -m tools.make_pdf [FILE]     _build/lstm-gate-by-gate.pdf, or FILE

Headings become bookmarks, and links within the book stay links. The book is printed twice: the
first time gives the page numbers for the table of contents.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page
from pypdf import PdfReader
from sphinx_external_toc.parsing import parse_toc_yaml

from extensions.contents import parts
from tools import browser, build_book, single_html

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "_build" / "lstm-gate-by-gate.pdf"
NAME = "single.html"

SETTLED = """async () => {
    await document.fonts.ready;
    await window.MathJax.startup.promise;
    for (const image of document.images) await image.decode();
}"""
DRAWN = "[...document.querySelectorAll('lstm-explorable')].every((one) => one.querySelector('.lx'))"
NUMBER = """(pages) => {
    for (const place of document.querySelectorAll("[data-page-of]"))
        place.textContent = pages[place.dataset.pageOf];
}"""
FOOT = (
    '<p style="width: 100%; text-align: center; font: 8px sans-serif"><span class="pageNumber">'
    "</span></p>"
)
MARGIN = {"top": "18mm", "right": "18mm", "bottom": "20mm", "left": "18mm"}


def print_book(chromium: Browser, site: Path, toc: list[tuple[str, list[str]]]) -> bytes:
    """The PDF of these pages of a built book, `toc` being what `single_html.parts` returns."""
    joined = site / NAME
    joined.write_text(single_html.join(site, toc), "utf-8")
    try:
        page = chromium.new_page(color_scheme="light")
        page.set_default_timeout(0)
        page.goto(joined.as_uri())
        page.evaluate(SETTLED)
        page.wait_for_function(DRAWN)
        page.evaluate(NUMBER, starts(printed(page)))
        return printed(page)
    finally:
        joined.unlink()


def printed(page: Page) -> bytes:
    return page.pdf(
        format="A4",
        margin=MARGIN,
        display_header_footer=True,
        header_template="<span></span>",
        footer_template=FOOT,
        print_background=True,
        outline=True,
        tagged=True,
    )


def starts(pdf: bytes) -> dict[str, int]:
    """The page number, from 1, of each name that something links to."""
    reader = PdfReader(io.BytesIO(pdf))
    found = {}
    for name, place in reader.named_destinations.items():
        number = reader.get_destination_page_number(place)
        assert number is not None
        found[name.removeprefix("/")] = number + 1
    return found


def main(arguments: list[str]) -> None:
    target = Path(*arguments) if arguments else FILE
    with tempfile.TemporaryDirectory() as folder, browser.launched() as chromium:
        site = build_book.build(Path(folder))
        pdf = print_book(chromium, site, parts(parse_toc_yaml(ROOT / "_toc.yml")))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(pdf)
    print(f"{target}: {len(PdfReader(io.BytesIO(pdf)).pages)} pages")


if __name__ == "__main__":
    main(sys.argv[1:])
