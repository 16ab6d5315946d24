"""The long checks: all tests with many more seeds, then all notebooks on emulated machines."""

from __future__ import annotations

import os
import sys

from tools import reproduce, run_tests

A_NIGHT = "faulthandler_timeout=14400"
"""Seconds for one test: some take an hour with all their seeds; by day ten minutes are the end."""

if __name__ == "__main__":
    os.environ["NIGHTLY"] = "1"
    results = [run_tests.main(["-o", A_NIGHT]), reproduce.main()]
    sys.exit(max(results))
