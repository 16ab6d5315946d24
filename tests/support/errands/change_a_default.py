"""The forget gate's bias."""

from __future__ import annotations

from pathlib import Path

from errands.edit import replace

TESTS = [
    "tests/library/test_weights.py",
    "tests/library/test_network_weights.py",
    "tests/explorables/test_explore.py",
]
SELECTED = "forget or default"


def perform(copy: Path) -> None:
    replace(
        copy / "lstm_lib/weights.py", "DEFAULT_FORGET_BIAS = 1.0\n", "DEFAULT_FORGET_BIAS = 1.5\n"
    )
