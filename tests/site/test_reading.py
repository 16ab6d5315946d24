"""A reader's view: lines, code, plots, numbers, formulas, headings; light, dark, on paper."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import matplotlib.image
import numpy as np
import pytest
from bs4 import BeautifulSoup
from page_audit import Look, look
from playwright.sync_api import Browser, Page, expect

from extensions import numbering
from tools.build_book import pages

CHAPTER = "chapters/04_input_gate.html"
CHAPTERS = [name for name in pages() if numbering.number(name)]
SETS = [name for name in pages() if re.fullmatch(r"exercises/(solutions/)?\d\d_\w+", name)]

CHARACTERS = """paragraph => {
    const brush = document.createElement("canvas").getContext("2d");
    brush.font = getComputedStyle(paragraph).font;
    const text = paragraph.textContent;
    return paragraph.clientWidth / (brush.measureText(text).width / text.length);
}"""
COLUMNS = """pre => {
    const line = document.createElement("span");
    line.textContent = "m".repeat(100);
    pre.append(line);
    const lines = line.getClientRects().length;
    line.remove();
    return lines;
}"""
TORN = """() => [...document.querySelectorAll("main .unbroken")].filter((whole) => {
    const formula = whole.querySelector("mjx-container")?.getBoundingClientRect();
    const range = document.createRange();
    range.selectNode(whole.lastChild);
    const stop = range.getBoundingClientRect();
    return formula?.width && (stop.top > formula.bottom || stop.bottom < formula.top);
}).length"""


@pytest.fixture
def chapter(browser: Browser, course: str) -> Iterator[Page]:
    with look(browser, course + CHAPTER, 1400, 900) as seen:
        yield seen.page


def soup(site: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((site / f"{name}.html").read_text("utf-8"), "html.parser")


def test_a_line_of_text_holds_about_70_characters(chapter: Page) -> None:
    paragraphs = chapter.locator("article > section > section > p").all()
    for paragraph in paragraphs[:5]:
        assert 60 < paragraph.evaluate(CHARACTERS) < 80


def test_a_line_of_100_characters_of_code_fits(chapter: Page) -> None:
    code = chapter.locator(".cell_input pre").filter(visible=True)
    assert code.first.evaluate(COLUMNS) == 1


@pytest.mark.parametrize("scale", [1, 2])
def test_a_plot_stands_on_the_dark_page_without_a_frame(
    scale: int, browser: Browser, course: str
) -> None:
    options = {"color_scheme": "dark", "device_scale_factor": scale}
    with look(browser, course + CHAPTER, 1280, 900, **options) as seen:
        plot = seen.page.locator("main .cell_output img").filter(visible=True).first
        shown = io.BytesIO(plot.screenshot())
        style = (
            "plot => { const s = getComputedStyle(plot); return [s.padding, s.backgroundColor]; }"
        )
        assert plot.evaluate(style) == ["0px", "rgba(0, 0, 0, 0)"]
        ground = seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
    pixels = np.round(255 * matplotlib.image.imread(shown, format="png")[..., :3])
    expected = np.array([int(part) for part in re.findall(r"\d+", ground)[:3]])
    corners = pixels[[3, 3, -4, -4], [3, -4, 3, -4]]
    np.testing.assert_allclose(corners, np.tile(expected, (4, 1)), atol=3)
    assert pixels.max() > 180  # and what was black is light


def test_a_plot_is_sharp_on_a_dense_screen(browser: Browser, course: str) -> None:
    with look(browser, course + CHAPTER, 1280, 900, device_scale_factor=2) as seen:
        plots = seen.page.locator("main .cell_output img").filter(visible=True).all()
        assert plots
        for plot in plots:
            natural, shown = plot.evaluate("plot => [plot.naturalWidth, plot.clientWidth]")
            assert natural >= 1.9 * shown


def test_a_computed_number_is_no_louder_than_its_sentence(chapter: Page) -> None:
    weight = (
        "number => [number, number.parentElement].map((one) => getComputedStyle(one).fontWeight)"
    )
    numbers = chapter.locator("p > .pasted-text").all()
    assert numbers
    for number in numbers:
        own, around = number.evaluate(weight)
        assert own == around


def test_no_line_begins_with_the_stop_after_a_formula(chapter: Page) -> None:
    assert chapter.locator("main .unbroken").count() > 20
    for width in range(320, 700, 20):
        chapter.set_viewport_size({"width": width, "height": 800})
        assert chapter.evaluate(TORN) == 0, width


# Headings and cells


@pytest.mark.parametrize("name", CHAPTERS)
@pytest.mark.wcag("2.4.6")
def test_a_chapter_is_called_by_its_number(name: str, site: Path) -> None:
    page = soup(site, name)
    own = f"{numbering.number(name)} · "
    assert page.h1 and page.h1.text.startswith(own)
    assert page.title and page.title.text.startswith(own)
    following = page.select_one(".next-page, a.right-next")
    if name != CHAPTERS[-1]:
        after = CHAPTERS[CHAPTERS.index(name) + 1]
        assert following and f"{numbering.number(after)} · " in following.text


def test_words_that_link_to_a_chapter_stay_words(site: Path) -> None:
    assert "one layer" in soup(site, "chapters/04_input_gate").text.split("You need ")[1][:20]


@pytest.mark.parametrize("name", [*CHAPTERS, "chapters/primer"])
def test_an_interactive_figure_stands_without_its_call(name: str, site: Path) -> None:
    calls = [code.text for code in soup(site, name).select(".cell_input pre")]
    assert not [call for call in calls if re.match(r"explorable\(", call)]


@pytest.mark.parametrize("name", SETS)
def test_below_a_verdict_stand_no_points(name: str, site: Path) -> None:
    for output in soup(site, name).select(".cell_output:has(section.verdict)"):
        assert not re.search(r"\n\d+(\.\d+)?\s*$", output.text)


def test_every_page_says_its_version_and_leads_to_the_changes(site: Path) -> None:
    for name in pages():
        (line,) = soup(site, name).select(".book-version")
        assert re.search(r"version \d+\.\d+\.\d+ ·", line.text, re.I)
        (link,) = line.select("a")
        assert str(link["href"]).endswith("changes.html") or str(link["href"]) == "#"


# On paper


def test_on_paper_answers_stand_apart_from_their_questions(chapter: Page) -> None:
    text = """() => [...document.querySelectorAll("article :is(p, summary, details)")]
        .filter((one) => !one.closest("lstm-explorable"))
        .map((one) => [one.open, one.localName, one.textContent])"""
    before = chapter.evaluate(text)
    questions = chapter.locator("article summary").filter(has_text=re.compile(r"^\s*Answer\s*$"))
    count = questions.count()
    assert count > 3
    chapter.emulate_media(media="print")
    chapter.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert chapter.locator(".answer-mark").count() == count
    answers = chapter.locator("article > section:last-child > details[open]")
    assert answers.count() == count
    expect(answers.nth(count - 1).locator("summary")).to_contain_text(f"Answer {count}")
    chapter.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert chapter.evaluate(text) == before


# Colours that the reader chooses

PAINT = """([selector, property]) => {
    const probe = Object.assign(document.createElement("span"), { style: `color: ${property}` });
    document.body.append(probe);
    const wanted = getComputedStyle(probe).color;
    probe.remove();
    return [getComputedStyle(document.querySelector(selector)), wanted].map((one) => one.fill ?? one);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_the_map_and_patches_are_seen(
    scheme: str, browser: Browser, course: str
) -> None:
    options = {"forced_colors": "active", "color_scheme": scheme}
    with look(browser, f"{course}index.html", 1280, 900, **options) as seen:
        for selector, colour in (("a text", "LinkText"), ("rect", "Canvas")):
            painted, wanted = seen.page.evaluate(PAINT, [f".chapter-map {selector}", colour])
            assert painted == wanted
        seen.page.goto(f"{course}chapters/notation.html")
        patch = seen.page.locator(".swatch").first
        ground = "patch => getComputedStyle(patch).backgroundColor"
        assert patch.evaluate(ground) != seen.page.evaluate(
            "getComputedStyle(document.body).backgroundColor"
        )


# What the browser refuses

REFUSED = """for (const name of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(window, name, {
        get() { throw new DOMException("refused", "SecurityError"); },
        configurable: true,
    });
}"""


def test_with_storage_refused_colours_and_search_work(browser: Browser, course: str) -> None:
    context = browser.new_context(color_scheme="light")
    context.add_init_script(REFUSED)
    seen = Look(page := context.new_page())
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.goto(course + CHAPTER)
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    button = page.locator(".theme-switch-button").first
    for _ in range(3):
        button.click()
        if page.locator("html[data-theme=dark]").count():
            break
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator(".not-kept")).to_contain_text("keeps nothing")
    kept = "() => { try { localStorage.setItem('work', 1); return true; } catch { return false; } }"
    assert not page.evaluate(kept)
    page.goto(f"{course}search.html?q=forget+gate")
    expect(page.locator("#search-results li").first).to_be_visible()
    assert not seen.complaints
    context.close()
