"""NumPy, Python and the library as they were when the grader was imported.

A learner's kernel may hold a patched `np.exp` or `np.allclose`, by accident or not. While the
grader computes, the original functions are back in place; afterwards, the patches are.
"""

from __future__ import annotations

import builtins
import contextlib
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np

_kept: list[tuple[dict[str, Any], dict[str, Any]]] = []


def keep_originals() -> None:
    """Remember what the modules hold now."""
    modules: list[ModuleType] = [builtins, np, np.linalg, np.random]
    modules += [m for name, m in sys.modules.items() if name.startswith("lstm_lib.")]
    _kept[:] = [(vars(module), dict(vars(module))) for module in modules]


@contextlib.contextmanager
def unpatched() -> Iterator[None]:
    """Within this block the originals are in place."""
    patched: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for now, kept in _kept:
        differing = {k: now.get(k, _kept) for k, v in kept.items() if now.get(k, _kept) is not v}
        patched.append((now, differing))
        now.update({k: kept[k] for k in differing})
    try:
        yield
    finally:
        for now, differing in patched:
            for name, value in differing.items():
                if value is _kept:
                    del now[name]
                else:
                    now[name] = value
