"""Check all that can be checked without running the course: style, types, notebooks, workflows.

python tools/check.py
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

from notebook_checks.course import committed_notebooks

ROOT = Path(__file__).resolve().parent.parent


def commands(root: Path) -> dict[str, list[str]]:
    """What is run, by name; all notebooks have to be as nbstripout would leave them."""
    python = [sys.executable, "-m"]
    keep = ["--verify", "--keep-output", "--keep-count", "--keep-id"]
    notebooks = [str(path.relative_to(root)) for path in committed_notebooks(root)]
    zizmor = str(Path(sysconfig.get_path("scripts")) / "zizmor")
    return {
        "style": [*python, "ruff", "check", "."],
        "format": [*python, "ruff", "format", "--check", "."],
        "types": [*python, "mypy"],
        "notebooks": [sys.executable, "tools/notebooks.py", "check"],
        "metadata of notebooks": [*python, "nbstripout", *keep, *notebooks],
        "workflows": [zizmor, "--offline", "--quiet", ".github/workflows"],
    }


def check(root: Path) -> list[str]:
    """Run every check, whatever the ones before it found; the names of those that found faults."""
    failed = []
    for name, command in commands(root).items():
        print(f"{name}:", flush=True)
        if subprocess.run(command, cwd=root, check=False).returncode:
            failed.append(name)
    return failed


if __name__ == "__main__":
    faults = check(ROOT)
    print(f"Faults in: {', '.join(faults)}" if faults else "No faults.")
    sys.exit(bool(faults))
