"""The worker of lstm_course.explorables, asked as a page asks it."""

from __future__ import annotations

from typing import Any

from js_modules import Run

from lstm_course.explorables.bundle import bundle_worker

ASK = """([text, requests]) => new Promise((resolve) => {
    const script = new Blob([text], { type: "text/javascript" });
    const worker = new Worker(URL.createObjectURL(script));
    const reports = [];
    worker.onmessage = ({ data }) => {
        const arrays = Object.entries(data.parameters).map(([name, array]) => [name, [...array]]);
        reports.push({ ...data, ...Object.fromEntries(arrays) });
        if (requests.length) worker.postMessage(requests.shift());
        else resolve(worker.terminate() ?? reports);
    };
    worker.postMessage(requests.shift());
})"""


def ask_worker(run: Run, figure: str, *requests: dict[str, Any]) -> list[dict[str, Any]]:
    """The worker's replies, request by request; each has the arrays of its parameters as well."""
    asked = [{"figure": figure, **request} for request in requests]
    arguments = {"text": bundle_worker("training/worker.js"), "requests": asked}
    found: list[dict[str, Any]] = run(f"({ASK})([text, requests])", **arguments)
    return found
