"""The service worker of the site: a new version takes over, and what is not kept is said."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_pages import visitor
from playwright.sync_api import Browser, BrowserContext, Page, expect
from waiting import ask, wait_until

from extensions.live_cells import PLACE, SCRIPTS, write_worker
from tools.http_server import Host, packed

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title><h1>{}</h1>
<script type="module" src="{}/offline.js"></script></html>"""

WAITS = "async () => Boolean((await navigator.serviceWorker.getRegistration()).waiting)"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A site of two pages."""
    (tmp_path / PLACE).mkdir(parents=True)
    shutil.copy(SCRIPTS / "offline.js", tmp_path / PLACE)
    publish(tmp_path, "one")
    return tmp_path


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with visitor(browser) as context:
        yield context


def publish(site: Path, text: str) -> None:
    for name in "index.html", "other.html":
        (site / name).write_text(PAGE.format(f"{name} {text}", PLACE))
    write_worker(site)
    packed.cache_clear()


def in_charge(page: Page, address: str) -> None:
    page.goto(address)
    wait_until(page, "navigator.serviceWorker.controller !== null")


def test_a_new_version_takes_over_at_the_next_page(context: BrowserContext, folder: Path) -> None:
    host = Host(folder)
    page = context.new_page()
    in_charge(page, host.address)
    page.goto(f"{host.address}index.html")
    publish(folder, "two")
    others = [context.new_page() for _ in range(2)]
    for other in others:
        other.goto(f"{host.address}index.html")
    ask(page, "async () => (await navigator.serviceWorker.getRegistration()).update()")
    wait_until(page, WAITS)
    page.goto(f"{host.address}index.html")
    expect(page.get_by_role("heading")).to_have_text("index.html one")
    for other in others:
        other.close()
    context.set_offline(True)
    page.goto(f"{host.address}index.html")
    expect(page.get_by_role("heading")).to_have_text("index.html one")
    context.set_offline(False)
    page.goto(f"{host.address}other.html")
    expect(page.get_by_role("heading")).to_have_text("other.html two")
    names = ask(page, "caches.keys()")
    assert len(names) == 1, "the old version is forgotten"
    host.off()


def test_a_page_that_was_never_kept_says_so_without_a_network(
    context: BrowserContext, folder: Path
) -> None:
    host = Host(folder)
    page = context.new_page()
    in_charge(page, host.address)
    page.goto(f"{host.address}index.html?from=search")
    context.set_offline(True)
    host.off()
    page.goto(f"{host.address}index.html")
    expect(page.get_by_role("heading")).to_have_text("index.html one")
    page.goto(f"{host.address}other.html")
    expect(page.locator("body")).to_contain_text("has not been kept for reading without a network")


def test_a_page_that_does_not_exist_is_not_kept(context: BrowserContext, folder: Path) -> None:
    host = Host(folder)
    page = context.new_page()
    in_charge(page, host.address)
    response = page.goto(f"{host.address}missing.html")
    assert response and response.status == 404
    shutil.copy(folder / "other.html", folder / "missing.html")
    page.goto(f"{host.address}missing.html")
    expect(page.get_by_role("heading")).to_have_text("other.html one")
    host.off()
