"""Measure, print and store: python -m bench"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bench import (
    SIZES,
    checks,
    explorables,
    inference,
    marking,
    site,
    summary,
    training_step,
    tricks,
)
from bench.machine import has_avx512, machine
from bench.measure import times
from bench.peers import OURS, installed
from bench.report import Row, Times, aims, publish, rows, table
from bench.tables import TABLES, Table

RESULTS = Path(__file__).with_name("results.md")
EXPLANATION = """\
Each figure is the time of the other implementation divided by that of `lstm_lib`: above 1,
`lstm_lib` is faster. Measured on one thread; {machine}; {date}."""


def measured(wanted: Table) -> list[Row]:
    """The lines of one table, from the implementations that are installed."""
    names = [name for name in (OURS, *wanted.others) if installed(name)]
    found: dict[str, Times] = {}
    features: dict[str, str] = {}
    for size in SIZES:
        print(wanted.heading, size, "…", flush=True)
        found[size], features = times(size, wanted.dtype, names, wanted.kernel)
    return rows(found, wanted, features)


def main() -> None:
    sizes = ", ".join(f"{name} {tuple(size)}" for name, size in SIZES.items())
    parts = [
        EXPLANATION.format(machine=machine(), date=date.today()),
        f"Sizes (T, B, D, H): {sizes}.",
    ]
    held, tables = [], {}
    for wanted in TABLES:
        if not wanted.kernel or has_avx512():
            lines = measured(wanted)
            parts += [wanted.heading, table(lines)]
            held += aims(lines, wanted.heading)
            tables[wanted.heading] = lines
    publish("\n\n".join(parts), RESULTS, held)
    publish(summary.summary(tables), summary.RESULTS)
    inference.main()
    training_step.main()
    tricks.main()
    checks.main()
    marking.main()
    site.main()
    explorables.main()


if __name__ == "__main__":
    main()
