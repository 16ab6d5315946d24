"""The frame of the pages that a marking writes: no scripts, nothing from elsewhere, light and dark."""

from __future__ import annotations

from html import escape

PRACTICE = (
    "Practice: marked without isolation. These marks prove nothing, since an answer could reach the "
    "judge."
)

STYLE = """
:root { color-scheme: light dark; --line: #767676; --soft: #f2f2f2; --bar: #c8553d; }
@media (prefers-color-scheme: dark) { :root { --line: #8f8f8f; --soft: #262626; --bar: #e08a74; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2rem; } h3 { font-size: 1.05rem; }
table { border-collapse: collapse; } .wide { overflow-x: auto; }
th, td { border-bottom: 1px solid var(--line); padding: 0.3rem 0.7rem; text-align: left; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
.practice { border: 3px solid var(--bar); padding: 0.5rem 1rem; font-weight: 600; }
.finding { border-left: 0.3rem solid var(--line); padding: 0.1rem 0 0.1rem 1rem; margin: 1rem 0; }
.track { display: inline-block; width: 8rem; height: 0.8rem; background: var(--soft); }
.track span { display: block; height: 100%; background: var(--bar); }
pre { background: var(--soft); padding: 0.7rem; white-space: pre-wrap; overflow-wrap: anywhere; }
"""


def page(title: str, body: str, practice: bool) -> str:
    """A whole page; `body` is HTML, and `title` is text."""
    stamp = f'<p class="practice">{escape(PRACTICE)}</p>\n' if practice else ""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(title)}</h1>\n{stamp}{body}\n</main>\n</body>\n</html>\n"
    )


def table(caption: str, head: list[str], rows: list[list[str]], numbers: int) -> str:
    """A table whose first column names the rows; from column `numbers` on, cells are numbers.

    The cells are HTML.
    """

    def kind(k: int) -> str:
        return ' class="number"' if k >= numbers else ""

    top = "".join(f'<th scope="col"{kind(k)}>{one}</th>' for k, one in enumerate(head))
    lines = [
        f'<tr><th scope="row">{row[0]}</th>'
        + "".join(f"<td{kind(k)}>{one}</td>" for k, one in enumerate(row[1:], start=1))
        + "</tr>"
        for row in rows
    ]
    return (
        f'<div class="wide" role="region" aria-label="{escape(caption)}" tabindex="0"><table>'
        f"<caption>{escape(caption)}</caption>\n<thead><tr>{top}</tr></thead>\n<tbody>\n"
        + "\n".join(lines)
        + "\n</tbody></table></div>\n"
    )
