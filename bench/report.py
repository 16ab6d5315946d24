"""From times to tables of ratios beside their targets."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Mapping
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType
from typing import NamedTuple

from bench import SIZES
from bench.floor import PEAK_OPERATIONS, operations

Times = dict[str, dict[str, float]]
Targets = Mapping[str, float]


class Row(NamedTuple):
    """A line of the table: a ratio at each size, and what it should be."""

    title: str
    values: Targets
    at_least: Targets = MappingProxyType({})
    at_most: Targets = MappingProxyType({})


def targets(*values: float | None) -> Targets:
    """Targets in the order of the sizes; None where there is none."""
    return {name: v for name, v in zip(SIZES, values, strict=False) if v is not None}


OTHERS = {
    "float32": {
        "PyTorch nn.LSTM": targets(1.2, 0.50, 0.50, 0.48, 0.62, 0.60),
        "PyTorch loop": targets(15, 6, 2.5, 1.7),
        "NumPy textbook": {},
    },
    "float64": {"PyTorch nn.LSTM": targets(None, 2.0, 1.5, 1.4)},
}
WITH_AVX512 = targets(1.2, 0.70, 0.72, 0.75, 1.1, 1.1)
OF_PEAK = targets(None, 0.30, 0.58, 0.65, 0.78, 0.83)
OVER_FLOOR = targets(None, 1.15, 1.25, 1.25, 1.18, 1.15)


def rows(times: dict[str, Times], dtype: str, avx512: bool = False) -> list[Row]:
    """Ratios for one precision: {size: {task: {implementation: seconds}}} to lines."""
    lines = []
    for other, wanted in OTHERS[dtype].items():
        for task, words in (("both", "forward and backward"), ("forward", "forward alone")):
            ratio = {
                size: at[task][other] / at[task]["lstm_lib"]
                for size, at in times.items()
                if other in at[task]
            }
            least = WITH_AVX512 if avx512 and other == "PyTorch nn.LSTM" else wanted
            if ratio:
                lines.append(Row(f"{other}, {words}", ratio, least if task == "both" else {}))
    if dtype == "float32":
        both = {size: at["both"] for size, at in times.items()}
        of_peak = {
            size: operations(SIZES[size]) / t["lstm_lib"] * t["peak"] / PEAK_OPERATIONS
            for size, t in both.items()
        }
        over = {size: t["lstm_lib"] / (t["products"] + t["ufuncs"]) for size, t in both.items()}
        lines.append(Row("fraction of BLAS's peak", of_peak, {} if avx512 else OF_PEAK))
        lines.append(Row("own time over products and ufuncs alone", over, {}, OVER_FLOOR))
    return lines


def cell(value: float | None, least: float | None, most: float | None) -> str:
    """A ratio, its target, and a word where the target is missed."""
    if value is None:
        return "–"
    target = f" (≥ {least:g})" if least else f" (≤ {most:g})" if most else ""
    missed = (least and value < least) or (most and value > most)
    return f"{value:.2f}{target}{' missed' if missed else ''}"


def table(lines: list[Row]) -> str:
    """A Markdown table, one column for each size."""
    head = ["", *SIZES]
    body = [
        [row.title]
        + [cell(row.values.get(s), row.at_least.get(s), row.at_most.get(s)) for s in SIZES]
        for row in lines
    ]
    marks = ["---", *["--:"] * len(SIZES)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [head, marks, *body])


def processor() -> str:
    """The processor's name, and whether it has AVX-512."""
    name, wide = platform.processor() or platform.machine(), has_avx512()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            models = [line.split(":")[1].strip() for line in file if line.startswith("model name")]
        name = models[0] if models else name
    return f"{name}, {'with' if wide else 'without'} AVX-512"


def has_avx512() -> bool:
    """Whether this processor has AVX-512; False where it cannot be told."""
    if not os.path.exists("/proc/cpuinfo"):
        return False
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        return "avx512f" in file.read()


def machine() -> str:
    """One sentence on where and with what the figures were measured."""
    versions = []
    for name in ("numpy", "torch"):
        try:
            versions.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            versions.append(f"{name} not installed")
    python = ".".join(map(str, sys.version_info[:3]))
    return f"{processor()}; one thread; Python {python}, {', '.join(versions)}; {date.today()}"
