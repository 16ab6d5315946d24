"""Stored outputs have no error, no stderr, four significant digits, no trace of one machine or day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from tools.notebook_checks.reading import Notebook, Problem

DIGITS = 4
UNREAD = {"script", "style", "svg"}
DECIMAL = re.compile(r"(?<![\w.])\d*\.\d+(?!\w*\.\d)")
FORBIDDEN = [
    (re.compile(r"\bnp\.(float|int|bool|str)\d*_?\("), "the repr of a NumPy scalar", "format it"),
    (re.compile(r"\bat 0x[0-9a-fA-F]+"), "a memory address", "do not show the object itself"),
    (
        re.compile(r"(?<![\w/.:<])/(?:[\w.-]+/)+[\w.-]+|\b[A-Za-z]:\\"),
        "a path of one machine",
        "show a relative path, or none",
    ),
    (
        re.compile(r"wall time|cpu times|per loop|\d\s?(?:ns|µs|μs|ms)\b", re.IGNORECASE),
        "a time",
        "measure in bench/, not in a chapter",
    ),
]


def check(notebook: Notebook) -> Iterator[Problem]:
    """Yield a problem for each output that may differ on another machine or day."""
    for cell in notebook.code:
        where = f"output of cell {cell.id}"
        for output in cell.outputs:
            if output.output_type == "error":
                if "raises-exception" not in cell.metadata.get("tags", []):
                    yield notebook.problem(
                        where, f"is an error, {output.ename}: {output.evalue}", "correct the cell"
                    )
            elif output.get("name") == "stderr":
                wrong = f"is on stderr: {output.text.strip().splitlines()[-1]}"
                yield notebook.problem(where, wrong, "remove the cause of the warning")
            else:
                for text in texts(output):
                    yield from _check_text(notebook, where, text)


def texts(output: Any) -> Iterator[str]:
    """The readable parts of an output: plain text, streams, tables, glued values."""
    if output.output_type == "stream":
        yield output.text
    for mime, data in output.get("data", {}).items():
        if mime.endswith(("text/plain", "text/markdown", "text/latex")):
            yield data
        elif mime.endswith("text/html"):
            yield text_of_html(data)


def text_of_html(html: str) -> str:
    """The text of a piece of HTML, without drawings, styles and scripts."""
    reader = _Text()
    reader.feed(html)
    return "".join(reader.parts)


def too_precise(text: str) -> list[str]:
    """The decimal numbers in a text with more than four significant digits."""
    return [number for number in DECIMAL.findall(text) if _significant(number) > DIGITS]


def _significant(number: str) -> int:
    return len(number.replace(".", "").lstrip("0"))


def _check_text(notebook: Notebook, where: str, text: str) -> Iterator[Problem]:
    precise = too_precise(text)
    if precise:
        wrong = f"shows more than {DIGITS} significant digits: {', '.join(precise[:3])}"
        yield notebook.problem(where, wrong, f"format it: f'{{value:.{DIGITS}g}}'")
    for pattern, what, todo in FORBIDDEN:
        found = pattern.search(text)
        if found:
            yield notebook.problem(where, f"shows {what}: {found.group()}", todo)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unread += tag in UNREAD
        self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.unread -= tag in UNREAD
        self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.parts.append(data)
