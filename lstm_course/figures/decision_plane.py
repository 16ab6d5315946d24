"""Output of a unit over a plane of inputs."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from numpy.typing import ArrayLike

from lstm_course.figures.colours import COLOURS, INK
from lstm_lib._validation import as_float, expect_finite, expect_shape

_OPENING = LinearSegmentedColormap.from_list("opening", ["#FFFFFF", COLOURS["i"].line])


def plot_decision_plane(ax: Axes, x1: ArrayLike, x2: ArrayLike, a: ArrayLike) -> None:
    """The answer of a unit, white for 0 to full colour for 1, with the line where it is one half.

    Args:
        ax: where to draw.
        x1: (N,), first input, ascending.
        x2: (M,), second input, ascending.
        a: (M, N), activation at each pair, from 0 to 1.

    Raises:
        ValueError: if a shape differs, a number is not finite or an activation not from 0 to 1.
    """
    x1, x2, a = as_float("x1", x1), as_float("x2", x2), as_float("a", a)
    expect_shape("x1", x1, "N", {})
    expect_shape("x2", x2, "M", {})
    expect_shape("a", a, "M N", {"M": len(x2), "N": len(x1)})
    for name, array in (("x1", x1), ("x2", x2), ("a", a)):
        expect_finite(name, array)
    if a.min() < 0 or a.max() > 1:
        raise ValueError(f"a: expected 0 to 1, got {a.min():.4g} to {a.max():.4g}")
    ax.contourf(x1, x2, a, np.linspace(0, 1, 21), cmap=_OPENING)
    if a.min() < 0.5 < a.max():
        half = ax.contour(x1, x2, a, [0.5], colors=INK, linewidths=1.5)
        ax.clabel(half, fmt={0.5: "one half"}, colors=INK, fontsize=11)
    ax.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
