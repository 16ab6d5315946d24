"""A value as a page can show it: a dictionary from MIME types to texts."""

from __future__ import annotations

import pprint
from base64 import b64encode
from typing import Any

WIDTH = 79
METHODS = {"_repr_html_": "text/html", "_repr_svg_": "image/svg+xml", "_repr_png_": "image/png"}


def described(value: object) -> dict[str, Any]:
    """All that a value has to say about itself.

    As in Jupyter, its class may define `_repr_mimebundle_` or methods like `_repr_html_`. A
    `_repr_page_` says what the page gets in place of all others: the grader's points come with its
    verdict, which has been displayed.
    """
    if hasattr(value, "_repr_page_"):
        return dict(value._repr_page_())
    found: dict[str, Any] = {}
    if isinstance(value, type):
        return {"text/plain": _plain(value)}
    for method, kind in METHODS.items():
        content = getattr(value, method, lambda: None)()
        if content is not None:
            found[kind] = _as_text(content)
    if hasattr(value, "_repr_mimebundle_"):
        found |= value._repr_mimebundle_()
    return {"text/plain": _plain(value)} | found


def _as_text(content: str | bytes) -> str:
    return b64encode(content).decode() if isinstance(content, bytes) else content


def _plain(value: object) -> str:
    """Its `repr`, with long lists and dictionaries on several lines."""
    if type(value) in (dict, list, tuple, set, frozenset):
        return pprint.pformat(value, width=WIDTH, sort_dicts=False)
    return repr(value)
