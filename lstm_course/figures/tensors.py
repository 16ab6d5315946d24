"""Shapes: a batch of sequences as sheets, weights as blocks of gates."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from lstm_course.figures.colours import COLOURS, INK, SHADE, colour_of
from lstm_lib._validation import as_size

_SHIFT = 0.7  # of a sheet against the one before it, in entries


def plot_batch(ax: Axes, steps: int, sequences: int, inputs: int) -> None:
    """An array (T, B, D) as T sheets, one for each step, the first in front.

    On a sheet, each row is a sequence and each column an input.

    Args:
        ax: where to draw; its axes disappear.
        steps, sequences, inputs: T, B and D.

    Raises:
        TypeError: if a size is not a whole number.
        ValueError: if a size is less than 1.
    """
    T, B = as_size("steps", "T", steps), as_size("sequences", "B", sequences)
    D = as_size("inputs", "D", inputs)
    for t in reversed(range(T)):
        _cells(ax, (_SHIFT * t, _SHIFT * t), B, D, SHADE, INK, zorder=T - t)
    across, back = D / 2, _SHIFT * (T - 1)
    ax.text(across, -0.3, f"$D = {D}$ inputs", ha="center", va="top")
    ax.text(-0.3, B / 2, f"$B = {B}$\nsequences", ha="right", va="center")
    ax.text(D + 0.5, 0.1, "$t = 1$", va="bottom")
    ax.text(D + back + 0.5, back + 0.1, f"$t = T = {T}$", va="bottom")
    _finish(ax, (-4.0, D + back + 4.0), (-1.4, B + back + 0.3))


def plot_gate_blocks(
    ax: Axes,
    order: str,
    parts: Mapping[str, int],
    units: int,
    gap: float = 0.0,
    transposed: bool = False,
) -> None:
    """A stacked weight matrix: one block for each gate, in the gate's colour and under its letter.

    Args:
        ax: where to draw; its axes disappear.
        order: the gates from first to last, "ifgo" for example.
        parts: name → number of columns, from left to right (transposed: of rows, from the top).
        units: H, the rows (transposed: columns) of a block.
        gap: space between two parts that are arrays of their own, in entries.
        transposed: gates side by side.

    Raises:
        TypeError: if a size is not a whole number.
        ValueError: if order is not made of i, f, g and o, or a size is less than 1.
    """
    if sorted(order) != sorted("ifgo"):
        raise ValueError(f"order: expected the letters i, f, g and o once each, got {order!r}")
    H, begin = as_size("units", "H", units), 0.0
    for name, size in parts.items():
        width = as_size(name, "columns", size)
        for k, gate in enumerate(order):
            corner, rows, columns = (begin, -H * (k + 1.0)), H, width
            if transposed:
                corner, rows, columns = (float(H * k), -begin - width), width, H
            _cells(ax, corner, rows, columns, f"{COLOURS[gate].line}40", COLOURS[gate].line)
        middle = begin + width / 2
        if transposed:
            ax.add_patch(Rectangle((0, -begin - width), 4 * H, width, fill=False, edgecolor=INK))
            ax.text(-0.4, -middle, name, ha="right", va="center")
        else:
            ax.add_patch(Rectangle((begin, -4 * H), width, 4 * H, fill=False, edgecolor=INK))
            ax.text(middle, 0.3, name, ha="center", va="bottom")
        begin += width + gap
    for k, gate in enumerate(order):
        at, colour = H * (k + 0.5), colour_of(gate).text_light
        if transposed:
            ax.text(at, 0.3, f"${gate}$", ha="center", va="bottom", color=colour)
        else:
            ax.text(-0.4, -at, f"${gate}$", ha="right", va="center", color=colour)
    long, wide = float(4 * H), begin - gap
    if transposed:
        long, wide = wide, long
    _finish(ax, (-1.6, wide + 0.2), (-long - 0.2, 1.6))


def _cells(
    ax: Axes,
    corner: tuple[float, float],
    rows: int,
    columns: int,
    face: str,
    edge: str,
    zorder: float = 1,
) -> None:
    """A grid of entries, 1 by 1, with its lower left corner there."""
    x, y = corner
    ax.add_patch(Rectangle(corner, columns, rows, facecolor="white", zorder=zorder))
    for row in range(rows):
        for column in range(columns):
            at = (x + column, y + row)
            ax.add_patch(Rectangle(at, 1, 1, facecolor=face, edgecolor=edge, zorder=zorder))


def _finish(ax: Axes, x: tuple[float, float], y: tuple[float, float]) -> None:
    ax.set(xlim=x, ylim=y, aspect="equal")
    ax.set_axis_off()
