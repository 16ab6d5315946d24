"""The tables, and the aim for each ratio."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from bench import SIZES

Targets = Mapping[str, float]
NONE: Targets = MappingProxyType({})
AVX512_KERNEL = "SkylakeX"


def targets(*values: float | None) -> Targets:
    """Targets in the order of the sizes; None where there is none."""
    return {size: v for size, v in zip(SIZES, values, strict=False) if v is not None}


class Table(NamedTuple):
    """One table: with whom lstm_lib is compared, and the ratios to reach.

    `kernel` is what OpenBLAS is told to use; empty: it chooses. `others` (forward and backward),
    `forward` (forward alone) and `of_peak` are to be reached from above, `over_floor` from below.
    """

    heading: str
    dtype: str
    others: Mapping[str, Targets]
    forward: Mapping[str, Targets] = MappingProxyType({})
    of_peak: Targets = NONE
    over_floor: Targets = NONE
    kernel: str = ""


TABLES = [
    Table(
        "float32",
        "float32",
        {
            "PyTorch nn.LSTM": targets(1.2, 0.50, 0.50, 0.48, 0.62, 0.60),
            "PyTorch loop": targets(15, 6, 2.5, 1.7),
            "NumPy textbook": NONE,
            "ONNX Runtime": NONE,
            "JAX": NONE,
        },
        of_peak=targets(None, 0.30, 0.58, 0.65, 0.78, 0.83),
        over_floor=targets(None, 1.15, 1.25, 1.25, 1.18, 1.15),
    ),
    Table(
        f"float32, with `OPENBLAS_CORETYPE={AVX512_KERNEL}`",
        "float32",
        {"PyTorch nn.LSTM": targets(1.2, 0.70, 0.72, 0.75, 1.1, 1.1)},
        kernel=AVX512_KERNEL,
    ),
    Table(
        "float64",
        "float64",
        {"PyTorch nn.LSTM": targets(None, 2.0, 1.5, 1.4)},
    ),
]
