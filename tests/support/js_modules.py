"""The scripts of lstm_course.explorables, loaded one by one in a browser, and called from Python."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from posixpath import relpath
from typing import Any, Protocol

import numpy as np
from playwright.sync_api import Browser, Route
from waiting import ask

from lstm_course.explorables.bundle import source

ADDRESS = "http://127.0.0.1:1/"
TYPES = {"js": "text/javascript", "json": "application/json"}


class Run(Protocol):
    """run("lstm.layer(W, x)", W=…, x=…): the value of an expression of JavaScript.

    Each module is an object of what it exports; arrays of NumPy arrive as lists of lists.
    """

    def __call__(self, expression: str, **values: Any) -> Any: ...


@contextmanager
def running(browser: Browser, *modules: str) -> Iterator[Run]:
    """A page that has these modules, given as "model/lstm"."""
    page = browser.new_page()
    page.route(f"{ADDRESS}**", _serve)
    page.goto(ADDRESS)
    for module in modules:
        name = module.rpartition("/")[2]
        address = f"./explorables/{module}.js"
        ask(page, f"async () => {{ window.{name} = await import('{address}'); }}")

    def run(expression: str, **values: Any) -> Any:
        plain = {name: _plain(value) for name, value in values.items()}
        return ask(page, f"({{ {', '.join(values)} }}) => ({expression})", plain)

    yield run
    page.close()


def _serve(route: Route) -> None:
    name = route.request.url.removeprefix(ADDRESS)
    if name:
        body, kind = source(relpath(name, "explorables")), TYPES[name.rpartition(".")[2]]
        route.fulfill(body=body, content_type=kind)
    else:
        route.fulfill(body="<!doctype html><title>Scripts</title>", content_type="text/html")


def _plain(value: Any) -> Any:
    """A value that can be sent to a page: arrays as lists, also in dictionaries and lists."""
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    return [_plain(entry) for entry in value] if isinstance(value, list | tuple) else value
