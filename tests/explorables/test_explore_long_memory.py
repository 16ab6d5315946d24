"""The figure of a bit in a memory cell: the numbers of NumPy, step by step."""

from __future__ import annotations

import numpy as np
import pytest
from explorable_fixtures import Open, plain, settle

from lstm_course.notebook import as_text
from lstm_lib.activations import sigmoid


@pytest.mark.parametrize(
    ("bias", "power", "writing"), [(1, 2, "half"), (4.6, 2, "tied"), (8, 3, "shut")]
)
def test_long_memory_shows_its_numbers(show: Open, bias: float, power: int, writing: str) -> None:
    T, f = 10**power, float(sigmoid(float(bias)))
    left, variance, slope = 1.0, 0.0, 0.0
    i = {"shut": 0.0, "tied": 1 - f, "half": 0.5}[writing]
    for _ in range(T):  # the derivative goes through every step
        left, slope = f * left, f * slope + left * f * (1 - f)
        variance = f**2 * variance + i**2
    expected = [T, left, np.sqrt(variance), slope, np.log(0.5) / np.log(f)]

    figure = show("long_memory", bias=bias, power=power, writing=writing)
    rows = [row.split("\t")[1] for row in plain(figure.locator("tbody").inner_text()).splitlines()]
    assert rows == [as_text(float(value)) for value in expected]
    noise = figure.locator("svg").first.locator("path.lx-line.lx-muted")
    assert noise.count() == (writing != "shut")


def test_the_steps_are_dragged_along_the_logarithmic_axis(show: Open) -> None:
    figure = show("long_memory", bias=8)
    power, page = figure.get_by_label("steps T, as a power of 10", exact=True), figure.page
    box = figure.locator(".lx-handle").bounding_box()
    svg = figure.locator("svg").first.bounding_box()
    assert box
    assert svg
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + (svg["width"] - 62) / 6, middle[1], steps=4)  # one power of ten
    page.mouse.up()
    settle(figure)
    assert abs(float(power.input_value()) - 3) <= 0.05
