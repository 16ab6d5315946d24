"""Labels that stand beside what they name and keep out of each other's way."""

from __future__ import annotations

from itertools import product

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Annotation

from lstm_lib._validation import Array

_END = "end-label"
_LINE = 15.0  # points from one label to the next
_OUTWARD = (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1)


def pushed_apart(y: Array, gap: float) -> Array:
    """The positions nearest to ascending `y`, in least squares, that are at least `gap` apart."""
    steps = gap * np.arange(len(y))
    means: list[float] = []
    sizes: list[int] = []
    for value in y - steps:
        mean, size = float(value), 1
        while means and means[-1] > mean:
            other, count = means.pop(), sizes.pop()
            mean = (mean * size + other * count) / (size + count)
            size += count
        means.append(mean)
        sizes.append(size)
    placed: Array = np.repeat(means, sizes) + steps
    return placed


def label_end(ax: Axes, x: float, y: float, text: str, colour: str) -> None:
    """Write `text` right of a curve's last point, moving all such labels of `ax` apart."""
    ax.annotate(
        text, (x, y), (6, 0), textcoords="offset points", va="center", color=colour, gid=_END
    )
    ends = [t for t in ax.texts if isinstance(t, Annotation) and t.get_gid() == _END]
    ax.get_ylim()  # settles the limits on which the transform depends
    heights = np.array([ax.transData.transform(end.xy)[1] for end in ends])
    order = np.argsort(heights, kind="stable")
    points = 72 / ax.figure.dpi
    moved = pushed_apart(heights[order] * points, gap=_LINE)
    for k, height in zip(order, moved, strict=True):
        ends[k].set_position((6, float(height - heights[k] * points)))


def label_beside(ax: Axes, xy: tuple[float, float], text: str) -> None:
    """Write `text` beside a point of `ax`, where it hides the least of what is drawn there."""
    ax.figure.canvas.figure.draw_without_rendering()
    taken = [other.get_window_extent() for other in ax.texts]
    drawn = np.concatenate(
        [line.get_transform().transform(_dense(np.asarray(line.get_xydata()))) for line in ax.lines]
    )
    label = ax.annotate(text, xy, (0, 0), textcoords="offset points")

    def cost(place: tuple[int, tuple[int, int]]) -> int:
        _move(label, *place)
        box = label.get_window_extent()
        outside = not ax.bbox.fully_containsx(box.x0) or not ax.bbox.fully_containsx(box.x1)
        outside |= not ax.bbox.fully_containsy(box.y0) or not ax.bbox.fully_containsy(box.y1)
        hidden = np.all((drawn > box.min) & (drawn < box.max), axis=1).sum()
        return 1000 * (outside + box.count_overlaps(taken)) + int(hidden)

    _move(label, *min(product((8, 20, 34), _OUTWARD), key=cost))


def _move(label: Annotation, distance: int, side: tuple[int, int]) -> None:
    """Put a label at a distance (points) from its point, on the side given as (x, y) signs."""
    across, up = side
    reach = distance * (0.7 if across and up else 1.0)
    label.set_position((reach * across, reach * up))
    label.set_horizontalalignment(("center", "left", "right")[across])
    label.set_verticalalignment(("center", "bottom", "top")[up])


def _dense(points: Array) -> Array:
    """The corners of a line with 20 points between each two, so that no label slips through."""
    at = np.linspace(0, len(points) - 1, 20 * (len(points) - 1) + 1)
    known = np.arange(len(points))
    return np.stack([np.interp(at, known, points[:, k]) for k in (0, 1)], axis=1)
