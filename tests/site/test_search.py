"""Search: from the word in a reader's head to the chapter that explains it."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect
from waiting import ask

from extensions import light_pages, site_search, symbols

FORMULA = re.compile(r"\\[a-zA-Z(\[]")


def found(page: Page, course: str, words: str) -> list[str]:
    """The pages that a search finds, best first."""
    page.goto(f"{course}search.html?q={words.replace(' ', '+')}")
    expect(page.locator("#search-results p.search-summary")).to_contain_text("found")
    links: list[str] = page.locator("#search-results li > a").evaluate_all(
        "links => links.map((link) => link.href)"
    )
    return [link.removeprefix(course).partition(".html")[0] for link in links]


@pytest.mark.parametrize(
    ("words", "chapter"),
    [
        ("vanishing", "chapters/03_why_a_plain_recurrent_layer_forgets"),
        ("vanishing gradient", "chapters/03_why_a_plain_recurrent_layer_forgets"),
        ("forget gate", "chapters/07_forgetting_and_the_memory_cell"),
        ("input gate", "chapters/04_input_gate"),
        ("sigmoid", "chapters/02_sigmoid_and_tanh"),
    ],
)
@pytest.mark.wcag("2.4.5")
def test_a_word_leads_to_the_chapter_that_introduces_it(
    words: str, chapter: str, page: Page, course: str
) -> None:
    results = found(page, course, words)
    assert results[0] == chapter
    solutions = [at for at, name in enumerate(results) if name.startswith("exercises/solutions/")]
    chapters = [at for at, name in enumerate(results) if re.match(r"chapters/\d", name)]
    assert not solutions or min(solutions) > chapters[0]


def test_excerpts_are_without_latex(page: Page, course: str) -> None:
    found(page, course, "input gate")
    excerpts = page.locator("#search-results li p.context")
    expect(excerpts.nth(2)).not_to_be_empty()
    page.wait_for_timeout(500)  # the excerpts come one by one
    text = " ".join(excerpts.all_inner_texts())
    assert not FORMULA.search(text), FORMULA.findall(text)


def test_a_lost_network_is_said(page: Page, course: str) -> None:
    page.route("**/searchindex.js*", lambda route: route.abort())
    page.goto(f"{course}search.html?q=gate")
    said = page.locator("#search-results")
    expect(said).to_have_text(
        "The search could not be loaded: the network does not answer. "
        "Check the connection and reload the page."
    )
    page.unroute_all()
    page.reload()
    expect(said).to_contain_text("found")
    assert not said.get_by_role("alert").count()


def test_what_is_typed_stands_beside_the_magnifying_glass(page: Page, course: str) -> None:
    page.goto(f"{course}index.html")
    page.keyboard.press("Control+k")
    field = page.locator("#pst-search-dialog input[type=search]")
    expect(field).to_be_visible()
    icon = page.locator("#pst-search-dialog .fa-magnifying-glass").bounding_box()
    text = field.evaluate(
        "field => field.getBoundingClientRect().left + parseFloat(getComputedStyle(field).paddingLeft)"
    )
    assert icon and icon["x"] + icon["width"] < text
    field.fill("peephole")
    field.press("Enter")
    page.wait_for_url(re.compile(r"search\.html\?q=peephole"))


def test_every_name_is_indexed_in_the_chapter_that_introduces_it() -> None:
    entries = [*symbols.load_words(), *symbols.load()]
    for chapter in [*map(str, range(1, 12)), "11b"]:
        names = site_search.introduced(chapter)
        assert {one.name for one in entries if one.chapter == chapter} <= set(names)
        assert len(names) == len(set(names))


# What other pages do not load


def test_the_first_page_loads_no_search_no_mathematics_and_few_icons(
    page: Page, course: str
) -> None:
    sizes = {}
    page.on("response", lambda answer: sizes.update({answer.url: answer}))
    page.goto(f"{course}index.html")
    page.wait_for_load_state("networkidle")
    asked = " ".join(sizes)
    assert not re.search("searchindex|searchtools|mathjax|woff2|ttf", asked)
    fonts = [answer for url, answer in sizes.items() if url.endswith(".woff")]
    assert fonts and all(len(answer.body()) < 10_000 for answer in fonts)
    assert sum(len(answer.body()) for answer in sizes.values()) < 1_000_000


def test_icons_are_drawn(page: Page, course: str) -> None:
    page.goto(f"{course}index.html")
    widths = page.locator("header i.fas, .bd-header-article i").evaluate_all(
        "all => all.map((one) => getComputedStyle(one, '::before').content)"
    )
    assert widths and all(json.loads(content) != "" for content in widths if content != "none")
    icon = """document.fonts.load('900 16px "Font Awesome 6 Free"', '\\uf0c9')"""
    assert ask(page, f"async () => (await {icon}).length")


def test_a_page_keeps_the_scripts_that_it_uses() -> None:
    head = '<meta charset="utf-8"><script src="_static/searchtools.js"></script>'
    setting = '<script>window.MathJax = {}</script><script defer src="_static/mathjax/tex-chtml.js"></script>'
    late = "<script>document.documentElement.dataset.mode = 1;</script>"
    first = '<script src="_static/first_paint.js?v=1"></script>'
    page = f"{head}{late}{setting}{first}<p>Words.</p>"
    assert light_pages.lightened(page, searches=False) == (
        f'<meta charset="utf-8">\n    {first}<p>Words.</p>'
    )
    with_formula = page + '<span class="math notranslate">x</span>'
    assert setting in light_pages.lightened(with_formula, searches=False)
    assert "searchtools" in light_pages.lightened(page, searches=True)


def test_icons_of_the_page_and_of_its_style_sheets_are_kept() -> None:
    sheets = (
        '.fa-a:before{content:"\\f001"}.fa-b:before{content:"\\f002"}.c:after{content:"\\f003"}'
    )
    assert light_pages.icons(sheets, {"fa-b"}) == {0xF002, 0xF003}
