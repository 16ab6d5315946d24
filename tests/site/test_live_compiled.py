"""Keep what Python compiled in the browser, so that the next start in a page takes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from live_pages import LivePage, visitor
from playwright.sync_api import Browser
from waiting import ask

from bench.live import COMPILED
from tools.http_server import Host

pytest_plugins = ["lite_fixtures"]

EXERCISE = "exercises/04_input_gate"
LIBRARY = "python_stdlib.zip"
SHORTEN = """async () => {
    const [name] = (await caches.keys()).filter((name) => name.startsWith("compiled "));
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
        const kept = await cache.match(request);
        const content = (await kept.arrayBuffer()).slice(0, -1);
        await cache.put(request, new Response(content, { headers: kept.headers }));
    }
}"""


@pytest.mark.parametrize("damaged", [False, True])
def test_the_next_start_takes_what_is_kept_if_it_is_whole(
    damaged: bool, browser: Browser, whole_site: Path
) -> None:
    with visitor(browser, service_workers="block") as context:
        host = Host(whole_site)
        first = LivePage(context.new_page(), host, EXERCISE)
        first.edit("answer-1", "6 * 7")
        assert first.run("answer-1").strip() == "42"
        verdict = first.run("check-2")
        assert ask(first.page, COMPILED)
        first.edit("answer-1", "6 * 8")
        assert first.run("answer-1").strip() == "48"
        if damaged:
            ask(first.page, SHORTEN)
        first.page.close()
        host.sent.clear()
        later = LivePage(context.new_page(), host, EXERCISE)
        assert later.run("check-2") == verdict
        assert any(path.endswith(LIBRARY) for path in host.sent) == damaged
        host.off()
