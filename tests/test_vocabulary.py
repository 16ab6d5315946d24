"""The project's vocabulary: words and patterns that were replaced do not come back.

Every code file of the folders below is searched, its comments, messages and names alike.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ["lstm_lib", "lstm_course", "extensions", "bench", "tools", "_static", "tests"]
"""Folders that are searched, with all below them; in tests, which quote learners, openings alone."""

SUFFIXES = {".py", ".js", ".css", ".html"}
REPLACED = {
    # not: but
    r"living figures?|moved by hand|answers? to the hand": "interactive figure, explorable",
    r"\b(a|the|this|each|its|their|as) shares?\b|\bshares? of\b|_share\b|\bshare_": "fraction",
    r"\bspread\b": "standard deviation",
    r"\bscored\b": "mask",
    r"\b(wholly|all) right\b|\bis_right\b|\bright\(": "correct",
    r"\bunit of the sum\b": "each 1 added to the sum",
    r"aside and then renamed|written aside": "atomic write",
    r"\bmemory of (its|their) own\b": "a copy",
    r"\bcourse of a\b|\bcourses of\b": "series, time series",
    r"\banew\b": "again, from scratch",
    r"\b(mend(s|ed|ing)?)\b": "fix",
    r"\bso many\b": "this many, a number of",
    r"(?<!there )\bis no (?!longer|more|less|smaller|larger|better|worse)": "is not a",
    r"\b(told of|dearly?|rightly)\b": "a plain verb or adjective",
    r"\bsay `make\b": "run `make",
    r"\b(is|are) to say\b|\bshall I\b": "should",
    r"\b(who|whoever|what) has forgotten\b|\bby who knows\b": "a noun: a network that …",
    r"\bpast the end\b|\bnot looked at\b": "beyond the length, ignored",
    r"\b(referee|shelf)\b|(?<!\.)\bstairs\b": "test, pool, levels",
    r"\bthis house\b|\bthe house\b": "the project, the package",
}
"""Patterns, without regard to case, and what to write instead."""

IN_THE_LIBRARY = {
    r"\banswer(s|ed)?\b": "output, prediction",
    r"\bslopes?\b": "derivative",
    r"\bjudged?\b": "mask, where the output counts",
    r"\b(right|wrong)\b": "correct, incorrect, accurate",
}
"""More of them for `lstm_lib`, which has no learners whose answers are right or wrong."""

OPENINGS = re.compile(r"(What|Whether|How|Which|Where|Who|Whose|Why)\b")
"""Openings of a docstring or of a JavaScript comment that documents: use a noun or an imperative."""


def files(folder: str) -> list[Path]:
    return [
        path
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in SUFFIXES and path != Path(__file__).resolve()
    ]


def replaced_words(text: str, patterns: dict[str, str]) -> Iterator[str]:
    """Each line that holds a replaced word, with the word and its replacement."""
    for pattern, instead in patterns.items():
        for match in re.finditer(pattern, text, re.IGNORECASE):
            line = text.count("\n", 0, match.start()) + 1
            yield f"{line}: {match[0]!r} → {instead}"


def headless_openings(text: str, suffix: str) -> Iterator[str]:
    """Each docstring, or documenting comment of JavaScript, that opens with a question word."""
    if suffix == ".py":
        kinds = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)]
        found = [(getattr(node, "lineno", 1), ast.get_docstring(node) or "") for node in nodes]
        found += [
            (node.lineno, str(node.value.value))
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ]
    else:
        comments = re.finditer(r"/\*\*?\s*\**\s*(.*)", text)
        found = [(text.count("\n", 0, comment.start()) + 1, comment[1]) for comment in comments]
    for line, documentation in sorted(set(found)):
        if OPENINGS.match(documentation):
            yield f"{line}: opens with {documentation.split()[0]!r}"


def complaints(text: str, suffix: str, folder: str) -> list[str]:
    patterns = REPLACED | (IN_THE_LIBRARY if folder == "lstm_lib" else {})
    words = [] if folder == "tests" else replaced_words(text, patterns)
    return [*words, *headless_openings(text, suffix)]


@pytest.mark.parametrize("folder", FOLDERS)
def test_replaced_words_do_not_come_back(folder: str) -> None:
    problems = [
        f"{path.relative_to(ROOT)}:{complaint}"
        for path in files(folder)
        for complaint in complaints(path.read_text("utf-8"), path.suffix, folder)
    ]
    assert files(folder)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ('"""What a step leaves behind."""', ".py"),
        ('def f():\n    """Whether it is one."""', ".py"),
        ('X = 1\n"""Where each begins."""', ".py"),
        ("/** How many steps there are. */", ".js"),
        ("# Share of the numbers that are dropped", ".py"),
        ("def expect_share(): ...", ".py"),
        ("scored = loss", ".js"),
        ('raise ValueError("x is no array")', ".py"),
        ("# mended since", ".py"),
        ("# the spread of the weights", ".py"),
        ("# all files, written aside and then renamed", ".py"),
    ],
)
def test_a_replaced_word_is_found(text: str, suffix: str) -> None:
    assert complaints(text, suffix, "tools")


@pytest.mark.parametrize(
    "text",
    [
        '"""Return a copy."""',
        "# views share the memory of W",
        "np.shares_memory(a, b)",
        "# there is no such file",
        "# c is no longer needed",
    ],
)
def test_plain_words_are_left_alone(text: str) -> None:
    assert not complaints(text, ".py", "lstm_lib")


def test_the_library_has_a_stricter_list() -> None:
    line = "# the slope of the answer"
    assert len(complaints(line, ".py", "lstm_lib")) == 2
    assert not complaints(line, ".py", "lstm_course")
