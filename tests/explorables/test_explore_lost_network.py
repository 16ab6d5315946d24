"""A figure that a reader's code shows, on a page whose script lacks it, while the network is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from explorable_fixtures import ADDRESS, PLACE
from playwright.sync_api import Page, Route, expect

from lstm_course.explorables import bundle_page, explorable

ALL = f"{ADDRESS}explorables.js"
OWN = f"{ADDRESS}explorables-layer.js"
SHOW = "html => document.querySelector('main').insertAdjacentHTML('beforeend', html)"


@pytest.fixture
def visit(page: Page) -> Iterator[Page]:
    """A page with a figure of its own, and without a network for the script of all figures."""
    html = PLACE.format(explorable("layer").html()).replace(
        "explorables.js", "explorables-layer.js"
    )
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.route(ADDRESS, lambda route: route.fulfill(body=html, content_type="text/html"))
    page.route(OWN, script(["layer"]))
    page.route(ALL, lambda route: route.abort())
    page.goto(ADDRESS)
    yield page
    assert not complaints


def script(names: list[str] | None = None) -> Callable[[Route], None]:
    def serve(route: Route) -> None:
        body = bundle_page(names) if names else bundle_page()
        route.fulfill(body=body, content_type="text/javascript")

    return serve


def test_a_lost_network_is_said_and_another_try_draws_the_figure(visit: Page) -> None:
    expect(visit.locator("lstm-explorable[name=layer] svg").first).to_be_visible()
    for name in "input_gate", "memory_cell":
        visit.evaluate(SHOW, explorable(name).html())
    lost = visit.locator("lstm-explorable[name=input_gate]")
    other = visit.locator("lstm-explorable[name=memory_cell]")
    for figure in lost, other:
        expect(figure.get_by_role("alert")).to_have_text(
            "This interactive figure could not be loaded: the network does not answer. "
            "Check the connection and try again."
        )
    lost.get_by_role("button", name="Try again").press("Enter")
    expect(lost.get_by_role("alert")).to_be_visible()
    assert not lost.locator("svg").count()
    visit.unroute(ALL)
    visit.route(ALL, script())
    for figure in lost, other:
        figure.get_by_role("button", name="Try again").press("Enter")
        expect(figure.locator("svg").first).to_be_visible()
        assert not figure.get_by_role("alert").count()
        assert figure.evaluate("figure => figure.contains(document.activeElement)")
