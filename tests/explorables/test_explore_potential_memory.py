"""The figure of what is written: lstm_lib's numbers, and a corner that sets both sums."""

from __future__ import annotations

import pytest
from explorable_fixtures import Open, plain, settle

from lstm_course.notebook import as_text
from lstm_lib.activations import sigmoid, tanh


@pytest.mark.parametrize(("zi", "zg"), [(4.27, 2.03), (-10, 2.03), (0, -0.4), (1.5, 0)])
def test_potential_memory_shows_its_numbers(show: Open, zi: float, zg: float) -> None:
    i, g = float(sigmoid(zi)), float(tanh(zg))
    figure = show("potential_memory", zi=zi, zg=zg)
    rows = [row.split("\t")[1:] for row in plain(figure.locator("tbody").inner_text()).splitlines()]
    answers = [as_text(i), as_text(g), as_text(i * g)]
    assert rows == [[as_text(zi), answers[0]], [as_text(zg), answers[1]], ["", answers[2]]]
    plane = [
        plain(text) for text in figure.locator("svg").first.locator("text").all_text_contents()
    ]
    names = ["it", "gt", "it ⊙ gt"]
    assert plane[:3] == [f"{name} = {text}" for name, text in zip(names, answers, strict=True)]


def test_one_step_writes_less_than_one(show: Open) -> None:
    written = show("potential_memory", zi=15, zg=-10).locator("tbody td").last
    assert plain(written.inner_text()) == "−1 + 3.1 × 10⁻⁷"


def test_the_corner_of_the_rectangle_sets_both_sums(show: Open) -> None:
    figure = show("potential_memory", zi=0, zg=0)
    zi, zg = figure.locator("input[type=range]").all()
    box, page = figure.locator(".lx-handle").bounding_box(), figure.page
    plane = figure.locator("svg").first
    view, place = plane.get_attribute("viewBox"), plane.bounding_box()
    assert view and box and place
    width, height = (int(size) for size in view.split()[2:])
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 50, y + 40, steps=4)
    settle(figure)
    assert abs(sigmoid(float(zi.input_value())) - 0.5 - 50 / (width - 46 - 16)) < 0.005
    assert abs(tanh(float(zg.input_value())) + 2 * 40 / (height - 28 - 46)) < 0.005
    for corner, ends in [((0, 2000), ("-15", "-10")), ((2000, 0), ("15", "10"))]:
        page.mouse.move(*corner, steps=2)
        settle(figure)
        assert (zi.input_value(), zg.input_value()) == ends
    page.mouse.up()
