"""From times to tables of ratios beside their targets."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from bench import SIZES
from bench.floor import PEAK_OPERATIONS, operations
from bench.peers import OURS
from bench.tables import NONE, Table, Targets

Times = dict[str, dict[str, float]]
"""Seconds for one size: {task: {implementation: seconds}}."""


class Row(NamedTuple):
    """A line of the table: a ratio at each size, and what it should be."""

    title: str
    values: Targets
    at_least: Targets = NONE
    at_most: Targets = NONE


def rows(times: dict[str, Times], wanted: Table) -> list[Row]:
    """The lines of one table from the times at each size."""
    lines = []
    for other, at_least in wanted.others.items():
        if any(other not in at["both"] for at in times.values()):
            lines.append(Row(f"{other}: not installed", NONE))
            continue
        for task, words, least in (
            ("both", "forward and backward", at_least),
            ("forward", "forward alone", NONE),
        ):
            ratios = {size: at[task][other] / at[task][OURS] for size, at in times.items()}
            lines.append(Row(f"{other}, {words}", ratios, least))
    both = {size: at["both"] for size, at in times.items()}
    of_peak = {
        size: operations(SIZES[size]) / at[OURS] * at["peak"] / PEAK_OPERATIONS
        for size, at in both.items()
    }
    over = {size: at[OURS] / (at["products"] + at["ufuncs"]) for size, at in both.items()}
    lines.append(Row("fraction of BLAS's peak", of_peak, at_least=wanted.of_peak))
    lines.append(
        Row("own time over products and ufuncs alone", over, at_most=wanted.over_floor),
    )
    return lines


def cell(value: float | None, least: float | None, most: float | None) -> str:
    """A ratio, its target, and a word where the target is missed."""
    if value is None:
        return "–"
    target = f" (≥ {least:g})" if least else f" (≤ {most:g})" if most else ""
    missed = (least and value < least) or (most and value > most)
    return f"{value:.2f}{target}{' missed' if missed else ''}"


def publish(text: str, results: Path) -> None:
    """Store what was measured, and print it."""
    results.write_text(f"{text}\n", "utf-8")
    print(f"\n{text}\n\nwritten to {results}")


def table(lines: list[Row]) -> str:
    """A Markdown table, one column for each size."""
    head = ["Measured", *SIZES]
    body = [
        [row.title]
        + [cell(row.values.get(s), row.at_least.get(s), row.at_most.get(s)) for s in SIZES]
        for row in lines
    ]
    marks = ["---", *["--:"] * len(SIZES)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [head, marks, *body])
