"""No decimal number is typed in prose: it is glued from a cell, since a typed one goes stale."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from tools.notebook_checks.outputs import text_of_html
from tools.notebook_checks.reading import Notebook, Problem

ANYTHING, EXERCISE = re.compile(r".*"), re.compile(r"(?:exercise )?\d{1,2}\.\d{1,2}")
EXERCISES = re.compile(r"(^|exercises/)\d\d_\w+\.ipynb(#|$)")
TYPED = re.compile(r"\d*\.\d+(?:e[-−+]?\d+)?|\d+e[-−]?\d+")
DIRECTIVE = re.compile(r"\{([\w:-]+)\}\s*(.*)")
NOT_PROSE = {"code", "code-block", "code-cell", "literalinclude", "include", "raw", "bibliography"}
PATH_ARGUMENT = {"figure", "image"}
OPTION = re.compile(r"^:[\w-]+:.*$", re.M)

_markdown = (
    MarkdownIt("commonmark")
    .enable("table")
    .use(colon_fence_plugin)
    .use(dollarmath_plugin)
    .use(amsmath_plugin)
    .use(myst_role_plugin)
)


class Typed(NamedTuple):
    """A decimal number found in prose, and its line in the text, counted from 1."""

    line: int
    number: str


def check(notebook: Notebook) -> Iterator[Problem]:
    """Yield a problem for each decimal number in markdown cells, captions and alternative texts."""
    for cell in notebook.markdown:
        if cell.id.startswith("task-"):
            continue  # numbers given in an exercise are not computed anywhere
        for line, number in typed_numbers(cell.source):
            yield notebook.problem(
                f"cell {cell.id}, line {line}",
                f"the number {number} is typed in prose",
                "glue it from a cell: glue('name', value), then {glue:text}`name`",
            )
    for cell in notebook.code:
        settings = cell.metadata.get("mystnb", {})
        for key, text in (
            ("caption", settings.get("figure", {}).get("caption", "")),
            ("alternative text", settings.get("image", {}).get("alt", "")),
        ):
            for _, number in typed_numbers(text):
                yield notebook.problem(
                    f"cell {cell.id}",
                    f"the number {number} is typed in a figure's {key}",
                    "write it in words; the cell's output and the prose show the number",
                )


def typed_numbers(markdown: str, first_line: int = 1) -> Iterator[Typed]:
    """Decimal numbers in the prose and formulas of a text in MyST Markdown.

    Code, the targets of links, roles such as {glue:text}`name` or {cite}`key`, and the number of an
    exercise that links to it are not prose.
    """
    for token in _markdown.parse(markdown):
        line = first_line + (token.map[0] if token.map else 0)
        if token.type in ("fence", "colon_fence"):
            yield from _in_directive(token, line)
        elif token.type == "inline":
            labels = None
            for child in token.children or []:
                if child.type in ("link_open", "link_close"):
                    labels = _labels(child) if child.type == "link_open" else None
                is_label = labels and labels.fullmatch(child.content)
                yield from _in_text("" if is_label else _prose(child), line)
                line += child.type in ("softbreak", "hardbreak")
        elif token.type in ("math_block", "math_block_label", "amsmath", "html_block"):
            yield from _in_text(_prose(token), line)


def _labels(link: Token) -> re.Pattern[str] | None:
    """The texts of a link that are no prose: an address, or the number of the exercise it leads to."""
    if link.markup == "autolink":
        return ANYTHING
    return EXERCISE if EXERCISES.search(str(link.attrs.get("href", ""))) else None


def _in_directive(token: Token, line: int) -> Iterator[Typed]:
    found = DIRECTIVE.match(token.info.strip())
    if not found or found[1] in NOT_PROSE:
        return
    name, argument = found.groups()
    if name not in PATH_ARGUMENT:
        yield from typed_numbers(argument, line)
    body = OPTION.sub("", token.content)
    yield from typed_numbers(body, line + 1)


def _in_text(text: str, line: int) -> Iterator[Typed]:
    for found in TYPED.finditer(text):
        yield Typed(line + text.count("\n", 0, found.start()), found.group())


def _prose(token: Token) -> str:
    """The part of a token that is prose or a formula."""
    match token.type:
        case "text" | "math_inline" | "math_inline_double" | "math_block" | "amsmath":
            return token.content
        case "math_block_label":
            return token.content
        case "image":
            return "".join(_prose(child) for child in token.children or [])
        case "myst_role" if token.meta["name"] == "math":
            return token.content
        case "html_block":
            return text_of_html(token.content)
    return ""
