"""A value as a page can show it: a dictionary from MIME types to texts."""

from __future__ import annotations

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
    """Its `repr`; lists, tuples and dictionaries that do not fit in a line have a line per entry."""
    if isinstance(value, dict) and type(value) is dict:
        return _lines("{}", [f"{_plain(key)}: {_plain(one)}" for key, one in value.items()])
    if isinstance(value, list) and type(value) is list:
        return _lines("[]", [_plain(one) for one in value])
    if isinstance(value, tuple) and type(value) is tuple and len(value) > 1:
        return _lines("()", [_plain(one) for one in value])
    return repr(value)


def _lines(brackets: str, entries: list[str]) -> str:
    line = ", ".join(entries)
    if "\n" in line or len(line) + 2 > WIDTH:
        line = ",\n".join(entries).replace("\n", "\n ")
    return f"{brackets[0]}{line}{brackets[1]}"
