"""The gallery of variants: what is left out exists in the cell, and what is changed is in colour."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from test_figures_diagram import SVG

from lstm_course.figures import VariantDiagrams
from lstm_course.figures.cell_parts import PARTS
from lstm_course.figures.svg import LIGHT
from lstm_course.figures.variants import CHANGES, _identity
from lstm_lib.variants import VARIANTS

SHAPES = {_identity(shape) for part in PARTS.values() for shape in part.shapes}


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_left_out_is_in_the_cell(name: str) -> None:
    assert CHANGES[name].without <= SHAPES
    assert name in {*VARIANTS, "no_forget_gate"}


@pytest.mark.parametrize("name", CHANGES)
def test_the_change_is_in_colour_and_the_rest_is_grey(name: str) -> None:
    drawing = VariantDiagrams(name)
    panel = next(ET.fromstring(drawing._repr_html_()).iter(f"{SVG}g"))
    grey, lit = panel.findall(f"{SVG}g")
    later = f"var(--lstm-later, {LIGHT['later']})"
    strokes = {shape.get("stroke") for shape in grey.iter() if shape.get("stroke")}
    assert strokes == {later}
    colours = {shape.get("stroke") for shape in lit.iter() if shape.get("stroke")}
    assert colours and later not in colours
    x, _, width, _ = drawing.window
    for text in drawing._repr_html_().split("<text")[1:]:
        assert x <= float(text.split('x="')[1].split('"')[0]) <= x + width


def test_several_stand_side_by_side_and_are_described() -> None:
    drawing = VariantDiagrams("cifg", "janet", "gru")
    assert drawing.window[2] == 2 * VariantDiagrams("cifg").window[2]
    assert drawing.window[3] == 2 * VariantDiagrams("cifg").window[3]
    for name in ("cifg", "janet", "gru"):
        assert CHANGES[name].says in drawing.description
    assert "coupled gates" in repr(drawing)


@pytest.mark.parametrize("names", [(), ("cifg", "lstm")])
def test_unknown_variants_are_refused(names: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="names: expected some of no_input_gate"):
        VariantDiagrams(*names)
