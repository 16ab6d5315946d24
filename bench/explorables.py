"""Response times of interactive figures, and the longest time training blocks the page.

`python -m bench` measures this too, `python -m bench.explorables` only this, in the Chromium of the
tests. It prints the results and stores nothing.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page

from lstm_course.explorables import EXPLORABLES, bundle_page, explorable
from tools import browser

FRAME = 16
"""The target, in milliseconds."""
HTML = '<!doctype html><meta charset="utf-8"><script src="figures.js"></script><main>{}</main>'
ANSWER = """async () => {
    const [slide, times] = [document.querySelector("input[type=range]"), []];
    for (let k = 0; k < 60; k += 1) {
        await new Promise(requestAnimationFrame); // then nothing is under way
        slide.value = k % 2 ? slide.min : slide.max;
        const start = performance.now();
        slide.dispatchEvent(new Event("input", { bubbles: true }));
        const told = performance.now() - start;
        const frame = await new Promise((resolve) => requestAnimationFrame(resolve));
        document.body.offsetHeight; // its layout as well
        times.push(told + performance.now() - frame);
    }
    return times;
}"""
TRAINED: list[dict[str, Any]] = [{}, {"task": "adding", "length": 60, "units": 32}]
"""The initial settings, and the longest task with the most units."""

SECONDS = 5


def opened(chromium: Browser, folder: Path, name: str, **state: Any) -> Page:
    (folder / "page.html").write_text(HTML.format(explorable(name, **state).html()), "utf-8")
    page = chromium.new_page()
    page.goto((folder / "page.html").as_uri())
    return page


def longest(chromium: Browser, page: Page) -> tuple[float, float]:
    """Milliseconds of the page's longest task while it trains: wall time and processor time.

    Wall time is longer where other processes had their turns meanwhile.
    """
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(1000)
    chromium.start_tracing(page=page, categories=["toplevel"])
    page.wait_for_timeout(1000 * SECONDS)
    events = json.loads(chromium.stop_tracing())["traceEvents"]
    page.close()
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    tasks = [
        event
        for event in events
        if event["name"].endswith("RunTask") and (event["pid"], event["tid"]) in mains
    ]
    wall, own = (max(task.get(key, 0) for task in tasks) / 1000 for key in ("dur", "tdur"))
    return wall, own


def main() -> None:
    with tempfile.TemporaryDirectory() as place, browser.launched() as chromium:
        folder = Path(place)
        (folder / "figures.js").write_text(bundle_page(), "utf-8")
        print(f"milliseconds; target: {FRAME}")
        for name in EXPLORABLES:
            times = opened(chromium, folder, name).evaluate(ANSWER)
            print(f"{name} responds in {median(times):.1f}, at most {max(times):.1f}")
        for state in TRAINED:
            wall, own = longest(chromium, opened(chromium, folder, "playground", **state))
            print(f"playground, {state or 'initial settings'}, training for {SECONDS} seconds:")
            print(f"longest task of the page {wall:.1f}, processor time {own:.1f}")


if __name__ == "__main__":
    main()
