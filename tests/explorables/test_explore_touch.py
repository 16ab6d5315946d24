"""Explorables under a finger, on a small screen, in colours of the reader's choice, on paper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from explorable_fixtures import Open, open_figure, settle
from playwright.sync_api import Browser, CDPSession, Locator, Page
from waiting import wait_until

from lstm_course.explorables import EXPLORABLES
from lstm_course.figures import COLOURS

MOVES = 29


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    yield context.new_page()
    context.close()


def swipe(page: Page, start: tuple[float, float], by: tuple[float, float]) -> None:
    """Drag a finger, as a screen reports it: the browser decides whether that scrolls the page."""
    session: CDPSession = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        places = [{"x": x, "y": y} for x, y in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    touch("touchStart", start)
    for k in range(1, MOVES + 1):
        touch("touchMove", (start[0] + by[0] * k / MOVES, start[1] + by[1] * k / MOVES))
    touch("touchEnd")
    session.detach()


def middle(shape: Locator) -> tuple[float, float]:
    shape.scroll_into_view_if_needed()
    box = shape.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


COUNT = """shape => {
    window.moves = window.cancelled = 0;
    shape.addEventListener("pointermove", () => (window.moves += 1));
    shape.addEventListener("pointercancel", () => (window.cancelled += 1));
}"""


@pytest.mark.parametrize(
    ("name", "by"),
    [
        ("layer", (40.0, 60.0)),
        ("potential_memory", (-60.0, 80.0)),
        ("forgetting", (60.0, 30.0)),
    ],
)
def test_a_handle_follows_a_finger_to_the_end(
    phone: Page, name: str, by: tuple[float, float]
) -> None:
    figure = open_figure(phone, name)
    handle = figure.locator(".lx-handle")
    start = middle(handle)
    handle.evaluate(COUNT)
    before = phone.evaluate("scrollY")
    swipe(phone, start, by)
    settle(figure)
    assert phone.evaluate("[window.moves, window.cancelled]") == [MOVES, 0]
    assert phone.evaluate("scrollY") == before
    x, _ = middle(handle)
    assert abs(x - start[0] - by[0]) < 4


def test_a_gate_is_drawn_with_a_finger_to_the_end(phone: Page) -> None:
    figure = open_figure(phone, "memory_cell", f="k" * 20)
    ground = figure.locator(".lx-surface").first
    start = middle(ground)
    ground.evaluate(COUNT)
    before = phone.evaluate("scrollY")
    swipe(phone, start, (100.0, 40.0))
    settle(figure)
    assert phone.evaluate("[window.moves, window.cancelled]") == [MOVES, 0]
    assert phone.evaluate("scrollY") == before
    assert int(figure.get_by_label("step k", exact=True).input_value()) > 15


@pytest.mark.wcag("2.5.1")
def test_a_finger_beside_them_scrolls_the_page(phone: Page) -> None:
    figure = open_figure(phone, "layer")
    assert phone.evaluate("scrollY") == 0
    swipe(phone, middle(figure.locator(".lx-tasks")), (0.0, -200.0))
    wait_until(phone, "scrollY > 0")


def test_play_and_the_gates_are_seen_together_above_the_settings(phone: Page) -> None:
    figure = open_figure(phone, "playground")
    play = figure.get_by_role("button", name="Play", exact=True).bounding_box()
    gates = figure.locator("svg").first.bounding_box()
    settings = figure.locator(".lx-settings").bounding_box()
    assert play and gates and settings
    assert gates["y"] + gates["height"] - play["y"] <= 664  # what browser bars leave of 844
    assert gates["y"] + gates["height"] < settings["y"]


# Forced colours


@pytest.fixture(scope="module", params=["light", "dark"])
def forced(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(forced_colors="active", color_scheme=request.param)
    yield context.new_page()
    context.close()


def luminance(colour: list[float]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: list[float], other: list[float]) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


SHOWN = """(element, [property]) => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d");
    canvas.fillStyle = getComputedStyle(element)[property];
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((value) => value / 255);
}"""


@pytest.mark.wcag("1.4.1")
def test_in_forced_colours_a_pressed_example_is_marked(forced: Page) -> None:
    figure = open_figure(forced, "full_cell")
    ground = figure.locator(".lx").evaluate(SHOWN, ["backgroundColor"])
    pressed = figure.locator("button[aria-pressed=true]").evaluate(SHOWN, ["backgroundColor"])
    assert contrast(pressed, ground) >= 3
    text = figure.locator("button[aria-pressed=true]").evaluate(SHOWN, ["color"])
    assert contrast(text, pressed) >= 4.5


@pytest.mark.parametrize("name", EXPLORABLES)
def test_in_forced_colours_every_line_and_label_is_seen(forced: Page, name: str) -> None:
    figure = open_figure(forced, name)
    settle(figure)
    ground = figure.locator(".lx").evaluate(SHOWN, ["backgroundColor"])
    kinds = {
        "line": ("stroke", 3),
        "fill": ("fill", 3),
        "box": ("stroke", 3),
        "text": ("fill", 4.5),
    }
    seen = 0
    for kind, (paint, least) in kinds.items():
        classes = figure.locator(f"svg .lx-{kind}").evaluate_all(
            "all => [...new Set(all.map(one => one.getAttribute('class')))]"
        )
        for look in classes:
            mark = figure.locator(f"svg [class='{look}']").first
            assert contrast(mark.evaluate(SHOWN, [paint]), ground) >= least, look
            seen += 1
    assert seen >= 2
    for button in figure.get_by_role("button").all():
        if button.is_visible():
            edge = button.evaluate(SHOWN, ["color"])
            own = button.evaluate(SHOWN, ["backgroundColor"])
            assert max(contrast(edge, own), contrast(edge, ground)) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.wcag("1.4.11")
def test_in_either_theme_lines_and_labels_are_seen(show: Open, theme: str) -> None:
    figure = show("full_cell")
    figure.page.evaluate("(theme) => (document.documentElement.dataset.theme = theme)", theme)
    assert_colours_are_seen(figure)


def assert_colours_are_seen(figure: Locator) -> None:
    ground = figure.locator(".lx").evaluate(SHOWN, ["backgroundColor"])
    svg = figure.locator("svg").first
    for letter in [*COLOURS, "ink"]:
        line = svg.locator(f".lx-line.lx-{letter}").first
        assert contrast(line.evaluate(SHOWN, ["stroke"]), ground) >= 3, letter
        label = svg.locator(f".lx-text.lx-{letter}").first
        assert contrast(label.evaluate(SHOWN, ["fill"]), ground) >= 4.5, letter


# Paper


def test_on_paper_a_figure_stays_in_one_piece(phone: Page) -> None:
    figure = open_figure(phone, "full_cell")
    phone.emulate_media(media="print")
    assert figure.locator(".lx").evaluate("one => getComputedStyle(one).breakInside") == "avoid"
    for control in figure.locator("button, input").all():
        assert control.is_hidden()
    phone.emulate_media(media="screen")
