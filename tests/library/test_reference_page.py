"""The reference page documents every public module of the library."""

from __future__ import annotations

import re
from pathlib import Path

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
