"""Wheels that become part of the site: downloaded once, checked against their hashes.

A requirement is a block of a lock file: a name, a version, and the hashes of all its files.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from tools.venv import SetupError

ANY_MACHINE = ["--platform", "any", "--implementation", "py", "--abi", "none"]
BLOCK = re.compile(r"^([\w.-]+)==\S.*(?:\n    --hash=.*)+", re.M)


def blocks(lock: Path) -> dict[str, str]:
    """The requirements of a lock file by name."""
    return {block[1]: block[0] for block in BLOCK.finditer(lock.read_text("utf-8"))}


def wheels(requirements: Sequence[str], folder: Path) -> list[Path]:
    """The wheels of these requirements in `folder`; missing ones are downloaded into it.

    Raises:
        SetupError: if a wheel is neither there nor can be downloaded.
    """
    missing = [block for block in requirements if not _cached(block, folder)]
    if missing:
        _download(missing, folder)
    found = [_cached(block, folder) for block in requirements]
    return [wheel for wheel in found if wheel]


def _cached(block: str, folder: Path) -> Path | None:
    """The file in the folder that has one of the requirement's hashes."""
    files = (path for path in sorted(folder.glob("*.whl")) if path.is_file())
    return next((file for file in files if sha256(file.read_bytes()).hexdigest() in block), None)


def _download(requirements: Sequence[str], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    names = ", ".join(block.split("==")[0] for block in requirements)
    print(f"Downloading {names} …", flush=True)
    listed = folder / "requirements.txt"
    listed.write_text("\n".join(requirements) + "\n", "utf-8")
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--no-deps"]
    pip += ["--disable-pip-version-check", "--require-hashes", "--only-binary=:all:"]
    result = subprocess.run(
        [*pip, *ANY_MACHINE, "-r", str(listed), "-d", str(folder)],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if result.returncode:
        errors = [line for line in result.stderr.splitlines() if "ERROR" in line][-4:]
        raise SetupError(
            "\n  ".join([f"These could not be downloaded: {names}.", *errors])
            + "\nCheck the network and run the same command again."
        )
