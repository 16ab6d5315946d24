"""Every question of "Check yourself" can be clicked, and every option has its reason.

The form is that of lstm_course/progress/question_form.py: a bold paragraph with its number, the options as a
list from (a), and the answer in a dropdown that begins with the letter of the correct option.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lstm_course.progress.question_form import HEADING, LETTER, OTHER, reasons
from tools.notebook_checks.reading import Notebook, Problem

TITLE = re.compile(rf"^## {HEADING}$", re.MULTILINE)
QUESTION = re.compile(r"^\*\*(\d+)\. .+\*\*$", re.MULTILINE)
OPTION = re.compile(r"^- \(([a-e])\) \S", re.MULTILINE)
ANSWER = re.compile(r"^(`{3,}|:{3,})\{dropdown\} Answer\n(.*?)\n\1$", re.MULTILINE | re.DOTALL)
NOT_TEXT = re.compile(r"\{[\w:]+\}`[^`]*`|`[^`]*`")


def check(notebook: Notebook) -> Iterator[Problem]:
    """Yield what keeps a question from being clicked, and each option without a reason."""
    for cell in notebook.markdown:
        title = TITLE.search(cell.source)
        if not title:
            continue
        where = f"cell {cell.id}"
        text = cell.source[title.end() :]
        found = list(QUESTION.finditer(text))
        if not found:
            yield notebook.problem(where, "has no question", "begin each with **1. …** and so on")
            continue
        ends = [match.start() for match in found[1:]] + [len(text)]
        for k, (match, end) in enumerate(zip(found, ends, strict=True), start=1):
            if int(match[1]) != k:
                wrong = f"question {match[1]} is number {k} of its cell"
                yield notebook.problem(where, wrong, "number them from 1")
            for wrong, todo in _faults(text[match.end() : end]):
                yield notebook.problem(where, f"question {match[1]} {wrong}", todo)


def _faults(text: str) -> Iterator[tuple[str, str]]:
    """The faults of a question, read from behind its bold paragraph, each with its remedy."""
    answer = ANSWER.search(text)
    if not answer:
        yield "has no answer", "write one in a ```{dropdown} Answer"
        return
    letters = "".join(OPTION.findall(text[: answer.start()]))
    if len(letters) < 2 or letters != "abcde"[: len(letters)]:
        yield f"has the options {letters or 'none'}", "write them as a list: - (a) …, - (b) …"
        return
    plain = NOT_TEXT.sub(OTHER, answer[2])
    bold = re.match(r"\*\*(\([a-e]\)\.?)\*\*", plain)
    if not bold or LETTER.findall(bold[1])[0] not in letters:
        yield "has an answer without its letter", "begin it with the correct option: **(b).**"
        return
    lines = (" ".join(part.split()) for part in re.split(r"\n\s*\n", plain))
    given = {
        letter for part in reasons("\n".join(lines).replace("*", "")) for letter in part.letters
    }
    for letter in letters:
        if letter not in given:
            yield f"has no reason for option ({letter})", f"say in its answer why: ({letter}) …"
