"""Measure, print and store: python -m bench"""

from __future__ import annotations

from datetime import date
from importlib.util import find_spec
from pathlib import Path

from bench import SIZES, checks, explorables, site, training_step, tricks
from bench.machine import has_avx512, machine
from bench.measure import times
from bench.peers import NEEDS_TORCH, OURS
from bench.report import Times, publish, rows, table
from bench.tables import TABLES, Table

RESULTS = Path(__file__).with_name("results.md")
EXPLANATION = """\
Each figure is the time of the other implementation divided by that of `lstm_lib`: above 1,
`lstm_lib` is faster. In brackets, what was aimed at. Measured on one thread; {machine}; {date}."""


def measured(wanted: Table) -> dict[str, Times]:
    """The times for one table, size by size, of the implementations that are installed."""
    names = [OURS, *wanted.others]
    if not find_spec("torch"):
        names = [name for name in names if name not in NEEDS_TORCH]
    found = {}
    for size in SIZES:
        print(wanted.heading, size, "…", flush=True)
        found[size] = times(size, wanted.dtype, names, wanted.kernel)
    return found


def main() -> None:
    sizes = ", ".join(f"{name} {tuple(size)}" for name, size in SIZES.items())
    parts = [
        EXPLANATION.format(machine=machine(), date=date.today()),
        f"Sizes (T, B, D, H): {sizes}.",
    ]
    for wanted in TABLES:
        if not wanted.kernel or has_avx512():
            parts += [wanted.heading, table(rows(measured(wanted), wanted))]
    publish("\n\n".join(parts), RESULTS)
    training_step.main()
    tricks.main()
    checks.main()
    site.main()
    explorables.main()


if __name__ == "__main__":
    main()
