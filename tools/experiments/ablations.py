"""Fifteen cells at four learning rates on four small tasks, eight runs of each.

All cells have 16 units and train for 300 updates with Adam, gradients clipped at 1, and a rate that
falls to 0 along half a cosine. Runs with the same seed see the same sequences. Errors are rounded to
four decimals.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tools.experiments._many_runs import KINDS, ManyRuns, Parameters, Start, first_parameters
from tools.experiments._small_tasks import TASKS, loss_gradient, stacked

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
UNITS, UPDATES = 16, 300
RATES = (0.003, 0.01, 0.03, 0.1)
SEEDS = range(8)
GRID = ("adding", "order", "news", "reber")


class Adam:
    """Adam for many runs: one learning rate and one clipping factor for each."""

    def __init__(self, rates: Array) -> None:
        self.rates, self.steps = rates, 0
        self.means: Parameters = {}
        self.squares: Parameters = {}

    def step(self, parameters: Parameters, gradients: Parameters, fraction: float) -> None:
        """Change the parameters in place, at this fraction of the rates."""
        self.steps += 1
        norm = np.sqrt(sum((d.reshape(len(d), -1) ** 2).sum(1) for d in gradients.values()))
        factor = np.minimum(1, 1 / np.maximum(norm, 1e-30))
        rates = fraction * self.rates / (1 - 0.9**self.steps)
        for name, w in parameters.items():
            each = (-1,) + (1,) * (w.ndim - 1)
            d = gradients[name] * factor.reshape(each)
            m = self.means.setdefault(name, np.zeros_like(w))
            v = self.squares.setdefault(name, np.zeros_like(w))
            m *= 0.9
            m += 0.1 * d
            v *= 0.999
            v += 0.001 * d * d
            w -= rates.reshape(each) * m / (np.sqrt(v / (1 - 0.999**self.steps)) + 1e-8)


def trained(
    task_name: str,
    kind_name: str,
    rates: Sequence[float] = RATES,
    seeds: Sequence[int] = SEEDS,
    start: Start | None = None,
) -> ManyRuns:
    """All runs of one cell on one task, one for each rate and seed."""
    task, kind = TASKS[task_name], KINDS[kind_name]
    sizes = task.inputs, UNITS, task.outputs
    first = [first_parameters(kind, *sizes, np.random.default_rng(seed), start) for seed in seeds]
    runs = ManyRuns(kind, first * len(rates))
    adam = Adam(np.repeat(rates, len(seeds)))
    for update in range(UPDATES):
        drawn = [task.draw(np.random.default_rng((seed, 7, update)), task.batch) for seed in seeds]
        batch = stacked(drawn * len(rates))
        gradients = runs.gradients(loss_gradient(runs.outputs(batch.x), batch))
        adam.step(runs.parameters, gradients, 0.5 * (1 + np.cos(np.pi * update / UPDATES)))
    return runs


def errors(
    task_name: str,
    kind_name: str,
    rates: Sequence[float] = RATES,
    seeds: Sequence[int] = SEEDS,
    start: Start | None = None,
) -> Array:
    """Errors (rates, seeds) on sequences that no run has seen, rounded to four decimals."""
    task, runs = TASKS[task_name], trained(task_name, kind_name, rates, seeds, start)
    batch = task.fresh(np.random.default_rng(999))
    x = np.broadcast_to(
        batch.x[:, None], (len(batch.x), len(rates) * len(seeds), *batch.x.shape[1:])
    )
    y = runs.outputs(x)
    found = [task.error(y[:, run], batch) for run in range(y.shape[1])]
    return np.round(found, 4).reshape(len(rates), len(seeds))


def record() -> dict[str, Array]:
    """errors (tasks, cells, rates, seeds), and what the axes are."""
    found = [[errors(task, kind) for kind in KINDS] for task in GRID]
    return {
        "errors": np.array(found),
        "tasks": np.array(GRID),
        "cells": np.array(list(KINDS)),
        "rates": np.array(RATES),
    }


def sample() -> dict[str, Array]:
    """Three runs of the LSTM on the adding problem, at the lowest rate."""
    return {"errors": errors("adding", "lstm", RATES[:1], SEEDS[:3])[None, None]}
