"""Gates: what they let through, their values in a table, their course over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import cycle

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from lstm_course.figures.colours import COLOURS, INK, NAMES, colour_of
from lstm_course.figures.labels import label_end
from lstm_lib._validation import Array, as_float, expect_finite, expect_shape

_RANGES = {"i": (0, 1), "f": (0, 1), "o": (0, 1), "g": (-1, 1), "h": (-1, 1)}


def _number(value: float) -> str:
    return f"{value:z.2f}".replace("-", "−")


def plot_gate_times_candidate(ax: Axes, i: ArrayLike, g: ArrayLike, product: ArrayLike) -> None:
    """For each component, three bars: the gate i, the candidate g, and what passes, i ⊙ g.

    The outline around the third bar is g again: its filled part is the fraction that i lets through.

    Args:
        ax: where to draw.
        i, g, product: each (H,).

    Raises:
        ValueError: if a shape differs, a number is not finite, or product is not i ⊙ g.
    """
    bars = {"i": as_float("i", i), "g": as_float("g", g), "i ⊙ g": as_float("product", product)}
    sizes = {"H": np.size(i)}
    for name, values in bars.items():
        expect_shape(name, values, "H", sizes)
        expect_finite(name, values)
    if not np.allclose(bars["i ⊙ g"], bars["i"] * bars["g"]):
        raise ValueError(f"product: expected i ⊙ g = {bars['i'] * bars['g']}, got {product!r}")
    at = 4.0 * np.arange(sizes["H"])
    ticks = []
    for k, (name, symbol) in enumerate(zip(bars, "igc", strict=True)):
        colour, values = COLOURS[symbol], bars[name]
        ax.bar(at + k, values, 0.8, color=colour.line)
        for x, value in zip(at + k, values, strict=True):
            ticks.append((x, name, colour.text_light))
            ax.annotate(
                _number(value),
                (x, value),
                (0, 3 if value >= 0 else -3),
                textcoords="offset points",
                ha="center",
                va="bottom" if value >= 0 else "top",
                color=colour.text_light,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
            )
    ax.bar(at + 2, bars["g"], 0.8, fill=False, edgecolor=COLOURS["g"].line, linestyle="--")
    ax.axhline(0, color=INK, linewidth=1)
    ax.set_ylim(min(0.0, 1.25 * float(bars["g"].min())), 1.2)
    ax.spines["bottom"].set_visible(False)
    ax.tick_params(axis="x", length=0)
    ax.set_xticks([x for x, _, _ in ticks], [name for _, name, _ in ticks])
    for tick, (_, _, colour_) in zip(ax.get_xticklabels(), ticks, strict=True):
        tick.set_color(colour_)


def plot_heatmap(
    ax: Axes,
    matrix: ArrayLike,
    row_labels: Sequence[str],
    col_labels: Sequence[str],
    limit: float,
) -> None:
    """A matrix (R, C) as coloured squares with the numbers printed: weights, or gates by day.

    The colours run from −limit to limit, white at 0; numbers beyond them keep the last colour.

    Raises:
        ValueError: if a number of labels differs, a number is not finite, or limit ≤ 0.
    """
    values = as_float("matrix", matrix)
    expect_shape("matrix", values, "R C", {"R": len(row_labels), "C": len(col_labels)})
    expect_finite("matrix", values)
    if not limit > 0:
        raise ValueError(f"limit: expected a number > 0, got {limit}")
    image = ax.imshow(values, "PuOr", vmin=-limit, vmax=limit, aspect="auto")
    for (row, column), value in np.ndenumerate(values):
        dark = abs(value) > 0.6 * limit
        ink = "white" if dark else INK
        ax.text(column, row, _number(value), ha="center", va="center", color=ink)
    image.axes.spines[:].set_visible(False)
    ax.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    ax.set_xticks(range(len(col_labels)), col_labels)
    ax.set_yticks(range(len(row_labels)), row_labels)


def plot_gates_over_time(
    axes: Sequence[Axes] | np.ndarray[tuple[int, ...], np.dtype[np.object_]],
    values: Mapping[str, ArrayLike],
    labels: Sequence[str],
) -> None:
    """One panel for each symbol in `values`: its course over the steps t = 1 … T.

    Args:
        axes: one for each symbol, in the same order.
        values: symbol (i, f, g, o, c, h) → (T, K), K courses to compare.
        labels: K names, written at the right ends.

    Raises:
        ValueError: if a count or shape differs, a number is not finite, a symbol is unknown.
    """
    panels = list(np.ravel(np.asarray(axes, dtype=object)))
    if len(panels) != len(values):
        raise ValueError(f"axes: expected one for each of {', '.join(values)}, got {len(panels)}")
    if not panels:
        raise ValueError("values: expected at least one symbol, got none")
    sizes = {"K": len(labels), "T": len(np.atleast_1d(next(iter(values.values()))))}
    for ax, (symbol, value) in zip(panels, values.items(), strict=True):
        colour, courses = colour_of(symbol), as_float(symbol, value)
        expect_shape(symbol, courses, "T K", sizes)
        expect_finite(symbol, courses)
        _panel(ax, symbol, courses)
        for course, label in zip(courses.T, labels, strict=True):
            label_end(ax, sizes["T"], float(course[-1]), label, colour.text_light)


def _panel(ax: Axes, symbol: str, courses: Array) -> None:
    steps = np.arange(1, len(courses) + 1)
    for course, dashes in zip(courses.T, cycle(("-", "--", ":")), strict=False):
        ax.plot(steps, course, marker="o", color=COLOURS[symbol].line, linestyle=dashes)
    if symbol in _RANGES:
        low, high = _RANGES[symbol]
        margin = 0.06 * (high - low)
        ax.set_ylim(low - margin, high + margin)
    ax.set_title(f"{NAMES[symbol]} ${symbol}_t$", color=COLOURS[symbol].text_light)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
