"""Aims beside the measured numbers, in `bench/aims/NAME.md`, for those who make it faster.

The tables that readers see have the measured numbers alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).with_name("aims")


class Aim(NamedTuple):
    """One measured number, and the bound that it should keep to."""

    subject: str
    measured: float
    least: float | None = None
    most: float | None = None

    @property
    def missed(self) -> bool:
        """True if the number lies outside its bound."""
        too_small = self.least is not None and self.measured < self.least
        return too_small or (self.most is not None and self.measured > self.most)

    @property
    def line(self) -> str:
        """A line of the table."""
        bound = f"≥ {self.least:g}" if self.least is not None else f"≤ {self.most:g}"
        cells = [
            self.subject,
            bound,
            f"{self.measured:.4g}",
            "missed" if self.missed else "reached",
        ]
        return "| " + " | ".join(cells) + " |"


def store(aims: Iterable[Aim], results: Path) -> None:
    """Write the aims that belong to a file of results, under the same name."""
    head = ["| number | aim | measured | |", "| --- | --- | --- | --- |"]
    FOLDER.mkdir(exist_ok=True)
    text = "\n".join([*head, *(aim.line for aim in aims)])
    (FOLDER / results.name).write_text(f"{text}\n", "utf-8")
