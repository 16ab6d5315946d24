"""The figure of the two curves: its numbers are lstm_lib's."""

from __future__ import annotations

import math

import pytest
from explorable_fixtures import Open, plain

from lstm_course.notebook import as_text
from lstm_lib.activations import sigmoid, sigmoid_derivative, tanh


@pytest.mark.parametrize(("z", "units"), [(2, 1), (-10, 3)])
def test_activations_show_their_numbers(show: Open, z: float, units: int) -> None:
    figure = show("activations", z=z, units=units)
    rows = [row.split("\t") for row in plain(figure.locator("tbody").inner_text()).splitlines()]
    s, t = float(sigmoid(z)), float(tanh(z))
    slopes = float(sigmoid_derivative(s)), 1 / math.cosh(z) ** 2
    (_, *answers), (_, *single), (label, *chain) = rows
    assert answers[0] == as_text(s)
    assert answers[1] == as_text(t) if z == 2 else "−1 + 4.12 × 10⁻⁹"
    assert single == [as_text(slope) for slope in slopes]
    assert chain == [as_text(slope**units) for slope in slopes]
    assert label == f"slope of a chain of {units}"
