"""The built site: whole, linked, nothing from elsewhere, every picture described."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from bs4 import BeautifulSoup, Tag
from PIL import Image

from extensions import symbols
from tools.build_book import missing_pages, pages
from tools.notebook_checks.prose import typed_numbers

ROOT = Path(__file__).parents[2]
PAGES = pages()
WRITTEN = sorted([ROOT / "index.md", *ROOT.glob("chapters/*.md"), *ROOT.glob("exercises/*.md")])
NOTEBOOKS = sorted(ROOT.glob("chapters/*.ipynb"))
LOADED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}
GENERATED = re.compile(r"<!-- \w+: written by make fix -->.*?<!-- end -->", re.S)
EQUATION = re.compile(r"^\s*(?:\$\$|\\\[|\\begin\{|[`:]{3,}\{math\})", re.M)


@cache
def soup(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text("utf-8"), "html.parser")


@cache
def ids(page: Path) -> set[str]:
    return {str(tag["id"]) for tag in soup(page).find_all(id=True)}


def value(tag: Tag | None, attribute: str) -> str:
    """An attribute of a tag, or nothing."""
    return str(tag.get(attribute, "")) if tag else ""


def html(site: Path) -> list[Path]:
    found = [page for page in site.rglob("*.html") if "_static" not in page.parts]
    assert len(found) >= len(PAGES)
    return found


# What is there


def test_every_page_is_there_and_nothing_keeps_a_host_from_serving_it(site: Path) -> None:
    assert not missing_pages(site, PAGES)
    assert (site / ".nojekyll").is_file()


def test_missing_and_empty_pages_are_noticed(site: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(site, tmp_path / "site")
    (copy / "chapters/notation.html").unlink()
    (copy / "chapters/glossary.html").write_text("<html></html>")
    assert missing_pages(copy, PAGES) == ["chapters/glossary", "chapters/notation"]


def test_the_map_links_every_chapter_once(site: Path) -> None:
    linked = [value(link, "href") for link in soup(site / "index.html").select(".chapter-map a")]
    chapters = sorted(ROOT.glob("chapters/[0-9]*.ipynb"))
    assert linked == [f"chapters/{chapter.stem}.html" for chapter in chapters]


def test_landing_page_has_a_living_cell_and_a_way_in(site: Path) -> None:
    page = soup(site / "index.html")
    cell = page.find("lstm-explorable")
    assert value(cell, "name") == "full_cell"
    assert '"company": "B"' in value(cell, "state")
    start = page.find("a", class_="sd-btn-primary")
    assert value(start, "href") == "chapters/01_one_layer.html"


@pytest.mark.parametrize("quantity", symbols.load(), ids=lambda quantity: quantity.name)
def test_symbol_is_on_the_notation_page_and_in_the_glossary(
    quantity: symbols.Quantity, site: Path
) -> None:
    terms = soup(site / "chapters/glossary.html").select("dl.glossary dt")
    assert quantity.name in [next(term.stripped_strings) for term in terms]
    text = soup(site / "chapters/notation.html").get_text()
    for form in quantity.t, quantity.jaeger:
        assert not form or rf"\({form.latex}\)" in text
    assert quantity.name in text
    assert not quantity.colour or quantity.colour.name in text


def test_every_word_is_in_the_glossary_and_leads_to_its_chapter(site: Path) -> None:
    glossary = soup(site / "chapters/glossary.html")
    for word in symbols.load_words():
        for name in (word.name, *word.also):
            term = next(t for t in glossary.select("dl.glossary dt") if name in t.stripped_strings)
            meaning = term.find_next_sibling("dd")
            start = "primer.html" if word.chapter == "0" else f"{word.chapter.zfill(2)}_"
            assert meaning and any(value(a, "href").startswith(start) for a in meaning.select("a"))


# Links


def test_links_and_anchors_resolve(site: Path) -> None:
    broken = []
    for page in html(site):
        for tag in soup(page).select("[href], [src]"):
            address = urlsplit(value(tag, "href") or value(tag, "src"))
            if address.scheme or address.netloc:
                continue
            target = (page.parent / unquote(address.path)).resolve() if address.path else page
            here = target.is_file() and site in target.parents
            if here and address.fragment and target.suffix == ".html":
                here = unquote(address.fragment) in ids(target)
            if not here:
                broken.append(f"{page.name}: {address.geturl()}")
    assert not broken


# Nothing from elsewhere


def test_pages_load_nothing_from_elsewhere(site: Path) -> None:
    for page in html(site):
        for name, attribute in LOADED.items():
            for tag in soup(page).find_all(name):
                assert not re.match(r"(https?:)?//", value(tag, attribute)), f"{page.name}: {tag}"
        assert not re.search("cdn|unpkg|thebe|googleapis", page.read_text("utf-8")), page.name


def test_style_sheets_load_nothing_from_elsewhere(site: Path) -> None:
    for sheet in site.rglob("*.css"):
        for address in re.findall(
            r"""(?:url\(|@import)\s*["']?([^"')\s;]+)""", sheet.read_text("utf-8")
        ):
            if not address.startswith(("data:", "#")):
                assert (sheet.parent / urlsplit(address).path).resolve().is_file(), sheet.name


def test_every_page_with_mathematics_loads_our_mathjax(site: Path) -> None:
    page = soup(site / "chapters/notation.html")
    (script,) = page.find_all("script", src=re.compile("mathjax"))
    assert value(script, "src").startswith("../_static/mathjax/tex-chtml.js")
    fonts = list((site / "_static/mathjax/output/chtml/fonts/woff-v2").glob("*.woff"))
    assert len(fonts) == 23


def test_without_an_address_no_page_links_to_a_repository(site: Path) -> None:
    for page in html(site):
        around = [a for a in soup(page).find_all("a") if not a.find_parent("article")]
        links = " ".join(value(link, "href") for link in around)
        assert not re.search("github|gitlab|mybinder|colab", links), page.name


# What a reader who cannot see the pictures gets


@pytest.mark.wcag("1.1.1")
def test_pictures_are_described_in_words(site: Path) -> None:
    for page in html(site):
        for picture in soup(page).find_all("img"):
            text = value(picture, "alt")
            assert len(text.split()) > 2, f"{page.name}: {picture}"
            assert not re.search(r"\.(png|svg|jpe?g)\b", text), f"{page.name}: {text}"


def test_plots_are_sharp_on_dense_screens_and_their_places_are_kept(site: Path) -> None:
    found = [
        (page, picture)
        for page in html(site)
        for picture in soup(page).select(".cell_output img[src]:not([src^='data:'])")
    ]
    assert len(found) > 50
    for page, picture in found:
        with Image.open(page.parent / value(picture, "src")) as file:
            wide, high = file.size
        stated = int(value(picture, "width")), int(value(picture, "height"))
        assert stated == (wide // 2, high // 2), f"{page.name}: {picture}"


# What the pages are written in


def displayed(text: str) -> list[str]:
    """Displayed equations that do not go through the directive {equation}."""
    without = re.sub(r"^(`{3,})\{equation\}.*?^\1", "", text, flags=re.M | re.S)
    return EQUATION.findall(without)


@pytest.mark.parametrize(
    "text", ["$$\nx\n$$", "```{math}\nx\n```", ":::{math}\nx\n:::", "\\begin{align}\nx\n"]
)
def test_equation_without_legend_is_noticed(text: str) -> None:
    assert displayed(f"Words.\n\n{text}\n")


LIGHTNESS = re.compile(r"\b(black|white|pale|dark|bright|light)(er|est)?\b", re.I)
"""In the dark the lightness of a plot is turned round: what was black is white."""


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_captions_hold_in_the_dark_too(path: Path) -> None:
    for cell in nbformat.read(path, as_version=4).cells:
        caption = cell.metadata.get("mystnb", {}).get("figure", {}).get("caption", "")
        assert not LIGHTNESS.search(caption), caption


@pytest.mark.parametrize("path", [*WRITTEN, *NOTEBOOKS], ids=lambda path: path.stem)
def test_every_displayed_equation_has_a_legend(path: Path) -> None:
    texts = [path.read_text("utf-8")]
    if path.suffix == ".ipynb":
        cells = nbformat.read(path, as_version=4).cells
        texts = [cell.source for cell in cells if cell.cell_type == "markdown"]
    for text in texts:
        assert not displayed(text)


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_no_number_is_typed_on_a_page(path: Path) -> None:
    text = GENERATED.sub("", path.read_text("utf-8"))
    assert not list(typed_numbers(text))


def test_no_number_is_typed_in_a_meaning() -> None:
    entries = [*symbols.load(), *symbols.load_words()]
    assert not [entry.name for entry in entries if list(typed_numbers(entry.meaning))]
