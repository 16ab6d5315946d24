"""The Markdown of questions as HTML that learning platforms show, with TeX between \\( and \\)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

_KEPT = re.compile(
    r"\{math\}`(?P<role>[^`]+)`|\$\$(?P<display>.+?)\$\$|(?<![\\$])\$(?P<inline>[^$\n]+)\$"
    r"|\{glue:text\}`(?P<glue>[^`]+)`|`(?P<code>[^`]+)`",
    re.DOTALL,
)


def to_html(text: str, glued: Mapping[str, str], inline: bool = False) -> str:
    """Paragraphs, tables, code, emphasis and formulas as HTML; `inline` without a paragraph around.

    Raises:
        KeyError: if a glued value is not known.
    """
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(_piece(found, glued))
        return f"\0{len(kept) - 1}\0"

    plain = escape(_KEPT.sub(keep, text.strip()), quote=False)
    plain = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", plain, flags=re.DOTALL)
    plain = re.sub(r"(?<![\w*])\*([^*\s](?:[^*]*[^*\s])?)\*(?!\w)", r"<em>\1</em>", plain)
    plain = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", plain)
    blocks = [_block(block) for block in re.split(r"\n\s*\n", plain)]
    whole = " ".join(plain.split()) if inline else "\n".join(blocks)
    return re.sub("\0(\\d+)\0", lambda found: kept[int(found[1])], whole)


def _piece(found: re.Match[str], glued: Mapping[str, str]) -> str:
    formula = found["role"] or found["inline"]
    if formula:
        return rf"\({escape(formula, quote=False)}\)"
    if found["display"]:
        return rf"\[{escape(found['display'], quote=False)}\]"
    if found["glue"]:
        return escape(glued[found["glue"]], quote=False)
    return f"<code>{escape(found['code'], quote=False)}</code>"


def _block(text: str) -> str:
    lines = text.strip().splitlines()
    if len(lines) > 2 and all(line.startswith("|") for line in lines):
        rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines]
        head = "".join(f"<th>{cell}</th>" for cell in rows[0])
        body = ["".join(f"<td>{cell}</td>" for cell in row) for row in rows[2:]]
        return f"<table><tr>{head}</tr>{''.join(f'<tr>{row}</tr>' for row in body)}</table>"
    return f"<p>{' '.join(lines)}</p>"
