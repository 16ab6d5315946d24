"""A verdict as text for a terminal and as HTML for a notebook.

The HTML has no scripts and no background of its own, so that it reads the same in light and dark,
on a phone and to a screen reader; what a colour says, a word says too.
"""

from __future__ import annotations

import sys
import textwrap
from html import escape

from lstm_course.grading.exercise import Exercise
from lstm_course.grading.feedback import Example, Verdict

WIDTH = 88

HEADS = {
    "passed": ("✓", "passed", "#2E8B57"),
    "partly": ("◐", "partly right", "#A87B00"),
    "unanswered": ("○", "not answered yet", "#7A7A7A"),
    "wrong": ("✗", "not right yet", "#C8553D"),
    "written": ("✎", "written, yours to compare", "#4C7DB8"),
}
"""Sign, words and colour of each state; each colour is at least 3:1 on white and on dark grey."""


def show(text: str, html: str) -> None:
    """Display both where there is a notebook or IPython to choose, else print the text."""
    if "IPython" in sys.modules:
        from IPython.core.getipython import get_ipython
        from IPython.display import display

        if get_ipython():
            display({"text/plain": text, "text/html": html}, raw=True)
            return
    print(text)


def as_text(exercise: Exercise, verdict: Verdict, remark: str = "") -> str:
    """The verdict for a terminal: what, why, and an example below; then the parts, if any."""
    lines = [_heading(exercise, verdict)]
    lines += [_wrapped(text, "  ") for text in (_message(verdict), remark) if text]
    lines += [_wrapped(f"- {point}", "  ") for point in verdict.criteria]
    if verdict.example:
        rows = [("call", verdict.example.call), *_rows(verdict.example)]
        wide = max(len(name) for name, _ in rows) + 4
        for name, value in rows:
            first, *rest = value.split("\n")
            lines += [f"  {name}".ljust(wide) + first, *(" " * wide + line for line in rest)]
    for part, one in verdict.parts:
        lines += [f"  {line}" for line in as_text(part, one).split("\n")]
    return "\n".join(lines)


def _heading(exercise: Exercise, verdict: Verdict) -> str:
    sign, words, _ = HEADS[verdict.state]
    return f"{sign} {exercise.id} {exercise.title}: {words}"


def as_html(exercise: Exercise, verdict: Verdict, remark: str = "") -> str:
    """The verdict for a notebook: a section with a heading, sentences, a list of call and values."""
    _, words, colour = HEADS[verdict.state]
    title = f"{exercise.id} {exercise.title}"
    parts = [
        f'<section class="verdict" role="status" aria-label="{escape(title)}: {words}" style="border-left: '
        f"0.4em solid {colour}; padding: 0.2em 0 0.2em 0.9em; margin: 0.5em 0; max-width: 44em; "
        'overflow-wrap: anywhere; white-space: normal">',
        *_body(exercise, verdict, remark),
    ]
    for part, one in verdict.parts:
        parts += ['<div style="margin: 0.6em 0 0.6em 0.9em">', *_body(part, one), "</div>"]
    return "".join([*parts, "</section>"])


def _body(exercise: Exercise, verdict: Verdict, remark: str = "") -> list[str]:
    sign, words, _ = HEADS[verdict.state]
    parts = [
        f'<p style="margin: 0.3em 0"><strong><span aria-hidden="true">{sign}</span> '
        f"{escape(exercise.id)} {escape(exercise.title)}: {words}</strong></p>"
    ]
    for text in (_message(verdict), remark):
        if text:
            parts.append(f'<p style="margin: 0.3em 0">{_inline(text)}</p>')
    if verdict.criteria:
        parts.append(f"<ul>{''.join(f'<li>{_inline(p)}</li>' for p in verdict.criteria)}</ul>")
    if verdict.example:
        parts.append(f'<p style="margin: 0.3em 0"><code>{escape(verdict.example.call)}</code></p>')
        parts.append('<dl style="margin: 0.3em 0">')
        for name, value in _rows(verdict.example):
            parts.append(
                f'<dt style="font-weight: 600">{escape(name)}</dt><dd style="margin: 0 0 0.3em 1em">'
                f'<pre style="margin: 0; white-space: pre-wrap; background: none; color: inherit">'
                f"{escape(value)}</pre></dd>"
            )
        parts.append("</dl>")
    return parts


def _message(verdict: Verdict) -> str:
    """The message without what the heading says already."""
    return verdict.message.removeprefix("Not answered yet.").strip()


def _rows(example: Example) -> list[tuple[str, str]]:
    return [*example.arguments, ("expected", example.expected), ("got", example.got)]


def _wrapped(text: str, indent: str) -> str:
    return textwrap.fill(
        text.replace("`", ""), WIDTH, initial_indent=indent, subsequent_indent=indent
    )


def _inline(text: str) -> str:
    """Escaped, with `code` set as code."""
    pieces = escape(text).split("`")
    return "".join(f"<code>{p}</code>" if k % 2 else p for k, p in enumerate(pieces))
