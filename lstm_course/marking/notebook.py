"""The code cells of whatever was handed in; it runs in a child, for the file may be anything."""

from __future__ import annotations

import json
import re
from typing import Any

MOST = 2_000_000
"""Characters of code in a notebook."""

_FENCE = re.compile(r"^# ?%%", re.MULTILINE)


class Unreadable(Exception):
    """The file is not a notebook; the message says why, to the person who marks."""


def code_cells(data: bytes) -> list[str]:
    """The sources of a notebook's code cells, in order.

    Read are notebooks of format 4 and 3, with or without a byte order mark, and scripts of Python,
    whose cells begin with `# %%`.

    Raises:
        Unreadable: if it is neither.
    """
    if not data.strip():
        raise Unreadable("the file is empty")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _other(data)
    if not text.lstrip().startswith("{"):
        return _script(text)
    try:
        content = json.loads(text)
    except RecursionError:
        raise Unreadable("it is nested too deeply to be a notebook") from None
    except ValueError as error:
        raise Unreadable(f"it is not a notebook: {error}") from None
    cells = _cells(content)
    if sum(map(len, cells)) > MOST:
        raise Unreadable(f"it holds more than {MOST:,} characters of code")
    return cells


def _other(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            pass
    raise Unreadable("it is not encoded in UTF-8")


def _cells(content: Any) -> list[str]:
    found = content.get("cells")
    if not isinstance(found, list):
        sheets = content.get("worksheets")
        sheets = sheets if isinstance(sheets, list) else []
        parts = [one.get("cells") for one in sheets if isinstance(one, dict)]
        found = [cell for part in parts if isinstance(part, list) for cell in part]
        if not sheets:
            raise Unreadable("it is not a notebook: it has no cells")
    code = [one for one in found if isinstance(one, dict) and one.get("cell_type") == "code"]
    return [_source(one.get("source", one.get("input", ""))) for one in code]


def _source(source: Any) -> str:
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    return source.replace("\r\n", "\n").replace("\r", "\n") if isinstance(source, str) else ""


def _script(text: str) -> list[str]:
    if "\0" in text or not re.search(r"^\s*(?:def |from |import |\w+ *=)", text, re.MULTILINE):
        raise Unreadable("it is not a notebook")
    return [cell for cell in _FENCE.split(text) if cell.strip()]
