"""The long checks: all tests with many more seeds, then all notebooks on emulated machines."""

from __future__ import annotations

import os
import sys

from tools import reproduce, run_tests

if __name__ == "__main__":
    os.environ["NIGHTLY"] = "1"
    results = [run_tests.main([]), reproduce.main()]
    sys.exit(max(results))
