"""Chapter 15: numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lstm_course.grading.exercise import Misconception, Number
from lstm_lib.memory_blocks import BlockLayout

LAYOUT = BlockLayout(7, 3, 2, 7, cell_bias=False, output_bias=False)
K, N, Z = 15, 30, 1.96


def _wilson(z: float, sign: int) -> float:
    p, n = K / N, N
    half = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return float((p + z**2 / (2 * n) + sign * half) / (1 + z**2 / n))


weights = Number(
    id="15.2",
    title="Count the weights",
    name="weights",
    expected=lambda: LAYOUT.weights,
    digits=9,
    misconceptions=[
        Misconception(
            "cell-biases",
            lambda: replace(LAYOUT, cell_bias=True).weights,
            "You gave the cells biases. Only the gates have them.",
        ),
        Misconception(
            "output-biases",
            lambda: replace(LAYOUT, output_bias=True).weights,
            "You gave the outputs biases. Only the gates have them.",
        ),
        Misconception(
            "all-biases",
            lambda: replace(LAYOUT, cell_bias=True, output_bias=True).weights,
            "You gave every unit a bias. Only the gates have one.",
        ),
        Misconception(
            "no-biases",
            lambda: replace(LAYOUT, gate_bias=False).weights,
            "You left the biases of the gates out.",
        ),
        Misconception(
            "shortcut",
            lambda: replace(LAYOUT, shortcut=True).weights,
            "You connected the inputs to the outputs. The outputs read the cells alone.",
        ),
        Misconception(
            "gates-unread",
            lambda: replace(LAYOUT, gates_as_sources=False).weights,
            "In your network nobody reads the gates. In 1997 cells and gates read all gates.",
        ),
        Misconception(
            "gates-for-each-cell",
            lambda: replace(LAYOUT, blocks=6, cells=1).weights,
            "You gave each cell gates of its own. The two cells of a block share theirs.",
        ),
        Misconception(
            "forget-gates",
            lambda: replace(LAYOUT, forget=True).weights,
            "Your blocks have forget gates, three years early.",
        ),
    ],
    on_success="276, the number in the paper's table. So its network had no connection from the "
    "inputs to the outputs, whatever would have learned better.",
)

interval = Number(
    id="15.5",
    title="Fifteen of thirty",
    name="lower_end",
    expected=lambda: _wilson(Z, -1),
    digits=3,
    misconceptions=[
        Misconception(
            "plus-minus",
            lambda: K / N - Z * np.sqrt(K / N * (1 - K / N) / N),
            "That is p − 1.96 √(p(1 − p)/n), which takes the standard deviation from the observed p. It breaks "
            "down near 0 and 1; use the formula given.",
        ),
        Misconception(
            "one-deviation",
            lambda: _wilson(1.0, -1),
            "You went one standard deviation down. For 95 % it is 1.96 of them.",
        ),
        Misconception(
            "ninety-percent",
            lambda: _wilson(1.645, -1),
            "That is the lower end for 90 %.",
        ),
        Misconception(
            "upper-end",
            lambda: _wilson(Z, 1),
            "That is the upper end.",
        ),
        Misconception(
            "half-width",
            lambda: (_wilson(Z, 1) - _wilson(Z, -1)) / 2,
            "That is half the width of the interval. Where does it begin?",
        ),
        Misconception(
            "of-thirty",
            lambda: N * _wilson(Z, -1),
            "That is a number of trials. The probability was asked for.",
        ),
        Misconception(
            "percent",
            lambda: 100 * _wilson(Z, -1),
            "That is in percent. A probability is between 0 and 1.",
        ),
    ],
    on_success="From a third to two thirds: thirty trials say no more. Two settings with 15 and 21 of "
    "30 may well be equally good.",
)
