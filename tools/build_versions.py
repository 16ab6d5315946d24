"""Build the book of every tag, each from its own files and with its own tools.

    python -m tools.build_versions [FOLDER]     .versions, or FOLDER

Building the site with the environment variable VERSIONS set to that folder publishes them beside it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".versions"
RELEASE = re.compile(r"v?\d+(\.\d+)+")


def tags(root: Path) -> list[str]:
    """The tags of a repository that name a version."""
    listed = subprocess.run(
        ["git", "tag", "--list"], cwd=root, check=True, capture_output=True, text=True
    )
    return [tag for tag in listed.stdout.split() if RELEASE.fullmatch(tag)]


def build(target: Path, root: Path = ROOT) -> list[str]:
    """Build each tag of `root` into a folder of its name in `target`; returns the tags.

    Raises:
        subprocess.CalledProcessError: if the book of a tag cannot be built.
    """
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    found = tags(root)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    for tag in found:
        with tempfile.TemporaryDirectory() as folder:
            tree = Path(folder) / "tree"
            subprocess.run(
                ["git", "worktree", "add", "--quiet", "--detach", str(tree), tag],
                cwd=root,
                check=True,
            )
            try:
                command = [sys.executable, "-m", "tools", "book"]
                subprocess.run(command, cwd=tree, env=environment, check=True)
                shutil.copytree(tree / "_build" / "html", target / tag)
            finally:
                subprocess.run(
                    ["git", "worktree", "remove", "--force", str(tree)], cwd=root, check=True
                )
    return found


def main(arguments: list[str]) -> None:
    target = Path(*arguments) if arguments else FOLDER
    print(f"{target}: {', '.join(build(target)) or 'no tags, so no versions'}")


if __name__ == "__main__":
    main(sys.argv[1:])
