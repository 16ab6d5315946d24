"""A reader's waiting times: for a page of the book, and for Python in the browser.

`python -m bench` measures this too, `python -m bench.site` this alone. It needs what `make setup`
makes. The site is served by this machine, compressed as GitHub Pages does it.
"""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page

from bench import live
from bench.aims import Aim
from bench.machine import machine
from bench.report import publish
from tools import browser, build_site
from tools.http_server import Host, packed

RESULTS = Path(__file__).with_name("site.md")
NOTEBOOK = "chapters/04_input_gate.ipynb"
PAINT, COLD = 1, 15
WEIGHT, COLD_WEIGHT = 1.2, 30
"""Seconds and MB, at most."""
PATIENCE = 120_000
PAINTED = """() => new Promise((resolve) => new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
        if (entry.name === "first-contentful-paint") resolve(entry.startTime / 1000);
}).observe({ type: "paint", buffered: true }))"""
SHOWN = ".jp-Notebook .jp-Cell"
READY = "window.jupyterapp?.shell.currentWidget?.context?.sessionContext?.session?.kernel"
ANSWERED = """async (code) => {
    const { kernel } = jupyterapp.shell.currentWidget.context.sessionContext.session;
    const { content } = await kernel.requestExecute({ code }).done;
    return content.status;
}"""
FIRST = "print(6 * 7)"
IMPORTS = "import matplotlib.pyplot, lstm_lib.cell"


class Visit(NamedTuple):
    """Opening a notebook: seconds until it is seen, until Python has answered, and until what a
    chapter imports is there; bytes sent."""

    seen: float
    answered: float
    imported: float
    sent: int


def pages(chromium: Browser, host: Host, site: Path) -> dict[str, tuple[float, int]]:
    """For each chapter the seconds to the first paint and the bytes sent, on a first visit."""
    found = {}
    for path in sorted((site / "chapters").glob("[01]*.html")):
        context = chromium.new_context()
        host.sent.clear()
        page = context.new_page()
        page.goto(f"{host.address}chapters/{path.name}", wait_until="networkidle")
        found[path.stem] = page.evaluate(PAINTED), sum(host.sent.values())
        context.close()
    return found


def visit(context: BrowserContext, host: Host) -> Visit:
    host.sent.clear()
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    start = perf_counter()
    page.goto(host.notebook(NOTEBOOK))
    page.wait_for_selector(SHOWN)
    seen = perf_counter() - start
    page.wait_for_function(READY)
    answered, imported = (_asked(page, code) - start for code in (FIRST, IMPORTS))
    page.close()
    return Visit(seen, answered, imported, sum(host.sent.values()))


def _asked(page: Page, code: str) -> float:
    """Wait until Python has answered."""
    assert page.evaluate(ANSWERED, code) == "ok"
    return perf_counter()


def report(chapters: dict[str, tuple[float, int]], first: Visit, second: Visit) -> str:
    """The measurements in sentences."""
    paints = [paint for paint, _ in chapters.values()]
    heaviest = max(chapters, key=lambda name: chapters[name][1])
    return (
        f"Served by the same machine, nothing in the browser's cache; {machine()}; {date.today()}."
        f"\n\nFirst paint of the {len(chapters)} chapters: median {median(paints):.2f} s, slowest "
        f"{max(paints):.2f} s. Heaviest chapter: "
        f"{chapters[heaviest][1] / 1e6:.2f} MB sent ({heaviest})."
        f"\n\n*Run in your browser*, first visit: the notebook is seen after {first.seen:.1f} s, "
        f"Python has answered after {first.answered:.2f} s, has imported matplotlib "
        f"and the library after {first.imported:.1f} s; "
        f"{first.sent / 1e6:.2f} MB sent. Second visit: {second.seen:.1f} s, "
        f"{second.answered:.1f} s, {second.imported:.1f} s, {second.sent / 1e6:.1f} MB."
    )


def aims(chapters: dict[str, tuple[float, int]], first: Visit) -> list[Aim]:
    """The slowest and the heaviest chapter, and a first visit to a notebook."""
    return [
        Aim("slowest first paint, s", max(paint for paint, _ in chapters.values()), most=PAINT),
        Aim("heaviest chapter, MB", max(sent for _, sent in chapters.values()) / 1e6, most=WEIGHT),
        Aim("Python's first answer, s", first.answered, most=COLD),
        Aim("sent in a first visit, MB", first.sent / 1e6, most=COLD_WEIGHT),
    ]


def main() -> None:
    print("site …", flush=True)
    with tempfile.TemporaryDirectory() as folder, browser.launched() as chromium:
        site = build_site.build(Path(folder))
        host = Host(site)
        for path in filter(Path.is_file, site.rglob("*")):
            packed(path)  # as a host has done beforehand
        chapters = pages(chromium, host, site)
        context = chromium.new_context()
        visits = [visit(context, host) for _ in range(2)]
        host.off()
        publish(report(chapters, *visits), RESULTS, aims(chapters, visits[0]))
        found = live.measured(chromium, site)
        publish(live.report(*found), live.RESULTS, live.aims(*found))


if __name__ == "__main__":
    main()
