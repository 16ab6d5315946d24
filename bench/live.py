"""The time that a reader waits for a cell in the page, for a verdict and for a figure.

`bench.site` measures this too, with the site that it builds.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, expect

from bench.aims import Aim
from bench.machine import machine
from tools.http_server import Host

RESULTS = Path(__file__).with_name("live.md")
EXERCISE, CHECK = "exercises/04_input_gate", "check-2"
CHAPTER, FIGURE = "chapters/04_input_gate", "blocks"
VISITS = 3
VERDICT, VERDICT_WEIGHT = 5, 12
DRAWN, DRAWN_WEIGHT = 8, 24
AGAIN = 3
"""Seconds and MB, at most."""
PATIENCE = 120_000
BEGUN = re.compile("Running cell|Done in")
COMPILED = """async () => {
    for (let k = 0; k < 600; k++) {
        const names = (await caches.keys()).filter((name) => name.startsWith("compiled "));
        const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
        if (kept.flat().length === 2) return true;
        await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return false;
}"""
"""True once the modules are kept as compiled code, which takes some seconds after a run."""


class Wait(NamedTuple):
    """Pressing Run on a page that is open: seconds until Python runs the first cell and until the
    output is there; bytes sent since the page was opened."""

    started: float
    shown: float
    sent: int


def wait(context: BrowserContext, host: Host, name: str, cell: str, stays: bool = False) -> Wait:
    """Open a page, press Run at this cell, and wait for its output.

    Args:
        stays: leave the page only when it has prepared the next visit.
    """
    host.sent.clear()
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{host.address}{name}.html", wait_until="networkidle")
    status = page.locator(f"#cell-{cell} .live-status")
    begin = perf_counter()
    page.get_by_role("button", name=f"Run cell {_number(page, cell)}", exact=True).click()
    expect(status).to_contain_text(BEGUN, timeout=PATIENCE)
    started = perf_counter() - begin
    expect(status).to_contain_text("Done in", timeout=PATIENCE)
    shown = perf_counter() - begin
    assert not stays or page.evaluate(COMPILED)
    page.close()
    return Wait(started, shown, sum(host.sent.values()))


def _number(page: Page, cell: str) -> int:
    """The cell's number among those of its page."""
    script = "id => [...document.querySelectorAll('div.cell[id]')].findIndex(one => one.id === id)"
    return int(page.evaluate(script, f"cell-{cell}")) + 1


def measured(chromium: Browser, site: Path) -> tuple[list[Wait], list[Wait], Wait, Wait]:
    """First visits to an exercise and to a chapter, a second visit, and one without a network."""
    firsts: list[list[Wait]] = [[], []]
    for _ in range(VISITS):
        for found, (name, cell) in zip(firsts, ((EXERCISE, CHECK), (CHAPTER, FIGURE)), strict=True):
            host, context = Host(site), chromium.new_context()
            found.append(wait(context, host, name, cell))
            context.close()
            host.off()
    host, context = Host(site), chromium.new_context()
    wait(context, host, EXERCISE, CHECK, stays=True)
    wait(context, host, EXERCISE, CHECK)  # the page itself was kept by now
    again = wait(context, host, EXERCISE, CHECK)
    context.set_offline(True)
    host.off()
    offline = wait(context, host, EXERCISE, CHECK)
    context.close()
    return firsts[0], firsts[1], again, offline


def report(verdicts: list[Wait], figures: list[Wait], again: Wait, offline: Wait) -> str:
    """The measurements in sentences."""
    return (
        f"*Run* in the page, nothing in the browser's cache, median of {len(verdicts)} visits; "
        f"{machine()}; {date.today()}."
        f"\n\nThe first verdict on an exercise: {_first(verdicts)}. The first figure of a chapter: "
        f"{_first(figures)}. The rest of the time goes to the cells above and the cell itself, "
        "imports included. A later visit, for which the first has kept what Python compiled: the "
        f"verdict after {again.shown:.2f} s, "
        f"{again.sent / 1e6:.2f} MB sent; without a network after {offline.shown:.2f} s."
    )


def _first(waits: list[Wait]) -> str:
    shown, started, sent = medians(waits)
    return (
        f"after {shown:.2f} s, of which Python takes {started:.2f} s to start; {sent:.2f} MB sent, "
        "the page included"
    )


def medians(waits: list[Wait]) -> tuple[float, float, float]:
    """Seconds until shown, seconds until Python runs, and MB sent, each its own median."""
    shown, started = (median(getattr(one, name) for one in waits) for name in ("shown", "started"))
    return shown, started, median(one.sent for one in waits) / 1e6


def aims(verdicts: list[Wait], figures: list[Wait], again: Wait, offline: Wait) -> list[Aim]:
    """The aims for a first and for a later visit."""
    (verdict, _, verdict_sent), (figure, _, figure_sent) = medians(verdicts), medians(figures)
    return [
        Aim("first verdict, s", verdict, most=VERDICT),
        Aim("first verdict, MB", verdict_sent, most=VERDICT_WEIGHT),
        Aim("first figure, s", figure, most=DRAWN),
        Aim("first figure, MB", figure_sent, most=DRAWN_WEIGHT),
        Aim("verdict of a later visit, s", again.shown, most=AGAIN),
        Aim("verdict of a later visit, MB", again.sent / 1e6, most=0),
        Aim("verdict without a network, s", offline.shown, most=AGAIN),
    ]
