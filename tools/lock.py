"""Regenerate the lock files from their short inputs: exact versions, hashes, no addresses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {
    "requirements/book.in": "requirements.txt",
    "requirements/test.in": "requirements/test.txt",
    "requirements/browser.in": "requirements/browser.txt",
    "requirements/lecturers.in": "requirements/lecturers.txt",
    "requirements/lite.in": "requirements/lite.txt",
    "requirements/uv.in": "requirements/uv.txt",
}
OPTIONS = [
    *("--universal", "--fork-strategy=fewest", "--python-version=3.11", "--generate-hashes"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--upgrade", "--quiet"),
    "--custom-compile-command=make lock",
]

if __name__ == "__main__":
    for source, target in LOCKS.items():
        command = [sys.executable, "-m", "uv", "pip", "compile", *OPTIONS, source, "-o", target]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        print(f"{target}: generated from {source}")
