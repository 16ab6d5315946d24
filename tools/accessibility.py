"""The accessibility conformance report, written from the tests.

A test that shows that a success criterion of WCAG 2.2 is met carries `@pytest.mark.wcag("1.4.3")`.
Here are the criteria of levels A and AA, and why those that concern nothing in the book do not
apply; `make fix` puts the two together. A criterion without a test is reported as not tested.
"""

from __future__ import annotations

import ast
from pathlib import Path

PAGE = "chapters/accessibility.md"
STANDARD = "https://www.w3.org/TR/WCAG22/"

SILENT = "There is no recorded sound or video."
NO_FORMS = "No form is sent and nothing is bought, signed or deleted on a server."

CRITERIA = {
    "1.1.1": "Non-text content",
    "1.2.1": "Audio-only and video-only",
    "1.2.2": "Captions",
    "1.2.3": "Audio description or media alternative",
    "1.2.4": "Captions, live",
    "1.2.5": "Audio description",
    "1.3.1": "Info and relationships",
    "1.3.2": "Meaningful sequence",
    "1.3.3": "Sensory characteristics",
    "1.3.4": "Orientation",
    "1.3.5": "Identify input purpose",
    "1.4.1": "Use of colour",
    "1.4.2": "Audio control",
    "1.4.3": "Contrast, minimum",
    "1.4.4": "Resize text",
    "1.4.5": "Images of text",
    "1.4.10": "Reflow",
    "1.4.11": "Non-text contrast",
    "1.4.12": "Text spacing",
    "1.4.13": "Content on hover or focus",
    "2.1.1": "Keyboard",
    "2.1.2": "No keyboard trap",
    "2.1.4": "Character key shortcuts",
    "2.2.1": "Timing adjustable",
    "2.2.2": "Pause, stop, hide",
    "2.3.1": "Three flashes or below threshold",
    "2.4.1": "Bypass blocks",
    "2.4.2": "Page titled",
    "2.4.3": "Focus order",
    "2.4.4": "Link purpose, in context",
    "2.4.5": "Multiple ways",
    "2.4.6": "Headings and labels",
    "2.4.7": "Focus visible",
    "2.4.11": "Focus not obscured, minimum",
    "2.5.1": "Pointer gestures",
    "2.5.2": "Pointer cancellation",
    "2.5.3": "Label in name",
    "2.5.4": "Motion actuation",
    "2.5.7": "Dragging movements",
    "2.5.8": "Target size, minimum",
    "3.1.1": "Language of page",
    "3.1.2": "Language of parts",
    "3.2.1": "On focus",
    "3.2.2": "On input",
    "3.2.3": "Consistent navigation",
    "3.2.4": "Consistent identification",
    "3.2.6": "Consistent help",
    "3.3.1": "Error identification",
    "3.3.2": "Labels or instructions",
    "3.3.3": "Error suggestion",
    "3.3.4": "Error prevention",
    "3.3.7": "Redundant entry",
    "3.3.8": "Accessible authentication, minimum",
    "4.1.2": "Name, role, value",
    "4.1.3": "Status messages",
}

NOT_APPLICABLE = {
    **dict.fromkeys(["1.2.1", "1.2.2", "1.2.3", "1.2.4", "1.2.5", "1.4.2"], SILENT),
    **dict.fromkeys(["3.3.4", "3.3.7"], NO_FORMS),
    "1.3.5": "No page asks for anything about the reader.",
    "2.2.1": "Nothing has a time limit.",
    "2.5.4": "Nothing is operated by moving the device.",
    "3.1.2": "All of the text is in English.",
    "3.3.8": "There is nothing to log in to.",
}

INTRODUCTION = [
    "# Accessibility",
    "This page says what the site has been tested for, by the success criteria of the "
    f"[Web Content Accessibility Guidelines]({STANDARD}), version `2.2`, levels A and AA. The table is "
    "generated from the tests that run before each publication, so it says no more than they do: a "
    "criterion is *tested* if a test that can fail is about it, even if only about a part. *Not "
    "tested* means exactly that: it is a list of work to do.",
    "The tests run in Chromium. They check every page with axe-core in light colours, and for "
    "contrast and size of targets in dark ones too, on a narrow screen. Some of them run in Firefox "
    "as well: pages, figures, cells, exercises and questions have to work in both. Tests do not "
    "replace people: if something on this site keeps you out, that is an error, to be reported like "
    "any other.",
]


def tested(root: Path) -> dict[str, list[str]]:
    """The tests of each criterion, by what their names say.

    Raises:
        ValueError: if a mark names no criterion of the list, or one that does not apply.
    """
    found: dict[str, list[str]] = {}
    for path in sorted((root / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for criterion in _marks(node):
                    if criterion not in CRITERIA or criterion in NOT_APPLICABLE:
                        raise ValueError(f"{path.name}: {node.name}: no criterion {criterion!r}")
                    said = node.name.removeprefix("test_").replace("_", " ")
                    found.setdefault(criterion, []).append(said)
    return found


def _marks(test: ast.FunctionDef) -> list[str]:
    """The criteria that a test is marked with."""
    return [
        argument.value
        for mark in test.decorator_list
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.wcag"
        for argument in mark.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]


def report(root: Path) -> str:
    """The page."""
    tests = tested(root)
    rows = [_row(number, name, tests.get(number, [])) for number, name in CRITERIA.items()]
    applying = [number for number in CRITERIA if number not in NOT_APPLICABLE]
    count = f"Of {len(applying)} criteria that apply, {len(tests)} are tested."
    head = ["| Criterion | Result | Because |", "|---|---|---|"]
    paragraphs = "\n\n".join([*INTRODUCTION, count])
    return "\n".join([paragraphs, "", *head, *rows]) + "\n"


def _row(number: str, name: str, tests: list[str]) -> str:
    if reason := NOT_APPLICABLE.get(number):
        result, because = "does not apply", reason
    elif tests:
        result, because = "tested", "; ".join(f"“{said}”" for said in tests)
    else:
        result, because = "not tested", "–"
    return f"| `{number}` {name} | {result} | {because} |"
