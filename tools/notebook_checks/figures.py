"""Every figure has a name, a caption, and an alternative text for readers who cannot see it."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.notebook_checks.reading import Notebook, Problem

IMAGES = ("image/png", "image/jpeg", "image/svg+xml")
SHORTEST_ALT = 40
DENSITY = 2
"""Pixels of a plot for each of its width: what screens have on phones and newer laptops."""
FILE_NAME = re.compile(r"\.(png|svg|jpe?g|gif|pdf|webp)\b", re.IGNORECASE)
DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
DESCRIPTION = re.compile(r"<(?:title|desc)\b[^>]*>([^<]+)<")
EMPTY_START = re.compile(
    r"\s*(an?|the)?\s*(image|figure|plot|picture|graph|chart|diagram)\s+(of|showing|with)\b",
    re.IGNORECASE,
)


def images(outputs: list[Any]) -> list[tuple[str, str]]:
    """The pictures among a cell's outputs: the MIME type and the stored text of each."""
    return [
        (mime, output["data"][mime])
        for output in outputs
        for mime in IMAGES
        if mime in output.get("data", {})
    ]


def check(notebook: Notebook) -> Iterator[Problem]:
    """Yield a problem for each figure that lacks a description, and for two figures in one cell."""
    for cell in notebook.code:
        where = f"cell {cell.id}"
        for output in cell.outputs:
            for drawing in DRAWING.findall(output.get("data", {}).get("text/html", "")):
                if len(" ".join(DESCRIPTION.findall(drawing))) < SHORTEST_ALT:
                    wrong = "the drawing has no alternative text"
                    yield notebook.problem(where, wrong, "give its <svg> a <title> and a <desc>")
            if wrong := _wrong_with_density(output):
                yield notebook.problem(where, wrong, notebook.how_to_run)
        shown = len(images(cell.outputs))
        if not shown:
            continue
        if shown > 1:
            yield notebook.problem(where, f"shows {shown} figures", "one figure a cell")
        settings = cell.metadata.get("mystnb", {})
        wrong = _wrong_with_alt(settings.get("image", {}).get("alt", ""))
        if wrong:
            yield notebook.problem(
                where, wrong, "describe in mystnb.image.alt what a reader sees in the picture"
            )
        for key in ("caption", "name"):
            if not settings.get("figure", {}).get(key, "").strip():
                todo = f"write it in the cell's metadata, mystnb.figure.{key}"
                yield notebook.problem(where, f"the figure has no {key}", todo)


def size(png: str) -> tuple[int, int]:
    """The width and the height of a stored PNG in pixels."""
    start = b64decode(png[:32])
    return int.from_bytes(start[16:20]), int.from_bytes(start[20:24])


def check_names(notebook: Notebook, taken: dict[str, Path]) -> Iterator[Problem]:
    """Yield a problem for each figure name that is taken; `taken` collects the names."""
    for cell in notebook.code:
        name = cell.metadata.get("mystnb", {}).get("figure", {}).get("name")
        if name in taken:
            wrong = f"figure name {name} is taken, in {taken[name]}"
            yield notebook.problem(f"cell {cell.id}", wrong, "choose another")
        elif name:
            taken[name] = notebook.path


def _wrong_with_density(output: Any) -> str:
    png = output.get("data", {}).get("image/png")
    stated = output.get("metadata", {}).get("image/png", {})
    if not png:
        return ""
    wide, high = size(png)
    if stated == {"width": wide // DENSITY, "height": high // DENSITY}:
        return ""
    return f"the plot has {wide} × {high} pixels, but its output states {stated or 'no size'}"


def _wrong_with_alt(alt: str) -> str:
    if not alt.strip():
        return "the figure has no alternative text"
    if FILE_NAME.search(alt):
        return f"the figure's alternative text is a file name: {alt}"
    if EMPTY_START.match(alt):
        return f"the figure's alternative text says that it is one: {alt[:30]}…"
    if len(alt) < SHORTEST_ALT:
        return f"the figure's alternative text is only {len(alt)} characters long: {alt}"
    return ""
