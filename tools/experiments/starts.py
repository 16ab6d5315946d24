"""The LSTM from other starts: forget biases, chrono biases, orthogonal recurrent weights.

Cells, budget and tasks are those of `ablations`; the usual start, with a forget bias of 1, is there.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tools.experiments._many_runs import Start
from tools.experiments.ablations import RATES, SEEDS, UNITS, errors

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
TASKS = ("adding", "news")
LONGEST = 20
"""The memory that the chrono biases are made for."""


def forget_bias(bias: float) -> Start:
    """The forget gate's bias starts at this value."""

    def start(blocks: dict[str, Array], rng: np.random.Generator) -> None:
        blocks["f"][:, 0] = bias

    return start


def chrono(blocks: dict[str, Array], rng: np.random.Generator) -> None:
    """b_f = ln m with m uniform in [1, T − 1], and b_i = −b_f (Tallec & Ollivier 2018)."""
    blocks["f"][:, 0] = np.log(rng.uniform(1, LONGEST - 1, UNITS))
    blocks["i"][:, 0] = -blocks["f"][:, 0]


def orthogonal(blocks: dict[str, Array], rng: np.random.Generator) -> None:
    """The recurrent weights of each block are an orthogonal matrix (Saxe et al. 2014)."""
    for block in blocks.values():
        block[:, 1 : 1 + UNITS] = np.linalg.qr(rng.normal(size=(UNITS, UNITS)))[0]


STARTS = {
    "forget_bias_0": forget_bias(0.0),
    "forget_bias_3": forget_bias(3.0),
    "chrono": chrono,
    "orthogonal": orthogonal,
}


def row(task: str, start: str, rate: float) -> Array:
    """The errors of the eight seeds."""
    return errors(task, "lstm", [rate], SEEDS, STARTS[start])[0]


def record() -> dict[str, Array]:
    """errors (tasks, starts, rates, seeds), and what the axes are."""
    found = [[[row(task, start, rate) for rate in RATES] for start in STARTS] for task in TASKS]
    return {
        "errors": np.array(found),
        "tasks": np.array(TASKS),
        "starts": np.array(list(STARTS)),
        "rates": np.array(RATES),
    }


def sample() -> dict[str, Array]:
    """Three runs with a forget bias of 0 on the adding problem, at the lowest rate."""
    return {
        "errors": errors("adding", "lstm", RATES[:1], SEEDS[:3], STARTS["forget_bias_0"])[
            None, None
        ]
    }
