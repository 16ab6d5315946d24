"""The library reference: the docstrings of lstm_lib, read as the plain text they are."""

from __future__ import annotations

import re

from sphinx.application import Sphinx


def as_markup(
    app: Sphinx, what: str, name: str, thing: object, options: object, lines: list[str]
) -> None:
    """Escape what would be markup by accident, and set `names` as code."""
    for at, line in enumerate(lines):
        pieces = re.split(r"(`[^`]+`)", line)
        lines[at] = "".join(
            f"`{piece}`" if piece.startswith("`") else re.sub(r"([|*\\])", r"\\\1", piece)
            for piece in pieces
        )


def skipped(
    app: Sphinx, what: str, name: str, thing: object, skip: bool, options: object
) -> bool | None:
    """Leave out the fields of named tuples: what they are stands in the tuple's docstring."""
    return True if type(thing).__name__ == "_tuplegetter" else None


def setup(app: Sphinx) -> None:
    """Run before napoleon turns the sections of a docstring into fields."""
    app.setup_extension("sphinx.ext.autodoc")
    app.setup_extension("sphinx.ext.napoleon")
    app.connect("autodoc-process-docstring", as_markup, priority=100)
    app.connect("autodoc-skip-member", skipped)
