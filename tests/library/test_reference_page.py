"""The reference page documents every public module of the library."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np

import lstm_lib

ROOT = Path(__file__).parents[2]
PACKAGES = {"interop", "variants", "forecasting"}
"""Sub-packages that the page documents as a whole, with the names that they re-export."""


def test_every_public_module_is_on_the_page() -> None:
    page = (ROOT / "chapters" / "library.md").read_text("utf-8")
    documented = re.findall(r"automodule:: lstm_lib\.(\S+)", page)
    library = Path(lstm_lib.__file__).parent
    names = set()
    for path in library.rglob("*.py"):
        parts = path.relative_to(library).with_suffix("").parts
        if parts[0] in PACKAGES:
            names.add(parts[0])
        elif not parts[-1].startswith("_"):
            names.add(".".join(parts))
    assert len(documented) == len(set(documented))
    assert set(documented) == names


def test_the_example_on_the_page_runs_and_learns() -> None:
    page = (ROOT / "chapters" / "library.md").read_text("utf-8")
    start = page.split("## Start here", 1)[1].split("## Activations", 1)[0]
    example = re.findall(r"```python\n(.*?)```", start, re.DOTALL)
    names: dict[str, Any] = {}
    exec("\n".join(example), names)
    y, fresh = names["y"], names["fresh"]
    assert y.shape == fresh.target.shape == (*fresh.x.shape[:2], 1)
    error = np.mean((y - fresh.target)[fresh.mask] ** 2)
    assert error < 0.2 * np.mean((0.5 - fresh.target)[fresh.mask] ** 2)
