"""Laws of the figures: labelled in place, in the right colours, readable, strict about input."""

from __future__ import annotations

import base64
import io
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from nbclient import NotebookClient

from lstm_course import figures
from lstm_course.figures.colours import COLOURS, NAMES
from lstm_course.figures.labels import pushed_apart

X = np.linspace(-6.0, 6.0, 121)
SIGMOID = 1 / (1 + np.exp(-X))
GATE = np.array([0.9862, 0.5, 4.54e-5])
CANDIDATE = np.array([0.9661, -0.7, 0.8])
NORMS = np.array([0.8 ** np.arange(1, 41), 0.81 ** np.arange(1, 41)])


@pytest.fixture(autouse=True)
def _style() -> Iterator[None]:
    with mpl.rc_context():
        mpl.use("Agg")
        figures.use_style()
        yield
        plt.close("all")


def over_time(ax: Axes) -> None:
    courses = {symbol: np.array([[0.1, 0.2], [0.5, 0.51]]) for symbol in COLOURS}
    fig = ax.figure
    assert isinstance(fig, Figure)
    ax.remove()
    fig.set_size_inches(6, 6.4)
    figures.plot_gates_over_time(fig.subplots(3, 2), courses, ["A", "B"])


class Recorded:
    """The record of a training run of 40 steps with 4 validations."""

    step = np.arange(1, 41)
    loss = 1 / np.arange(1, 41)
    gradient_norm = 2 / np.arange(1, 41)
    validation_step = np.arange(10, 41, 10)
    validation = np.array([0.2, 0.1, 0.2, 0.4])


RECORD = Recorded()


def above_and_below(ax: Axes) -> tuple[Axes, Axes]:
    """Two axes in the place of one."""
    fig = ax.figure
    ax.remove()
    return tuple(fig.subplots(2, 1))


# function → how it is drawn, the texts it must show
DRAWINGS: dict[str, tuple[Callable[[Axes], None], list[str]]] = {
    "plot_curve": (lambda ax: figures.plot_curve(ax, X, SIGMOID, "σ(z)", "i"), ["σ(z)"]),
    "mark_points": (lambda ax: figures.mark_points(ax, [1, 2], [2, 1], ["p", "q"]), ["p", "q"]),
    "plot_decision_plane": (
        lambda ax: figures.plot_decision_plane(ax, X, X, np.outer(SIGMOID, SIGMOID)),
        ["one half"],
    ),
    "plot_activation": (
        lambda ax: figures.plot_activation(ax, X, SIGMOID, "σ(z)", (0, 1)),
        ["σ(z)", "saturated", "$z$"],
    ),
    "plot_gate_times_candidate": (
        lambda ax: figures.plot_gate_times_candidate(ax, GATE, CANDIDATE, GATE * CANDIDATE),
        ["i", "g", "i ⊙ g", "0.99", "0.97", "0.95", "−0.35"],
    ),
    "plot_heatmap": (
        lambda ax: figures.plot_heatmap(ax, [[0.25, -1.5]], ["i"], ["1", "x"], 2),
        ["i", "1", "x", "0.25", "−1.50"],
    ),
    "plot_gates_over_time": (
        over_time,
        ["A", "B", "input gate $i_t$", "forget gate $f_t$", "potential memory $g_t$"],
    ),
    "plot_gradient_norms": (
        lambda ax: figures.plot_gradient_norms(
            ax, np.arange(1, 41), NORMS, ["r = 0.8", "r = 0.81"]
        ),
        ["r = 0.8", "r = 0.81", "steps back in time", "norm of the gradient"],
    ),
    "plot_gate_histograms": (
        lambda ax: figures.plot_gate_histograms(ax, [0, 50], [SIGMOID, SIGMOID**4], "i"),
        ["step 0", "step 50", "$i_t$"],
    ),
    "plot_batch": (
        lambda ax: figures.plot_batch(ax, 5, 4, 2),
        ["$B = 4$\nsequences", "$D = 2$ inputs", "$t = 1$", "$t = T = 5$"],
    ),
    "plot_gate_blocks": (
        lambda ax: figures.plot_gate_blocks(ax, "iofg", {"1": 1, "$h$": 3}, 3, transposed=True),
        ["1", "$h$", "$i$", "$f$", "$g$", "$o$"],
    ),
    "plot_history": (
        lambda ax: figures.plot_history(*above_and_below(ax), RECORD),
        ["training", "held back", "loss", "norm of the gradient", "training step"],
    ),
    "plot_losses": (
        lambda ax: figures.plot_losses(
            ax, {"training": ([1, 2], [1, 0.5]), "fresh": ([1, 2], [1.1, 0.5])}
        ),
        ["training", "fresh", "loss", "training step"],
    ),
}


def drawn(draw: Callable[[Axes], None]) -> Figure:
    fig, ax = plt.subplots()
    draw(ax)
    fig.canvas.draw()
    return fig


def texts(fig: Figure | Axes) -> list[mpl.text.Text]:
    found = fig.findobj(mpl.text.Text)
    return [t for t in found if isinstance(t, mpl.text.Text) and t.get_text() and t.get_visible()]


def test_colours_and_names_are_those_of_the_table_of_symbols() -> None:
    table = Path(__file__).parents[2] / "chapters" / "symbols.yml"
    groups = yaml.safe_load(table.read_text(encoding="utf-8"))
    rows = [row for group in groups.values() for row in group]
    coloured = {row["code"]: row for row in rows if "colour" in row}
    assert {code: row["name"] for code, row in coloured.items()} == NAMES
    for symbol, row in coloured.items():
        assert tuple(row["colour"][key] for key in ("line", "light", "dark")) == COLOURS[symbol]


def test_every_public_drawing_is_covered() -> None:
    assert set(DRAWINGS) == set(figures.__all__) - {
        "COLOURS",
        "BackwardDiagram",
        "LayersOverTime",
        "Neuron",
        "ReberGraph",
        "UnrolledCell",
        "VariantDiagrams",
        "Diagram",
        "use_style",
    }


@pytest.mark.parametrize("name", DRAWINGS)
def test_labels_stand_in_the_picture_and_there_is_no_legend(name: str) -> None:
    draw, expected = DRAWINGS[name]
    fig = drawn(draw)
    shown = [text.get_text() for text in texts(fig)]
    assert set(expected) <= set(shown)
    for ax in fig.axes:
        assert ax.get_legend() is None
        assert not ax.spines["top"].get_visible()
        for text in ax.texts:
            box = text.get_window_extent()
            assert box.x0 >= 0 and box.y0 >= 0, text
            assert box.x1 <= fig.bbox.x1 and box.y1 <= fig.bbox.y1, text


@pytest.mark.parametrize("name", DRAWINGS)
def test_text_is_large_enough_and_labels_do_not_overlap(name: str) -> None:
    fig = drawn(DRAWINGS[name][0])
    sizes = [text.get_fontsize() for text in texts(fig)]
    assert min(sizes) >= 11
    for ax in fig.axes:
        for one, other in itertools.combinations(ax.texts, 2):
            assert not one.get_window_extent().overlaps(other.get_window_extent()), (one, other)


@pytest.mark.parametrize("name", DRAWINGS)
def test_the_background_is_opaque_and_the_same_call_gives_the_same_pixels(name: str) -> None:
    canvases = [drawn(DRAWINGS[name][0]).canvas for _ in range(2)]
    pixels = [np.asarray(c.buffer_rgba()) for c in canvases if isinstance(c, FigureCanvasAgg)]
    assert (pixels[0][..., 3] == 255).all()
    assert (pixels[0][0, 0, :3] == 255).all()
    np.testing.assert_array_equal(pixels[0], pixels[1])


@pytest.mark.parametrize("symbol", COLOURS)
def test_a_symbol_is_drawn_in_its_colour(symbol: str) -> None:
    _, (ax, panel) = plt.subplots(1, 2)
    figures.plot_curve(ax, X, SIGMOID, "label", symbol)
    figures.plot_gates_over_time([panel], {symbol: np.eye(3)}, ["A", "B", "C"])
    colour = COLOURS[symbol]
    for line in (*ax.lines, *panel.lines):
        assert to_hex(line.get_color()) == colour.line.lower()
    titles = [text for text in texts(panel) if text.get_text().endswith(f" ${symbol}_t$")]
    assert len(titles) == 1
    for label in (*ax.texts, *panel.texts, *titles):
        assert to_hex(label.get_color()) == colour.text_light.lower()
    assert len({line.get_linestyle() for line in panel.lines}) == 3  # never colour alone


def test_curves_without_a_symbol_differ_in_dashing_or_grey_and_take_no_symbols_colour() -> None:
    _, ax = plt.subplots()
    for k in range(6):
        figures.plot_curve(ax, X, SIGMOID + k, str(k))
    looks = {(line.get_linestyle(), to_hex(line.get_color())) for line in ax.lines}
    assert len(looks) == 6
    gates = {COLOURS[symbol].line.lower() for symbol in "ifgo"}
    assert not gates & {colour for _, colour in looks}


def test_the_shade_covers_exactly_what_is_saturated() -> None:
    _, ax = plt.subplots()
    figures.plot_activation(ax, X, SIGMOID, "σ(z)", (0, 1))
    shades = [patch.get_path().get_extents(patch.get_patch_transform()) for patch in ax.patches]
    inside = np.any([(shade.x0 <= X) & (shade.x1 >= X) for shade in shades], axis=0)
    np.testing.assert_array_equal(inside, (SIGMOID <= 0.05) | (SIGMOID >= 0.95))


def test_bars_and_numbers_are_the_arrays() -> None:
    _, ax = plt.subplots()
    figures.plot_gate_times_candidate(ax, GATE, CANDIDATE, GATE * CANDIDATE)
    heights = [
        patch.get_height() for patch in ax.patches if isinstance(patch, mpl.patches.Rectangle)
    ]
    np.testing.assert_array_equal(
        np.reshape(heights, (4, 3)), [GATE, CANDIDATE, GATE * CANDIDATE, CANDIDATE]
    )


def test_a_number_that_rounds_to_zero_has_no_sign() -> None:
    _, ax = plt.subplots()
    figures.plot_heatmap(ax, [[-0.004, -0.006]], ["f"], ["h", "x"], 1)
    assert [text.get_text() for text in ax.texts] == ["0.00", "−0.01"]


def test_populations_count_every_value_once() -> None:
    _, ax = plt.subplots()
    figures.plot_gate_histograms(ax, [0, 10], [SIGMOID, np.zeros(121)], "f")
    for patch, base in zip(ax.patches, (1, 0), strict=True):
        assert isinstance(patch, mpl.patches.StepPatch)
        shares = (patch.get_data()[0] - base) / 0.85
        assert shares.max() == pytest.approx(1)
        expected = 121 / np.histogram([SIGMOID, np.zeros(121)][1 - base], 40, (0, 1))[0].max()
        assert shares.sum() == pytest.approx(expected)


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=8), st.floats(0.1, 50))
def test_labels_pushed_apart_keep_their_distance_order_and_centre(
    y: list[float], gap: float
) -> None:
    wanted = np.sort(np.array(y))
    placed = pushed_apart(wanted, gap)
    assert (np.diff(placed) >= gap * (1 - 1e-9) - 1e-9).all()
    assert placed.mean() == pytest.approx(wanted.mean(), abs=1e-6)
    if (np.diff(wanted) >= gap).all():
        np.testing.assert_allclose(placed, wanted, atol=1e-9)


@pytest.mark.parametrize("seed", range(12))
def test_point_labels_hide_neither_each_other_nor_the_points(seed: int) -> None:
    x, y = np.random.default_rng(seed).uniform(size=(2, 6))
    fig, ax = plt.subplots()
    figures.plot_curve(ax, [0, 1], [0, 1], "line")
    figures.mark_points(ax, x, y, [f"point {k}" for k in range(6)])
    fig.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts]
    dots = ax.transData.transform(np.stack([x, y], axis=1))
    for one, other in itertools.combinations(boxes, 2):
        assert not one.overlaps(other)
    assert not any(box.contains(*dot) for box in boxes for dot in dots)


def test_a_notebook_shows_figures_uncropped_and_sharp() -> None:
    imports = (
        "import matplotlib.pyplot as plt\nfrom lstm_course import figures\nfigures.use_style()"
    )
    drawing = "fig, ax = plt.subplots()\nax.text(1.5, 0.5, 'far outside')\nplt.show()"
    cells = [nbformat.v4.new_code_cell(source) for source in (imports, drawing)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, kernel_name="python3").execute()
    assert notebook.cells[0].outputs == []
    (output,) = notebook.cells[1].outputs
    png = io.BytesIO(base64.b64decode(output.data["image/png"]))
    assert plt.imread(png).shape[:2] == (2 * 374, 2 * 660)
    assert output.metadata["image/png"] == {"width": 660, "height": 374}
