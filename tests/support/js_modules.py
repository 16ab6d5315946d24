"""The scripts of lstm_course.explorables, loaded one by one in a browser, and called from Python."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from playwright.sync_api import Browser, Route

FOLDER = Path(__file__).parents[2] / "lstm_course"
ADDRESS = "http://127.0.0.1:1/"
TYPES = {".js": "text/javascript", ".json": "application/json"}


class Run(Protocol):
    """run("core.layer(W, x)", W=…, x=…): the value of an expression of JavaScript.

    Each file is an object of what it exports; arrays of NumPy arrive as lists of lists.
    """

    def __call__(self, expression: str, **values: Any) -> Any: ...


@contextmanager
def running(browser: Browser, *files: str) -> Iterator[Run]:
    """A page that has these files."""
    page = browser.new_page()
    page.route(f"{ADDRESS}**", _serve)
    page.goto(ADDRESS)
    for file in files:
        page.evaluate(f"async () => {{ window.{file} = await import('./explorables/{file}.js'); }}")

    def run(expression: str, **values: Any) -> Any:
        plain = {name: _plain(value) for name, value in values.items()}
        return page.evaluate(f"({{ {', '.join(values)} }}) => ({expression})", plain)

    yield run
    page.close()


def _serve(route: Route) -> None:
    name = route.request.url.removeprefix(ADDRESS)
    if name:
        path = FOLDER / name
        route.fulfill(body=path.read_text("utf-8"), content_type=TYPES[path.suffix])
    else:
        route.fulfill(body="<!doctype html><title>Scripts</title>", content_type="text/html")


def _plain(value: Any) -> Any:
    """What can be sent to a page: arrays as lists, also inside dictionaries and lists."""
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    return [_plain(entry) for entry in value] if isinstance(value, list | tuple) else value
