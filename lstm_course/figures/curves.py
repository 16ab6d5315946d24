"""Curves, points on them, and the activation functions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lstm_course.figures.colours import INK, SHADE, colour_of
from lstm_course.figures.labels import label_beside, label_end
from lstm_lib._validation import Array, as_float, expect_finite, expect_shape


def _points(x: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    x, y = as_float("x", x), as_float("y", y)
    expect_shape("x", x, "N", {})
    expect_shape("y", y, "N", {"N": len(x)})
    expect_finite("x", x)
    expect_finite("y", y)
    return x, y


def plot_curve(ax: Axes, x: ArrayLike, y: ArrayLike, label: str, symbol: str | None = None) -> None:
    """A line through (x, y), both (N,), with its label at its right end.

    Drawn in the colour of `symbol`; without one, in the next grey and dashing of the style.
    Labels of several curves are moved apart within the limits that `ax` then has, so limits
    and scales are set before.

    Raises:
        ValueError: if the shapes differ, a number is not finite or the symbol is unknown.
    """
    x, y = _points(x, y)
    if symbol is None:
        ax.plot(x, y)
        text = INK
    else:
        colour = colour_of(symbol)
        ax.plot(x, y, color=colour.line, linestyle="-")
        text = colour.text_light
    label_end(ax, float(x[-1]), float(y[-1]), label, text)


def mark_points(ax: Axes, x: ArrayLike, y: ArrayLike, labels: Sequence[str]) -> None:
    """Dots at (x, y), both (N,), each with its label where it covers neither line nor label.

    Called last: it looks at what `ax` already shows.

    Raises:
        ValueError: if the lengths differ or a number is not finite.
    """
    x, y = _points(x, y)
    if len(labels) != len(x):
        raise ValueError(f"labels: expected N = {len(x)}, got {len(labels)}")
    ax.plot(x, y, "o", color=INK, markersize=6, zorder=3)
    for xy, label in zip(zip(x, y, strict=True), labels, strict=True):
        label_beside(ax, (float(xy[0]), float(xy[1])), label)


def plot_activation(
    ax: Axes, z: ArrayLike, a: ArrayLike, label: str, limits: tuple[float, float]
) -> None:
    """An activation function a(z), both (N,), with its limits dotted and saturation shaded.

    Saturated means: within 5 % of the way from one limit to the other. z ascends.

    Raises:
        ValueError: if the shapes differ, z does not ascend, or a leaves its limits.
    """
    z, a = _points(z, a)
    low, high = limits
    if np.any(np.diff(z) <= 0):
        raise ValueError("z: expected ascending numbers, got a step down or a repetition")
    if a.min() < low or a.max() > high:
        raise ValueError(f"a: expected {low:g} to {high:g}, got {a.min():.4g} to {a.max():.4g}")
    saturated = np.minimum(a - low, high - a) <= 0.05 * (high - low)
    changes = np.flatnonzero(np.diff(saturated)) + 1
    for start, stop in pairwise([0, *changes, len(z)]):
        if saturated[start]:
            ax.axvspan(z[start], z[stop - 1], color=SHADE, linewidth=0)
            middle = (z[start] + z[stop - 1]) / 2
            ax.text(middle, (low + high) / 2, "saturated", ha="center", va="center", rotation=90)
    ax.hlines(limits, z[0], z[-1], color=INK, linewidth=1, linestyle=":")
    ax.margins(x=0)
    ax.set_xlabel("$z$")
    plot_curve(ax, z, a, label)
