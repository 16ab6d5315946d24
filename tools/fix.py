"""Repair everything that can be repaired automatically: style, format, and generated files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ["lstm_course/explorables", "lstm_course/progress", "extensions/live"]
COMMANDS = [
    ["tools.generated"],
    ["ruff", "check", "--fix", "."],
    ["ruff", "format", "."],
    ["deno", "fmt", "--quiet", "--config", f"{SCRIPTS[0]}/deno.json", *SCRIPTS],
]


def main() -> int:
    """Run every command, whether or not an earlier one failed."""
    calls = ([sys.executable, "-m", *command] for command in COMMANDS)
    return max(subprocess.run(call, cwd=ROOT, check=False).returncode for call in calls)


if __name__ == "__main__":
    sys.exit(main())
