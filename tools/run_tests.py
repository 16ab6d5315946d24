"""The static checks, then the tests: `python -m tools.run_tests [OPTION OF PYTEST …]`."""

from __future__ import annotations

import subprocess
import sys

from tools import check


def main(arguments: list[str]) -> int:
    pytest = [sys.executable, "-m", "pytest", *arguments]
    return check.main() or subprocess.run(pytest, cwd=check.ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
