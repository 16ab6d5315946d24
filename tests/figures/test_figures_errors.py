"""Every wrong input to a figure is named: what was expected, what came."""

from __future__ import annotations

from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes

from lstm_course import figures

WRONG: list[tuple[str, Callable[[Axes], None]]] = [
    (
        r"y: expected shape \(N,\) with N = 3, got \(2,\)",
        lambda ax: figures.plot_curve(ax, [1, 2, 3], [1, 2], ""),
    ),
    (
        "y: expected finite numbers, got nan",
        lambda ax: figures.plot_curve(ax, [1, 2], [1, np.nan], ""),
    ),
    (
        "symbol: expected one of i, f, g, o, c, h, got 'z'",
        lambda ax: figures.plot_curve(ax, [1], [1], "", "z"),
    ),
    (
        "a: expected shape .M, N. with M = 3, N = 2, got .2, 3.",
        lambda ax: figures.plot_decision_plane(ax, [0, 1], [0, 1, 2], np.zeros((2, 3))),
    ),
    (
        "a: expected 0 to 1, got 0 to 2",
        lambda ax: figures.plot_decision_plane(ax, [0, 1], [0], [[0, 2]]),
    ),
    ("labels: expected N = 2, got 1", lambda ax: figures.mark_points(ax, [1, 2], [1, 2], ["a"])),
    (
        "z: expected ascending numbers",
        lambda ax: figures.plot_activation(ax, [1, 0], [0, 1], "", (0, 1)),
    ),
    (
        "a: expected 0 to 1, got 0 to 2",
        lambda ax: figures.plot_activation(ax, [0, 1], [0, 2], "", (0, 1)),
    ),
    (
        r"g: expected shape \(H,\) with H = 2, got \(1,\)",
        lambda ax: figures.plot_gate_times_candidate(ax, [1, 1], [1], [1, 1]),
    ),
    ("product: expected i ⊙ g", lambda ax: figures.plot_gate_times_candidate(ax, [0.5], [1], [1])),
    (
        r"matrix: expected shape \(R, C\) with R = 1, C = 2, got \(1, 1\)",
        lambda ax: figures.plot_heatmap(ax, [[1]], ["r"], ["a", "b"], 1),
    ),
    (
        "limit: expected a number > 0, got 0",
        lambda ax: figures.plot_heatmap(ax, [[1]], ["r"], ["a"], 0),
    ),
    (
        "axes: expected one for each of i, f, got 1",
        lambda ax: figures.plot_gates_over_time([ax], {"i": [[1]], "f": [[1]]}, ["A"]),
    ),
    (
        r"i: expected shape \(T, K\) with T = 1, K = 2, got \(1, 1\)",
        lambda ax: figures.plot_gates_over_time([ax], {"i": [[1]]}, ["A", "B"]),
    ),
    (
        r"norms: expected shape \(K, N\) with K = 1, N = 2, got \(2, 2\)",
        lambda ax: figures.plot_gradient_norms(ax, [1, 2], [[1, 1], [1, 1]], ["A"]),
    ),
    (
        "norms: expected numbers > 0 for a log scale, got 0",
        lambda ax: figures.plot_gradient_norms(ax, [1, 2], [[1, 0]], ["A"]),
    ),
    (
        r"values: expected shape \(S, N\) with S = 2, got \(1, 3\)",
        lambda ax: figures.plot_gate_histograms(ax, [1, 2], [[0, 0, 1]], "i"),
    ),
    (
        "values: expected 0 to 1, got 0 to 1.5",
        lambda ax: figures.plot_gate_histograms(ax, [1], [[0, 1.5]], "i"),
    ),
    (
        r"runs\['training'\]: expected shape \(N,\) with N = 2, got \(1,\)",
        lambda ax: figures.plot_losses(ax, {"training": ([1, 2], [1])}),
    ),
    ("runs: expected at least one", lambda ax: figures.plot_losses(ax, {})),
    ("values: expected at least one", lambda ax: figures.plot_gates_over_time([], {}, ["A"])),
]


@pytest.mark.parametrize(("message", "call"), WRONG, ids=[message for message, _ in WRONG])
def test_wrong_input_is_named(message: str, call: Callable[[Axes], None]) -> None:
    fig, ax = plt.subplots()
    with pytest.raises(ValueError, match=message):
        call(ax)
    plt.close(fig)
