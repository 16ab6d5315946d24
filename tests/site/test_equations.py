"""Equations that explain themselves: to a pointer, a finger, the keys, the ears; and in print."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from page_audit import Look, look
from playwright.sync_api import Browser, Locator, Page, expect

from extensions import symbols

CHAPTER = "chapters/08_output_gate_and_one_step.html"
QUANTITIES = {quantity.classes[0]: quantity for quantity in symbols.load()}
SYMBOL = "mjx-math [class*='quantity-']"
OUTPUT_GATE = "mjx-math .quantity-output-gate"


@pytest.fixture
def seen(browser: Browser, course: str) -> Iterator[Look]:
    with look(browser, f"{course}{CHAPTER}", 1280, 900) as found:
        yield found


@pytest.fixture
def page(seen: Look) -> Page:
    return seen.page


def equation(page: Page, number: int = 0) -> Locator:
    return page.locator(".equation > .math").nth(number)


def card(page: Page) -> Locator:
    return page.locator(".symbol-card")


def explained(page: Page) -> int:
    """The one of the first equation's symbols that is explained."""
    at = "symbols => symbols.findIndex(symbol => symbol.matches('.explained'))"
    return int(equation(page).locator(SYMBOL).evaluate_all(at))


def test_pointing_at_a_symbol_says_what_the_table_says(page: Page) -> None:
    named = set()
    for symbol in equation(page, 1).locator(SYMBOL).all():
        symbol.hover()
        expect(symbol).to_have_class(re.compile("explained"))
        (name,) = {*(symbol.get_attribute("class") or "").split()} & {*QUANTITIES}
        quantity = QUANTITIES[name]
        text = card(page).inner_text()
        assert text.startswith(f"{quantity.name}. {quantity.meaning.split('{')[0]}")
        assert f"Shape: {quantity.shape}. Range: {quantity.range}." in text
        link = card(page).get_by_role("link", name=f"chapter {quantity.chapter}")
        assert f"/{quantity.chapter.zfill(2)}_" in link.evaluate("link => link.href")
        assert page.locator(".symbol-voice").text_content() == card(page).text_content()
        named.add(name)
    assert len(named) > 7


def test_the_same_quantity_lights_up_everywhere_in_its_colour(page: Page) -> None:
    state = "mjx-math .quantity-hidden-state"
    equation(page, 1).locator(state).first.hover()
    expect(card(page)).to_be_visible()
    places = {
        "this equation": equation(page, 1).locator(state),
        "the other notation": equation(page).locator(state),
        "between words": page.locator(f"p > .math {state}"),
        "the diagram": page.locator(".lstm-diagram [stroke^='var(--lstm-h,']"),
    }
    for place, found in places.items():
        assert found.count(), place
        for symbol in found.all():
            expect(symbol).to_have_class(re.compile(r"\blit\b"))
            expect(symbol).to_have_css("color", "rgb(107, 107, 107)")
    assert page.locator(f"{SYMBOL}:not(.quantity-hidden-state).lit").count() == 0


def test_a_figure_lights_up_the_equations(page: Page) -> None:
    gate = page.locator("mjx-math .quantity-forget-gate")
    line = page.locator("lstm-explorable .lx-code[data-symbol=f]")
    line.focus()
    for symbol in gate.all():
        expect(symbol).to_have_class(re.compile(r"\blinked\b"))
    assert page.locator(f"{SYMBOL}:not(.quantity-forget-gate).linked").count() == 0
    line.blur()
    expect(page.locator(".linked")).to_have_count(0)


def test_the_playground_and_its_equations_light_each_other_up(
    browser: Browser, course: str
) -> None:
    with look(browser, f"{course}chapters/playground.html", 390, 844) as seen:
        figure = seen.page.locator("lstm-explorable")
        for letter, name in (("f", "forget-gate"), ("h", "hidden-state")):
            symbols = equation(seen.page).locator(f"mjx-math .quantity-{name}")
            figure.locator(f"button[data-symbol={letter}]").focus()
            for symbol in symbols.all():
                expect(symbol).to_have_class(re.compile(r"\blinked\b"))
            symbols.first.hover()
            for place in figure.locator(f"[data-symbol={letter}]").all():
                expect(place).to_have_class(re.compile(r"\blit\b"))
            expect(figure.locator(".lit")).to_have_count(
                figure.locator(f"[data-symbol={letter}]").count()
            )
        assert not seen.complaints


@pytest.mark.wcag("1.4.13")
def test_a_pointer_can_go_to_the_card_and_away(page: Page) -> None:
    equation(page).locator(OUTPUT_GATE).first.hover()
    card(page).get_by_role("link").first.hover()
    page.wait_for_timeout(500)
    expect(card(page)).to_be_visible()
    page.locator("article h1").hover()
    expect(card(page)).to_be_hidden()
    assert page.locator(".lit").count() == 0


@pytest.mark.wcag("2.1.1", "2.1.2", "1.4.13")
def test_the_keys_lead_from_symbol_to_symbol_and_escape_closes(page: Page) -> None:
    page.locator(".prerequisites a").first.focus()
    page.keyboard.press("Shift+Tab")
    walked = [explained(page)]
    for key in "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowUp":
        page.keyboard.press(key)
        walked.append(explained(page))
    assert walked == [0, 1, 2, 1, 0, 0]
    page.keyboard.press("Escape")
    expect(card(page)).to_be_hidden()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.equation .prerequisites') !== null")
    expect(card(page)).to_be_hidden()


def test_a_finger_need_not_hit_exactly(browser: Browser, course: str) -> None:
    with look(browser, f"{course}{CHAPTER}", 390, 844, has_touch=True, is_mobile=True) as seen:
        symbol = equation(seen.page).locator(OUTPUT_GATE).first
        symbol.scroll_into_view_if_needed()
        spot = symbol.bounding_box()
        assert spot
        seen.page.touchscreen.tap(spot["x"] - 15, spot["y"] - 10)
        expect(card(seen.page)).to_contain_text("output gate")
        box = card(seen.page).bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
        seen.page.locator("article h1").tap()
        expect(card(seen.page)).to_be_hidden()


def test_nothing_moves_when_a_symbol_is_explained(seen: Look) -> None:
    equation(seen.page, 1).scroll_into_view_if_needed()
    before = seen.shifted()
    for symbol in equation(seen.page, 1).locator(SYMBOL).all()[:5]:
        symbol.hover()
        expect(card(seen.page)).to_be_visible()
    assert seen.shifted() == before


def test_everyone_can_use_the_card_and_the_legend(page: Page) -> None:
    page.locator(".legend-toggle").first.press("Enter")
    equation(page).locator(OUTPUT_GATE).first.hover()
    for theme in "light", "dark":
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        expect(card(page)).to_be_visible()
        found = Axe().run(page, ".equation", {"preload": False}).response["violations"]
        assert not [(rule["id"], rule["nodes"][0]["html"]) for rule in found]


# The legend


def test_the_legend_unfolds(page: Page) -> None:
    button, legend = page.locator(".legend-toggle").first, page.locator(".legend").first
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(legend).to_be_hidden()
    button.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(legend).to_be_visible()
    button.press("Enter")
    expect(legend).to_be_hidden()


def test_in_print_all_legends_stand_below(page: Page) -> None:
    page.emulate_media(media="print")
    for legend in page.locator(".legend").all():
        expect(legend).to_be_visible()
    assert page.locator(".legend-toggle:visible").count() == 0


def test_without_scripts_the_legend_stands_below_and_the_source_is_plain(
    browser: Browser, course: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{course}{CHAPTER}")
    expect(page.locator(".legend").first).to_be_visible()
    expect(page.locator(".legend-toggle").first).to_be_hidden()
    expect(equation(page)).to_be_visible()
    assert r"\class" not in (equation(page).text_content() or "")
    context.close()
