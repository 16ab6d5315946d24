"""Runs too long for a notebook: each module here makes one small record that a chapter loads.

A module `name` defines two functions, both without arguments and with explicit seeds:

    record()  → {name: array}, everything that `chapters/records/name.npz` holds
    sample()  → some of the same entries, or leading parts of them, computed again in seconds

`make experiments` repeats `record`; a test repeats `sample` and compares it with the file.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path
from types import ModuleType

RECORDS = Path(__file__).parents[2] / "chapters" / "records"


def experiments() -> dict[str, ModuleType]:
    """All experiments by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {name: import_module(f"{__name__}.{name}") for name in names if not name.startswith("_")}
