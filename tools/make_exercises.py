"""Make the learners' notebooks, exercises/*.ipynb, from exercises/solutions/: never edit the former.

python tools/make_exercises.py

The solutions are run and stored first, so that both show what they now do.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from exercise_notebooks import learners
from kernel import prepare
from notebooks import execute

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    prepare(ROOT)
    failed = 0
    for source in sorted((ROOT / "exercises" / "solutions").glob("*.ipynb")):
        target = ROOT / "exercises" / source.name
        solved = nbformat.read(source, 4)
        wrong = execute(source, solved) or execute(target, learners(solved, source.name))
        failed += bool(wrong)
        print(wrong or f"{target.relative_to(ROOT)}: made")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
