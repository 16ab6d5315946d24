"""The step backwards is drawn where the step is drawn, and names what the equations name."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from test_figures_diagram import SVG, assert_readable

from lstm_course.figures import COLOURS, BackwardDiagram, Diagram
from lstm_course.figures.svg import LIGHT


def tree(drawing: BackwardDiagram | Diagram) -> ET.Element:
    return ET.fromstring(drawing._repr_html_())


def blocks(root: ET.Element) -> set[tuple[str, ...]]:
    """The coloured boxes of the four layers: colour and geometry."""
    names = ("stroke", "x", "y", "width", "height")
    found = [tuple(r.get(name, "") for name in names) for r in root.iter(f"{SVG}rect")]
    layers = {f"var(--lstm-{gate}, {COLOURS[gate].line})" for gate in "ifgo"}
    return {box for box in found if box[0] in layers}


def test_the_four_layers_stand_where_they_stand_in_the_cell() -> None:
    assert len(blocks(tree(BackwardDiagram()))) == 4
    assert blocks(tree(BackwardDiagram())) == blocks(tree(Diagram("output_gate")))


@pytest.mark.parametrize("symbol", COLOURS)
def test_every_gradient_is_named_in_its_quantitys_colour_and_in_words(symbol: str) -> None:
    texts = {"".join(e.itertext()): e.get("fill") for e in tree(BackwardDiagram()).iter()}
    assert texts[f"d{symbol}t"] == f"var(--lstm-{symbol}-text, {COLOURS[symbol].text_light})"
    assert f"d{symbol}_t" in BackwardDiagram().description


def test_each_factor_of_a_step_is_drawn_once() -> None:
    circles = [e for e in tree(BackwardDiagram()).iter(f"{SVG}circle") if e.get("r") == "12"]
    texts = ["".join(e.itertext()) for e in tree(BackwardDiagram()).iter(f"{SVG}text")]
    factors = ["ft", "ct−1", "gt", "it", "tanh ct", "ot ⊙"]
    assert [texts.count(factor) for factor in factors] == [1] * len(factors)
    assert len(circles) == len(factors) + 1  # and the one that adds


def test_texts_stay_inside_and_clear_of_each_other_and_readable_on_a_phone() -> None:
    assert_readable(tree(BackwardDiagram()))


def test_it_describes_itself_and_follows_the_theme(tmp_path: Path) -> None:
    html = BackwardDiagram()._repr_html_()
    assert f">{BackwardDiagram().description}</desc>" in html
    assert BackwardDiagram().description in repr(BackwardDiagram())
    assert set(re.findall(r"var\(--lstm-([\w-]+), (#\w{6})\)", html)) <= set(LIGHT.items())
    BackwardDiagram().save(tmp_path / "step.svg")
    assert "prefers-color-scheme:dark" in (tmp_path / "step.svg").read_text(encoding="utf-8")


FACTORS = {
    "f": 0.53,
    "i": 0.556,
    "g": -0.162,
    "c_prev": -0.0461,
    "tanh_c": -0.114,
    "h_slope": 0.331,
}
GRADIENTS = {"dh": -2.08, "dc_next": 0.0, "dc": -0.688, "dc_prev": -0.365, "df": 0.0317,
             "di": 0.111, "dg": -0.383, "do": 0.237, "dh_prev": 0.544, "dx": 0.0431,
             "delta_f": 0.0079, "delta_i": 0.0275, "delta_g": -0.372, "delta_o": 0.0528}  # fmt: skip


def test_numbers_are_shown_in_words_too_and_stay_clear_of_each_other() -> None:
    drawing = BackwardDiagram(FACTORS | GRADIENTS)
    texts = "|".join("".join(text.itertext()) for text in tree(drawing).iter(f"{SVG}text"))
    for name, value in (FACTORS | GRADIENTS).items():
        number = f"{value:.3g}".replace("-", "−")
        assert re.search(rf"(?<![\d.]){re.escape(number)}(?![\d.])", texts), name
        assert f"{name} = {number}" in drawing.description
    assert_readable(tree(drawing))


@pytest.mark.parametrize("values", [{"h": 1.0}, {"dh": float("nan")}])
def test_a_number_it_cannot_show_is_refused_by_name(values: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(values))):
        BackwardDiagram(values)
