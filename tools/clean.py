"""Remove everything that was built; the environments and the learner's work stay."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILT = ("_build", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis")

if __name__ == "__main__":
    for name in BUILT:
        shutil.rmtree(ROOT / name, ignore_errors=True)
