"""The book's own Sphinx extension.

In a page (`.md`) or a markdown cell of a notebook:

    ```{equation} eq-input-gate
    :symbols: i_t sigma W_i h_t x_t t b_i
    :prerequisites: {ref}`a layer <eq-layer>`, the [sigmoid](03_sigmoid.md)

    i_t = \\sigma\\!\\left(W_i \\cdot [h_{t-1}, x_t] + b_i\\right)
    ```

On the page each symbol explains itself to those who point at it, tap it or reach it with the keys.

The argument is the equation's label: it numbers the equation, and {eq}`eq-input-gate` (its number)
and {ref}`words <eq-input-gate>` link to it. Both options are required. `symbols` lists every
symbol of the equation by its id in `chapters/symbols.yml`, in the order of the legend;
`prerequisites` is one line of markdown. A derivation follows as a {dropdown}. The build fails on
an unknown id, on a symbol of the equation that is not listed and on a listed one that is not in it.

    ```{symbol-table} The sizes
    ```

the symbols of one group of that file, in both notations and in code, and

    ```{symbol-glossary}
    ```

a glossary of all of them, and of the words that the file lists without a symbol: {term}`input gate`
links to it.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from extensions import (
    apidoc,
    book_version,
    chapter_map,
    csp,
    directives,
    explorables,
    light_pages,
    lite,
    live_cells,
    math_symbols,
    meta_tags,
    numbering,
    plots,
    progress,
    published,
    questions,
    reading_copy,
    repo_links,
    site_search,
    solutions,
    vendored_assets,
    versions,
    word_recorder,
)

PARTS = (
    apidoc,
    book_version,
    chapter_map,
    csp,
    directives,
    explorables,
    light_pages,
    lite,
    live_cells,
    math_symbols,
    meta_tags,
    numbering,
    plots,
    progress,
    published,
    questions,
    reading_copy,
    repo_links,
    site_search,
    solutions,
    vendored_assets,
    versions,
    word_recorder,
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Load every part."""
    for part in PARTS:
        part.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
