"""Static checks: style, types, generated files, notebooks, workflows. No notebook is run."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import PIPE, STDOUT

from tools.notebook_checks.course import committed_notebooks

ROOT = Path(__file__).resolve().parent.parent


def commands(root: Path) -> dict[str, list[str]]:
    """The command line of each check, by name."""
    python = [sys.executable, "-m"]
    keep = ["--verify", "--keep-output", "--keep-count", "--keep-id"]
    notebooks = [str(path.relative_to(root)) for path in committed_notebooks(root)]
    deno = [*python, "deno"]
    scripts = ["lstm_course/explorables", "lstm_course/progress", "extensions/live"]
    config = ["--quiet", "--config", "lstm_course/explorables/deno.json"]
    zizmor = str(Path(sysconfig.get_path("scripts")) / "zizmor")
    return {
        "style": [*python, "ruff", "check", "."],
        "format": [*python, "ruff", "format", "--check", "."],
        "types": [*python, "mypy"],
        "JavaScript style": [*deno, "lint", *config, *scripts],
        "JavaScript format": [*deno, "fmt", "--check", *config, *scripts],
        "JavaScript types": [*deno, "check", "--no-remote", *config, *scripts],
        "generated files": [*python, "tools.generated", "--check"],
        "notebooks": [*python, "tools.notebooks", "check"],
        "metadata of notebooks": [*python, "nbstripout", *keep, *notebooks],
        "workflows": [zizmor, "--offline", "--quiet", ".github/workflows"],
    }


def check(root: Path, wanted: Collection[str] = ()) -> list[str]:
    """Run all checks, or the wanted ones, to the end; returns the names of those that failed."""
    chosen = {
        name: command for name, command in commands(root).items() if not wanted or name in wanted
    }

    def run(command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=root, stdout=PIPE, stderr=STDOUT, encoding="utf-8", check=False
        )

    failed = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for name, done in zip(chosen, pool.map(run, chosen.values()), strict=True):
            print(f"{name}:\n{done.stdout}", end="", flush=True)
            if done.returncode:
                failed.append(name)
    return failed


def main() -> int:
    failed = check(ROOT)
    print(f"Problems in: {', '.join(failed)}" if failed else "No problems.")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
