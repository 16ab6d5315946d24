"""An explorable on a page of its own: how tests open it, operate it and look at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserType,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Route,
    expect,
)
from waiting import ask, wait_until

from lstm_course.explorables import bundle_page, explorable

ADDRESS = "http://127.0.0.1:1/"
PLACE = """<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8">
<link rel="icon" href="data:,"><meta name="viewport" content="width=device-width"><title>A page</title>
<style>html[data-theme=dark] {{ color-scheme: dark; background: #121212 }} body {{ margin: 8px }}
main {{ max-width: 760px }}</style>
<script src="explorables.js"></script></head><body><main><h1>A page</h1>{}</main></body></html>"""

CHAPTERS = Path(__file__).parents[2] / "chapters"
FILES = "/explorables/"
"""Folder of a page with the files that its figures fetch."""

PAUSE = 400
"""Milliseconds after which a change has settled."""

Open = Callable[..., Locator]


def open_figure(page: Page, name: str, query: str = "", **state: Any) -> Locator:
    """Load a page with this figure."""

    def serve(route: Route) -> None:
        if FILES in route.request.url:
            route.fulfill(body=(CHAPTERS / route.request.url.partition(FILES)[2]).read_bytes())
        elif route.request.url.endswith(".js"):
            route.fulfill(body=bundle_page(), content_type="text/javascript")
        else:
            html = PLACE.format(explorable(name, **state).html())
            route.fulfill(body=html, content_type="text/html")

    page.unroute_all()
    page.route(f"{ADDRESS}**", serve)
    page.goto(f"{ADDRESS}{query}")
    return page.locator("lstm-explorable")


@pytest.fixture(scope="module")
def place(browser: Browser) -> Iterator[Page]:
    """The page that all tests of a module share."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    context.clock.install()  # it runs as usual, but `heard` need not wait
    yield context.new_page()
    context.close()


@pytest.fixture
def show(place: Page) -> Iterator[Open]:
    """show("layer", query="", width=900): the figure, loaded again on the shared page.

    What it fetches only when a reader asks has been asked for, unless `asked` is false.
    """
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        complaints.append(message.text)

    def fail(error: Error) -> None:
        complaints.append(str(error))

    def _show(
        name: str, query: str = "", width: int = 900, asked: bool = True, **state: Any
    ) -> Locator:
        place.set_viewport_size({"width": width, "height": 800})
        figure = open_figure(place, name, query, **state)
        button = figure.locator(".lx-load")
        if asked and button.count():
            button.click()
            expect(button).to_be_hidden()
        return figure

    place.on("console", listen)
    place.on("pageerror", fail)
    yield _show
    place.remove_listener("console", listen)
    place.remove_listener("pageerror", fail)
    assert not complaints


@pytest.fixture(scope="module")
def with_device(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any]
) -> Iterator[Browser]:
    """A browser whose microphone beeps, and is open to pages that are allowed to use it."""
    options = browser_type_launch_args
    beeping = "--use-fake-device-for-media-stream"
    browser = browser_type.launch(**options | {"args": [*options.get("args", []), beeping]})
    yield browser
    browser.close()


def heard(figure: Locator) -> str:
    """The sentence spoken once the latest change has settled, if it is a new one."""
    settle(figure)
    figure.page.clock.fast_forward(PAUSE)
    live = figure.locator("[aria-live]").element_handle()
    wait_until(figure.page, "live => live.textContent !== (live.heard ?? '')", live)
    text: str = live.evaluate("live => (live.heard = live.textContent)")
    return text


def values(figure: Locator) -> list[str]:
    """The values of all settings."""
    script = "inputs => inputs.map(input => input.type === 'radio' ? input.checked : input.value)"
    found: list[str] = figure.locator("input").evaluate_all(script)
    return found


def rows(figure: Locator, of: str = "tr") -> list[list[str]]:
    """The cells of tables, row by row."""
    script = "all => all.map(row => [...row.children].map(cell => cell.textContent))"
    found: list[list[str]] = figure.locator(of).evaluate_all(script)
    return found


def drawn(figure: Locator) -> str:
    """The pictures and tables."""
    return "".join(
        figure.locator("svg, table").evaluate_all("all => all.map(one => one.innerHTML)")
    )


AS_WIDE_AS_ITS_PLACE = """figure => [...figure.querySelectorAll(".lx-plot > svg[viewBox]")].every(
    ({ parentElement: { clientWidth }, viewBox }) =>
        !clientWidth || Math.abs(viewBox.baseVal.width - clientWidth) < 1
)"""


def settle(figure: Locator) -> None:
    """Wait for the next frame, and until pictures are drawn as wide as they now are."""
    ask(figure.page, "() => new Promise(requestAnimationFrame)")
    wait_until(figure.page, AS_WIDE_AS_ITS_PLACE, figure.element_handle())


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")
