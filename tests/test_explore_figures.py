"""Every explorable in a real browser: by keyboard alone, to be heard, linked to, on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Route

from lstm_lib.activations import sigmoid, sigmoid_slope, tanh
from lstm_lib.explore import NAMES, bundle, explorable, module
from lstm_lib.notebook import as_text

ADDRESS = "http://127.0.0.1:1/"
EVERY = pytest.mark.parametrize("name", NAMES)
PLACE = """<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>A page</title>
<style>html[data-theme=dark] {{ color-scheme: dark; background: #121212 }} body {{ margin: 8px }}
main {{ max-width: 760px }}</style>
<script src="explorables.js"></script></head><body><main><h1>A page</h1>{}</main></body></html>"""

Open = Callable[..., Locator]


@pytest.fixture
def show(browser: Browser) -> Iterator[Open]:
    """show("layer", query="", width=900): the figure on a page of its own, opened anew."""
    contexts, complaints = [], []

    def _show(name: str, query: str = "", width: int = 900, **state: Any) -> Locator:
        page = contexts[-1].pages[0] if contexts else new()
        page.set_viewport_size({"width": width, "height": 800})
        page.route(f"{ADDRESS}**", lambda route: serve(route, explorable(name, **state).html()))
        page.goto(f"{ADDRESS}{query}")
        return page.locator("lstm-explorable")

    def new() -> Page:
        contexts.append(browser.new_context(permissions=["clipboard-read", "clipboard-write"]))
        page = contexts[-1].new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    def serve(route: Route, html: str) -> None:
        if route.request.url.endswith(".js"):
            route.fulfill(body=bundle(), content_type="text/javascript")
        else:
            route.fulfill(body=PLACE.format(html), content_type="text/html")

    yield _show
    for context in contexts:
        context.close()
    assert not complaints


def heard(figure: Locator) -> str:
    """What is said after the next change has settled."""
    live = figure.locator("[aria-live]")
    before = live.inner_text()
    figure.page.wait_for_function(
        "([live, before]) => live.textContent !== before", arg=[live.element_handle(), before]
    )
    return live.inner_text()


def values(figure: Locator) -> list[str]:
    """All that is set."""
    script = "inputs => inputs.map(input => input.type === 'radio' ? input.checked : input.value)"
    found: list[str] = figure.locator("input").evaluate_all(script)
    return found


def drawn(figure: Locator) -> str:
    return "".join(
        figure.locator("svg, table").evaluate_all("all => all.map(one => one.innerHTML)")
    )


def settle(figure: Locator) -> None:
    """Wait for the next frame."""
    figure.page.evaluate("() => new Promise(requestAnimationFrame)")


# Both hosts


@EVERY
def test_it_is_there_and_nothing_else_is_seen(show: Open, name: str) -> None:
    figure = show(name)
    assert figure.locator("svg path").count() > 5
    assert figure.locator(":scope > p").is_hidden()
    assert figure.locator(".lx-tasks li").count() == 3
    for label in figure.locator("svg").evaluate_all("all => all.map(one => one.ariaLabel)"):
        assert len(label) > 40


@EVERY
def test_a_notebook_shows_the_same(show: Open, name: str) -> None:
    figure = show(name)
    page = figure.page
    expected = values(figure)
    page.evaluate(
        """async (text) => {
            const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
            const widget = await import(url);
            document.querySelector("main").innerHTML = "<div id=cell></div>";
            const el = document.querySelector("#cell");
            widget.default.render({ model: { get: (key) => ({ state: {} })[key] }, el });
        }""",
        module(name),
    )
    cell = page.locator("#cell")
    assert values(cell) == expected
    cell.locator("input[type=range]").first.press("ArrowRight")
    assert heard(cell)
    assert page.url == ADDRESS
    assert cell.get_by_text("Link to").count() == 0


@EVERY
def test_it_works_without_a_server(browser: Browser, tmp_path: Path, name: str) -> None:
    (tmp_path / "explorables.js").write_text(bundle(), "utf-8")
    file = tmp_path / "page.html"
    file.write_text(PLACE.format(explorable(name).html()), "utf-8")
    page = browser.new_page()
    complaints: list[object] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(error))
    page.goto(file.as_uri())
    figure = page.locator("lstm-explorable")
    figure.locator("input[type=range]").first.press("ArrowRight")
    assert heard(figure)
    expected = values(figure)
    page.reload()
    assert values(page.locator("lstm-explorable")) == expected
    page.close()
    assert not complaints


# By keyboard


@EVERY
def test_every_setting_is_reached_and_changed_by_keyboard_alone(show: Open, name: str) -> None:
    figure = show(name)
    reached = 0
    for kind in tabbed(figure):
        further, back = (
            ("ArrowUp", "ArrowDown") if kind == "number" else ("ArrowRight", "ArrowLeft")
        )
        reached += 1
        before, picture = values(figure), drawn(figure)
        figure.page.keyboard.press(further)
        settle(figure)
        if values(figure) == before:  # it was at its end
            figure.page.keyboard.press(back)
            settle(figure)
        assert values(figure) != before
        assert drawn(figure) != picture
    groups = figure.locator("fieldset").count()
    assert reached == figure.locator("input:not([type=radio])").count() + groups


def tabbed(figure: Locator) -> Iterator[str]:
    """Press Tab from the beginning to the end, and stop at every setting: its kind."""
    kind = ""
    while kind != "link":
        figure.page.keyboard.press("Tab")
        kind = figure.page.evaluate(
            "((it) => it.matches('.lx-link') ? 'link' : it.type)(document.activeElement)"
        )
        if kind in ("range", "number", "radio"):
            yield kind


@EVERY
def test_what_changes_is_said_and_put_into_the_address(show: Open, name: str) -> None:
    figure = show(name)
    said = set()
    for slide in figure.locator("input[type=range]").all():
        slide.press("ArrowRight" if slide.input_value() != slide.get_attribute("max") else "Home")
        said.add(heard(figure))
        assert f"{name}." in figure.page.url
    assert len(said) == figure.locator("input[type=range]").count()
    expected, picture = values(figure), drawn(figure)
    again = show(name, "?" + figure.page.url.partition("?")[2])
    assert values(again) == expected
    assert drawn(again) == picture
    again.get_by_text("Reset").press("Enter")
    heard(again)
    assert again.page.url == ADDRESS
    assert values(again) == values(show(name))


@EVERY
def test_every_example_differs_and_is_marked(show: Open, name: str) -> None:
    figure = show(name)
    pictures = set()
    for button in figure.locator(".lx-buttons button[aria-pressed]").all():
        button.press("Space")
        settle(figure)
        assert button.get_attribute("aria-pressed") == "true"
        pictures.add(drawn(figure))
    assert len(pictures) == figure.locator("button[aria-pressed]").count() > 1


@EVERY
def test_a_notebook_does_not_take_the_arrow_keys(show: Open, name: str) -> None:
    inputs = show(name).locator("input")
    assert inputs.count() == inputs.and_(show(name).locator("[data-lm-suppress-shortcuts]")).count()


# Links and settings


def test_a_link_leads_back_to_the_setting_and_leaves_the_rest_alone(show: Open) -> None:
    figure = show("layer", "?other=1&layer.b=nonsense&layer.w1=99&layer.nothing=1")
    assert figure.get_by_label("bias b", exact=True).input_value() == "-1"
    assert figure.get_by_label("weight of clouds w1", exact=True).input_value() == "4"
    figure.get_by_text("Link to this setting").press("Enter")
    figure.get_by_text("Link copied").first.wait_for()
    link = figure.page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{ADDRESS}?other=1&")
    assert link.endswith("#explorable-layer")
    assert "layer.w1=4" in link
    figure.get_by_label("bias b", exact=True).press("ArrowRight")
    settle(figure)
    assert figure.get_by_text("Link to this setting").is_visible()


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
    page.add_script_tag(content=bundle())
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


# Hands, eyes, screens


@EVERY
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everyone_can_use_it(show: Open, name: str, theme: str) -> None:
    figure = show(name)
    figure.page.evaluate("(theme) => (document.documentElement.dataset.theme = theme)", theme)
    results = Axe().run(figure.page, options={"preload": False})
    assert not results.response["violations"], results.generate_report()


@EVERY
@pytest.mark.parametrize("width", [320, 390])
def test_it_fits_a_phone(show: Open, name: str, width: int) -> None:
    figure = show(name, width=width)
    for button in [None, *figure.locator(".lx-buttons button").all()]:
        if button:
            button.click()
            settle(figure)
        assert figure.page.evaluate("document.documentElement.scrollWidth") <= width
    small = "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
    assert min(figure.locator("svg text").evaluate_all(small)) >= 12


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


def test_the_point_follows_the_mouse_and_a_tap(show: Open) -> None:
    figure = show("layer")
    clouds, pressure = (figure.get_by_label(x, exact=True) for x in
                        ("clouds x1", "fall of pressure x2"))  # fmt: skip
    handle, page = figure.locator(".lx-handle"), figure.page
    box = handle.bounding_box()
    assert box and box["width"] >= 43
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] - 60, middle[1] + 40, steps=4)
    page.mouse.up()
    settle(figure)
    assert float(clouds.input_value()) < 0.5
    assert -1 < float(pressure.input_value()) < 0.8
    moved = handle.bounding_box()
    assert moved and abs(moved["x"] - box["x"] + 60) < 5
    page.mouse.move(0, 0)
    page.mouse.click(middle[0], middle[1])
    settle(figure)
    assert (clouds.input_value(), pressure.input_value()) == ("1", "1")
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 2000, middle[1], steps=2)
    page.mouse.up()
    settle(figure)
    assert clouds.input_value() == "3"


# The numbers are lstm_lib's


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(("b", "w1", "w2", "x1", "x2"), [(-1, 1, 2, 1, 1), (2.5, -3.1, 0, 0.4, -2)])
def test_layer_shows_its_numbers(
    show: Open, b: float, w1: float, w2: float, x1: float, x2: float
) -> None:
    figure = show("layer", b=b, w1=w1, w2=w2, x1=x1, x2=x2)
    texts = [plain(text) for text in figure.locator("svg text").all_text_contents()]
    z = b + w1 * x1 + w2 * x2
    a = as_text(float(sigmoid(z)))
    expected = [f"b = {as_text(b)}", f"w1 x1 = {as_text(w1 * x1)}", f"w2 x2 = {as_text(w2 * x2)}",
                f"z = {as_text(z)}", a, f"a = {a}"]  # fmt: skip
    assert not {*expected} - {*texts}


def test_layer_says_so_where_it_never_decides(show: Open) -> None:
    assert "no, everywhere" in show("layer", b=-2, w1=0, w2=0).inner_text()
    assert "yes, everywhere" in show("layer", b=4, w1=0.5, w2=0.5).inner_text()


@pytest.mark.parametrize(("z", "units"), [(2, 1), (-10, 3)])
def test_activations_show_their_numbers(show: Open, z: float, units: int) -> None:
    figure = show("activations", z=z, units=units)
    rows = [row.split("\t") for row in plain(figure.locator("tbody").inner_text()).splitlines()]
    s, t = float(sigmoid(z)), float(tanh(z))
    slopes = float(sigmoid_slope(s)), 1 / float(__import__("math").cosh(z)) ** 2
    (_, *answers), (_, *single), (label, *chain) = rows
    assert answers[0] == as_text(s)
    assert answers[1] == as_text(t) if z == 2 else "−1 + 4.12 × 10⁻⁹"
    assert single == [as_text(slope) for slope in slopes]
    assert chain == [as_text(slope**units) for slope in slopes]
    assert label == f"slope of {units} in a chain"
