"""The book as one PDF: nothing is lost on the way from the pages to the paper."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from bs4 import BeautifulSoup
from nightly import NIGHTLY
from playwright.sync_api import Browser
from pypdf import PageObject, PdfReader
from sphinx_external_toc.parsing import parse_toc_yaml

from extensions.contents import parts
from tools import make_pdf, single_html

ROOT = Path(__file__).parents[2]
WHOLE = parts(parse_toc_yaml(ROOT / "_toc.yml"))
SAMPLE = [
    ("", ["index"]),
    ("The chapters", ["chapters/04_input_gate", "chapters/09_from_a_step_to_a_layer"]),
    ("Back matter", ["chapters/notation"]),
]
TOC = WHOLE if NIGHTLY else SAMPLE
"""To print all pages takes minutes: the suite prints a few, `make nightly` the whole book."""
NAMES = [name for _, names in TOC for name in names]
PAGE = "<html><head><meta charset='utf-8'></head><body><article class='bd-article'>{}</article></body></html>"


@pytest.fixture(scope="module")
def pdf(
    browser: Browser, site: Path, once: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> PdfReader:
    def make() -> str:
        folder = tmp_path_factory.mktemp("pdf")
        shutil.copytree(site, folder / "site")  # other tests look at theirs
        if not NIGHTLY:
            keep_links_inside(folder / "site")
        target = folder / "book.pdf"
        target.write_bytes(make_pdf.print_book(browser, folder / "site", TOC))
        return str(target)

    return PdfReader(io.BytesIO(Path(once("pdf", make)).read_bytes()))


@pytest.fixture(scope="module")
def pages(pdf: PdfReader) -> dict[str, int]:
    """First sheet of each page of the site, counted from 0."""
    names = {name.removeprefix("/"): place for name, place in pdf.named_destinations.items()}
    found = {name: pdf.get_destination_page_number(names[name]) for name in NAMES[1:]}
    return {name: number for name, number in found.items() if number is not None}


def keep_links_inside(site: Path) -> None:
    """Unlink, on the pages of the sample, what leads to other pages: they are not printed."""
    for name in NAMES:
        page = soup(site, name)
        for link in page.select("article a[href]"):
            target = str(link["href"]).partition("#")[0]
            if "://" not in target and target:
                path = ((site / name).parent / target).resolve().relative_to(site.resolve())
                if path.as_posix().removesuffix(".html") not in NAMES:
                    del link["href"]
        (site / f"{name}.html").write_text(str(page), "utf-8")


def soup(site: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((site / f"{name}.html").read_text("utf-8"), "html.parser")


def title(page: BeautifulSoup) -> str:
    heading = page.select_one("article h1")
    assert heading
    return heading.get_text()


def squeezed(text: str) -> str:
    """Without white space, ligatures and the sign of a link to a heading."""
    return "".join(normalize("NFKC", text).split()).removesuffix("#")


def test_every_page_is_a_bookmark_in_the_order_of_the_contents(pdf: PdfReader, site: Path) -> None:
    marks = [entry.title for entry in pdf.outline if not isinstance(entry, list)]
    titles = [title(soup(site, name)) for name in NAMES]
    assert list(map(squeezed, marks)) == [
        squeezed(one) for one in [titles[0], "Contents", *titles[1:]]
    ]


def test_the_contents_name_the_page_on_which_each_begins(
    pdf: PdfReader, pages: dict[str, int], site: Path
) -> None:
    assert list(pages) == NAMES[1:]
    listed = squeezed("".join(pdf.pages[k].extract_text() for k in range(2, pages[NAMES[1]])))
    for name, number in pages.items():
        heading = squeezed(title(soup(site, name)))
        assert f"{heading}{number + 1}" in listed
        assert heading in squeezed(pdf.pages[number].extract_text())


def test_every_link_leads_somewhere(pdf: PdfReader) -> None:
    known = pdf.named_destinations
    within = 0
    for page in pdf.pages:
        for annotation in page.get("/Annots", []):
            link = annotation.get_object()
            assert link["/Subtype"] == "/Link"
            if "/Dest" in link:
                assert link["/Dest"] in known
                within += 1
            else:
                assert link["/A"]["/URI"].startswith(("https://", "http://"))
    assert within > (1000 if NIGHTLY else 20)


@pytest.mark.parametrize("name", ["chapters/04_input_gate", "chapters/09_from_a_step_to_a_layer"])
def test_equations_keep_their_numbers_and_figures_are_there(
    name: str, pdf: PdfReader, pages: dict[str, int], site: Path
) -> None:
    page = soup(site, name)
    after = pages[NAMES[NAMES.index(name) + 1]]
    printed = [pdf.pages[number] for number in range(pages[name], after)]
    text = squeezed("".join(one.extract_text() for one in printed))
    numbers = [element.get_text() for element in page.select("article .eqno")]
    captions = [element.get_text() for element in page.select("article figcaption")]
    assert len(numbers) > 3
    for shown in [*numbers, *captions]:
        assert squeezed(shown) in text
    images = [one for sheet in printed for one in drawn(sheet) if one["/Subtype"] == "/Image"]
    assert len(images) >= len(page.select("article img[src$='.webp']")) > 0


def drawn(sheet: PageObject) -> list[Any]:
    """Everything on a sheet, pictures included."""
    return [one.get_object() for one in sheet["/Resources"].get("/XObject", {}).values()]


def test_every_link_of_the_whole_book_leads_to_something_that_is_printed(site: Path) -> None:
    joined = BeautifulSoup(single_html.join(site, WHOLE), "html.parser")
    assert len(joined.select(".bd-article")) == 1 + sum(len(names) for _, names in WHOLE)
    scripts = [str(script) for script in joined.select("head script")]
    (setting,) = (at for at, script in enumerate(scripts) if "window.MathJax = " in script)
    (reading,) = (at for at, script in enumerate(scripts) if "symbols.js" in script)
    assert setting < reading


def test_pages_keep_apart_what_they_name_alike(tmp_path: Path) -> None:
    (tmp_path / "part").mkdir()
    one = "<h1>One</h1><p id='a'><a href='part/two.html#a'>there</a><a href='#a'>here</a></p>"
    two = "<h1>Two</h1><p id='a'><a href='../one.html'>back</a><img src='../_images/x.png'></p>"
    (tmp_path / "one.html").write_text(PAGE.format(one), "utf-8")
    (tmp_path / "part" / "two.html").write_text(PAGE.format(two), "utf-8")
    toc = [("", ["one"]), ("A part", ["part/two"])]
    whole = BeautifulSoup(single_html.join(tmp_path, toc), "html.parser")
    assert [link["href"] for link in whole.select("p[id] a")] == ["#part/two--a", "#one--a", "#one"]
    assert [image["src"] for image in whole.select("img")] == ["_images/x.png"]
    (tmp_path / "part" / "two.html").write_text(PAGE.format("<h1>Two</h1>"), "utf-8")
    with pytest.raises(single_html.UnknownTarget, match="lead nowhere: part/two--a"):
        single_html.join(tmp_path, toc)
