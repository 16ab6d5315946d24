"""The unrolled layer and the single unit: every number stands where it belongs, and is readable."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from test_figures_diagram import SVG, assert_readable

from lstm_course.figures import COLOURS, Neuron, UnrolledCell
from lstm_course.figures.svg import LIGHT
from lstm_course.figures.svg_figure import Drawing
from lstm_lib.cell import State, step
from lstm_lib.weights import LSTMWeights

SHOWN = {"rnn": ("x", "slope", "h"), "lstm": ("x", "i", "f", "g", "o", "c", "h")}
STATES = {"rnn": ("h",), "lstm": ("c", "h")}
POSITIVE = {"i", "f", "o", "slope"}
WIDEST = [0.9862, -9.384e-7]


def tree(drawing: Drawing) -> ET.Element:
    return ET.fromstring(drawing._repr_html_())


def texts(drawing: Drawing) -> list[tuple[str, float, str]]:
    """Each text, where it stands from left to right, and its colour."""
    return [
        ("".join(e.itertext()), float(e.get("x", "")), e.get("fill", ""))
        for e in tree(drawing).iter(f"{SVG}text")
    ]


def ink(symbol: str) -> str:
    return f"var(--lstm-{symbol}-text, {COLOURS[symbol].text_light})"


@pytest.mark.parametrize("kind", SHOWN)
@pytest.mark.parametrize("steps", [1, 2, 3, 4])
@pytest.mark.parametrize("with_gradients", [False, True])
def test_texts_stay_inside_and_clear_of_each_other_and_readable_on_a_phone(
    kind: str, steps: int, with_gradients: bool
) -> None:
    """With the widest numbers there are, in every place."""
    gradients = dict.fromkeys(STATES[kind], np.full(steps, -9.384e-7))
    for value in [None, *WIDEST]:
        values = {
            name: np.full(steps, abs(value) if name in POSITIVE else value)
            for name in SHOWN[kind]
            if value is not None
        }
        assert_readable(
            tree(UnrolledCell(kind, steps, values, gradients if with_gradients else {}))
        )


def company_b() -> dict[str, np.ndarray]:
    """The four days of company B in the unit of the source, computed step by step."""
    blocks = {"f": (1.62, 2.7, 1.63), "i": (0.62, 2.0, 1.65), "g": (-0.32, 1.41, 0.94)}
    blocks["o"] = (0.59, 4.38, -0.19)
    weights = LSTMWeights(np.array([blocks[gate] for gate in "ifgo"]))
    state, rows = State(np.zeros(1), np.zeros(1)), []
    for x in [1.0, 0.5, 0.25, 1.0]:
        now = step(weights, np.array([x]), state)
        state = now.state
        rows.append([x, *(float(getattr(now, gate)[0]) for gate in "ifgo"), state.c[0], state.h[0]])
    return dict(zip(SHOWN["lstm"], np.array(rows).T, strict=True))


def test_the_numbers_of_company_b_stand_step_by_step_in_their_colours() -> None:
    values = company_b()
    drawing = UnrolledCell("lstm", 4, values)
    found = texts(drawing)
    for symbol in "ifgoch":
        shown = [f"{v:z.2f}" if symbol in "ifgo" else f"{v:.3g}" for v in values[symbol].tolist()]
        row = sorted((x, text) for text, x, fill in found if fill == ink(symbol))
        assert [t for _, t in row if re.search(r"\d\.", t)] == [s.replace("-", "−") for s in shown]
    assert [t for t, _, _ in found].count("0.276") == 1  # h after day 1
    assert "h_4 = 0.969" in drawing.description


@pytest.mark.parametrize("kind", SHOWN)
def test_gradients_run_back_along_a_dashed_wire_of_their_states_colour(kind: str) -> None:
    plain = UnrolledCell(kind, 3)
    assert "dasharray" not in plain.body
    gradients = {s: [0.1, 0.2, 0.3] for s in STATES[kind]}
    drawing = UnrolledCell(kind, 3, None, gradients)
    dashed = [e for e in tree(drawing).iter(f"{SVG}path") if e.get("stroke-dasharray")]
    for state in STATES[kind]:
        wires = [e for e in dashed if e.get("stroke") == f"var(--lstm-{state}, {LIGHT[state]})"]
        assert len(wires) == 3
        for wire in wires:
            start, end = map(float, re.findall(r"(?:M|H)([\d.]+)", wire.get("d", "")))
            assert start > end
        row = sorted((x, t) for t, x, fill in texts(drawing) if fill == ink(state))
        labels = [t for _, t in row if t.startswith("d")]
        assert labels == [f"d{state}{t}" for t in (1, 2, 3)]
        assert [t for _, t in row if "." in t] == ["0.1", "0.2", "0.3"]
        assert f"d{state}_2 = 0.2" in drawing.description


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("gru", 3), "kind: expected one of rnn, lstm, got 'gru'"),
        (("rnn", 5), "steps: expected at most 4, got 5"),
        (("rnn", 0), "steps: expected T ≥ 1, got 0"),
        (("rnn", 3, {"c": [1, 2, 3]}), "values: expected some of x, slope, h, got 'c'"),
        (("rnn", 3, {"h": [1, 2]}), r"values\['h'\]: expected shape \(T,\) with T = 3, got \(2,\)"),
        (("lstm", 1, {"h": [np.nan]}), r"values\['h'\]: expected finite numbers, got nan"),
        (("lstm", 1, {}, {"x": [1.0]}), "gradients: expected some of c, h, got 'x'"),
    ],
)
def test_wrong_input_of_the_unrolled_layer_is_named(arguments: tuple, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        UnrolledCell(*arguments)


NUMBERS = {
    "x1": 1.0,
    "x2": -0.1278,
    "b": -1.0,
    "w1": 9.384e-7,
    "w2": -2.5,
    "z": -0.1278,
    "a": 0.8808,
}


@pytest.mark.parametrize(
    "names", [["clouds"], ["clouds", "falling pressure"], ["a", "b", "c", "d"]]
)
def test_a_unit_is_readable_with_and_without_numbers(names: list[str]) -> None:
    assert_readable(tree(Neuron(names)))
    known = [name for name in NUMBERS if len(names) > 1 or not name.endswith("2")]
    assert_readable(tree(Neuron(names, {name: NUMBERS[name] for name in known})))


def test_a_unit_shows_the_numbers_it_is_given_and_says_them() -> None:
    drawing = Neuron(["clouds", "falling pressure"], NUMBERS)
    shown = [text for text, _, _ in texts(drawing)]
    for text in ("x1 = 1", "x2 = −0.1278", "× −1", "× 9.384e−7", "× −2.5", "−0.1278", "0.8808"):
        assert shown.count(text) == 1, text
    assert "falling pressure, x_2" in drawing.description
    assert "w_2 = −2.5" in drawing.description
    assert drawing.description in repr(drawing)
    assert not [text for text, _, _ in texts(Neuron(["clouds"])) if re.search(r"\d\.|×", text)]


@pytest.mark.parametrize(
    ("names", "values", "message"),
    [
        ([], {}, "names: expected 1 to 4, got 0"),
        (["x"], {"w2": 1.0}, "values: expected some of b, x1, w1, z, a, got 'w2'"),
        (["x"], {"z": np.inf}, r"values\['z'\]: expected a finite number, got inf"),
    ],
)
def test_wrong_input_of_the_unit_is_named(
    names: list[str], values: dict[str, float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Neuron(names, values)
