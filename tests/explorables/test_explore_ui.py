"""Shared by all explorables: settings that are linked to, typed, given by a notebook; the dark."""

from __future__ import annotations

from explorable_fixtures import ADDRESS, Open, heard, settle
from playwright.sync_api import Browser

from lstm_course.explorables import bundle_page, explorable


def test_a_link_leads_back_to_the_setting_and_leaves_the_rest_alone(show: Open) -> None:
    figure = show("layer", "?other=1&layer.b=nonsense&layer.w1=99&layer.nothing=1")
    assert figure.get_by_label("bias b", exact=True).input_value() == "-1"
    assert figure.get_by_label("weight of clouds w1", exact=True).input_value() == "4"
    figure.get_by_text("Link to these settings").press("Enter")
    figure.get_by_text("Link copied").first.wait_for()
    link = figure.page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{ADDRESS}?other=1&")
    assert link.endswith("#explorable-layer")
    assert "layer.w1=4" in link
    figure.get_by_label("bias b", exact=True).press("ArrowRight")
    settle(figure)
    assert figure.get_by_text("Link to these settings").is_visible()


def test_a_notebooks_setting_is_where_it_begins_and_ends(show: Open) -> None:
    figure = show("layer", w1=2, x1=-0.5)
    weight = figure.get_by_label("weight of clouds w1", exact=True)
    assert weight.input_value() == "2"
    weight.press("Home")
    assert "layer.w1=-4" in (heard(figure), figure.page.url)[1]
    figure.get_by_text("Reset").click()
    settle(figure)
    assert weight.input_value() == "2"
    assert figure.get_by_label("clouds x1", exact=True).input_value() == "-0.5"


def test_a_setting_that_there_is_not_is_named(browser: Browser) -> None:
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_content(explorable("layer", w9=2).html())
    page.add_script_tag(content=bundle_page())
    assert errors == ["layer: no setting w9 = 2"]
    page.close()


def test_a_number_can_be_typed(show: Open) -> None:
    figure = show("activations")
    typed = figure.get_by_label("sum z, typed")
    for text, value in ("4.27", "4.27"), ("-", "4.27"), ("-99", "-12"):
        typed.fill("") if text == "-" else typed.fill(text)
        settle(figure)
        assert figure.get_by_label("sum z", exact=True).input_value() == value
    typed.blur()
    assert typed.input_value() == "-12"


def test_it_can_be_hidden_at_first(show: Open) -> None:
    figure = show("layer")
    page = figure.page
    page.evaluate(
        """(html) => document.querySelector("main").innerHTML =
            `<details><summary>More</summary>${html}</details>`""",
        explorable("layer").html(),
    )
    figure.get_by_label("bias b", exact=True).evaluate(
        "(it) => { it.value = 2; it.dispatchEvent(new Event('input')); }"
    )
    settle(figure)
    page.get_by_text("More").click()
    settle(figure)
    assert figure.locator("svg").first.bounding_box()["height"] > 200  # type: ignore[index]
    assert "b = 2" in figure.inner_text()


def test_the_dark_has_its_own_colours(show: Open) -> None:
    figure = show("layer")
    look = "one => getComputedStyle(one).backgroundColor"
    light = figure.locator(".lx").evaluate(look)
    figure.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    dark = figure.locator(".lx").evaluate(look)
    assert (light, dark) == ("rgb(255, 255, 255)", "rgb(23, 25, 29)")
    figure.page.evaluate(
        "delete document.documentElement.dataset.theme, document.body.dataset.jpThemeLight = false"
    )
    assert figure.locator(".lx").evaluate(look) == dark
