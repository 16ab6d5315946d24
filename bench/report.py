"""From times to tables of ratios, and to the aims that they are held against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from bench import SIZES
from bench.aims import Aim, store
from bench.floor import PEAK_OPERATIONS, operations
from bench.peers import OURS
from bench.tables import NONE, Table, Targets

NAMELESS: Mapping[str, str] = MappingProxyType({})
Times = dict[str, dict[str, float]]
"""Seconds for one size: {task: {implementation: seconds}}."""


class Row(NamedTuple):
    """A line of the table: a ratio at each size, what it should be, and whose instructions ran."""

    title: str
    values: Targets
    at_least: Targets = NONE
    at_most: Targets = NONE
    features: str = ""


def rows(
    times: dict[str, Times], wanted: Table, features: Mapping[str, str] = NAMELESS
) -> list[Row]:
    """The lines of one table from the times at each size.

    Args:
        features: for each implementation, the processor features that it used.
    """
    lines = []
    for other, at_least in wanted.others.items():
        if any(other not in at["forward"] for at in times.values()):
            lines.append(Row(f"{other}: not installed", NONE))
            continue
        for task, words, least in (
            ("both", "forward and backward", at_least),
            ("forward", "forward alone", wanted.forward.get(other, NONE)),
        ):
            if all(other in at[task] for at in times.values()):
                ratios = {size: at[task][other] / at[task][OURS] for size, at in times.items()}
                used = features.get(other, "")
                lines.append(Row(f"{other}, {words}", ratios, least, features=used))
    both = {size: at["both"] for size, at in times.items()}
    of_peak = {
        size: operations(SIZES[size]) / at[OURS] * at["peak"] / PEAK_OPERATIONS
        for size, at in both.items()
    }
    over = {size: at[OURS] / (at["products"] + at["ufuncs"]) for size, at in both.items()}
    own = features.get(OURS, "")
    lines.append(Row("fraction of BLAS's peak", of_peak, at_least=wanted.of_peak, features=own))
    title = "own time over products and ufuncs alone"
    lines.append(Row(title, over, at_most=wanted.over_floor, features=own))
    return lines


def aims(lines: list[Row], heading: str = "") -> list[Aim]:
    """The ratios that have a bound."""
    titled = [(f"{heading}: {row.title}" if heading else row.title, row) for row in lines]
    return [
        Aim(f"{title}, {size}", value, row.at_least.get(size), row.at_most.get(size))
        for title, row in titled
        for size, value in row.values.items()
        if size in row.at_least or size in row.at_most
    ]


def publish(text: str, results: Path, held: Iterable[Aim] = ()) -> None:
    """Store what was measured, and the aims it is held against, and print both."""
    results.write_text(f"{text}\n", "utf-8")
    print(f"\n{text}\n\nwritten to {results}")
    if held := list(held):
        store(held, results)
        print("missed:", *[aim.line for aim in held if aim.missed] or ["nothing"], sep="\n")


def table(lines: list[Row]) -> str:
    """A Markdown table: one column for each size, and one for processor features if they are known."""
    shown = any(row.features for row in lines)
    head = ["Measured", *SIZES, *["instructions"] * shown]
    body = [
        [row.title]
        + [f"{row.values[size]:.2f}" if size in row.values else "–" for size in SIZES]
        + [row.features] * shown
        for row in lines
    ]
    marks = ["---", *["--:"] * len(SIZES), *["---"] * shown]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [head, marks, *body])
