"""Copy the notebooks into work/, where they are the learner's, and open Jupyter there.

A copy is never overwritten. When the repository has a newer version of a notebook that was copied
before, it is put beside the copy as NAME.new.ipynb, or NAME.new2.ipynb and so on. Only import lines
of version 0.1 are rewritten in the copies, after a backup: see tools.old_imports.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tools import old_imports

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("chapters", "exercises", "exercises/solutions")


def copy_notebooks(root: Path, work: Path) -> list[Path]:
    """Copy each notebook into `work`, without touching what is there; returns the new files."""
    new = []
    for folder in FOLDERS:
        for source in sorted((root / folder).glob("*.ipynb")):
            copy = work / folder / source.name
            original = work / ".originals" / folder / source.name
            if copy.exists():
                if original.exists() and original.read_bytes() == source.read_bytes():
                    continue
                copy = unused(copy)
            for target in (copy, original):
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
            new.append(copy)
    return new


def unused(copy: Path) -> Path:
    """The first of NAME.new.ipynb, NAME.new2.ipynb … that does not exist: someone may work in it."""
    names = (copy.with_suffix(f".new{number}.ipynb") for number in ["", *range(2, 1000)])
    return next(name for name in names if not name.exists())


def main() -> int:
    work = ROOT / "work"
    for path in copy_notebooks(ROOT, work):
        print(f"new: {path.relative_to(ROOT)}")
    for path in old_imports.update(work):
        print(f"imports updated: {path.relative_to(ROOT)} (as it was: {old_imports.BACKUP})")
    print("Jupyter opens in work/; what you change there stays yours.")
    lab = [sys.executable, "-m", "jupyter", "lab", f"--ServerApp.root_dir={work}"]
    return subprocess.run(lab, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
