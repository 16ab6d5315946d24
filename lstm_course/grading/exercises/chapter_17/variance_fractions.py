"""Exercise 17.4, `variance_fractions`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import Sizes, custom
from lstm_lib._validation import Array

Result = tuple[float, float, float, float]


def _table(rng: np.random.Generator, sizes: Sizes) -> Array:
    """Log errors with an effect of each kind."""
    V, R, S = sizes["V"], sizes["R"], sizes["S"]
    table: Array = rng.normal(size=(V, R, S)) + rng.normal(size=(V, R, 1))
    table += 1.5 * rng.normal(size=(V, 1, 1)) + rng.normal(size=(1, R, 1)) - 2
    return table.round(2)


def _parts(table: Array, seeds: Callable[..., Array] = np.mean) -> tuple[float, float, float]:
    """The variances of the variants' means, the rates' means, and what is left of the cells'."""
    cells = seeds(table, axis=2)
    variant, rate = cells.mean(axis=1), cells.mean(axis=0)
    left = cells - variant[:, None] - rate + cells.mean()
    return float(variant.var()), float(rate.var()), float((left**2).mean())


def _fractions(table: Array) -> Result:
    variant, rate, both = (part / table.var() for part in _parts(table))
    return variant, rate, both, 1 - variant - rate - both


def _of_the_cells(table: Array) -> Result:
    variant, rate, both = _parts(table)
    total = variant + rate + both
    return variant / total, rate / total, both / total, 1 - total / float(table.var())


def _deviations(table: Array) -> Result:
    variant, rate, both = (float(np.sqrt(part) / table.std()) for part in _parts(table))
    return variant, rate, both, 1 - variant - rate - both


def _cells_for_interaction(table: Array) -> Result:
    variant, rate, _, _ = _fractions(table)
    both = float(table.mean(axis=2).var() / table.var())
    return variant, rate, both, 1 - both


def _minus_one(table: Array) -> Result:
    cells = table.mean(axis=2)
    total = table.var(ddof=1)
    variant, rate = cells.mean(axis=1).var(ddof=1) / total, cells.mean(axis=0).var(ddof=1) / total
    both = _fractions(table)[2]
    return variant, rate, both, 1 - variant - rate - both


def _seeds_for_rates(table: Array) -> Result:
    return _fractions(table.swapaxes(1, 2))


def _medians(table: Array) -> Result:
    variant, rate, both = (part / table.var() for part in _parts(table, np.median))
    return variant, rate, both, 1 - variant - rate - both


decomposition = Function(
    id="17.4",
    title="How much is the learning rate?",
    name="variance_fractions",
    inputs={"table": custom(_table, "V R S")},
    sizes={"V": (2, 3, 4), "R": (2, 3, 5), "S": (2, 3, 6)},
    returns="variant, rate, interaction, rest",
    reference=_fractions,
    misconceptions=[
        Misconception(
            "variances",
            lambda table: (*_parts(table), float(table.var()) - sum(_parts(table))),
            "These are the variances themselves. Divide each by the variance of the whole table.",
        ),
        Misconception(
            "of-the-cells",
            _of_the_cells,
            "You divide by the variance of the cells' means. The seeds vary too: divide by the "
            "variance of all numbers.",
        ),
        Misconception(
            "standard-deviations",
            _deviations,
            "You add standard deviations. Variances add up, standard deviations do not.",
        ),
        Misconception(
            "cells-for-interaction",
            _cells_for_interaction,
            "Your interaction still holds the effects of variant and rate. It is what is left of a "
            "cell's mean when both have been subtracted and the mean of everything added.",
        ),
        Misconception(
            "n-minus-1",
            _minus_one,
            "You divide by n − 1. Only with plain means do the four parts add up to the whole.",
        ),
        Misconception(
            "swapped",
            lambda table: tuple(_fractions(table)[k] for k in (1, 0, 2, 3)),
            "Variant and rate have changed places. Axis 0 is the variant; its effect is in the means "
            "over the two other axes.",
        ),
        Misconception(
            "seeds-for-rates",
            _seeds_for_rates,
            "You take the seeds, axis 2, for the rates, axis 1.",
        ),
        Misconception(
            "rest-missing",
            lambda table: (*_fractions(table)[:3], 0.0),
            "Your rest is 0. Runs of one cell that differ only in the seed differ too.",
        ),
        Misconception(
            "medians",
            _medians,
            "You take medians over the seeds. The parts add up with means only.",
        ),
        Misconception(
            "percent",
            lambda table: tuple(100 * part for part in _fractions(table)),
            "These are percentages. Fractions are asked for, which add up to 1.",
        ),
    ],
    on_success="Four numbers that add up to 1. A paper that tunes nothing puts the second and the "
    "third into its verdict about the first.",
)
