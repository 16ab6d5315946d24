"""Cells that cannot run: the page stays readable, and one line says what does not work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from live_pages import LivePage, visitor
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tools.http_server import Host

pytest_plugins = ["lite_fixtures"]

CHAPTER, EXERCISE = "chapters/04_input_gate", "exercises/04_input_gate"
OUTPUT = "input gate: [0.8581 0.6225 0.9526]"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with visitor(browser) as context:
        yield context


def opened(context: BrowserContext, host: Host, script: str = "") -> Page:
    page = context.new_page()
    if script:
        page.add_init_script(script)
    page.goto(f"{host.address}{CHAPTER}.html")
    return page


@pytest.mark.parametrize(
    ("script", "lacks"),
    [
        ("delete globalThis.WebAssembly", "this browser has no WebAssembly"),
        ("delete globalThis.Worker", "this browser has no workers"),
    ],
)
def test_a_browser_that_cannot_run_code_is_told_so(
    context: BrowserContext, host: Host, script: str, lacks: str
) -> None:
    page = opened(context, host, script)
    expect(page.locator(".live-note")).to_contain_text(f"Code cannot be run in this page: {lacks}.")
    assert page.locator(".live-bar").count() == 0
    assert OUTPUT in (page.locator("#cell-first-gate").text_content() or "")


def test_without_scripts_the_page_is_read_as_it_is(browser: Browser, host: Host) -> None:
    with visitor(browser, java_script_enabled=False) as context:
        page = opened(context, host)
        (seen,) = [one for one in page.locator(".live-note").all() if one.is_visible()]
        assert "where scripts are allowed; here they are off" in " ".join(seen.inner_text().split())
        assert page.locator(".live-bar").count() == 0


def test_from_a_folder_the_page_says_that_a_server_is_needed(
    context: BrowserContext, host: Host, whole_site: Path
) -> None:
    opened(context, host)  # so that the visitor has asked for something
    page = context.new_page()
    page.goto((whole_site / f"{CHAPTER}.html").as_uri())
    expect(page.locator(".live-note")).to_contain_text("that needs a page that comes from a server")
    assert page.locator(".live-bar").count() == 0


def test_refused_storage_is_said_once_and_breaks_nothing(
    context: BrowserContext, host: Host
) -> None:
    page = context.new_page()
    page.add_init_script(
        "Storage.prototype.setItem = Storage.prototype.getItem = () => { throw new Error('no') }"
    )
    live = LivePage(page, host, EXERCISE)
    live.edit("answer-1", "6 * 7")
    expect(live.status("answer-1")).to_contain_text("This browser keeps nothing for this site")
    assert live.run("answer-1").strip() == "42"
    live.edit("answer-3", "1")
    expect(live.status("answer-3")).to_be_empty()


def test_a_network_that_is_lost_half_way_is_said_and_run_again_works(
    browser: Browser, whole_site: Path
) -> None:
    with visitor(browser, service_workers="block") as context:
        host = Host(whole_site)
        live = LivePage(context.new_page(), host, EXERCISE)
        context.route("**/*numpy*", lambda route: route.abort())
        live.edit("answer-1", "6 * 7")
        live.button("answer-1", "Run").click()
        expect(live.status("answer-1")).to_contain_text("the network does not answer")
        assert live.area("answer-1").input_value() == "6 * 7"
        context.unroute_all()
        assert live.run("answer-1").strip() == "42"
        host.off()
        fresh = live.cell("answer-1")
        live.button("answer-1", "Restore").click()
        expect(fresh.locator(".cell_output")).to_be_empty()


def test_a_damaged_file_is_refused(browser: Browser, host: Host) -> None:
    with visitor(browser, service_workers="block") as context:
        live = LivePage(context.new_page(), host, EXERCISE)

        def damage(route: object) -> None:
            response = route.fetch()  # type: ignore[attr-defined]
            body = bytearray(response.body())
            body[-100] ^= 1
            route.fulfill(response=response, body=bytes(body))  # type: ignore[attr-defined]

        for name in ("course.zip", "pyodide.asm.js"):
            context.route(
                f"**/*{name}",
                lambda route: damage(route) if route.request.method == "GET" else route.continue_(),
            )
            live.button("answer-1", "Run").click()
            expect(live.status("answer-1")).to_contain_text("arrived damaged or changed")
            context.unroute_all()
        assert not live.output("answer-1").inner_text()
        live.edit("answer-1", "6 * 7")
        assert live.run("answer-1").strip() == "42"


def test_a_book_without_python_in_the_browser_has_no_such_cells(
    browser: Browser, course: str, site: Path
) -> None:
    with visitor(browser) as context:
        page = context.new_page()
        page.goto(f"{course}{CHAPTER}.html")
        assert page.locator(".live-bar, .live-note").count() == 0
        assert page.locator("#cell-first-gate").count() == 1
    assert not (site / "_static" / "live").exists()
    assert not (site / "service-worker.js").exists()
