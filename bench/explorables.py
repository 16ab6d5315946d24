"""Whether figures answer within a frame, and whether training in the page ever holds it up.

`python -m bench` measures this too, `python -m bench.explorables` this alone, in the Chromium that
the tests drive. It prints what it found and stores nothing.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from lstm_lib.explore import NAMES, bundle, explorable
from tools import browser

FRAME = 16
"""Milliseconds, aimed at."""
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
GAPS = """async (seconds) => {
    const [long, gaps] = [[], []];
    const seen = (list) => long.push(...list.getEntries().map((entry) => entry.duration));
    new PerformanceObserver(seen).observe({ type: "longtask" });
    const end = performance.now() + 1000 * seconds;
    for (let before = performance.now(); before < end; ) {
        const now = await new Promise(requestAnimationFrame);
        gaps.push(now - before);
        before = now;
    }
    const steps = document.querySelector("lstm-explorable .lx-sum").textContent;
    return { gaps: gaps.slice(2), long, steps };
}"""
TRAINING = {"task": "adding", "length": 60, "units": 32}


def opened(chromium: Browser, folder: Path, name: str, **state: Any) -> Page:
    (folder / "page.html").write_text(HTML.format(explorable(name, **state).html()), "utf-8")
    page = chromium.new_page()
    page.goto((folder / "page.html").as_uri())
    return page


def main() -> None:
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        options = browser.launch_options(playwright.chromium)
        if options is None:
            raise SystemExit(browser.ADVICE)
        chromium, folder = playwright.chromium.launch(**options), Path(place)
        (folder / "figures.js").write_text(bundle(), "utf-8")
        print(f"milliseconds; aimed at: {FRAME}")
        for name in NAMES:
            times = opened(chromium, folder, name).evaluate(ANSWER)
            print(f"{name} answers in {median(times):.1f}, at most {max(times):.1f}")
        page = opened(chromium, folder, "playground", **TRAINING)
        page.get_by_role("button", name="Play").click()
        seen = page.evaluate(GAPS, 5)
        usual, most = median(seen["gaps"]), max(seen["gaps"])
        print(f"playground at {TRAINING}, training for 5 seconds ({seen['steps'].split(':')[0]}):")
        print(f"a frame every {usual:.1f}, at most {most:.1f}; tasks above 50: {len(seen['long'])}")


if __name__ == "__main__":
    main()
