"""Shapes are drawn entry by entry, each gate in its colour, in the order that was asked for."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from lstm_course import figures
from lstm_course.figures.colours import COLOURS


@pytest.fixture
def ax() -> Iterator[Axes]:
    with mpl.rc_context():
        mpl.use("Agg")
        figures.use_style()
        yield plt.subplots()[1]
        plt.close("all")


def entries(ax: Axes) -> list[Rectangle]:
    """The squares that stand for numbers."""
    patches = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    return [p for p in patches if p.get_width() == p.get_height() == 1 and p.get_fill()]


def text(ax: Axes, content: str) -> tuple[float, float]:
    (found,) = [text for text in ax.texts if text.get_text() == content]
    return found.get_position()


def test_sheets_have_one_square_for_each_number_and_the_first_lies_in_front(ax: Axes) -> None:
    figures.plot_batch(ax, 5, 4, 3)
    squares = [p for p in entries(ax) if to_hex(p.get_facecolor()) != "#ffffff"]
    assert len(squares) == 5 * 4 * 3
    first = max(squares, key=lambda p: p.get_zorder())
    last = min(squares, key=lambda p: p.get_zorder())
    assert first.get_x() < last.get_x() and first.get_y() < last.get_y()
    assert text(ax, "$t = 1$")[0] < text(ax, "$t = T = 5$")[0]


@pytest.mark.parametrize("transposed", [False, True])
@pytest.mark.parametrize("order", ["ifgo", "iofg"])
def test_blocks_follow_the_order_in_their_gates_colours(
    ax: Axes, order: str, transposed: bool
) -> None:
    figures.plot_gate_blocks(ax, order, {"a": 2, "b": 5}, 3, gap=0.5, transposed=transposed)
    places: dict[str, list[float]] = {}
    for square in entries(ax):
        at = square.get_x() if transposed else -square.get_y()
        places.setdefault(to_hex(square.get_edgecolor()).upper(), []).append(at)
    starts = {gate: min(places[COLOURS[gate].line]) for gate in order}
    assert sorted(order, key=starts.__getitem__) == list(order)
    for gate in order:
        assert len(places[COLOURS[gate].line]) == 3 * (2 + 5)
    letters = [text(ax, f"${gate}$")[0 if transposed else 1] for gate in order]
    assert letters == sorted(letters, reverse=not transposed)
    parts = [text(ax, name)[1 if transposed else 0] for name in "ab"]
    assert abs(parts[1] - parts[0]) == 2 / 2 + 0.5 + 5 / 2


def test_everything_is_inside_the_axes(ax: Axes) -> None:
    figures.plot_gate_blocks(ax, "ifgo", {"a": 2, "b": 5}, 3, transposed=True)
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    for square in entries(ax):
        assert x0 <= square.get_x() and square.get_x() + 1 <= x1
        assert y0 <= square.get_y() and square.get_y() + 1 <= y1


def test_wrong_input_is_named(ax: Axes) -> None:
    with pytest.raises(ValueError, match="order: expected the letters i, f, g and o once each"):
        figures.plot_gate_blocks(ax, "ifco", {"h": 1}, 1)
    with pytest.raises(ValueError, match="units: expected H"):
        figures.plot_gate_blocks(ax, "ifgo", {"h": 1}, 0)
    with pytest.raises(ValueError, match="h: expected columns"):
        figures.plot_gate_blocks(ax, "ifgo", {"h": 0}, 1)
    with pytest.raises(ValueError, match="steps: expected T"):
        figures.plot_batch(ax, 0, 1, 1)
    with pytest.raises(TypeError, match="inputs: expected"):
        figures.plot_batch(ax, 1, 1, 0.5)  # type: ignore[arg-type]
