"""The site for those who come from elsewhere: its search, maps and cards, and what it blocks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from page_audit import look, violations
from playwright.sync_api import Browser, Page, expect
from sphinx.errors import ExtensionError
from waiting import ask

from extensions import csp
from extensions.meta_tags import description
from tools.build_book import pages

CHAPTER = "chapters/04_input_gate.html"


@pytest.fixture
def chapter(browser: Browser, course: str) -> Iterator[Page]:
    with look(browser, f"{course}{CHAPTER}", 1280, 720) as seen:
        yield seen.page


# What a page says of itself


@pytest.mark.wcag("2.4.2")
def test_every_page_has_a_title_of_its_own_and_a_description(site: Path) -> None:
    titles = set()
    for name in pages():
        page = BeautifulSoup((site / f"{name}.html").read_text("utf-8"), "html.parser")
        (said,) = page.find_all("meta", attrs={"name": "description"})
        text = str(said["content"])
        assert 20 < len(text) <= 210 and "\\" not in text, name
        titles.add(page.title.text if page.title else "")
    assert len(titles) == len(pages())


@pytest.mark.parametrize(
    ("paragraph", "says"),
    [
        ("One. Two?", "One. Two?"),
        (f"One 1.5 wide. {'x' * 200}.", "One 1.5 wide."),
        ("x" * 300, ""),
        ("four " * 60, "four " * 38 + "four …"),
        ("After this you can", ""),
    ],
)
def test_a_description_is_whole_sentences_if_one_fits(paragraph: str, says: str) -> None:
    section = nodes.section("", nodes.title("", "Title"), nodes.paragraph("", paragraph))
    document = nodes.document(None, None)
    document += section
    assert description(document) == says


# Ways in


def test_what_is_searched_is_found(page: Page, course: str) -> None:
    page.goto(f"{course}search.html?q=forget+gate")
    results = page.locator("#search-results li")
    expect(results.filter(has_text="Forgetting and the memory cell").first).to_be_visible()
    assert "quantity-" not in page.locator("#search-results").inner_text()


@pytest.mark.parametrize("missing", ["nothing.html", "chapters/a/b/", "chapters"])
def test_a_missing_page_leads_to_the_start(missing: str, browser: Browser, course: str) -> None:
    with look(browser, f"{course}{missing}", 390, 844) as seen:
        links = seen.page.get_by_role("link")
        expect(links).to_have_count(2)
        start, search = links.all()
        assert search.evaluate("link => link.href") == f"{course}search.html"
        assert not violations(seen.page)
        start.click()
        seen.page.wait_for_url(f"{course}index.html")


def test_a_missing_page_can_be_searched_for(browser: Browser, course: str) -> None:
    with look(browser, f"{course}chapters/forget_gate.html", 390, 844) as seen:
        field = seen.page.get_by_role("searchbox", name="What are you looking for?")
        field.fill("forget gate")
        field.press("Enter")
        seen.page.wait_for_url(f"{course}search.html?q=forget+gate")


# On paper


def test_on_paper_there_is_the_text_alone_and_all_of_it(chapter: Page) -> None:
    opened = chapter.locator("article details[open]").count()
    chapter.emulate_media(media="print")
    chapter.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert chapter.locator("article details:not([open])").count() == 0
    left_out = [
        ".bd-header-article",
        ".bd-sidebar-primary",
        ".copybtn",
        ".headerlink",
        ".lx-settings",
    ]
    for around in left_out:
        for one in chapter.locator(around).all():
            expect(one).to_be_hidden()
    chapter.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert chapter.locator("article details[open]").count() == opened


# What is kept out

REFUSED = """async (attempt) => {
    const refused = new Promise((resolve) => {
        document.addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective));
        setTimeout(resolve, 3000, "nothing");
    });
    const made = document.createElement(attempt.tag);
    Object.assign(made, attempt.with);
    document.body.append(made);
    return await refused;
}"""


@pytest.mark.parametrize(
    ("attempt", "directive"),
    [
        ({"tag": "script", "with": {"src": "//example.org/a.js"}}, "script-src-elem"),
        ({"tag": "script", "with": {"text": "window.came = 1"}}, "script-src-elem"),
        ({"tag": "img", "with": {"src": "//example.org/a.png"}}, "img-src"),
        ({"tag": "iframe", "with": {"src": "//example.org/"}}, "frame-src"),
        ({"tag": "link", "with": {"rel": "stylesheet", "href": "//a.org/"}}, "style-src-elem"),
        ({"tag": "p", "with": {"innerHTML": "<b onclick='0'></b>"}}, "script-src-attr"),
    ],
)
def test_what_is_not_ours_is_refused(
    attempt: dict[str, Any], directive: str, chapter: Page
) -> None:
    assert ask(chapter, REFUSED, attempt) == directive
    assert chapter.evaluate("window.came") is None


def test_the_buttons_of_the_theme_work(chapter: Page) -> None:
    chapter.evaluate("window.print = () => { window.printed = true; }")
    chapter.locator("[onclick='window.print()']").dispatch_event("click")
    assert chapter.evaluate("window.printed")
    chapter.locator(".theme-switch-button").first.click()
    expect(chapter.locator("html")).not_to_have_attribute("data-mode", "auto")


def test_nothing_is_kept_in_cookies(chapter: Page) -> None:
    assert not chapter.context.cookies()


def test_each_script_of_a_page_is_in_its_policy_once() -> None:
    page = '<head><meta charset="utf-8"></head><script>1</script><a onclick="&quot;2&quot;"></a>'
    done = csp.finished(page + "<script>1</script><script src='a.js'></script>")
    one, two = "a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s=", csp.hashed('"2"')
    assert done.count(one) == done.count(two) == 1
    assert done.count("sha256-") == 2


def test_scripts_that_a_page_waits_for_are_named_first() -> None:
    head = '<head><meta charset="utf-8"><script src="a.js"></script>'
    deferred = (
        '<script defer="defer" src="b.js"></script><script type="module" src="c.js"></script>'
    )
    page = csp.finished(f'{head}{deferred}</head><body><script src="d.js"></script></body>')
    assert page.index('<link rel="preload" as="script" href="a.js">') < page.index("<script")
    assert page.count("preload") == 1


def test_a_page_without_a_place_for_the_policy_is_refused() -> None:
    with pytest.raises(ExtensionError, match="no place"):
        csp.finished("<head></head>")
