"""A figure that begins as a copy of the pattern, under another name and title."""

from __future__ import annotations

import shutil
from pathlib import Path

from errands.edit import replace

TESTS = [
    "tests/explorables/test_explore.py",
    "tests/explorables/test_explore_figures.py",
]
SELECTED = "unit"


def perform(copy: Path) -> None:
    folder = copy / "lstm_course/explorables"
    figure = folder / "figures/unit.js"
    shutil.copy(folder / "figures/layer.js", figure)
    replace(figure, 'name: "layer"', 'name: "unit"')
    replace(figure, 'title: "One unit, and', 'title: "Another unit, and')
    last = '    "shut_gates": "figures/shut_gates.js",\n'
    replace(folder / "bundle.py", last, f'{last}    "unit": "figures/unit.js",\n')
    with (copy / "chapters/playground.md").open("a", encoding="utf-8") as page:
        page.write("\nNow try another unit yourself:\n\n```{explorable} unit\n```\n")
